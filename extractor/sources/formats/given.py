"""A file as the readers of formats get it: a stream, how it begins, where it stands, what it may unpack to."""

import codecs
import io
import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import IO

from extractor.errors import SourceError
from extractor.sources.encodings.utf16 import byte_order
from extractor.sources.formats.bounds import Budget

MOST_BYTES = 1_000_000
"""No article is longer: what is, is many articles, or none at all."""
MOST_BYTES_WHOLE = 100_000_000
"""What must be read as a whole (a JSON array, a document, an archive on a pipe) is no longer."""
TOO_LONG = f"longer than {MOST_BYTES // 1_000_000} MB: give one article a file, or one a line of a .jsonl file"
EMPTY = "empty: nothing to read"
PACKED = (".gz", ".bz2", ".xz")
TARRED = {".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar"}
"""Endings of a packed tar in one word."""
_HEAD = 4096
_FEWEST = 8
"""Fewer bytes do not tell that a file without a mark is UTF-16."""


@dataclass(frozen=True, slots=True)
class Given:
    """One file: on disk, on standard input or inside an archive.

    `stream` begins with `head`. `name` is the file's own, of which the ending tells the format; it is never opened.
    `sure` is whether its user means it to be read: it was named, or its ending is known. `depth` counts the archives
    around it, `packed` says that the innermost is a single packed file. `encoding` is set where the stream was UTF-16;
    it is UTF-8 then.
    """

    stream: IO[bytes]
    head: bytes
    name: str
    origin: str
    sure: bool = True
    depth: int = 0
    packed: bool = False
    budget: Budget = field(default_factory=Budget)
    encoding: str | None = None

    @property
    def stem(self) -> str:
        """The name without its ending, in NFC as all ids."""
        return unicodedata.normalize("NFC", PurePosixPath(unpacked_name(self.name)).stem)

    @property
    def suffix(self) -> str:
        """The ending, in lower case, with its dot."""
        return PurePosixPath(self.name).suffix.lower()

    def whole(self, most: int = MOST_BYTES_WHOLE) -> bytes:
        """Return all bytes; raises SourceError if they are more than `most`."""
        data = self.stream.read(most + 1)
        if len(data) > most:
            raise SourceError(f"longer than {most // 1_000_000} MB: too long to be read as a whole")
        return data

    def seekable(self) -> IO[bytes]:
        """Return the stream if one can go back in it, else all of its bytes as such a stream."""
        return self.stream if self.stream.seekable() else io.BytesIO(self.whole())


def given(stream: IO[bytes], name: str, origin: str, *, sure: bool = True) -> Given:
    """Return a file as a Given; may raise OSError."""
    return _given(stream, Given(stream, b"", name, origin, sure))


def given_in(outer: Given, stream: IO[bytes], name: str, origin: str, *, sure: bool, packed: bool = False) -> Given:
    """Return a file inside the archive `outer` as a Given; raises SourceError if the archive is damaged."""
    return _given(stream, Given(stream, b"", name, origin, sure, outer.depth + 1, packed, outer.budget))


def _given(stream: IO[bytes], file: Given) -> Given:
    at = stream.tell() if stream.seekable() else None
    head = _begin(stream)
    if at is not None:
        stream.seek(at)
    else:
        stream = io.BufferedReader(_Joined(head, stream))
    is_marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    name_of_encoding = byte_order(head) if is_marked or len(head) >= _FEWEST else None
    if name_of_encoding:
        recoded = io.BufferedReader(_Recoded(stream, name_of_encoding))
        head = head.decode(name_of_encoding, "ignore").removeprefix("\ufeff").encode(errors="replace")
        return replace(file, stream=recoded, head=head, encoding=name_of_encoding)
    return replace(file, stream=stream, head=head)


def _begin(stream: IO[bytes]) -> bytes:
    """Return the first bytes, of a pipe only what tells the format: the rest may take its time."""
    some = getattr(stream, "read1", stream.read)
    head = b""
    while len(head) < _HEAD:
        try:
            piece = some(_HEAD - len(head))
        except SourceError:  # of a damaged archive; what comes before that is still read
            if not head:
                raise
            break
        head += piece
        if not piece or (head.lstrip()[:1] == b"{" and b"\n" in head):  # lines of JSON may come slowly
            break
    return head


def unpacked_name(name: str) -> str:
    """Return a packed file's name without the ending of its packing: a.jsonl for a.jsonl.gz, a.tar for a.tgz."""
    path = PurePosixPath(name)
    suffix = path.suffix.lower()
    if suffix in TARRED:
        return str(path.with_suffix(TARRED[suffix]))
    return str(path.with_suffix("")) if suffix in PACKED else name


def shown(name: str) -> str:
    """Return a file's name as text, also where its bytes are not UTF-8."""
    return os.fsencode(name).decode(errors="backslashreplace")


def lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield where lines begin, and the lines; of one that is too long only so much as shows that."""
    offset = 0
    while line := stream.readline(MOST_BYTES + 1):
        yield offset, line.removeprefix(codecs.BOM_UTF8) if not offset else line
        offset += len(line)
        while len(line) > MOST_BYTES and not line.endswith(b"\n"):
            line = stream.readline(MOST_BYTES + 1)
            offset += len(line)


class _Joined(io.RawIOBase):
    """What was read ahead of a stream, then its rest."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest, self._at = memoryview(head), rest, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        data: bytes | memoryview = self._head[: len(buffer)]
        self._head = self._head[len(data) :]
        if not data:
            some = getattr(self._rest, "read1", self._rest.read)
            data = some(len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def tell(self) -> int:
        return self._at


class _Recoded(io.RawIOBase):
    """A stream of UTF-16 as one of UTF-8; what is not UTF-16 becomes U+FFFD."""

    def __init__(self, stream: IO[bytes], encoding: str) -> None:
        self._stream, self._left, self._at, self._ended = stream, b"", 0, False
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        while not self._left and not self._ended:
            data = self._stream.read(_HEAD)
            self._ended = not data
            text = self._decoder.decode(data, final=self._ended)
            self._left = (text if self._at else text.removeprefix("\ufeff")).encode(errors="replace")
        data, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
