"""What goes wrong with a folder of an export."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extractor.errors import PhongtraoError


class ExportError(PhongtraoError):
    """A folder cannot be written, or is no export that can be imported."""


@contextmanager
def writable(path: Path) -> Iterator[None]:
    """Turn what the system says while `path` is written into an ExportError of one line."""
    try:
        yield
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror or error}") from error


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn what the system says while `path` is read into an ExportError of one line."""
    try:
        yield
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror or error}") from error
