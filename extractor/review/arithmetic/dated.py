"""Events that are told as held after the day on which the article was printed."""

import math
from collections.abc import Iterator, Sequence
from datetime import date

from extractor.models import Evidence
from extractor.review.arithmetic.contradiction import CERTAIN, Contradiction, Span
from extractor.review.arithmetic.parts import Words
from extractor.review.overlay import Reviewed
from extractor.review.standing import evidence_of
from extractor.review.subject import METADATA, field_of
from extractor.rules.book import RuleBook
from extractor.rules.match import match

_DAY = len("2024-03-05")
_SOON = 14
"""Days within which papers announce; nothing that far ahead is told as held but by a slip."""
_DOUBTFUL = 5
_PLANNED = "planned"
_TELLING = ("date", "kinds")


def held_too_late(text: str, records: Sequence[Reviewed], words: Words, book: RuleBook) -> Iterator[Contradiction]:
    """Yield a contradiction for each event that is said to be held after the article was printed.

    It is certain only where no word of what is to come stands beside it and the day is far off: an announcement that
    was not read as one is no contradiction in the article.
    """
    info = next(record for record in records if record.kind == METADATA)
    printed = str((info.values or {}).get("published") or "")[:_DAY]
    for record in records:
        values = record.values or {}
        day = str(values.get("date") or "")[:_DAY]
        quotes = evidence_of(text, record)
        if record.kind != "events" or values.get("status") is not None or not quotes or not _is_before(printed, day):
            continue
        spans = sorted({words.sentence(e.start) for e in quotes if field_of(e)[0] in _TELLING})
        announced = bool(match(book, text, spans, lambda span: frozenset(), book.of_labels(_PLANNED)).mentions)
        weight = _DOUBTFUL if announced or _days_between(printed, day) <= _SOON else CERTAIN
        said = f"held {day}, printed {printed}"
        here, there = _place(quotes, "date") or _span(quotes[0]), _place(evidence_of(text, info), "published")
        yield Contradiction(record, "held after it was printed", said, weight, here, there)


def _is_before(one: str, other: str) -> bool:
    """Whether one ISO date is before another, as precisely as both are told."""
    length = min(len(one), len(other))
    return one[:length] < other[:length]


def _days_between(one: str, other: str) -> float:
    """Return how far two days are apart; without end where one is told as a month or year, or is none."""
    try:
        return (date.fromisoformat(other) - date.fromisoformat(one)).days
    except ValueError:
        return math.inf


def _place(evidence: Sequence[Evidence], field: str) -> Span | None:
    return next((_span(e) for e in evidence if field_of(e)[0] == field), None)


def _span(evidence: Evidence) -> Span:
    return evidence.start, evidence.end
