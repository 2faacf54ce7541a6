"""The counted figures of an article's records as they stand, each with its place in the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.review.arithmetic.contradiction import Span
from extractor.review.overlay import Reviewed
from extractor.review.standing import evidence_of
from extractor.review.subject import field_of

_COUNTED = {
    "awards": (("count",), "recipient"),
    "ratios": (("achieved", "total"), "unit"),
    "statistics": (("value",), "unit"),
}
"""Kind of record → the fields that count, and the field that says what."""
_THOUSANDS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a record; `exact`: it is not told as "about" or "more than"; `own` is all that the record quotes.

    `record` is null for a number that no record holds.
    """

    record: Reviewed | None
    field: str
    value: float
    unit: str
    span: Span
    exact: bool
    own: tuple[Span, ...]

    @property
    def said(self) -> str:
        """The number with what it counts."""
        return f"{number(self.value)} {self.unit}"


def number(value: float) -> str:
    """Return a number as the Vietnamese press writes it."""
    whole, _, rest = f"{value:.4f}".rstrip("0").rstrip(".").partition(".")
    return _THOUSANDS.sub(".", whole) + (f",{rest}" if rest else "")


def figures(text: str, records: Sequence[Reviewed]) -> list[Figure]:
    """Return the figures of the records that were not rejected, in text order."""
    return sorted((f for r in records for f in _of(text, r)), key=lambda figure: figure.span)


def _of(text: str, record: Reviewed) -> Iterator[Figure]:
    if record.values is None or record.kind not in _COUNTED:
        return
    fields, counted = _COUNTED[record.kind]
    unit = record.values.get(counted)
    evidence = evidence_of(text, record)
    own = tuple((e.start, e.end) for e in evidence if field_of(e)[0] != "description")
    for field in fields:
        value = record.values.get(field)
        place = next(((e.start, e.end) for e in evidence if field_of(e)[0] == field), None)
        if value is not None and place is not None and unit:
            yield Figure(record, field, float(value), str(unit), place, record.values.get("mod") is None, own)
