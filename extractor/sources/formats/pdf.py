"""PDF with text in it; scanned pages have none."""

import statistics
from collections.abc import Iterator, Sequence
from typing import Any

from extractor.errors import SourceError
from extractor.sources.formats.given import MOST_BYTES, TOO_LONG, Given
from extractor.sources.formats.library import careful, library
from extractor.sources.item import Item, Options

_FULL = 0.8
"""A line this long, of the page's longest, may go on in the next."""
_STOPS = (".", "!", "?", ":", ";", "…", "./.")


def read(file: Given, options: Options) -> Iterator[Item]:
    """Yield the document's one Item; raises SourceError if it is damaged, encrypted, scanned or too long."""
    pypdf = library("pypdf", "pdf")
    stream = file.seekable()
    with careful("PDF"):
        reader = pypdf.PdfReader(stream, strict=False)
        if reader.is_encrypted and not _opened(reader):
            raise SourceError("encrypted: save it without its password first")
        pages = _pages(reader)
    text = "\n\n".join(pages)
    if not text.strip():
        raise SourceError("a PDF without text (scanned pages?): run OCR over it first, or give its text")
    yield Item(file.stem, file.origin, "dump", text.strip())


def _opened(reader: Any) -> bool:
    try:
        return bool(reader.decrypt(""))
    except Exception:  # a library for its cipher may be missing: to the user it is locked all the same
        return False


def _pages(reader: Any) -> Sequence[str]:
    pages: list[str] = []
    size = 0
    for page in reader.pages:
        text = page.extract_text()
        size += len(text)
        if size > MOST_BYTES:
            raise SourceError(TOO_LONG)
        pages.append(_joined(text.split("\n")))
    return pages


def _joined(lines: Sequence[str]) -> str:
    """Return a page's lines as paragraphs: a PDF knows no paragraphs, only where lines end."""
    lines = [" ".join(line.split()) for line in lines]
    lengths = sorted(len(line) for line in lines if line)
    full = _FULL * statistics.quantiles(lengths, n=10)[-1] if len(lengths) > 1 else 0
    found: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and line:
            found[-1] += f" {line}"
        else:
            found.append(line)
        goes_on = len(line) >= full > 0 and not line.endswith(_STOPS)
    return "\n".join(found)
