"""From paths to Items and Articles: walks folders, and lets no bad input stop the rest."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.errors import SourceError
from extractor.models import Article
from extractor.rules.book import RuleBook
from extractor.sources.article import article_of
from extractor.sources.failure import Failure
from extractor.sources.formats import SUFFIXES, items_of
from extractor.sources.formats.given import MOST_BYTES, given, shown
from extractor.sources.item import Item, Options

__all__ = ["MOST_BYTES", "STANDARD_INPUT", "SUFFIXES", "items", "read"]

STANDARD_INPUT = "-"


def read(paths: Iterable[str | Path], book: RuleBook, options: Options | None = None) -> Iterator[Article | Failure]:
    """Yield the Articles of `paths` in order, and a Failure for each input that cannot be read.

    That is `items`, each given to `article_of`, here and now.
    """
    for item in items(paths, options):
        if isinstance(item, Failure):
            yield item
            continue
        try:
            yield article_of(item, book)
        except SourceError as error:
            yield Failure(item.origin, str(error))


def items(paths: Iterable[str | Path], options: Options | None = None) -> Iterator[Item | Failure]:
    """Yield what `paths` hold, an Item an article, in order, and a Failure for each input that cannot be read.

    A path is a file of any known format, an archive of such files, a folder (read recursively, in order of names) or
    `-` for standard input. Files are gone through piece by piece, however long. Bad input raises nothing.
    """
    options = options or Options()
    for path in paths:
        if not str(path).strip():  # of the shell's empty variables; it would stand for the folder one is in
            yield Failure("''", "an empty path: name a file or folder, . for this one")
        elif str(path) == STANDARD_INPUT:
            yield from _read_standard_input(options)
        else:
            yield from _read_path(Path(path), options)


def _read_standard_input(options: Options) -> Iterator[Item | Failure]:
    try:
        yield from items_of(given(sys.stdin.buffer, "stdin", "standard input"), options)
    except OSError as error:
        yield Failure("standard input", _reason(error))


def _read_path(path: Path, options: Options) -> Iterator[Item | Failure]:
    try:
        if path.is_dir():
            yield from _read_folder(path, options)
        elif not path.exists():
            yield Failure(str(path), "no such file or folder: check the path")
        else:
            yield from _read_file(path, options)
    except (OSError, ValueError) as error:  # ValueError: a NUL in a path
        yield Failure(str(path), _reason(error))


def _read_folder(folder: Path, options: Options) -> Iterator[Item | Failure]:
    closed: list[OSError] = []
    files = sorted(_walk(folder, closed))
    yield from (Failure(shown(str(error.filename)), _reason(error)) for error in closed)
    nothing = not closed
    for file in files:
        known = file.suffix.lower() in SUFFIXES
        if not file.is_file():  # a pipe would hold up all the rest
            if known and file.exists():
                nothing = False
                yield Failure(shown(str(file)), "not a file but a pipe or a device: name it by itself to read it")
                continue
            if not known:
                continue
        for item in _read_file(file, options, sure=known):
            nothing = False
            yield item
    if nothing:
        yield Failure(str(folder), f"nothing to read here: no {', '.join(SUFFIXES)} file")


def _walk(folder: Path, closed: list[OSError]) -> Iterator[Path]:
    """Yield the files below a folder; links are followed, each folder is read once."""
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
                    else:
                        yield Path(entry.path)
        except OSError as error:
            closed.append(error)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _read_file(path: Path, options: Options, *, sure: bool = True) -> Iterator[Item | Failure]:
    """Yield the Items of a file; `sure` is whether it is known to be meant."""
    origin = shown(str(path))
    try:
        with path.open("rb") as stream:
            yield from items_of(given(stream, shown(path.name), origin, sure=sure), options)
    except OSError as error:
        if sure:
            yield Failure(origin, _reason(error))


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError):
        return "no permission to read it: change its rights or run as its owner"
    return f"cannot be read: {(error.strerror if isinstance(error, OSError) else None) or error}"
