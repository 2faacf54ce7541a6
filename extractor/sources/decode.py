"""Bytes to text."""

import codecs
from dataclasses import dataclass
from typing import Any

from extractor.errors import SourceError

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in, and what was mended, in words."""

    text: str
    encoding: str
    repair: str | None = None


def decode(data: bytes, tables: Any, encoding: str | None = None) -> Decoded:
    """Return `data` as text; raises SourceError where it is none that is known."""
    name = encoding or next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    if b"\0" in data and not name.lower().startswith("utf-16"):
        raise SourceError("a binary file (it holds NUL bytes): give the text itself, as UTF-8")
    try:
        return Decoded(data.decode(name).removeprefix("\ufeff"), name)
    except UnicodeDecodeError as error:
        shown = name.removesuffix("-sig").upper()
        raise SourceError(f"not {shown} at byte {error.start}: save it as UTF-8") from error
    except (LookupError, ValueError) as error:
        raise SourceError(f"no encoding named {name}: name one such as utf-8 or windows-1258") from error
