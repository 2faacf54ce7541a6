"""Finds the records that decisions are on in an extraction that may be another than the reviewer saw."""

import json
from collections import deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple, Self

from extractor.models import Evidence
from extractor.review.decision import Anchor, main_evidence
from extractor.review.decision import anchor as anchor_of
from extractor.review.subject import METADATA, Subject


class _Fit(NamedTuple):
    """How well a record is the one that was decided on; compared from left to right."""

    values: bool
    quote: bool
    shared: int
    context: int


@dataclass(frozen=True, slots=True)
class _Side:
    """What is compared of a record, as it is read now or as it was decided on."""

    kind: str
    values: str
    main: Evidence | None
    quotes: frozenset[tuple[str, str]]
    before: str
    after: str

    @classmethod
    def of(cls, anchor: Anchor) -> Self:
        """Return what is compared of an anchor."""
        quotes = frozenset((e.field, e.quote) for e in anchor.evidence)
        values = json.dumps(anchor.values, sort_keys=True)
        return cls(anchor.kind, values, main_evidence(anchor.evidence), quotes, anchor.before, anchor.after)

    def exactly(self) -> Hashable:
        """Return what is the same for a record read again at the same place of the same text."""
        return self.amid(), self.main and self.main.start

    def amid(self) -> Hashable:
        """Return what is the same for a record read again amid the same words, wherever these stand."""
        return self.kind, self.values, self.quotes, self.before, self.after


def place(text: str, subjects: Sequence[Subject], anchors: Mapping[int, Anchor]) -> dict[int, Subject]:
    """Return anchor key → the record that it is on, for those that are found; no two share a record.

    A record is found by its values or by a quote of its evidence; of several, the one whose values and main quote are
    the same, then the one amid the same words.
    """
    seen = {key: _Side.of(anchor) for key, anchor in anchors.items()}
    now = {at: _Side.of(anchor_of(text, subject)) for at, subject in enumerate(subjects)} if anchors else {}
    found: dict[int, int] = {}
    # what is the same throughout fits best and is found at once: an article may hold thousands of records
    for alike in (_Side.exactly, _Side.amid):
        found |= _same(seen, now, alike, found)
    taken = set(found.values())
    pairs = [
        (fit, key, at)
        for key, side in seen.items()
        if key not in found
        for at, other in now.items()
        if at not in taken and (fit := _fit(text, other, side)) is not None
    ]
    for _, key, at in sorted(pairs, key=lambda pair: (tuple(-part for part in pair[0]), pair[1], pair[2])):
        if key not in found and at not in taken:
            found[key] = at
            taken.add(at)
    return {key: subjects[at] for key, at in found.items()}


def _same(
    seen: Mapping[int, _Side], now: Mapping[int, _Side], alike: Callable[[_Side], Hashable], found: Mapping[int, int]
) -> dict[int, int]:
    """Return which of those not yet found are alike, several of one likeness in the order of the text."""
    taken = set(found.values())
    free: dict[Hashable, deque[int]] = {}
    for at, side in now.items():
        if at not in taken:
            free.setdefault(alike(side), deque()).append(at)
    left = [key for key in seen if key not in found]
    more: dict[int, int] = {}
    for key in sorted(left, key=lambda key: (_start(seen[key]), key)):
        if places := free.get(alike(seen[key])):
            more[key] = places.popleft()
    return more


def _start(side: _Side) -> int:
    return side.main.start if side.main else -1


def _fit(text: str, subject: _Side, anchor: _Side) -> _Fit | None:
    if subject.kind != anchor.kind:
        return None
    same = subject.values == anchor.values
    if subject.kind == METADATA:
        return _Fit(same, True, 0, 0)
    shared = len(subject.quotes & anchor.quotes)
    if not same and not shared:
        return None
    main, was = subject.main, anchor.main
    quote = main is not None and was is not None and main.quote == was.quote
    return _Fit(same, quote, shared, _context(text, main, anchor))


def _context(text: str, main: Evidence | None, anchor: _Side) -> int:
    """Return how many code points around the main quote are still the same."""
    if main is None:
        return 0
    before = text[max(main.start - len(anchor.before), 0) : main.start]
    after = text[main.end : main.end + len(anchor.after)]
    return _alike(before[::-1], anchor.before[::-1]) + _alike(after, anchor.after)


def _alike(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
