"""From bytes to text: UTF-8 and UTF-16, and what the caller names."""

import codecs
from dataclasses import dataclass

from extractor.errors import SourceError


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in, and what was mended in it, in words."""

    text: str
    encoding: str
    repair: str | None


def decode(data: bytes, tables: object, encoding: str | None = None) -> Decoded:
    """Return `data` as text; raises SourceError where it is not in `encoding`, or in none that is known."""
    name = encoding or _marked(data)
    try:
        return Decoded(data.decode(name), name, None)
    except LookupError as error:
        raise SourceError(f"no encoding is called {name}: check the name") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"not {name.upper()} at byte {error.start}: save it as UTF-8") from error


def _marked(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
