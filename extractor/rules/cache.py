"""Compiled patterns and what was read off them, kept in the user's folder of caches: to make them takes seconds.

A file is named by a digest of all that decides what is compiled, and begins with a digest of what it holds: what is
stale is never found, and what is damaged is made anew. Where nothing can be kept nothing is.
"""

import hashlib
import io
import os
import pickle
import sys
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

T = TypeVar("T")
_MOST_FILES = 4000
"""Some ten versions of all rules; when there are more, the older half goes."""
_DIGEST = 32
_COMPILE = ("regex._regex", "compile")


class _Reader(pickle.Unpickler):
    """Takes nothing from a file but texts and patterns: a pickle may name any function of the machine."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) != _COMPILE:
            raise pickle.UnpicklingError(f"{module}.{name} is no pattern")
        return super().find_class(module, name)


def key_of(body: str, flags: int, version: str) -> str:
    """Return the name under which is kept what is made of `body`; `version` is that of what makes it."""
    decides = f"{version} {sys.implementation.cache_tag} {sys.byteorder} {flags}\0{body}"
    return hashlib.sha256(decides.encode("utf-8", "surrogatepass")).hexdigest()


def read(key: str, kind: type[T]) -> T | None:
    """Return what is kept under a name, or None where that is nothing of its kind."""
    try:
        whole = (_folder() / key).read_bytes()
    except OSError:
        return None
    digest, held = whole[:_DIGEST], whole[_DIGEST:]
    if hashlib.sha256(held).digest() != digest:
        return None
    try:
        found = _Reader(io.BytesIO(held)).load()
    except Exception:  # whatever a file that somebody else wrote raises, it is nothing of ours
        return None
    return found if isinstance(found, kind) else None


def write(key: str, made: object) -> None:
    """Keep a pattern, or lists and sets of texts; what is half written is never seen."""
    held = pickle.dumps(made, protocol=5)
    with suppress(OSError):
        folder = _made()
        handle, name = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(held).digest() + held)
            os.replace(name, folder / key)
        except BaseException:
            os.unlink(name)
            raise


@lru_cache(maxsize=1)
def _folder() -> Path:
    return Path(platformdirs.user_cache_dir("phongtrao", appauthor=False)) / "patterns"


@lru_cache(maxsize=1)
def _made() -> Path:
    """Return the folder, made for the user alone, and not grown out of bounds; raises OSError."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime)
    if len(files) > _MOST_FILES:
        for file in files[: len(files) // 2]:
            file.unlink(missing_ok=True)
    return folder
