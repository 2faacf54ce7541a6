"""Months, quarters, years, lengths of time: the shapes of expressions coarser than a day."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from extractor.normalize.anchor import Anchor, Groups, Value, year_of, year_or_anchor
from extractor.normalize.days import one_day

_NUMBER = re.compile(r"\d+")
_MONTHS, _QUARTER = 12, 3


def _month(groups: Groups, anchor: Anchor) -> list[Value]:
    if "year" in groups:
        return [Value(f"{groups['year']}-{int(groups['month']):02}")]
    inferred = year_of(int(groups["month"]), 1, anchor)
    return [Value(f"{inferred[0]}-{int(groups['month']):02}", basis=inferred[1])] if inferred else []


def _months_listed(groups: Groups, anchor: Anchor) -> list[Value]:
    months = [groups["month"], *_NUMBER.findall(groups.get("between", "")), groups["month2"]]
    return [Value(f"{groups['year']}-{int(month):02}") for month in months]


def _month_range(groups: Groups, anchor: Anchor) -> list[Value]:
    first, second = int(groups["month"]), int(groups["month2"])
    printed = (int(groups["year"]), None) if "year" in groups else None
    found = printed or year_of(second, 1, replace(anchor, forward=True))
    if not found:
        return []
    year, basis = found
    return [
        Value(f"{year - (first > second)}-{first:02}", basis=basis or "context", groups=("month",)),
        Value(f"{year}-{second:02}", basis=basis, groups=("month2", "year")),
    ]


def _month_to_day(groups: Groups, anchor: Anchor) -> list[Value]:
    month = int(groups["month2"])
    year = int(groups["year"]) - (month > int(groups["month"]))
    days = one_day(groups, anchor)
    last = [replace(day, groups=("day", "month", "year")) for day in days]
    return [Value(f"{year}-{month:02}", basis="context", groups=("month2",)), *last] if last else []


def _relative_month(groups: Groups, anchor: Anchor) -> list[Value]:
    if anchor.published is None:
        return []
    months = anchor.published.year * _MONTHS + anchor.published.month - 1 + int(groups["relative"])
    return [Value(f"{months // _MONTHS}-{months % _MONTHS + 1:02}", basis="publication")]


def _quarter(groups: Groups, anchor: Anchor) -> list[Value]:
    quarter = int(groups["quarter"])
    found = year_or_anchor(groups, anchor, quarter * _QUARTER)
    return [Value(f"{found[0]}-Q{quarter}", basis=found[1])] if found else []


def _quarters(groups: Groups, anchor: Anchor) -> list[Value]:
    return [
        value for name in ("quarter", "quarter2") for value in _quarter({**groups, "quarter": groups[name]}, anchor)
    ]


def _months(groups: Groups, anchor: Anchor) -> list[Value]:
    """Return the first or last months of a year; "half a year" are six, a quarter three."""
    quarters = int(groups.get("quarters", _MONTHS // 2 // _QUARTER))
    count = int(groups.get("months", quarters * _QUARTER))
    if not 1 <= count <= _MONTHS:
        return []
    last_ones = groups.get("half") == "last"
    first, last = (_MONTHS + 1 - count, _MONTHS) if last_ones else (1, count)
    found = year_or_anchor(groups, anchor, first if last_ones else last)
    if not found:
        return []
    return [Value(f"{found[0]}-{first:02}/{found[0]}-{last:02}", basis=found[1])]


def _year(groups: Groups, anchor: Anchor) -> list[Value]:
    return [Value(groups["year"])]


def _year_in_words(groups: Groups, anchor: Anchor) -> list[Value]:
    return [Value(str(int(groups["century"]) + int(groups["rest"])))]


def _year_range(groups: Groups, anchor: Anchor) -> list[Value]:
    first, second = groups["year"], groups["year2"]
    return [Value(f"{first}/{second}")] if first < second else [Value(first)] if first == second else []


def _part_of_year(groups: Groups, anchor: Anchor) -> list[Value]:
    found = year_or_anchor(groups, anchor)
    return [Value(str(found[0]), basis=found[1])] if found else []


def _relative_year(groups: Groups, anchor: Anchor) -> list[Value]:
    if anchor.published is None:
        return []
    return [Value(str(anchor.published.year + int(groups["relative"])), basis="publication")]


def _year_before(groups: Groups, anchor: Anchor) -> list[Value]:
    """Return the year before the one told, to which a figure is compared."""
    if anchor.told_year:
        return [Value(str(anchor.told_year - 1), basis="context")]
    return _relative_year({"relative": "-1"}, anchor)


def _set(groups: Groups, anchor: Anchor) -> list[Value]:
    return [Value(groups["set"], type="SET")]


def _duration(groups: Groups, anchor: Anchor) -> list[Value]:
    return [Value(f"P{groups['n']}{groups['unit']}", type="DURATION")]


SHAPES: Mapping[str, Callable[[Groups, Anchor], list[Value]]] = {
    "month": _month,
    "months_listed": _months_listed,
    "month_range": _month_range,
    "month_to_day": _month_to_day,
    "relative_month": _relative_month,
    "quarter": _quarter,
    "quarters": _quarters,
    "months": _months,
    "year": _year,
    "year_in_words": _year_in_words,
    "year_range": _year_range,
    "part_of_year": _part_of_year,
    "relative_year": _relative_year,
    "year_before": _year_before,
    "set": _set,
    "duration": _duration,
}
