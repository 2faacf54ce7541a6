"""The article as a page shows it: paragraphs of pieces, each with the records whose evidence it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import category

from extractor.desk import Desk
from extractor.desk.places import marked

Mark = tuple[int, int, int]
"""Start, end, record: `[start, end)` is evidence of that record."""
LONGEST, MOST_LINES = 2_000, 10_000
"""Code points of a paragraph; lines of an article that has a paragraph for each."""
_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that is evidence of the same records throughout: none, one or several."""

    text: str
    records: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of the article as a browser can lay it out; `start` is its offset in code points."""

    start: int
    pieces: tuple[Piece, ...]


def marks(desk: Desk) -> tuple[Mark, ...]:
    """Return where the evidence of each record of the desk's article stands."""
    return tuple(
        (start, end, number)
        for number, record in enumerate(desk.records)
        for start, end in marked(desk.evidence(record))
    )


def paragraphs(text: str, marks: Sequence[Mark]) -> Iterator[Paragraph]:
    """Yield the paragraphs of a text: its lines without the empty ones, giant lines in several."""
    sweep = _Sweep(marks)
    for start, end in stretches(text):
        cuts, records = [start], [sweep.to(start)]
        while (place := sweep.next) is not None and place < end:
            cuts.append(place)
            records.append(sweep.to(place))
        spans = zip(pairwise([*cuts, end]), records, strict=True)
        yield Paragraph(start, tuple(Piece(text[a:b], of) for (a, b), of in spans))


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


class _Sweep:
    """Goes once through the places at which marks begin and end."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._changes = sorted(
            change for start, end, number in marks for change in ((start, 1, number), (end, -1, number))
        )
        self._at = 0
        self._open: dict[int, int] = {}

    @property
    def next(self) -> int | None:
        """The next place at which something changes."""
        return self._changes[self._at][0] if self._at < len(self._changes) else None

    def to(self, place: int) -> tuple[int, ...]:
        """Go to a place; return the records that are marked from there."""
        while (next := self.next) is not None and next <= place:
            _, step, number = self._changes[self._at]
            self._at += 1
            count = self._open.pop(number, 0) + step
            if count:
                self._open[number] = count
        return tuple(sorted(self._open))
