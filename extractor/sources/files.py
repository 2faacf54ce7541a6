"""From paths to Articles: walks folders, tells formats by content, and lets no bad input stop the rest."""

import itertools
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import regex

from extractor.errors import SourceError
from extractor.models import Article
from extractor.rules.book import RuleBook
from extractor.sources.failure import Failure
from extractor.sources.jsonl import as_record, parse_record, read_record
from extractor.sources.page import read_page

SUFFIXES = (".txt", ".jsonl", ".json")
STANDARD_INPUT = "-"
_BOM = b"\xef\xbb\xbf"
_EMPTY = "empty: nothing to read"
MOST_BYTES = 1_000_000
"""No article is longer: what is, is many articles, or none at all."""
_MOST_BYTES_OF_ARRAY = 100_000_000
"""An array must be read as a whole; JSON Lines files may be of any length."""
_TOO_LONG = f"longer than {MOST_BYTES // 1_000_000} MB: give one article a file, or one a line of a .jsonl file"
_MARKS = regex.compile(r"\p{M}{200}")
"""Unicode's normal form takes the square of a run of marks."""
_TOO_SLOW = "took too long to read: cut it into articles"


def read(paths: Iterable[str | Path], book: RuleBook) -> Iterator[Article | Failure]:
    """Yield the Articles of `paths` in order, and a Failure for each input that cannot be read.

    A path is a page dump, a JSON Lines file, a folder of such files (read recursively, in order of names)
    or `-` for standard input. JSON Lines files are read line by line.
    """
    for path in paths:
        if not str(path).strip():  # of the shell's empty variables; it would stand for the folder one is in
            yield Failure("''", "an empty path: name a file or folder, . for this one")
        elif str(path) == STANDARD_INPUT:
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
                if file.exists() and not file.is_file():  # a pipe would hold up all the rest
                    yield Failure(str(file), "not a file but a pipe or a device: name it by itself to read it")
                else:
                    yield from _read_file(file, book)
        elif not path.exists():
            yield Failure(str(path), "no such file or folder: check the path")
        else:
            yield from _read_file(path, book)
    except OSError as error:
        yield Failure(str(path), _os_reason(error))


def _walk(folder: Path, closed: list[OSError]) -> Iterator[Path]:
    """Yield the files below a folder that have our endings; links are followed, each folder is read once."""
    seen: set[tuple[int, int]] = set()
    waiting = [str(folder)]
    while waiting:
        here = waiting.pop()
        try:
            status = os.stat(here)
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            with os.scandir(here) as entries:
                for entry in entries:
                    if _is_folder(entry):
                        waiting.append(entry.path)
                    elif Path(entry.name).suffix.lower() in SUFFIXES:
                        yield Path(entry.path)
        except OSError as error:
            closed.append(error)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _read_file(path: Path, book: RuleBook) -> Iterator[Article | Failure]:
    try:
        with path.open("rb") as stream:
            yield from _read_stream(stream, _shown(path.stem), _shown(str(path)), book)
    except OSError as error:
        yield Failure(str(path), _os_reason(error))


def _shown(name: str) -> str:
    """Return a file's name as text, also where its bytes are not UTF-8."""
    return os.fsencode(name).decode(errors="backslashreplace")


def _os_reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "no permission to read it: change its rights or run as its owner"
    return f"cannot be read: {error.strerror or error}"


def _read_stream(stream: IO[bytes], stem: str, origin: str, book: RuleBook) -> Iterator[Article | Failure]:
    lines = _lines(stream)
    head: list[tuple[int, bytes]] = []
    first, size = b"", 0
    for offset, line in lines:
        head.append((offset, line))
        first, size = line.lstrip(), offset + len(line)
        if first or size > MOST_BYTES:
            break
    begun = b"".join(line for _, line in head)
    whole = origin.lower().endswith(".json") and (first[:1] == b"[" or first.strip() == b"{")
    if not first:
        yield Failure(origin, _TOO_LONG if size > MOST_BYTES else _EMPTY)
    elif whole:  # an array, or one object printed over many lines
        yield from _read_array(begun + stream.read(_MOST_BYTES_OF_ARRAY), stem, origin, book)
    elif first[:1] == b"{":
        yield from _read_lines(itertools.chain(head, lines), stem, origin, book)
    else:
        yield _read_dump(begun + stream.read(MOST_BYTES), stem, origin, book)


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield where lines begin, and the lines; of one that is too long only so much as shows that."""
    offset = 0
    while line := stream.readline(MOST_BYTES + 1):
        yield offset, line.removeprefix(_BOM) if not offset else line
        offset += len(line)
        while len(line) > MOST_BYTES and not line.endswith(b"\n"):
            line = stream.readline(MOST_BYTES + 1)
            offset += len(line)


def _decode(data: bytes, offset: int = 0) -> str:
    """Return UTF-8 `data` as text, else raise SourceError; `offset` is where it stands in its file."""
    if b"\0" in data:
        raise SourceError("a binary file (it holds NUL bytes): give the text itself, as UTF-8")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(f"not UTF-8 at byte {offset + error.start}: save it as UTF-8") from error


def _bounded(data: bytes, offset: int = 0) -> str:
    """Return an article's bytes as text; raises SourceError if they are too many or none."""
    if len(data) > MOST_BYTES and b"\0" not in data:
        raise SourceError(_TOO_LONG)
    text = _decode(data, offset)
    if _MARKS.search(text):
        raise SourceError("hundreds of combining marks on one letter: no text")
    return text


def _read_dump(data: bytes, stem: str, origin: str, book: RuleBook) -> Article | Failure:
    try:
        text = _bounded(data)
        if not text.strip():
            return Failure(origin, _EMPTY)
        return read_page(text, stem, origin, book)
    except (SourceError, TimeoutError) as error:
        return Failure(origin, _reason(error))


def _reason(error: Exception) -> str:
    # a rule that a hostile text holds up is stopped by the clock
    return str(error) if isinstance(error, SourceError) else _TOO_SLOW


def _read_lines(
    lines: Iterator[tuple[int, bytes]], stem: str, origin: str, book: RuleBook
) -> Iterator[Article | Failure]:
    for number, (offset, line) in enumerate(lines, 1):
        where = f"{origin}:{number}"
        try:
            if line.strip():
                record = parse_record(_bounded(line, offset))
                yield read_record(record, f"{stem}:{number}", where, book)
        except (SourceError, TimeoutError) as error:
            yield Failure(where, _reason(error))


def _read_array(data: bytes, stem: str, origin: str, book: RuleBook) -> Iterator[Article | Failure]:
    if len(data) > _MOST_BYTES_OF_ARRAY:
        most = _MOST_BYTES_OF_ARRAY // 1_000_000
        yield Failure(origin, f"longer than {most} MB: write it as JSON Lines, one object a line")
        return
    try:
        records = json.loads(_decode(data))
    except (SourceError, ValueError, RecursionError) as error:
        yield Failure(origin, f"not JSON: {error}" if not isinstance(error, SourceError) else str(error))
        return
    for number, record in enumerate(records if isinstance(records, list) else [records], 1):
        where = f"{origin}:{number}"
        try:
            found = as_record(record)
            if sum(len(value) for value in found.values() if isinstance(value, str)) > MOST_BYTES:
                raise SourceError(_TOO_LONG)
            yield read_record(found, f"{stem}:{number}", where, book)
        except (SourceError, TimeoutError) as error:
            yield Failure(where, _reason(error))
