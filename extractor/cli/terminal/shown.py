"""Text broken into the lines of a terminal."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import regex
from rich.cells import cell_len

_NARROW = regex.compile(r"[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u1e00-\u1eff\u2010-\u2027\u20ab\u2370\u2400-\u2421]*+")
_MOST_MARKS = 4
"""A line is cut after this many characters a cell, however little room they take."""

Line = tuple[int, int]


def wrapped(text: str, width: int) -> list[Line]:
    """Return the lines, `[start, end)` each, of visible `text` in `width` cells: broken at spaces where there are."""
    lines: list[Line] = []
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        narrow = _NARROW.fullmatch(text, start, end) is not None
        lines += _narrow(text, start, end, width) if narrow else _wide(text, start, end, width)
        start = end + 1
    return lines


def _narrow(text: str, start: int, end: int, width: int) -> Iterator[Line]:
    """Yield the lines of a paragraph in which each character takes one cell."""
    while end - start > width:
        space = text.rfind(" ", start, start + width + 1)
        cut = space + 1 if space > start else start + width
        yield start, cut
        start = cut
    yield start, end


def _wide(text: str, start: int, end: int, width: int) -> Iterator[Line]:
    cells, space = 0, start
    at = start
    while at < end:
        char = text[at]
        cells += cell_len(char)
        if cells > width or at - start >= width * _MOST_MARKS:
            cut = space if space > start else max(at, start + 1)
            yield start, cut
            start = at = space = cut
            cells = 0
            continue
        at += 1
        if char == " ":
            space = at
    yield start, end


def line_at(lines: Sequence[Line], offset: int) -> int:
    """Return the number of the line that an offset of the text is on."""
    return max(bisect_right(lines, (offset, len(lines) and lines[-1][1] + 1)) - 1, 0)
