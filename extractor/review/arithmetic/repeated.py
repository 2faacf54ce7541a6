"""One figure told twice in an article with two values.

Two occasions in one article are not one thing. So one value must look like the other mistyped, and either lead and body
tell all else alike, or two sentences are the same but for that number.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence

from extractor.review.arithmetic.contradiction import Contradiction, Span
from extractor.review.arithmetic.figures import Figure, number
from extractor.review.arithmetic.parts import Words
from extractor.review.overlay import Reviewed
from extractor.text import folded_view

_ALIKE = {
    "awards": ("form", "title", "grade", "awarded_by", "recipient", "status", "period"),
    "ratios": ("unit", "measure", "criterion", "period"),
    "statistics": ("unit", "period"),
}
"""Kind of record → the fields that say of what a figure is."""
_TOLD = {"awards": ("awarded_by", "recipient"), "ratios": ("criterion",)}
"""What must be told of it where the words around are others."""
_LEAST = {"awards": 10, "ratios": 100}
"""Smaller numbers are alike by chance."""
_LEAD = 80
"""Code points of the first paragraph that is no line of date, author or place."""
_WORDS = 12
"""Words that a sentence has at least for it to be the same as another and no heading or refrain."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def told_twice(text: str, title: Span | None, figures: Sequence[Figure], words: Words) -> Iterator[Contradiction]:
    """Yield a contradiction for each figure that a later place tells otherwise than an earlier one."""
    lead, found = _lead_end(text, title), dict[Span, Contradiction]()
    for told in _alike(text, figures, words):
        if len(told) != 2:  # of three and more it is not known which are one thing
            continue
        one, other = told
        is_told = _retold(one, other, lead) or _same_but_one(text, one, other, words)
        if is_told and other.record and looks_mistyped(f"{one.value:.0f}", f"{other.value:.0f}"):
            said = f"{other.said}, but {number(one.value)} before"
            found[other.span] = Contradiction(other.record, "told twice with two values", said, 6, other.span, one.span)
    yield from found.values()


def _alike(text: str, figures: Sequence[Figure], words: Words) -> Iterator[Sequence[Figure]]:
    """Yield the exact figures that are of one thing, and of these those in sentences of the same words."""
    exact = [(_thing(record, figure.field), figure) for figure in figures if (record := figure.record) and figure.exact]
    times = Counter(thing for thing, _ in exact)
    groups: defaultdict[Hashable, list[Figure]] = defaultdict(list)
    frames: dict[Span, Hashable] = {}
    for thing, figure in exact:
        if times[thing] == 1:  # most: its sentence need not be looked at
            continue
        sentence = words.sentence(figure.span[0])
        if sentence not in frames:
            frames[sentence] = tuple(_NUMBER.split(folded_view(text[slice(*sentence)])))
        groups[thing].append(figure)
        groups[thing, frames[sentence]].append(figure)
    yield from groups.values()


def _thing(record: Reviewed, field: str) -> Hashable:
    """Return of what a figure of a record is."""
    return record.kind, field, tuple((record.values or {}).get(name) for name in _ALIKE[record.kind])


def _lead_end(text: str, title: Span | None) -> int:
    """Return where the first paragraph behind the title ends."""
    at = title[1] if title else 0
    for line in re.finditer(r"[^\n]+", text[at:]):
        if line.end() - line.start() >= _LEAD:
            return at + line.end()
    return at


def _retold(one: Figure, other: Figure, lead: int) -> bool:
    """Whether the body tells again what the lead told, and enough is told for it to be one thing."""
    kind, values = (one.record.kind, one.record.values or {}) if one.record else ("", {})
    is_telling = kind in _LEAST and min(one.value, other.value) >= _LEAST[kind]
    is_told = all(values.get(name) is not None for name in _TOLD.get(kind, ()))
    return is_telling and is_told and one.span[1] <= lead < other.span[0]


def looks_mistyped(one: str, other: str) -> bool:
    """Whether a number is another with a digit replaced, dropped or added, or two neighbours swapped."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) == 1:
        return any(other[:at] + other[at + 1 :] == one for at in range(len(other)))
    differ = [at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]]
    swapped = len(differ) == 2 and differ[1] - differ[0] == 1 and sorted(one) == sorted(other)
    return len(one) == len(other) and (len(differ) == 1 or swapped)


def _same_but_one(text: str, one: Figure, other: Figure, words: Words) -> bool:
    """Whether two sentences are the same but for these numbers."""
    spans = words.sentence(one.span[0]), words.sentence(other.span[0])
    if spans[0] == spans[1]:
        return False
    printed = [folded_view(text[start:end]) for start, end in spans]
    left, right = (_NUMBER.split(sentence) for sentence in printed)
    if left != right or sum(len(piece.split()) for piece in left) < _WORDS:
        return False
    numbers = [_NUMBER.findall(sentence) for sentence in printed]
    return [a == b for a, b in zip(*numbers, strict=True)].count(False) == 1
