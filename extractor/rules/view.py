"""What rules read of a text: a sentence in which each run of spaces is one, with the way back to the text's offsets.

A pattern in which a space stood for a run would have thousands of repetitions, and `regex` sets up a counter for each
of them whenever a rule is tried: that took a third of its time.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from extractor.rules.mention import Mention, Span

BEHIND = 200
"""Characters before a sentence that a rule may look back on. What it is given ends with the sentence: `regex` looks
for what a pattern needs up to the end of the text, whatever end it is told, and that for each sentence anew."""
_TWO = "  "
_RUN = re.compile(" {2,}")


def squeezed(text: str) -> str:
    """Return `text` with each run of spaces as one space."""
    return _RUN.sub(" ", text) if _TWO in text else text


class _Pieces:
    """A text put together of pieces, with the way back to where each comes from."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._starts: list[int] = []  # of each piece, in the text
        self._origins: list[int] = []  # of each piece, where it comes from
        self.length = 0

    def add(self, piece: str, origin: int) -> None:
        self._starts.append(self.length)
        self._origins.append(origin)
        self._texts.append(piece)
        self.length += len(piece)

    def add_squeezed(self, text: str, start: int, end: int) -> None:
        """Add `text[start:end]`, of each run of spaces the first."""
        piece = text[start:end]
        if _TWO not in piece:
            self.add(piece, start)
        else:
            for kept_start, kept_end in _kept(text, start, end):
                self.add(text[kept_start:kept_end], kept_start)

    def origin(self, offset: int) -> int:
        """Return where the text's `offset` comes from."""
        piece = bisect_right(self._starts, offset) - 1
        return self._origins[piece] + offset - self._starts[piece]

    def joined(self) -> str:
        return "".join(self._texts)


def _kept(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the stretches of `text[start:end]` that are left when of each run of spaces the first is kept."""
    for run in _RUN.finditer(text, start, end):
        yield start, run.start() + 1
        start = run.end()
    yield start, end


class SentenceView:
    """A sentence with what stands before it, folded and as printed.

    `start` is where the sentence begins in both; `origin` leads from an offset in them to the canonical text's.
    """

    __slots__ = ("folded", "origin", "printed", "start")
    origin: Callable[[int], int]

    def __init__(self, folded: str, printed: str, span: Span) -> None:
        """`folded` and `printed` are views of the whole text."""
        base = max(span[0] - BEHIND, 0)
        self.folded, self.printed = folded[base : span[1]], printed[base : span[1]]
        self.start, self.origin = span[0] - base, base.__add__
        if _TWO in self.folded:
            before, pieces = _squeezed(folded, base, span[0]), _squeezed(folded, base, *span)
            self.start, self.origin = before.length, pieces.origin
            self.folded, self.printed = pieces.joined(), _squeezed(printed, base, *span).joined()

    def text(self, cased: bool) -> str:
        """Return it as printed for who keeps to case, else folded."""
        return self.printed if cased else self.folded


def _squeezed(text: str, *cuts: int) -> _Pieces:
    """Return what lies between `cuts`, each stretch for itself."""
    pieces = _Pieces()
    for start, end in pairwise(cuts):
        pieces.add_squeezed(text, start, end)
    return pieces


class TagView:
    """A sentence in which each mention of some labels is one character."""

    def __init__(self, tags: Mapping[str, str], folded: str, span: Span, mentions: Sequence[Mention]) -> None:
        """`mentions` lie within `span`, ascending and disjoint; `tags` gives the character of each label."""
        pieces = _Pieces()
        self._tag_ends: dict[int, int] = {}  # view offset after a tag → canonical end of its mention
        at = span[0]
        for mention in mentions:
            pieces.add_squeezed(folded, at, mention.start)
            pieces.add(tags[mention.label], mention.start)
            self._tag_ends[pieces.length] = at = mention.end
        pieces.add_squeezed(folded, at, span[1])
        self.text, self.origin = pieces.joined(), pieces.origin

    def span(self, start: int, end: int) -> Span:
        """Return the canonical span of the view's `[start, end)`."""
        if end in self._tag_ends and end > start:
            return self.origin(start), self._tag_ends[end]
        return self.origin(start), self.origin(end)
