"""Days and years of the lunar calendar: Vietnam's, reckoned at UTC+7, which now and then differs from China's."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from lunar_vn import LunarDate, lunar_to_solar, solar_to_lunar

from extractor.normalize.anchor import Anchor, Groups, Value
from extractor.normalize.days import one_day

_CYCLE = 60
_FIRST, _LAST = 1, 12
_EVE = 20
"""Days before Tết are counted in the month that ends ("28 Tết"), those after it from 1."""
_ON_THE_WEB = range(2000, 2031)
"""The years in which a report may have been written, where only the calendar tells: few papers were on the web
earlier, and nineteen years on the two calendars meet again."""


def _lunar_year(groups: Groups, anchor: Anchor) -> list[Value]:
    if "year" in groups:
        return [Value(groups["year"])]
    year = _named_year(groups["lunar"], anchor)
    return [Value(str(year), basis="calendar")] if year else []


def _named_year(place: str, anchor: Anchor) -> int | None:
    """Return the year of a place in the cycle nearest to the publication: within thirty years either way is one."""
    near = anchor.published.year if anchor.published else anchor.year
    if near is None:
        return next((year for year in _ON_THE_WEB if year % _CYCLE == int(place)), None)
    offset = (int(place) - near) % _CYCLE
    return near + (offset if offset <= _CYCLE // 2 else offset - _CYCLE)


def _lunar_day(groups: Groups, anchor: Anchor) -> list[Value]:
    """Return a lunar day's day: by its printed year, by the solar day printed beside it, or nearest to publication."""
    if "month" in groups:
        return _with_solar_day(groups, anchor)
    day = _day(groups, anchor)
    return [Value(day.isoformat() + groups.get("part", ""), basis="calendar")] if day else []


def _with_solar_day(groups: Groups, anchor: Anchor) -> list[Value]:
    if "year" in groups:
        return one_day(groups, anchor)
    year = _printed_year(groups, anchor)
    years = (year,) if year else () if anchor.published else _ON_THE_WEB
    printed = int(groups["month"]), int(groups["day"])
    beside = [day for day in _in_years(groups, years) if (day.month, day.day) == printed]
    if len(beside) != 1:
        return one_day(groups, anchor)
    return [Value(beside[0].isoformat() + groups.get("part", ""), basis="calendar")]


def _printed_year(groups: Groups, anchor: Anchor) -> int | None:
    if "tet_year" in groups:
        return int(groups["tet_year"])
    return _named_year(groups["lunar"], anchor) if "lunar" in groups else None


def _day(groups: Groups, anchor: Anchor) -> date | None:
    year = _printed_year(groups, anchor)
    if year:
        return next(_in_years(groups, (year,)), None)
    published = anchor.published
    if published is None:
        return next((day for day in _around(groups, anchor.year) if day.year == anchor.year), None)
    days = [day for day in _around(groups, published.year) if anchor.forward or day <= published]
    return min(days, key=lambda day: abs(day - published), default=None)


def _around(groups: Groups, year: int | None) -> Iterator[date]:
    return _in_years(groups, range(year - 1, year + 2)) if year else iter(())


def _in_years(groups: Groups, years: Sequence[int]) -> Iterator[date]:
    """Yield the day in each of the lunar `years`; a day counted down to Tết lies in the year before its own."""
    day = int(groups["lunar_day"])
    eve = "lunar_month" not in groups and day >= _EVE
    month = int(groups.get("lunar_month", _LAST if eve else _FIRST))
    for year in years:
        found = _solar(day, month, year - eve)
        if found:
            yield found


def _solar(day: int, month: int, year: int) -> date | None:
    """Return the day of a lunar date, or None where there is none (a 30th of a short month)."""
    try:
        lunar = LunarDate(day, month, year)
        found = lunar_to_solar(lunar)
    except ValueError:
        return None
    return found if solar_to_lunar(found) == lunar else None


SHAPES: Mapping[str, Callable[[Groups, Anchor], list[Value]]] = {"lunar_day": _lunar_day, "lunar_year": _lunar_year}
