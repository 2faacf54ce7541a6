"""From bytes to text: the encoding is found by what reads as Vietnamese, and what was misread before is mended."""

import codecs
from dataclasses import dataclass
from functools import lru_cache

from extractor.errors import SourceError
from extractor.rules.book import load
from extractor.sources.encodings.charsets import CAPITALS, UNKNOWN, WINDOWS, Charset, Charsets
from extractor.sources.encodings.mojibake import is_suspect, mend, view
from extractor.sources.encodings.utf16 import byte_order, decode_utf16

ENCODINGS = (
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    WINDOWS,
    "tcvn3",
    CAPITALS,
    "tcvn5712",
    "vni",
    "viscii",
    "vps",
)
"""What a caller may state."""
_ALIASES = {
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "cp1258": WINDOWS,
    "abc": "tcvn3",
    "tcvn": "tcvn5712",
    "tcvn-5712": "tcvn5712",
    "vni-windows": "vni",
    "vni-win": "vni",
}
_UNKNOWN = 0.1
"""More of the letters are not left unread."""
_BOM = b"\xef\xbb\xbf"
_BINARY = "a binary file (it holds NUL bytes): give the text itself, as UTF-8"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding of its bytes, and what was mended in it, in words (None: nothing)."""

    text: str
    encoding: str
    repair: str | None = None


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Return the text of `data`, which may be empty.

    `encoding`, one of ENCODINGS or any that Python knows, is taken at its word: nothing is guessed or mended then.
    Raises SourceError if it is none of them, and for bytes that are no text in it, or in none of them.
    """
    if encoding is not None:
        return _decode_stated(data, _name(encoding))
    order = byte_order(data)
    if order:
        text = decode_utf16(data, order)
        return _mended(text, text.encode(), order)
    if b"\0" in data:
        raise SourceError(_BINARY)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return _decode_old(data, error)
    if data.startswith(_BOM):
        return _mended(text[1:], data, "utf-8-sig")
    return _mended(text, data, "utf-8")


def _mended(text: str, utf8: bytes, encoding: str) -> Decoded:
    if text.isascii() or not is_suspect(text, utf8):
        return Decoded(text, encoding)
    text, repair = mend(text, _charsets())
    return Decoded(text, encoding, repair)


def _decode_old(data: bytes, error: UnicodeDecodeError) -> Decoded:
    """Return the text of bytes that are not UTF-8."""
    place = f"at byte {error.start + 1}"
    text = data.decode(errors="replace")
    # bytes of another encoding rarely happen to be letters of UTF-8
    letters, wrong = sum(not c.isascii() for c in text) - text.count(UNKNOWN), text.count(UNKNOWN)
    if letters > wrong:
        if error.end == len(data) and error.reason == "unexpected end of data":
            raise SourceError(f"UTF-8 cut off in the middle of its last letter ({place}): get the whole file")
        raise SourceError(f"not UTF-8 {place}, though most of it is: save it as UTF-8")
    seen = data.decode("latin-1")
    found = _charsets().best(seen)
    if found is None:
        raise SourceError(f"not UTF-8 {place}, nor read by an old Vietnamese encoding: save it as UTF-8")
    return _read(seen, found[0])


def _decode_stated(data: bytes, name: str) -> Decoded:
    if name.startswith("utf-16"):
        order = byte_order(data) or "utf-16-le" if name == "utf-16" else name
        return Decoded(decode_utf16(data, order), order)
    if b"\0" in data:
        raise SourceError(_BINARY)
    if name not in ENCODINGS:
        return Decoded(_decode_other(data, name), name)
    try:
        text = data.removeprefix(_BOM).decode()
    except UnicodeDecodeError as error:
        if name == "utf-8":
            raise SourceError(f"not UTF-8 at byte {error.start + 1}: save it as UTF-8") from error
        text = data.decode("latin-1")
    if name == "utf-8":
        return Decoded(text, "utf-8-sig" if data.startswith(_BOM) else name)
    # an old text may have been saved as UTF-8 since, each byte as a letter of western Europe
    return _read(view(text), _charsets().named[name])


def _read(seen: str, charset: Charset) -> Decoded:
    text = charset.read(seen)
    unknown = text.count(UNKNOWN) - seen.count(UNKNOWN)
    if unknown > _UNKNOWN * sum(not c.isascii() for c in text):
        raise SourceError(f"not {charset.name}: it has no letter for {unknown} of the bytes: state another encoding")
    return Decoded(text, charset.name, f"bytes without a letter read as {UNKNOWN}: {unknown}" if unknown else None)


def _name(stated: str) -> str:
    name = stated.strip().lower().replace("_", "-")
    name = _ALIASES.get(name, name)
    if name in ENCODINGS:
        return name
    try:
        return codecs.lookup(name).name
    except LookupError as error:
        raise SourceError(f"no encoding named {stated}: name one of {', '.join(ENCODINGS)}") from error


def _decode_other(data: bytes, name: str) -> str:
    try:
        return str(data, name)
    except (ValueError, LookupError) as error:  # LookupError: Python's codecs that are not of texts
        raise SourceError(f"not {name}: state another encoding") from error


@lru_cache(maxsize=1)
def _charsets() -> Charsets:
    """Return the tables of encodings of our rules; most texts need none."""
    return Charsets(load())
