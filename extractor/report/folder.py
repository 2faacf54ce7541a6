"""The folder of a report: complete or not there, and never written over what is not ours."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extractor.errors import ReportError

MANIFEST = "files.txt"
"""The file that lists all others: what a folder holds beside these is not ours."""


class Folder:
    """A folder that is being filled."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: list[str] = []

    def write(self, path: str, text: str) -> None:
        """Write a file at a path from the folder's root."""
        file = self._root / path
        if path.count("/") and not file.parent.is_dir():
            file.parent.mkdir(parents=True)
        with file.open("x", encoding="utf-8", newline="") as out:
            out.write(text)
        self._files.append(path)

    def finish(self) -> None:
        """Write the list of files."""
        self.write(MANIFEST, "\n".join(sorted([*self._files, MANIFEST])) + "\n")


@contextmanager
def filled(out: Path) -> Iterator[Folder]:
    """Give a new folder to fill, which takes the place of `out` when the block ends; if it raises, nothing changes.

    Raises ReportError if it cannot be written, or if `out` holds anything but a report.
    """
    out = out.absolute()
    try:
        _check(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            new = made / "new"
            new.mkdir()  # with the rights that folders have here, unlike a temporary one
            folder = Folder(new)
            yield folder
            folder.finish()
            _check(out)
            if out.is_dir():
                out.rename(made / "old")
            new.rename(out)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise ReportError(f"{out} cannot be written: {error.strerror or error}") from error


def _check(out: Path) -> None:
    """Raise ReportError if `out` is there and holds anything that no report of ours wrote."""
    if not os.path.lexists(out):
        return
    if out.is_symlink() or not out.is_dir():
        raise ReportError(f"{out} is not a folder: name another")
    found = {file.relative_to(out).as_posix() for file in out.rglob("*") if file.is_symlink() or not file.is_dir()}
    if not found:
        return
    ours = set((out / MANIFEST).read_text("utf-8").splitlines()) if MANIFEST in found else set()
    foreign = sorted(found - ours)
    if foreign:
        raise ReportError(f"{out} holds what is no report's ({foreign[0]}): name another folder, or empty this one")
