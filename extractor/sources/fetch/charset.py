"""The text of a page or feed whose encoding its header, its own head or nothing states."""

import codecs
import re

from extractor.errors import SourceError
from extractor.sources.decode import Decoded, decode

_HEAD = 2048
_PARAMETER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.ASCII | re.IGNORECASE)
_DECLARED = re.compile(
    rb"""<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]+)|<meta[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_BELIEVED = {
    "cp1258": "windows-1258",
    "utf-16": "utf-16",
    "utf-16-be": "utf-16-be",
    "utf-16-le": "utf-16-le",
}
"""From Python's names to those of `decode`. A page that says another is no evidence: pages in the encodings of old
fonts declare Latin-1, which lacks our letters, and one in UTF-8 may have been read as something else on its way."""


def text_of(data: bytes, content_type: str) -> Decoded:
    """Return the text of `data`: as its Content-Type says, else as its head says, else as `decode` finds it.

    What says wrong is not believed. Raises SourceError if no encoding fits.
    """
    stated = _PARAMETER.search(content_type)
    named = _believed(stated[1] if stated else _declared(data))
    # nearly every even number of bytes is some text in UTF-16, but markup has zeros in it
    if named and (b"\0" in data[:_HEAD] or not named.startswith("utf-")):
        try:
            return decode(data, named)
        except SourceError:
            pass
    return decode(data)


def _declared(data: bytes) -> str:
    found = _DECLARED.search(data[:_HEAD])
    return (found[1] or found[2]).decode("ascii") if found else ""


def _believed(name: str) -> str | None:
    try:
        return _BELIEVED.get(codecs.lookup(name).name)
    except (LookupError, ValueError):
        return None
