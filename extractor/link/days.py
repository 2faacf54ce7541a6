"""The days of what a record tells in ISO 8601, as exactly as it is told."""

import re
from calendar import monthrange
from datetime import date

Span = tuple[date, date]
"""The first and the last day."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"(\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?")


def days_of(value: str | None) -> Span | None:
    """Return the first and last day of an ISO date or `begin/end`; None for what is not told to the day."""
    found = [_DAY.match(part) for part in (value or "").split("/")]
    try:
        days = [date.fromisoformat(day[0]) for day in found if day]
    except ValueError:
        return None
    return (days[0], days[-1]) if days and len(days) == len(found) else None


def span_of(value: str | None) -> Span | None:
    """Return the first and last day of a year, quarter, month or day; None for what tells no year of the calendar."""
    found = _TIME.match(value or "")
    if found is None:
        return None
    year, quarter = int(found[1]), int(found["quarter"] or 0)
    first, last = (3 * quarter - 2, 3 * quarter) if quarter else (1, 12)
    if found["month"]:
        first = last = int(found["month"])
    try:
        day = int(found["day"] or 0)
        return date(year, first, day or 1), date(year, last, day or monthrange(year, last)[1])
    except ValueError:
        return None


def event_span(told: str | None, published: str | None) -> Span | None:
    """Return the days on one of which an event began: as it is told, else those of the article's publication.

    Where only a month or a year is told, it was before the publication within it.
    """
    span, printed = span_of(told), span_of(published)
    if span is None or printed is None:
        return span or printed
    first, last = span
    return first, min(last, printed[1]) if first <= printed[1] else last
