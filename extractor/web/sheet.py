"""The article as a page shows it: paragraphs of pieces, each with the records whose evidence it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.desk import Desk
from extractor.desk.places import marked
from extractor.markup import stretches

Mark = tuple[int, int, int]
"""Start, end, record: `[start, end)` is evidence of that record."""


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
