"""From paths to Articles: walks folders, tells formats by content, and lets no bad input stop the rest."""

import itertools
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from extractor.errors import SourceError
from extractor.models import Article
from extractor.rules.book import RuleBook
from extractor.sources.failure import Failure
from extractor.sources.jsonl import parse_record, read_record
from extractor.sources.page import read_page

SUFFIXES = (".txt", ".jsonl", ".json")
STANDARD_INPUT = "-"
_BOM = b"\xef\xbb\xbf"
_EMPTY = "empty: nothing to read"


def read(paths: Iterable[str | Path], book: RuleBook) -> Iterator[Article | Failure]:
    """Yield the Articles of `paths` in order, and a Failure for each input that cannot be read.

    A path is a page dump, a JSON Lines file, a folder of such files (read recursively, in order of names)
    or `-` for standard input. JSON Lines files are read line by line.
    """
    for path in paths:
        if str(path) == STANDARD_INPUT:
            yield from _read_stream(sys.stdin.buffer, "stdin", "standard input", book)
        else:
            yield from _read_path(Path(path), book)


def _read_path(path: Path, book: RuleBook) -> Iterator[Article | Failure]:
    try:
        if path.is_dir():
            closed: list[OSError] = []
            files = sorted(_walk(path, closed))
            yield from (Failure(str(error.filename), _os_reason(error)) for error in closed)
            if not files and not closed:
                yield Failure(str(path), f"nothing to read here: no {', '.join(SUFFIXES)} file")
            for file in files:
                yield from _read_file(file, book)
        elif not path.exists():
            yield Failure(str(path), "no such file or folder: check the path")
        else:
            yield from _read_file(path, book)
    except OSError as error:
        yield Failure(str(path), _os_reason(error))


def _walk(folder: Path, closed: list[OSError]) -> Iterator[Path]:
    for root, _, names in os.walk(folder, onerror=closed.append):
        yield from (Path(root, name) for name in names if Path(name).suffix.lower() in SUFFIXES)


def _read_file(path: Path, book: RuleBook) -> Iterator[Article | Failure]:
    try:
        with path.open("rb") as stream:
            yield from _read_stream(stream, path.stem, str(path), book)
    except OSError as error:
        yield Failure(str(path), _os_reason(error))


def _os_reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "no permission to read it: change its rights or run as its owner"
    return f"cannot be read: {error.strerror or error}"


def _read_stream(stream: IO[bytes], stem: str, origin: str, book: RuleBook) -> Iterator[Article | Failure]:
    head: list[bytes] = []
    for line in stream:
        head.append(line.removeprefix(_BOM) if not head else line)
        if head[-1].strip():
            break
    if not head or not head[-1].strip():
        yield Failure(origin, _EMPTY)
    elif head[-1].lstrip()[:1] == b"{":
        yield from _read_lines(itertools.chain(head, stream), stem, origin, book)
    elif head[-1].lstrip()[:1] == b"[" and origin.lower().endswith(".json"):
        yield from _read_array(b"".join([*head, stream.read()]), stem, origin, book)
    else:
        yield _read_dump(b"".join([*head, stream.read()]), stem, origin, book)


def _decode(data: bytes, offset: int = 0) -> str:
    """Return UTF-8 `data` as text, else raise SourceError; `offset` is where it stands in its file."""
    if b"\0" in data:
        raise SourceError("a binary file (it holds NUL bytes): give the text itself, as UTF-8")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(f"not UTF-8 at byte {offset + error.start}: save it as UTF-8") from error


def _read_dump(data: bytes, stem: str, origin: str, book: RuleBook) -> Article | Failure:
    try:
        text = _decode(data)
        if not text.strip():
            return Failure(origin, _EMPTY)
        return read_page(text, stem, origin, book)
    except (SourceError, TimeoutError) as error:
        return Failure(origin, _reason(error))


def _reason(error: Exception) -> str:
    # a rule that a hostile text holds up is stopped by the clock
    return str(error) if isinstance(error, SourceError) else "took too long to read: cut it into articles"


def _read_lines(lines: Iterator[bytes], stem: str, origin: str, book: RuleBook) -> Iterator[Article | Failure]:
    offset = 0
    for number, line in enumerate(lines, 1):
        where = f"{origin}:{number}"
        if line.strip() == b"{" and number == 1 and origin.lower().endswith(".json"):
            # one object printed over many lines
            yield from _read_array(b"".join([line, *lines]), stem, origin, book)
            return
        try:
            if line.strip():
                record = parse_record(_decode(line, offset))
                yield read_record(record, f"{stem}:{number}", where, book)
        except (SourceError, TimeoutError) as error:
            yield Failure(where, _reason(error))
        offset += len(line)


def _read_array(data: bytes, stem: str, origin: str, book: RuleBook) -> Iterator[Article | Failure]:
    try:
        records = json.loads(_decode(data))
    except (SourceError, ValueError, RecursionError) as error:
        yield Failure(origin, f"not JSON: {error}" if not isinstance(error, SourceError) else str(error))
        return
    for number, record in enumerate(records if isinstance(records, list) else [records], 1):
        where = f"{origin}:{number}"
        try:
            yield read_record(parse_record(json.dumps(record)), f"{stem}:{number}", where, book)
        except (SourceError, TimeoutError) as error:
            yield Failure(where, _reason(error))
