"""JSON Lines, one article an object, and arrays of such objects."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from extractor.errors import SourceError
from extractor.sources.failure import Failure
from extractor.sources.formats.columns import renamed
from extractor.sources.formats.given import EMPTY, MOST_BYTES, MOST_BYTES_WHOLE, TOO_LONG, Given, lines
from extractor.sources.formats.text import decoded, decoded_at
from extractor.sources.item import Item, Options


def read(file: Given, options: Options) -> Iterator[Item | Failure]:
    """Yield an Item an object, a Failure for what is none; lines are read one by one."""
    begin = file.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    many = begin[:1] == b"[" or begin.partition(b"\n")[0].strip() == b"{"  # an array, or one object over many lines
    if many and file.suffix == ".json":
        yield from _read_array(file, options)
    else:
        yield from _read_lines(file, options)


def _read_lines(file: Given, options: Options) -> Iterator[Item | Failure]:
    for number, (offset, line) in enumerate(lines(file.stream), 1):
        where = f"{file.origin}:{number}"
        try:
            if line.strip():
                found = decoded(line, options, offset)
                record = renamed(_parse(found.text), options)
                id, encoding = f"{file.stem}:{number}", file.encoding or found.encoding
                yield Item(id, where, "record", record, {}, encoding, found.repair)
        except SourceError as error:
            yield Failure(where, str(error))


def _parse(line: str) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        place = f" at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        raise SourceError(f"not JSON{place}: write one object a line") from error
    return _as_record(record)


def _as_record(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise SourceError('not a JSON object: write one object a line, with the article under "text"')
    return value


def _read_array(file: Given, options: Options) -> Iterator[Item | Failure]:
    data = file.stream.read(MOST_BYTES_WHOLE + 1)
    if len(data) > MOST_BYTES_WHOLE:
        most = MOST_BYTES_WHOLE // 1_000_000
        raise SourceError(f"longer than {most} MB: write it as JSON Lines, one object a line")
    found = decoded_at(data, options)
    try:
        records = json.loads(found.text)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"not JSON: {error}") from error
    if not records:
        raise SourceError(EMPTY)
    encoding = file.encoding or found.encoding
    for number, record in enumerate(records if isinstance(records, list) else [records], 1):
        where = f"{file.origin}:{number}"
        try:
            fields = renamed(_as_record(record), options)
            if sum(len(value) for value in fields.values() if isinstance(value, str)) > MOST_BYTES:
                raise SourceError(TOO_LONG)
            yield Item(f"{file.stem}:{number}", where, "record", fields, {}, encoding, found.repair)
        except SourceError as error:
            yield Failure(where, str(error))
