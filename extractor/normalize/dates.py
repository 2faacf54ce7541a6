"""Calendar values: groups of a matched expression to ISO 8601 values, resolved against an anchor.

TIMEX3's value, type and mod after the TimeML annotation guidelines 1.2.1; part-of-day suffixes (TMO, TMI, TAF, TEV,
TNI) are appended to the day.
"""

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

Groups = Mapping[str, str]
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Anchor:
    """What an incomplete expression is resolved against.

    `published` is the day of publication; `year` a year that title or context supports, with `year_basis` saying
    which; `event` the day of the event ("from now on"); `forward` is set where the text announces something.
    """

    published: date | None = None
    year: int | None = None
    year_basis: str = "title"
    event: str | None = None
    forward: bool = False


@dataclass(frozen=True)
class Value:
    """A TIMEX3 value; `groups` names the groups it came from (empty: the whole expression)."""

    value: str
    type: str = "DATE"
    mod: str | None = None
    basis: str | None = None
    groups: tuple[str, ...] = ()


def resolve(shape: str, groups: Groups, anchor: Anchor) -> list[Value]:
    """Return the values of an expression of `shape`; empty if the calendar or the anchor does not support one.

    `groups` hold what was printed, already mapped by lexicons (`part` is a TIMEX3 suffix, `mod` a TIMEX3 mod). Raises
    KeyError for an unknown shape.
    """
    values = _SHAPES[shape](groups, anchor)
    mod = groups.get("mod")
    return [replace(v, mod=v.mod or mod) for v in values]


def is_day(value: str | None) -> bool:
    """Whether an ISO value is a single calendar day (a part-of-day suffix allowed)."""
    return bool(value) and len(str(value).split("T")[0]) == 10 and "/" not in str(value) and str(value)[0] != "X"


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year_of(month: int, day: int, anchor: Anchor) -> tuple[int, str] | None:
    """Return the year of a day and month printed without one, and its basis.

    The year nearest to, and not after, the publication; announcements take the nearest one on either side; without a
    publication date, the year that title or context supports.
    """
    if anchor.published is None:
        return (anchor.year, anchor.year_basis) if anchor.year else None
    day = min(day, calendar.monthrange(anchor.published.year, month)[1])
    if anchor.forward:
        near = [date(anchor.published.year + shift, month, min(day, 28)) for shift in (-1, 0, 1)]
        return min(near, key=lambda that: abs(that - anchor.published)).year, "publication"  # type: ignore[operator]
    this = date(anchor.published.year, month, day)
    return anchor.published.year - (this > anchor.published), "publication"


def _one_day(groups: Groups, anchor: Anchor) -> list[Value]:
    month, day = int(groups["month"]), int(groups["day"])
    basis = None
    if "year" in groups:
        year = int(groups["year"])
    else:
        inferred = _year_of(month, day, anchor) if 1 <= month <= 12 else None
        if inferred is None:
            return []
        year, basis = inferred
    found = _day(year, month, day)
    if found is None:
        return []
    part = groups.get("part", "")
    return [Value(found.isoformat() + part, basis=basis)]


def _days(groups: Groups, anchor: Anchor) -> list[Value]:
    first = _one_day({k: v for k, v in groups.items() if k != "part"}, anchor)
    second = _one_day({**groups, "day": groups["day2"], "part": ""}, anchor)
    if not first or not second or first[0].value > second[0].value:
        return []
    days = [int(groups["day"]), *map(int, _NUMBER.findall(groups.get("between", ""))), int(groups["day2"])]
    if "between" in groups and days != list(range(days[0], days[-1] + 1)):
        listed = (_one_day({**groups, "day": str(day), "part": ""}, anchor) for day in days)
        return [value for values in listed for value in values]
    return [Value(f"{first[0].value}/{second[0].value}", basis=first[0].basis)]


def _day_range(groups: Groups, anchor: Anchor) -> list[Value]:
    second_groups = {"day": groups["day2"], "month": groups["month2"]}
    if "year2" in groups:
        second_groups["year"] = groups["year2"]
    second = _one_day(second_groups, replace(anchor, forward=True))
    if not second:
        return []
    end = date.fromisoformat(second[0].value)
    first_groups = {"day": groups["day"], "month": groups["month"], "year": groups.get("year", "")}
    if not first_groups["year"]:
        crosses = (int(groups["month"]), int(groups["day"])) > (end.month, end.day)
        first_groups["year"] = str(end.year - crosses)
    first = _one_day(first_groups, anchor)
    basis = second[0].basis or (None if "year" in groups else "context")
    return [
        *(replace(v, basis=basis, groups=("day", "month", "year")) for v in first),
        replace(second[0], groups=("day2", "month2", "year2")),
    ]


