"""Days and hours: the shapes of expressions that name a day of the calendar."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from extractor.normalize.anchor import Anchor, Groups, Value, day_of, year_of

_NUMBER = re.compile(r"\d+")
_LAST = "last"
_JUST_AHEAD = 31
_LAST_DAY = ("part2", "day2", "month", "year")


def one_day(groups: Groups, anchor: Anchor) -> list[Value]:
    """Return the day of `day`, `month` and perhaps `year`, `weekday` and `part`."""
    month, day = int(groups["month"]), int(groups["day"])
    basis = None
    if "year" in groups:
        year = int(groups["year"])
    else:
        weekday = int(groups["weekday"]) if "weekday" in groups else None
        inferred = year_of(month, day, anchor, weekday) if 1 <= month <= 12 else None
        if inferred is None:
            return []
        year, basis = inferred
    found = day_of(year, month, day)
    return [Value(found.isoformat() + groups.get("part", ""), basis=basis)] if found else []


def _days(groups: Groups, anchor: Anchor) -> list[Value]:
    """Return the first and last of some days of one month as one value; each by itself where that says less."""
    plain = {k: v for k, v in groups.items() if k not in ("part", "part2")}
    apart = "part2" in groups or "whole" in groups
    numbers = [int(groups["day"]), *map(int, _NUMBER.findall(groups.get("between", ""))), int(groups["day2"])]
    first = one_day(plain, anchor)
    if not first:
        return []
    plain["year"] = first[0].value[:4]
    days = [v for n in numbers for v in one_day({**plain, "day": str(n)}, anchor)]
    if len(days) != len(numbers) or numbers != sorted(numbers):
        return []
    days = [replace(day, basis=first[0].basis) for day in days]
    if apart:
        last = replace(days[-1], value=days[-1].value + groups.get("part2", ""), groups=_LAST_DAY)
        return [replace(days[0], value=days[0].value + groups.get("part", "")), *days[1:-1], last]
    if "between" in groups and numbers != list(range(numbers[0], numbers[-1] + 1)):
        return days
    return [replace(days[0], value=f"{days[0].value}/{days[-1].value}")]


def _day_range(groups: Groups, anchor: Anchor) -> list[Value]:
    second_groups = {"day": groups["day2"], "month": groups["month2"]}
    if "year2" in groups:
        second_groups["year"] = groups["year2"]
    second = one_day(second_groups, replace(anchor, forward=True))
    if not second:
        return []
    end = date.fromisoformat(second[0].value)
    first_groups = {"day": groups["day"], "month": groups["month"], "year": groups.get("year", "")}
    if not first_groups["year"]:
        crosses = (int(groups["month"]), int(groups["day"])) > (end.month, end.day)
        first_groups["year"] = str(end.year - crosses)
    first = one_day(first_groups, anchor)
    basis = second[0].basis or (None if "year" in groups else "context")
    return [
        *(replace(v, basis=basis, groups=("day", "month", "year")) for v in first),
        replace(second[0], groups=("day2", "month2", "year2")),
    ]


def _clock(groups: Groups, anchor: Anchor) -> list[Value]:
    unparted = {k: v for k, v in groups.items() if k != "part"}
    shape = one_day if "day" in groups else _relative_day if "near" in groups else _same_day
    day = shape(unparted, anchor)
    if not day:
        return []
    if shape is one_day and "year" not in groups:
        day = _soon(unparted, anchor) or day
    hour = int(groups["hour"])
    if groups.get("part") in ("TAF", "TEV") and hour < 12:
        hour += 12
    return [replace(day[0], value=f"{day[0].value}T{hour:02}:{int(groups.get('minute', 0)):02}", type="TIME")]


def _soon(groups: Groups, anchor: Anchor) -> list[Value]:
    """Return the day if it lies just ahead: nobody tells the hour of what was held nearly a year ago."""
    ahead = one_day(groups, replace(anchor, forward=True))
    if not ahead or anchor.published is None or anchor.head_year:
        return []
    return ahead if 0 < (date.fromisoformat(ahead[0].value) - anchor.published).days <= _JUST_AHEAD else []


def _relative_day(groups: Groups, anchor: Anchor) -> list[Value]:
    if anchor.published is None:
        return []
    day = anchor.published + timedelta(days=int(groups["near"]))
    return [Value(day.isoformat() + groups.get("part", ""), basis="publication")]


def _same_day(groups: Groups, anchor: Anchor) -> list[Value]:
    return [Value(anchor.told + groups.get("part", ""), basis="context")] if anchor.told else []


def _weekday(groups: Groups, anchor: Anchor) -> list[Value]:
    if anchor.published is None:
        return []
    ahead = int(groups["weekday"]) - anchor.published.weekday()
    if groups["week"] == _LAST:
        ahead = ahead if ahead < 0 else ahead - 7
    else:
        ahead += 7 * int(groups["week"])
    day = anchor.published + timedelta(days=ahead)
    return [Value(day.isoformat() + groups.get("part", ""), basis="publication")]


def _from_now(groups: Groups, anchor: Anchor) -> list[Value]:
    return [Value(anchor.event.split("T")[0], basis="context")] if anchor.event else []


def _yearly_day(groups: Groups, anchor: Anchor) -> list[Value]:
    return [Value(f"XXXX-{int(groups['month']):02}-{int(groups['day']):02}", type="SET")]


SHAPES: Mapping[str, Callable[[Groups, Anchor], list[Value]]] = {
    "day": one_day,
    "days": _days,
    "day_range": _day_range,
    "clock": _clock,
    "relative_day": _relative_day,
    "same_day": _same_day,
    "weekday": _weekday,
    "from_now": _from_now,
    "yearly_day": _yearly_day,
}
