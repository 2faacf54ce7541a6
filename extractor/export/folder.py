"""A folder of an export: whole or not there, and nobody's own files in its way."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extractor.export.citation import CITATION
from extractor.export.errors import ExportError, writable
from extractor.export.manifest import DESCRIPTOR, manifest


def check_replaceable(out: Path) -> None:
    """Raise ExportError unless there is nothing at `out`, an empty folder, or an export that may be written anew."""
    with writable(out):
        if not out.exists():
            return
        if not out.is_dir():
            raise ExportError(f"{out} is a file: name a folder")
        found = {path.relative_to(out).as_posix() for path in out.rglob("*") if not path.is_dir() or path.is_symlink()}
    if not found:
        return
    try:
        own = {DESCRIPTOR, CITATION, *(resource.path for resource in manifest(out).resources)}
    except ExportError:
        own = set()
    if others := sorted(found - own):
        raise ExportError(f"{out} holds other files ({others[0]}): name a new folder")


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """Give an empty folder to write into; it takes the place of `out` when the block ends well, else it goes."""
    check_replaceable(out)
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    # beside it: a folder can be renamed within a disk only
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as place:
        new, old = Path(place) / "new", Path(place) / "old"
        new.mkdir()
        yield new
        check_replaceable(out)
        if out.exists():
            os.rename(out, old)
        try:
            os.rename(new, out)
        except OSError:
            if old.exists():
                os.rename(old, out)
            raise