def _month_range(groups: Groups, anchor: Anchor) -> list[Value]:
    year, first, second = int(groups["year"]), int(groups["month"]), int(groups["month2"])
    return [
        Value(f"{year - (first > second)}-{first:02}", basis="context", groups=("month",)),
        Value(f"{year}-{second:02}", groups=("month2", "year")),
    ]


def _clock(groups: Groups, anchor: Anchor) -> list[Value]:
    day = _one_day({k: v for k, v in groups.items() if k != "part"}, anchor)
    if not day:
        return []
    hour = int(groups["hour"])
    if groups.get("part") in ("TAF", "TEV") and hour < 12:
        hour += 12
    return [replace(day[0], value=f"{day[0].value}T{hour:02}:{int(groups.get('minute', 0)):02}", type="TIME")]


def _relative_day(groups: Groups, anchor: Anchor) -> list[Value]:
    if anchor.published is None:
        return []
    day = anchor.published + timedelta(days=int(groups["near"]))
    return [Value(day.isoformat() + groups.get("part", ""), basis="publication")]


def _month(groups: Groups, anchor: Anchor) -> list[Value]:
    if "year" in groups:
        return [Value(f"{groups['year']}-{int(groups['month']):02}")]
    inferred = _year_of(int(groups["month"]), 1, anchor)
    return [Value(f"{inferred[0]}-{int(groups['month']):02}", basis=inferred[1])] if inferred else []


def _year_or_anchor(groups: Groups, anchor: Anchor) -> tuple[int, str | None] | None:
    if "year" in groups:
        return int(groups["year"]), None
    if anchor.published:
        return anchor.published.year, "publication"
    return (anchor.year, anchor.year_basis) if anchor.year else None


def _quarter(groups: Groups, anchor: Anchor) -> list[Value]:
    found = _year_or_anchor(groups, anchor)
    return [Value(f"{found[0]}-Q{groups['quarter']}", basis=found[1])] if found else []


def _months(groups: Groups, anchor: Anchor) -> list[Value]:
    found, count = _year_or_anchor(groups, anchor), int(groups["months"])
    if not found or not 1 <= count <= 12:
        return []
    first, last = (13 - count, 12) if groups.get("half") == "last" else (1, count)
    return [Value(f"{found[0]}-{first:02}/{found[0]}-{last:02}", basis=found[1])]


def _year(groups: Groups, anchor: Anchor) -> list[Value]:
    return [Value(groups["year"])]


def _year_range(groups: Groups, anchor: Anchor) -> list[Value]:
    first, second = groups["year"], groups["year2"]
    return [Value(f"{first}/{second}")] if first < second else [Value(first)] if first == second else []


def _lunar_year(groups: Groups, anchor: Anchor) -> list[Value]:
    if "year" in groups:
        return [Value(groups["year"])]
    near = anchor.published.year if anchor.published else anchor.year
    if near is None:
        return []
    # the year of the cycle nearest to the publication: within thirty years either way there is one
    offset = (int(groups["lunar"]) - near) % 60
    return [Value(str(near + (offset if offset <= 30 else offset - 60)), basis="calendar")]


def _relative_year(groups: Groups, anchor: Anchor) -> list[Value]:
    if anchor.published is None:
        return []
    return [Value(str(anchor.published.year + int(groups["relative"])), basis="publication")]


def _from_now(groups: Groups, anchor: Anchor) -> list[Value]:
    return [Value(anchor.event.split("T")[0], basis="context")] if anchor.event else []


def _yearly_day(groups: Groups, anchor: Anchor) -> list[Value]:
    return [Value(f"XXXX-{int(groups['month']):02}-{int(groups['day']):02}", type="SET")]


def _set(groups: Groups, anchor: Anchor) -> list[Value]:
    return [Value(groups["set"], type="SET")]


def _duration(groups: Groups, anchor: Anchor) -> list[Value]:
    return [Value(f"P{groups['n']}{groups['unit']}", type="DURATION")]


_SHAPES: dict[str, Callable[[Groups, Anchor], list[Value]]] = {
    "day": _one_day,
    "days": _days,
    "day_range": _day_range,
    "month_range": _month_range,
    "clock": _clock,
    "relative_day": _relative_day,
    "yearly_day": _yearly_day,
    "month": _month,
    "quarter": _quarter,
    "months": _months,
    "year": _year,
    "year_range": _year_range,
    "lunar_year": _lunar_year,
    "relative_year": _relative_year,
    "from_now": _from_now,
    "set": _set,
    "duration": _duration,
}
