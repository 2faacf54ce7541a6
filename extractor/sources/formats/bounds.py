"""What archives may unpack to: beyond that they are bombs, or too big to be read without a look."""

import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from extractor.errors import SourceError

MOST_DEPTH = 3
"""Archives inside archives."""
DAMAGED = (
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,  # zipfile: encrypted
    ValueError,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the standard library raises for damaged archives."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one file may unpack to, all archives inside it counted."""

    members: int = 1_000_000
    member_bytes: int = 20_000_000_000
    total_bytes: int = 100_000_000_000
    ratio: int = 200
    leeway: int = 10_000_000
    """Bytes that may come of anything: small files of one word pack well."""


BOUNDS = Bounds()


class ExhaustedError(SourceError):
    """An archive unpacks to more than it may: the whole of it is given up."""


class Budget:
    """What is left of the bounds for one file."""

    def __init__(self) -> None:
        self._members = self._bytes = 0

    def member(self) -> None:
        """Count a file inside an archive; raises ExhaustedError if there are too many."""
        self._members += 1
        if self._members > BOUNDS.members:
            raise ExhaustedError(f"more than {BOUNDS.members:,} files in an archive: unpack it and read it in parts")

    def spend(self, size: int) -> None:
        """Count unpacked bytes; raises ExhaustedError if there are too many."""
        self._bytes += size
        if self._bytes > BOUNDS.total_bytes:
            raise ExhaustedError(f"unpacks to more than {_size(BOUNDS.total_bytes)}: unpack it and read it in parts")


def _size(size: int) -> str:
    return next(f"{size // unit} {name}" for unit, name in ((10**9, "GB"), (10**6, "MB"), (1, "bytes")) if size >= unit)


class Unpacked(io.RawIOBase):
    """A stream that unpacks, with its bounds kept; what is wrong with it comes as SourceError."""

    def __init__(self, stream: IO[bytes], budget: Budget, packed: Callable[[], int], what: str) -> None:
        """`packed` tells how many bytes were unpacked so far; `what` is what errors call the archive."""
        self._some = getattr(stream, "read1", stream.read)  # what comes before damage is not lost with it
        self._budget, self._packed, self._what, self._at = budget, packed, what, 0
        self._error: SourceError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        if self._error is None:
            try:
                return self._read(buffer)
            except SourceError as error:
                self._error = error
            except DAMAGED as error:
                self._error = damaged(self._what, error)
        raise self._error  # each time: who reads on after damage must not take it for the end

    def _read(self, buffer: "memoryview") -> int:
        data = self._some(len(buffer))
        self._at += len(data)
        self._budget.spend(len(data))
        if self._at > BOUNDS.member_bytes:
            raise SourceError(f"unpacks to more than {_size(BOUNDS.member_bytes)}: unpack it and read it in parts")
        if self._at > BOUNDS.leeway and self._at > BOUNDS.ratio * self._packed():
            raise SourceError(f"unpacks to more than {BOUNDS.ratio} times its size: not read, lest it fill the machine")
        buffer[: len(data)] = data
        return len(data)

    def tell(self) -> int:
        return self._at


class Counted:
    """A stream that counts what is read of it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.size = stream, 0

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes."""
        data = self._stream.read(size)
        self.size += len(data)
        return data


def damaged(what: str, error: BaseException) -> SourceError:
    """Return what to say of an archive that the library could not unpack."""
    said = " ".join(str(error).split())
    if "encrypted" in said or "password" in said:
        return SourceError("encrypted: unpack it with its password first")
    if isinstance(error, NotImplementedError):
        return SourceError(f"packed in a way that is not known here ({said}): pack it anew as a plain {what}")
    return SourceError(f"a damaged {what}, or one cut short ({said or type(error).__name__}): get it anew")
