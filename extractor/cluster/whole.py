"""Files that are there whole or not at all, however the process that writes them ends."""

import os
import uuid
from collections.abc import Callable
from pathlib import Path

from extractor.cluster.errors import ClusterError


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Have `write` make a file, which takes the place of `path` once it is on disk.

    What cut-off writers of the same file left behind goes. Raises ClusterError if the folder cannot be written.
    """
    # in the same folder: a file can be renamed within a disk only
    new = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        try:
            write(new)
            _sync(new)
            _replace(new, path)
            _sync(path.parent)
        finally:
            new.unlink(missing_ok=True)
        for left in path.parent.glob(f".{path.name}.*.tmp"):
            left.unlink(missing_ok=True)
    except OSError as error:
        raise ClusterError(f"{path.parent} cannot be written: {error.strerror or error}") from error


def _replace(new: Path, path: Path) -> None:
    try:
        os.replace(new, path)
    except FileNotFoundError:
        if not path.exists():  # else another writer was quicker, and has swept up
            raise


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
