"""A text cut into the stretches that a browser can lay out as paragraphs."""

from collections.abc import Iterator
from unicodedata import category

LONGEST, MOST_LINES = 2_000, 10_000
"""Code points of a paragraph; lines of an article that has a paragraph for each."""
_JOINER = "\u200d"


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each paragraph begins and ends: none is so long, nor are there so many, that a browser hangs."""
    for start, end in _lines(text):
        while end - start > LONGEST:
            cut = _cut(text, start)
            yield start, cut
            start = cut
        if start < end:
            yield start, end


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines; where there are very many, several together, with the breaks between them."""
    together = text.count("\n") > MOST_LINES
    start = 0
    while start <= len(text):
        end = text.rfind("\n", start, start + LONGEST) if together else -1
        if end < 0:
            end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if text[start:end].strip("\n"):
            yield start, end
        start = end + 1


def _cut(text: str, start: int) -> int:
    """Return where a line that is too long is cut: behind a space, else not between a letter and its marks."""
    at = start + LONGEST
    space = text.rfind(" ", at - LONGEST // 4, at)
    if space >= 0:
        return space + 1
    for end in range(at, at - LONGEST // 4, -1):
        if category(text[end])[0] != "M" and text[end] != _JOINER != text[end - 1]:
            return end
    return at
