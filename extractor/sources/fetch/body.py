"""The body of an answer, bounded as it is sent and as it is unpacked."""

import zlib
from collections.abc import Iterable

from extractor.errors import SourceError

ACCEPTED = "gzip, deflate"
_EITHER = 32 + zlib.MAX_WBITS
_BARE = -zlib.MAX_WBITS


def whole(chunks: Iterable[bytes], encoding: str, most: int) -> bytes:
    """Return the body unpacked; raises SourceError if it is longer than `most`, damaged or packed otherwise.

    httpx would unpack each piece whole, and a piece of 64 KB may hold 64 MB.
    """
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > most:
            raise _too_long(most)
    packed = encoding.strip().lower()
    if packed in ("", "identity"):
        return bytes(data)
    if packed not in ("gzip", "x-gzip", "deflate"):
        raise SourceError(f"packed as {packed}, which was not asked for: it cannot be read")
    return _unpacked(bytes(data), packed, most) if data else b""


def _too_long(most: int) -> SourceError:
    return SourceError(f"longer than {most / 1_000_000:g} MB: it is not read")


def _unpacked(data: bytes, packed: str, most: int) -> bytes:
    # servers send "deflate" with and without the head of zlib
    for window in (_EITHER, _BARE) if packed == "deflate" else (_EITHER,):
        engine = zlib.decompressobj(window)
        try:
            text = engine.decompress(data, most + 1)
        except zlib.error:
            continue
        if len(text) > most:
            raise _too_long(most)
        if not engine.eof:
            raise SourceError(f"the {packed} data breaks off: try later")
        return text
    raise SourceError(f"said to be packed as {packed}, and is not: it cannot be read")
