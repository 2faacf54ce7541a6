"""Text of one encoding that was read as another and saved again: told by its marks, and mended."""

import re

from ftfy import fix_encoding_and_explain

from extractor.sources.encodings.charsets import Charsets
from extractor.sources.encodings.syllables import Count, Syllables

_BYTES = {bytes([byte]).decode("cp1252", "ignore"): byte for byte in range(0x80, 0xA0)}
_SEEN = b"(?:%s)" % b"|".join([b"\xc2[\x80-\xbf]", *(seen.encode() for seen in _BYTES if seen)])
"""How the second and third bytes of a letter look in Latin-1 and in windows-1252, in UTF-8 once more."""
_GARBLED = re.compile(
    rb"\xc3(?:[\x82-\x86\x8c]%(seen)s|\xa1\xc2[\xba\xbb](?:%(seen)s| )|\xa2(?:\xe2\x82\xac|\xc2\x80)%(seen)s)"
    % {b"seen": _SEEN}
)
"""Letters of Vietnamese, and marks, that were read so: Â to Æ, Ì, á» and â€ begin them. Bytes are searched faster."""
_LOST = re.compile("(?<=[ÃÆ]) |(?<=á[º»]) ")
"""A byte that looks like a no-break space, where that became a space."""
_SOUND = re.compile(f"(\n|[^\x00-\xff{re.escape(''.join(_BYTES))}]+)")
_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ\u0300\u0301\u0303\u0309\u0323]")
_MARKED = re.compile("[\xa1-\xff]")
_VIEW = {ord(seen): byte for seen, byte in _BYTES.items() if seen}


def is_suspect(text: str, data: bytes) -> bool:
    """Return whether a text, not all ASCII, may have been misread: a quick scan, which may err on that side.

    `data` is the text in UTF-8.
    """
    return _GARBLED.search(data) is not None or _is_western(text)


def _is_garbled(text: str) -> bool:
    return _GARBLED.search(text.encode()) is not None


def _is_western(text: str) -> bool:
    """Return whether all letters are those of western Europe, which old Vietnamese encodings look like."""
    return _VIETNAMESE.search(text) is None and _MARKED.search(text) is not None


def mend(text: str, charsets: Charsets) -> tuple[str, str | None]:
    """Return a text as it was before it was misread, and what was done in words; the text itself if it was not."""
    done = None
    if _is_garbled(text):
        text, done = _mend_utf8(text, charsets.syllables)
    if _is_western(text):
        seen = view(text)
        found = charsets.best(seen)
        if found and (read := found[0].read(seen)) != text and _is_better(found[1], charsets.syllables.count(text)):
            text, done = read, f"{found[0].name} read as windows-1252"
    return text, done


def view(text: str) -> str:
    """Return a text as the bytes that it was in windows-1252 or Latin-1, each as the character of its number."""
    return text.translate(_VIEW)


def _mend_utf8(text: str, syllables: Syllables) -> tuple[str, str | None]:
    whole, done = _mend_part(text, syllables)
    if not _is_garbled(whole):
        return whole, done
    # what is not all garbled is mended between the letters that cannot be garbled ones, line by line
    pieces = [_mend_part(piece, syllables) if _is_garbled(piece) else (piece, None) for piece in _SOUND.split(text)]
    return "".join(piece for piece, _ in pieces), next((said for _, said in pieces if said), None)


def _mend_part(text: str, syllables: Syllables) -> tuple[str, str | None]:
    mended, done = _unread(text)
    if done is None or not _is_better(syllables.count(mended), syllables.count(text)):
        return text, None
    return mended, done


def _unread(text: str) -> tuple[str, str | None]:
    mended, steps = fix_encoding_and_explain(_LOST.sub("\xa0", text))
    read_as = [name.removeprefix("sloppy-") for kind, name in steps or () if kind == "encode"]
    if not read_as and steps:
        read_as = ["windows-1252"]  # pieces of a text, of which it does not say how they were read
    if not read_as:
        return text, None
    return mended, f"UTF-8 read as {'Latin-1' if read_as[0] == 'latin-1' else read_as[0]}" + (
        f", {len(read_as)} times over" if len(read_as) > 1 else ""
    )


def _is_better(new: Count, old: Count) -> bool:
    return new.good >= old.good and new.bad < old.bad
