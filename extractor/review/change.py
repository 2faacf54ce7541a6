"""Two extractions of one article side by side: which records are the same one, and which of its values differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from extractor.models import Evidence, Extraction
from extractor.review.decision import anchor, main_evidence
from extractor.review.place import place
from extractor.review.subject import Subject, field_of, subjects

INFERRED = "(inferred)"
"""Stands for the rule of a value that quotes nothing of its own."""

Pair = tuple[Subject | None, Subject | None]
"""A record as it was read before and as it is read after; null where it was not read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An extraction and the text that it is of; the text is empty where it is not known any more."""

    text: str
    extraction: Extraction


@dataclass(frozen=True, slots=True)
class Value:
    """One value (or item of a list) of a record, the rule that read it, and the quote it rests on.

    What is inferred shows the quote of its record.
    """

    value: Any
    rule: str
    quote: str


@dataclass(frozen=True, slots=True)
class Change:
    """A value before and after; null where none was read. An item of a list is a value by itself."""

    kind: str
    field: str
    old: Value | None
    new: Value | None

    @property
    def shown(self) -> Value:
        """The value that says where to look: the new one, or the old one where nothing is read any more."""
        value = self.new or self.old
        assert value, "a change has a side"
        return value


def pairs(older: Reading, newer: Reading) -> list[Pair]:
    """Return each record of either with what it is in the other; those only read before come last."""
    # what is not known of one text cannot be compared with the other's
    text = newer.text if older.text else ""
    before, after = _in_order(older.extraction), _in_order(newer.extraction)
    found = place(text, after, {at: anchor(older.text if text else "", subject) for at, subject in enumerate(before)})
    was = {(subject.kind, subject.position): before[at] for at, subject in found.items()}
    both = [(was.get((subject.kind, subject.position)), subject) for subject in after]
    return [*both, *((subject, None) for at, subject in enumerate(before) if at not in found)]


def _in_order(extraction: Extraction) -> list[Subject]:
    """Return the records by place in the text: of equal ones the last are left over, whichever side has more."""
    return sorted(subjects(extraction), key=lambda subject: main.start if (main := _main(subject)) else -1)


def changes(older: Subject | None, newer: Subject | None) -> Iterator[Change]:
    """Yield which values of a record differ, item by item in lists, whose order says nothing."""
    for name in {name: None for subject in (older, newer) if subject for name in subject.values}:
        yield from field_changes(older, newer, name)


def field_changes(older: Subject | None, newer: Subject | None, name: str) -> Iterator[Change]:
    """Yield in what one field of a record differs; what went is set against what came in its order."""
    record = newer or older
    if record is None:
        return
    was, now = _values(older, name), _values(newer, name)
    for old, new in zip_longest(_beyond(was, now), _beyond(now, was)):
        yield Change(record.kind, name, old, new)


def missing(values: Sequence[Any], others: Sequence[Any]) -> list[int]:
    """Return which of the values the others have not, or not as often."""
    left = list(others)
    found = []
    for at, value in enumerate(values):
        if value in left:
            left.remove(value)
        else:
            found.append(at)
    return found


def items(value: Any) -> list[Any]:
    """Return the items of a list, a single value as the only one, and of null none."""
    if isinstance(value, list | tuple):
        return list(value)
    return [] if value is None else [value]


def _values(subject: Subject | None, name: str) -> list[Value]:
    if subject is None:
        return []
    return [_sourced(subject, name, at, item) for at, item in enumerate(items(subject.values.get(name)))]


def _sourced(subject: Subject, name: str, at: int, item: Any) -> Value:
    own = next((e for e in subject.evidence if field_of(e) in ((name, None), (name, at))), None)
    if own:
        return Value(item, own.rule, own.quote)
    main = _main(subject)
    return Value(item, INFERRED, main.quote if main else "")


def _main(subject: Subject) -> Evidence | None:
    return main_evidence(subject.evidence)


def _beyond(values: Sequence[Value], others: Sequence[Value]) -> list[Value]:
    return [values[at] for at in missing([value.value for value in values], [other.value for other in others])]
