"""Calendar values: groups of a matched expression to ISO 8601 values, resolved against an anchor."""

from dataclasses import replace

from extractor.normalize import days, lunar, periods
from extractor.normalize.anchor import Anchor, Groups, Value

_SHAPES = {**days.SHAPES, **lunar.SHAPES, **periods.SHAPES}
_RELATIVE = ("relative_month", "relative_year")


def resolve(shape: str, groups: Groups, anchor: Anchor) -> list[Value]:
    """Return the values of an expression of `shape`; empty if the calendar or the anchor does not support one.

    Raises KeyError for an unknown shape.
    """
    if "relative" in groups and shape not in _RELATIVE:
        return _in_relative_year(shape, groups, anchor)
    values = _SHAPES[shape](groups, anchor)
    mod = groups.get("mod")
    return [replace(v, mod=v.mod or mod) for v in values]


def _in_relative_year(shape: str, groups: Groups, anchor: Anchor) -> list[Value]:
    """Return the values where the year is named in relation to the publication ("December of last year")."""
    if anchor.published is None:
        return []
    plain = {k: v for k, v in groups.items() if k != "relative"}
    values = resolve(shape, {**plain, "year": str(anchor.published.year + int(groups["relative"]))}, anchor)
    return [replace(v, basis=v.basis or "publication") for v in values]


def is_day(value: str | None) -> bool:
    """Whether an ISO value is a single calendar day (a part-of-day suffix allowed)."""
    return bool(value) and len(str(value).split("T")[0]) == 10 and "/" not in str(value) and str(value)[0] != "X"
