"""What expressions are resolved against, what they are resolved to, and how a missing year is found.

TIMEX3's value, type and mod after the TimeML annotation guidelines 1.2.1; part-of-day suffixes (TMO, TMI, TAF, TEV,
TNI) are appended to the day.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

Groups = Mapping[str, str]
"""What was printed, already mapped by lexicons (`part` is a TIMEX3 suffix, `mod` a TIMEX3 mod)."""
_AHEAD = 4
"""A report speaks of its own half-year some months before the end, but of "the first ten months" not in June."""


@dataclass(frozen=True)
class Anchor:
    """What an incomplete expression is resolved against.

    `published` is the day of publication; `year` a year that title or context supports, with `year_basis` saying
    which, and `period` all years of the period it is the end of; from the month `turn` on, days belong to the year
    before it ("reviews 2018, plans 2019" is told in December 2018), and before the month `after` to the year after it
    (a year's work is reviewed in the spring that follows); `event` the day of the event ("from now on");
    `told` the day told last ("the same day") and `told_year` the year printed last in the sentence, `head_year` the one
    that it begins with; `forward` is set where the text announces something.
    """

    published: date | None = None
    year: int | None = None
    year_basis: str = "title"
    period: range = range(0)
    turn: int = 13
    after: int = 0
    event: str | None = None
    told: str | None = None
    told_year: int | None = None
    head_year: int | None = None
    forward: bool = False


@dataclass(frozen=True)
class Value:
    """A TIMEX3 value; `groups` names the groups it came from (empty: the whole expression)."""

    value: str
    type: str = "DATE"
    mod: str | None = None
    basis: str | None = None
    groups: tuple[str, ...] = ()


def day_of(year: int, month: int, day: int) -> date | None:
    """Return a day of the calendar, or None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def year_of(month: int, day: int, anchor: Anchor, weekday: int | None = None) -> tuple[int, str] | None:
    """Return the year of a day and month printed without one, and its basis; None where nothing supports one.

    A year that the sentence begins with is its own. A printed weekday (Monday is 0) decides between the years around
    the publication, or those of a period. Else the year is the one nearest to, and not after, the publication;
    announcements take the nearest one on either side; without a publication date, the year that title or context
    supports.
    """
    if anchor.head_year:
        return anchor.head_year, "context"
    published = anchor.published
    if published is None:
        return _supported(month, day, weekday, anchor)
    around = range(published.year - 1, published.year + 2)
    day = min(day, calendar.monthrange(published.year, month)[1])
    near = _fitting(month, day, weekday, around)
    if near or anchor.forward:
        near = near or [date(year, month, min(day, 28)) for year in around]
        return min(near, key=lambda that: abs(that - published)).year, "publication"
    return published.year - (date(published.year, month, day) > published), "publication"


def _supported(month: int, day: int, weekday: int | None, anchor: Anchor) -> tuple[int, str] | None:
    """Return the year that a weekday leaves of the supported ones, else the supported one itself."""
    if not anchor.year:
        return None
    year = anchor.year - (month >= anchor.turn) + (month < anchor.after)
    fitting = _fitting(month, day, weekday, anchor.period or range(year - 1, year + 2))
    if len(fitting) == 1 and (anchor.period or fitting[0].year != year):
        return fitting[0].year, "calendar"
    return year, anchor.year_basis


def _fitting(month: int, day: int, weekday: int | None, years: range) -> list[date]:
    days = (day_of(year, month, day) for year in years) if weekday is not None else ()
    return [that for that in days if that is not None and that.weekday() == weekday]


def year_or_anchor(groups: Groups, anchor: Anchor, month: int = 1) -> tuple[int, str | None] | None:
    """Return the year of an expression and its basis.

    That is the year printed in it, else the one told last in its sentence, unless that is history, else that of the
    publication, or the year before it where `month` is far ahead of it, else what title or context supports.
    """
    if "year" in groups:
        return int(groups["year"]), None
    published = anchor.published
    if anchor.told_year and (published is None or published.year - anchor.told_year in (0, 1)):
        return anchor.told_year, "context"
    if published:
        return published.year - (month - published.month >= _AHEAD and not anchor.forward), "publication"
    return (anchor.year, anchor.year_basis) if anchor.year else None
