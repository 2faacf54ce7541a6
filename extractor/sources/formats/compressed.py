"""Single packed files: .gz, .bz2 and .xz of any other format."""

import bz2
import gzip
import io
import lzma
from collections.abc import Iterator
from typing import IO, Any

from extractor.sources.formats.bounds import Counted, Unpacked
from extractor.sources.formats.given import Given, given_in, unpacked_name
from extractor.sources.item import Options

_MOST_MEMORY = 256_000_000
"""A .xz file says itself how much memory it takes to unpack; xz -9 takes a quarter of this."""


def read_gz(file: Given, options: Options) -> Iterator[Given]:
    """Yield the file inside."""
    packed = Counted(file.stream)
    yield _inner(file, packed, gzip.GzipFile(fileobj=_as_file(packed)))


def read_bz2(file: Given, options: Options) -> Iterator[Given]:
    """Yield the file inside."""
    packed = Counted(file.stream)
    yield _inner(file, packed, bz2.BZ2File(_as_file(packed)))


def read_xz(file: Given, options: Options) -> Iterator[Given]:
    """Yield the file inside."""
    packed = Counted(file.stream)
    yield _inner(file, packed, _as_file(_Xz(packed)))


def _as_file(stream: Any) -> IO[bytes]:
    """Return what has all of a file that is asked for here, `read`, as a file."""
    return stream  # type: ignore[no-any-return]


def _inner(file: Given, packed: Counted, stream: Any) -> Given:
    ending = file.suffix.lstrip(".") or "packed"
    unpacked = io.BufferedReader(Unpacked(stream, file.budget, lambda: packed.size, f".{ending} file"))
    file.budget.member()
    name = unpacked_name(file.name)
    return given_in(file, unpacked, name, file.origin, sure=file.sure, packed=True)


class _Xz:
    """Unpacks .xz with bounded memory, which lzma's own file does not bound."""

    def __init__(self, packed: Counted) -> None:
        self._packed, self._unpacker = packed, self._new()
        self._begun = False

    @staticmethod
    def _new() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(memlimit=_MOST_MEMORY)

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes; raises lzma.LZMAError for what is no .xz, EOFError for half of one."""
        while True:
            left = b""
            if self._unpacker.eof:  # streams may follow one another, with padding between
                left = self._unpacker.unused_data.lstrip(b"\0")
                self._unpacker, self._begun = self._new(), False
            data = left or (self._packed.read(io.DEFAULT_BUFFER_SIZE) if self._unpacker.needs_input else b"")
            if not data and self._unpacker.needs_input:
                if self._begun:
                    raise EOFError("it ends before its end")
                return b""
            self._begun = True
            if unpacked := self._unpacker.decompress(data, size):
                return unpacked
