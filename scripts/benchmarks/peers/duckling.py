"""Duckling, by its native Python binding, for Vietnamese.

The reference is the midnight that the day of publication begins with, so that a bare time of day falls on that day.
Duckling looks ahead: a day and month without a year is the next one from the reference on, and it cannot be told to
look back. Without a printed day of publication, the reference is the first day of the article's year: a day and month
then fall into that year.

Of the values it offers, the first is taken, its own choice. The grain is the precision: `year` 2024, `quarter`
2024-Q3, `month` 2024-10, `week` 2024-W42, `day` and all that is finer 2024-10-18. An interval gives both ends; `to` of
a closed one is the first moment after it, and is put back by one grain. Only the dimension `time` is asked for, and
no latent readings (a bare number as an hour).
"""

import time
import zoneinfo
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from benchmarks.marks import Absent, Mark, System
from benchmarks.peers.install import module, release

NAME = "Duckling"
_PACKAGE = "pyduckling-native-phihos"
_ZONE = "Asia/Ho_Chi_Minh"
_HANOI = timezone(timedelta(hours=7))
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAYS = {"day": 1, "week": 7}


@contextmanager
def opened() -> Iterator[System]:
    """Give Duckling; raises Absent without its binding or a time zone database."""
    duckling = module("duckling", _PACKAGE)
    folder = next((path for path in zoneinfo.TZPATH if Path(path, _ZONE).exists()), None)
    if folder is None:
        raise Absent("no time zone database on this system (tzdata)")
    zones = duckling.load_time_zones(folder)
    locale = duckling.parse_locale("VI", duckling.default_locale_lang(duckling.parse_lang("VI")))
    dimensions = duckling.parse_dimensions(["time"])

    def read(text: str, day: date) -> tuple[Any, float]:
        moment = int(datetime(day.year, day.month, day.day, tzinfo=_HANOI).timestamp())
        context = duckling.Context(duckling.parse_ref_time(zones, _ZONE, moment), locale)
        start = time.perf_counter()
        found = duckling.parse(text, context, dimensions, False)
        return found, time.perf_counter() - start

    yield System(NAME, release(_PACKAGE), (1, 1), read, lambda raw, text: marks(raw))


def marks(raw: list[Mapping[str, Any]]) -> list[Mark]:
    """Return the marks of Duckling's entities; its offsets are code points."""
    return [Mark(found["start"], found["end"], values(found["value"])) for found in raw if found["dim"] == "time"]


def values(value: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ISO values of Duckling's first choice."""
    if value.get("type") != "interval":
        return (iso(value),) if "value" in value else ()
    first, last = value.get("from"), value.get("to")
    if first and last:
        begin, end = iso(first), iso(last, before=True)
        return (begin,) if begin == end else (f"{begin}/{end}",)
    return tuple(iso(end) for end in (first, last) if end)


def iso(moment: Mapping[str, str], before: bool = False) -> str:
    """Return a moment at the precision of its grain; with `before`, the last such unit that ends there."""
    at, grain = datetime.fromisoformat(moment["value"]), moment["grain"]
    day = at.date()
    if before and grain in _MONTHS:
        months = day.year * 12 + day.month - 1 - _MONTHS[grain]
        day = date(months // 12, months % 12 + 1, 1)
    elif before:
        day = (at - timedelta(days=_DAYS.get(grain, 0), microseconds=0 if grain in _DAYS else 1)).date()
    return precise(day, grain)


def precise(day: date, grain: str) -> str:
    """Return a day at the precision of a grain."""
    match grain:
        case "year":
            return f"{day.year:04}"
        case "quarter":
            return f"{day.year:04}-Q{(day.month + 2) // 3}"
        case "month":
            return f"{day.year:04}-{day.month:02}"
        case "week":
            return f"{day.isocalendar().year:04}-W{day.isocalendar().week:02}"
    return day.isoformat()
