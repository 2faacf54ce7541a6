"""Calendar values: groups of a matched expression to ISO 8601 values, resolved against an anchor."""

from dataclasses import replace

from extractor.normalize import days, lunar, periods
from extractor.normalize.anchor import Anchor, Groups, Value

_SHAPES = {**days.SHAPES, **lunar.SHAPES, **periods.SHAPES}


def resolve(shape: str, groups: Groups, anchor: Anchor) -> list[Value]:
    """Return the values of an expression of `shape`; empty if the calendar or the anchor does not support one.

    Raises KeyError for an unknown shape.
    """
    values = _SHAPES[shape](groups, anchor)
    mod = groups.get("mod")
    return [replace(v, mod=v.mod or mod) for v in values]


def is_day(value: str | None) -> bool:
    """Whether an ISO value is a single calendar day (a part-of-day suffix allowed)."""
    return bool(value) and len(str(value).split("T")[0]) == 10 and "/" not in str(value) and str(value)[0] != "X"
