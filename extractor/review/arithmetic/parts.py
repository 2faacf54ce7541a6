"""Parts against their whole: "1.250 hộ, trong đó 1.300 hộ …", "20 tập thể, cá nhân, gồm 8 tập thể và 10 cá nhân".

Only what the text sets side by side is compared: the figure before a word of `patterns/sums/`, those behind it in the
same sentence, exact ones, of things that can be parts of each other.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TypeVar

from extractor.review.arithmetic.contradiction import Contradiction, Span
from extractor.review.arithmetic.figures import Figure, number
from extractor.review.arithmetic.nouns import Nouns
from extractor.rules.mention import Mention

T = TypeVar("T")
_NEAR = 90
"""Code points between a whole and the word that joins it and its parts, at most."""
_FIRST = 60
"""Code points between that word and the first part, at most."""
_VERB = 6
"""Code points between a word of change and the number that has changed, at most: "tăng hơn 8 mô hình"."""
_MOST = 0.75
"""Lists that name parts and leave others out reach less of their whole than this."""
_SPOKEN = 10
"""A share of so few is a way of speaking: "1/10 of the blocks"."""
_DIGIT = re.compile(r"\d")
_BREAK = re.compile(r"[;\n]")
_ELLIPSIS = re.compile(r"…|\.\.\.")
_BEGUN = re.compile(r"\s*\d")


def _starts_at(mention: Mention) -> int:
    return mention.start


def _stands_at(figure: Figure) -> int:
    return figure.span[0]


def _between(ordered: Sequence[T], span: Span, place: Callable[[T], int]) -> Sequence[T]:
    """Return those of a sequence in text order that begin in a stretch: an article may hold thousands."""
    return ordered[bisect_left(ordered, span[0], key=place) : bisect_left(ordered, span[1], key=place)]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of an article that say how a whole and its parts are told, in text order, and its sentences."""

    parted: Sequence[Mention]
    ends: Sequence[Mention]
    opens: Sequence[Mention]
    sentences: Sequence[Span]

    def sentence(self, at: int) -> Span:
        """Return the sentence in which, or before whose end, a place lies."""
        index = bisect_right(self.sentences, at, key=lambda span: span[0]) - 1
        return self.sentences[max(index, 0)]

    def reach(self, joint: Mention) -> Span:
        """Return where a whole and its parts stand: the sentence, and the one before if the joining word is first."""
        start, end = self.sentence(joint.start)
        is_first = start == joint.start and start > 0
        return (self.sentence(start - 1)[0] if is_first else start), end

    def within(self, span: Span) -> "Words":
        """Return the words of a stretch of the text."""
        parted, ends, opens = (_between(kind, span, _starts_at) for kind in (self.parted, self.ends, self.opens))
        return Words(parted, ends, opens, self.sentences)

    def with_parts(self, figures: Sequence[Figure]) -> list[Span]:
        """Return the sentences in which a whole and its parts may stand, one of them among `figures`."""
        reached = [self.reach(joint) for joint in self.parted]
        told = [span for span in reached if _between(figures, span, _stands_at)]
        return sorted({self.sentence(at) for start, end in told for at in (start, end - 1)})


@dataclass(frozen=True, slots=True)
class _List:
    """A whole and the figures of the list behind it; `closed`: the list ends where its sentence or bracket does."""

    whole: Figure
    limit: float
    parts: Sequence[Figure]
    span: Span
    closed: bool
    claims_all: bool


def of_wholes(text: str, figures: Sequence[Figure], words: Words, nouns: Nouns) -> Iterator[Contradiction]:
    """Yield a contradiction for each whole that its parts do not fit."""
    for mention in words.parted:
        here = words.reach(mention)
        near = words.within(here)
        found = _list(text, _between(figures, here, _stands_at), near, mention)
        same = list(_comparable(found, nouns)) if found else []
        if found and same:
            yield from _compared(text, found, same, near)


def _comparable(told: _List, nouns: Nouns) -> Iterator[Figure]:
    """Yield the parts up to the first that is not exact or that cannot be a part of this whole."""
    return takewhile(lambda part: part.exact and nouns.is_part(part.unit, told.whole.unit), told.parts)


def _compared(text: str, told: _List, same: Sequence[Figure], words: Words) -> Iterator[Contradiction]:
    whole, total = told.whole, sum(part.value for part in same)
    here, listed = whole.span, (same[0].span[0], same[-1].span[1])
    too_large = next((part for part in same if part.value > told.limit), None)
    added = f"{' + '.join(part.said for part in same)} = {_sum(total, same)}"
    if too_large is not None:
        said = f"{too_large.said} is a part of {whole.said}, but larger"
        yield from _told(said, "a part is larger than its whole", 9, (too_large, whole), (too_large.span, here))
    elif len(same) > 1 and total > told.limit:
        said, weight = f"{added}, more than the whole of {whole.said}", 9 if told.claims_all else 6
        yield from _told(said, "parts are more than their whole", weight, (whole, *same), (here, listed))
    elif _MOST * whole.value <= total < whole.value and _is_whole_list(text, told, same, words):
        said = f"{added}, short of the whole of {whole.said}"
        yield from _told(said, "parts are less than their whole", 6, (whole, *same), (here, listed))


