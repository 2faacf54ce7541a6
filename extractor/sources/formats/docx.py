"""Word documents: paragraphs and the rows of tables in order."""

import zipfile
from collections.abc import Iterator
from typing import Any

from extractor.errors import SourceError
from extractor.sources.formats.bounds import BOUNDS
from extractor.sources.formats.given import EMPTY, MOST_BYTES, MOST_BYTES_WHOLE, TOO_LONG, Given
from extractor.sources.formats.library import careful, library
from extractor.sources.item import Item, Options

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_SKIPPED = {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", f"{_W}del", f"{_W}moveFrom"}
"""What is there twice, and what was struck out."""


def read(file: Given, archive: zipfile.ZipFile, options: Options) -> Iterator[Item]:
    """Yield the document's one Item; raises SourceError if it is damaged or has no text."""
    docx = library("docx", "docx")
    _check_size(archive)
    file.stream.seek(0)
    with careful(".docx file"):
        body = docx.Document(file.stream).element.body
        text = "\n\n".join(line for line in _blocks(body) if line.strip())
    if not text.strip():
        raise SourceError(EMPTY)
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise SourceError(TOO_LONG)
    yield Item(file.stem, file.origin, "dump", text)


def _check_size(archive: zipfile.ZipFile) -> None:
    """Raise SourceError for more than a document is: python-docx holds all of it, pictures too."""
    infos = archive.infolist()
    size, packed = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
    if size > MOST_BYTES_WHOLE or size > max(BOUNDS.leeway, BOUNDS.ratio * packed):
        raise SourceError("a document too big to be read as a whole: save its text alone")


def _blocks(element: Any) -> Iterator[str]:
    """Yield the paragraphs and the rows below an element, also those in frames around them."""
    for child in element:
        if child.tag == f"{_W}p":
            yield _text(child)
        elif child.tag == f"{_W}tr":
            yield " | ".join(cell for cell in map(_cell, child.iterchildren(f"{_W}tc")) if cell)
        elif child.tag not in _SKIPPED:
            yield from _blocks(child)


def _cell(cell: Any) -> str:
    return " ".join(" ".join(_blocks(cell)).split())


def _text(paragraph: Any) -> str:
    pieces: list[str] = []
    waiting = [iter(paragraph)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag == f"{_W}t":
            pieces.append(child.text or "")
        elif child.tag in _BREAKS:
            pieces.append(_BREAKS[child.tag])
        elif child.tag not in _SKIPPED:
            waiting.append(iter(child))
    return "".join(pieces)
