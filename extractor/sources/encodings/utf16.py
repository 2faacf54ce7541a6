"""UTF-16 with and without a byte order mark."""

import codecs
import unicodedata

from extractor.errors import SourceError

_ORDERS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_LOOKED_AT = 4_000
_LEAST = 0.25
"""Text of Latin letters has at least so many of its characters in ASCII, binary data rarely so many in a row."""


def byte_order(data: bytes) -> str | None:
    """Return `utf-16-le` or `utf-16-be` if `data` is UTF-16, by its byte order mark or its NUL bytes; else None."""
    if data[:2] in _ORDERS:
        return _ORDERS[data[:2]]
    if b"\0" not in data:
        return None
    head = data[:_LOOKED_AT]
    low, high = head[0::2].count(0), head[1::2].count(0)
    order = "utf-16-le" if high > low else "utf-16-be"
    if max(low, high) * 2 < _LEAST * len(head):
        return None
    text = head[: len(head) // 2 * 2].decode(order, "replace")
    return order if all(_is_text(c) for c in set(text)) else None


def _is_text(char: str) -> bool:
    return char in "\t\n\r\f\v\ufeff" or unicodedata.category(char) not in ("Cc", "Cn", "Co", "Cs")


def decode_utf16(data: bytes, order: str) -> str:
    """Return the text of `data` in UTF-16 of that byte order, without its mark; raises SourceError if it is none."""
    if len(data) % 2:
        raise SourceError(f"UTF-16 cut off in the middle of its last letter (byte {len(data)}): get the whole file")
    try:
        text = data.decode(order).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise SourceError(f"not UTF-16 at byte {error.start + 1} (half a surrogate pair): save it as UTF-8") from error
    if "\0" in text:
        raise SourceError("a binary file (it holds NUL bytes): give the text itself, as UTF-8")
    return text
