"""From paths to Items and Articles: walks folders, and lets no bad input stop the rest."""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import SourceError
from extractor.models import Article
from extractor.rules.book import RuleBook
from extractor.sources.article import article_of
from extractor.sources.failure import Failure
from extractor.sources.formats import SUFFIXES, items_of
from extractor.sources.formats.given import MOST_BYTES, given, shown
from extractor.sources.item import Item, Options

__all__ = ["MOST_BYTES", "STANDARD_INPUT", "SUFFIXES", "File", "files", "items", "read", "read_file"]

STANDARD_INPUT = "-"
_MISSING = "no such file or folder: check the path"
_NO_PATH = Failure("''", "an empty path: name a file or folder, . for this one")
"""Of the shell's empty variables; it would stand for the folder one is in."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to be read: `origin` is what messages call it, `sure` whether it is known to be meant."""

    path: Path
    origin: str
    sure: bool = True


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
        if not str(path).strip():
            yield _NO_PATH
        elif str(path) == STANDARD_INPUT:
            yield from _read_standard_input(options)
        else:
            yield from _read_path(Path(path), options)


def files(paths: Iterable[str | Path], options: Options) -> Iterator[File | Failure]:
    """Yield the files of `paths` in order: `read_file` of each, with the Failures between them, are `items`.

    For readers elsewhere, so standard input is none. Bad input raises nothing.
    """
    for path in paths:
        try:
            yield from _files_of(path, options)
        except (OSError, ValueError) as error:
            yield Failure(str(path), _reason(error))


def _files_of(named: str | Path, options: Options) -> Iterator[File | Failure]:
    path = Path(named)
    if not str(named).strip():
        yield _NO_PATH
    elif path.is_dir():
        found = list(_files_in(path))
        yield from found
        # of known names something always comes; of others, reading tells, and mostly the first
        if not any(_yields(file, options) for file in sorted(found, key=lambda file: not _is_sure(file))):
            yield _nothing_in(path)
    elif path.exists():
        yield File(path, shown(str(path)))
    else:
        yield Failure(str(path), _MISSING)


def _is_sure(file: File | Failure) -> bool:
    return isinstance(file, Failure) or file.sure


def _yields(file: File | Failure, options: Options) -> bool:
    return isinstance(file, Failure) or next(read_file(file, options), None) is not None


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
            yield Failure(str(path), _MISSING)
        else:
            yield from read_file(File(path, shown(str(path))), options)
    except (OSError, ValueError) as error:  # ValueError: a NUL in a path
        yield Failure(str(path), _reason(error))


def _read_folder(folder: Path, options: Options) -> Iterator[Item | Failure]:
    nothing = True
    for file in _files_in(folder):
        for item in read_file(file, options) if isinstance(file, File) else (file,):
            nothing = False
            yield item
    if nothing:
        yield _nothing_in(folder)


def _files_in(folder: Path) -> Iterator[File | Failure]:
    """Yield the files below a folder that may hold articles, in order of names, and what cannot be looked into."""
    closed: list[OSError] = []
    files = sorted(_walk(folder, closed))
    yield from (Failure(shown(str(error.filename)), _reason(error)) for error in closed)
    for path in files:
        known = path.suffix.lower() in SUFFIXES
        if path.is_file() or (known and not path.exists()):  # a link to nothing is read in order to fail
            yield File(path, shown(str(path)), known)
        elif known:  # a pipe would hold up all the rest
            yield Failure(shown(str(path)), "not a file but a pipe or a device: name it by itself to read it")


def _nothing_in(folder: Path) -> Failure:
    return Failure(str(folder), f"nothing to read here: no {', '.join(SUFFIXES)} file")


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


def read_file(file: File, options: Options) -> Iterator[Item | Failure]:
    """Yield what one file holds, as `items` does."""
    try:
        with file.path.open("rb") as stream:
            yield from items_of(given(stream, shown(file.path.name), file.origin, sure=file.sure), options)
    except OSError as error:
        if file.sure:
            yield Failure(file.origin, _reason(error))


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError):
        return "no permission to read it: change its rights or run as its owner"
    return f"cannot be read: {(error.strerror if isinstance(error, OSError) else None) or error}"
