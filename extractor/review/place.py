"""Finds the records that decisions are on in an extraction that may be another than the reviewer saw."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from extractor.models import Evidence
from extractor.review.decision import Anchor, main_evidence
from extractor.review.subject import METADATA, Subject


class _Fit(NamedTuple):
    """How well a record is the one that was decided on; compared from left to right."""

    values: bool
    quote: bool
    shared: int
    context: int


def place(text: str, subjects: Sequence[Subject], anchors: Mapping[int, Anchor]) -> dict[int, Subject]:
    """Return anchor key → the record that it is on, for those that are found; no two share a record.

    A record is found by its values or by a quote of its evidence; of several, the one whose values and main quote are
    the same, then the one amid the same words.
    """
    pairs = [
        (fit, key, at)
        for key, anchor in anchors.items()
        for at, subject in enumerate(subjects)
        if (fit := _fit(text, subject, anchor)) is not None
    ]
    found: dict[int, Subject] = {}
    taken: set[int] = set()
    for _, key, at in sorted(pairs, key=lambda pair: (tuple(-part for part in pair[0]), pair[1], pair[2])):
        if key not in found and at not in taken:
            found[key] = subjects[at]
            taken.add(at)
    return found


def _fit(text: str, subject: Subject, anchor: Anchor) -> _Fit | None:
    if subject.kind != anchor.kind:
        return None
    same = dict(subject.values) == anchor.values
    if subject.kind == METADATA:
        return _Fit(same, True, 0, 0)
    main, seen = main_evidence(subject.evidence), main_evidence(anchor.evidence)
    shared = len(_quotes(subject.evidence) & _quotes(anchor.evidence))
    if not same and not shared:
        return None
    quote = main is not None and seen is not None and main.quote == seen.quote
    return _Fit(same, quote, shared, _context(text, main, anchor))


def _quotes(evidence: Sequence[Evidence]) -> set[tuple[str, str]]:
    return {(e.field, e.quote) for e in evidence}


def _context(text: str, main: Evidence | None, anchor: Anchor) -> int:
    """Return how many code points around the main quote are still the same."""
    if main is None:
        return 0
    before = text[max(main.start - len(anchor.before), 0) : main.start]
    after = text[main.end : main.end + len(anchor.after)]
    return _alike(before[::-1], anchor.before[::-1]) + _alike(after, anchor.after)


def _alike(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