def _told(
    said: str, problem: str, weight: int, of: Sequence[Figure], sides: tuple[Span, Span]
) -> Iterator[Contradiction]:
    """Yield what contradicts as one of the first of the figures that a record holds, if any does."""
    held = next((figure for figure in of if figure.record is not None), None)
    if held is not None and held.record is not None:
        here, there = sides if sides[0][0] <= held.span[0] < sides[0][1] else sides[::-1]
        yield Contradiction(held.record, problem, said, weight, here, there)


def _sum(total: float, parts: Sequence[Figure]) -> str:
    """Return a sum, with what it counts where that is one thing."""
    units = {part.unit for part in parts}
    return f"{number(total)} {units.pop()}" if len(units) == 1 else number(total)


def _list(text: str, figures: Sequence[Figure], words: Words, joint: Mention) -> _List | None:
    """Return the list that a joining word begins; None where it is not sure what the whole is."""
    whole = _whole(text, figures, words, joint)
    if whole is None:
        return None
    sentence = words.sentence(joint.start)
    bracketed = _unclosed(text[whole.span[1] : joint.start])
    end, closed = _end(text, words, joint, sentence[1], bracketed)
    parts = [f for f in figures if joint.end <= f.span[0] < end and f.field != "total"]
    parts = [f for f in parts if not _unclosed(text[joint.end : f.span[0]])]
    first = parts[0] if parts else None
    if first is None or first.span[0] - joint.end > _FIRST or _DIGIT.search(text, joint.end, first.span[0]):
        return None
    totals = [f.value for f in figures if f is whole or (f.record is not None and f.record is whole.record)]
    claims_all = joint.get("claims") == "all"
    return _List(whole, max(totals), _distinct(parts), (joint.end, end), closed, claims_all)


def _whole(text: str, figures: Sequence[Figure], words: Words, joint: Mention) -> Figure | None:
    """Return the exact figure right before a joining word, if no other number and no change stands between."""
    line = text.rfind("\n", 0, joint.start) + 1
    before = [f for f in figures if line <= f.span[0] and f.span[1] <= joint.start]
    if not before:
        return None
    last = max(before, key=lambda f: f.span[1])
    # of a share, the parts are those of what was achieved
    whole = next((f for f in before if f.record and f.record is last.record and f.field == "achieved"), last)
    gap = _masked(text, (last.span[1], joint.start), whole.own)
    is_near = len(gap) <= _NEAR and last.span[0] >= words.reach(joint)[0] and not _DIGIT.search(gap)
    changes = any(0 <= whole.span[0] - m.end <= _VERB for m in words.ends if m.const.get("changes"))
    spoken = last.field == "total" and last.value <= _SPOKEN
    # what a colon follows is a label of its own, unless it is the whole's noun
    beside = not joint.quote.strip() and gap.count(",") > whole.unit.count(",")
    left_bracket = gap.count(")") > gap.count("(")
    return whole if is_near and whole.exact and not (changes or spoken or beside or left_bracket) else None


def _end(text: str, words: Words, joint: Mention, end: int, bracketed: bool) -> tuple[int, bool]:
    """Return where a list ends, and whether that is where its sentence or bracket does."""
    if bracketed:
        closing = _closing(text, joint.end, end)
        end = end if closing is None else closing
    mark = _BREAK.search(text, joint.end, end)
    closed = mark is None or not _BEGUN.match(text, mark.end())
    end = mark.start() if mark else end
    others = [m.start for m in (*words.ends, *words.opens, *words.parted) if joint.end <= m.start < end]
    outside = [at for at in others if not _unclosed(text[joint.end : at])]
    return (min(outside), False) if outside else (end, closed)


def _is_whole_list(text: str, told: _List, same: Sequence[Figure], words: Words) -> bool:
    """Whether a list counts everything that its whole holds: no number of it is left over, nor are there others."""
    start = told.span[0]
    rest = _masked(text, told.span, [span for part in same for span in part.own])
    ends = words.sentence(start)[1]
    is_open = any(start <= m.start < ends for m in words.opens) or _ELLIPSIS.search(text, start, ends)
    complete = len(same) > 1 and len(same) == len(told.parts)
    is_alone = told.whole.value == told.limit  # else they may be parts of the share's total
    is_closed = told.closed and not is_open and not _DIGIT.search(rest)
    return told.claims_all and complete and is_alone and is_closed


def _distinct(parts: Sequence[Figure]) -> list[Figure]:
    """Return one figure for each number printed: records may share it."""
    return list({f.span: f for f in reversed(parts)}.values())[::-1]


def _masked(text: str, span: Span, own: Sequence[Span]) -> str:
    """Return a stretch of text without the numbers that a record quotes itself."""
    start, end = span
    kept = list(text[start:end])
    for a, b in own:
        for at in range(max(a, start), min(b, end)):
            kept[at - start] = " "
    return "".join(kept)


def _unclosed(text: str) -> bool:
    return text.count("(") > text.count(")")


def _closing(text: str, start: int, end: int) -> int | None:
    """Return where the bracket that is open at `start` closes."""
    depth = 1
    for at in range(start, end):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return None
