"""Text of one encoding that was read as another and saved again: told by its marks, and mended."""

import re

from ftfy import fix_encoding_and_explain

from extractor.sources.encodings.charsets import Charsets
from extractor.sources.encodings.syllables import Count, Syllables

_BYTES = {bytes([byte]).decode("cp1252", "ignore"): byte for byte in range(0x80, 0xA0)}
_SEEN = "".join(_BYTES) + "\x80-\xbf"
"""How the second and third bytes of letters in UTF-8 look in windows-1252 and in Latin-1."""
_GARBLED = re.compile(f"[ÂÃÄÅÆÌ][{_SEEN}]|Æ |Ã |á[º»][ {_SEEN}]|â[€\x80][{_SEEN}]")
_LOST = re.compile("(?<=[ÃÆ]) |(?<=á[º»]) ")
"""A byte that looks like a no-break space, where that became a space."""
_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ\u0300\u0301\u0303\u0309\u0323]")
_MARKED = re.compile("[\xa1-\xff]")
_VIEW = {ord(seen): byte for seen, byte in _BYTES.items() if seen}


def is_suspect(text: str) -> bool:
    """Return whether a text that is not all ASCII may have been misread: a quick scan, which may err on that side."""
    return _GARBLED.search(text) is not None or _is_western(text)


def _is_western(text: str) -> bool:
    """Return whether all letters are those of western Europe, which old Vietnamese encodings look like."""
    return _VIETNAMESE.search(text) is None and _MARKED.search(text) is not None


def mend(text: str, charsets: Charsets) -> tuple[str, str | None]:
    """Return a text as it was before it was misread, and what was done in words; the text itself if it was not."""
    done = None
    if _GARBLED.search(text):
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
    mended, done = _unread(text)
    if _GARBLED.search(mended):
        # what is not all garbled is mended line by line
        lines = [_unread(line) if _GARBLED.search(line) else (line, None) for line in mended.split("\n")]
        mended = "\n".join(line for line, _ in lines)
        done = done or next((said for _, said in lines if said), None)
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
