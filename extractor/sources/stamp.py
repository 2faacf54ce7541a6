"""The time of publication: from a printed stamp or from a source's own field, as ISO 8601."""

import re
from datetime import date, datetime, timedelta, timezone

from extractor.rules.mention import Mention

VIETNAM = timezone(timedelta(hours=7))
_DAY_FIRST = re.compile(r"\d{4}-\d{2}-\d{2}(?:$|[T ])")
_PARTIAL = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")


def stamp_value(stamp: Mention) -> str | None:
    """Return the stamp's ISO value: a bare date for a bare 00:00, null for a day that does not exist."""
    try:
        day = date(
            int(stamp.raw("year") or 0),
            int(stamp.get("month_name") or stamp.raw("month") or 0),
            int(stamp.raw("day") or 0),
        )
    except ValueError:
        return None
    hour, minute, second = (int(stamp.raw(unit) or 0) for unit in ("hour", "minute", "second"))
    if stamp.raw("hour") is None or hour > 23 or (hour, minute, second) == (0, 0, 0):
        return day.isoformat()
    if (stamp.raw("half") or "").lower() in ("pm", "ch") and hour < 12:
        hour += 12
    moment = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=VIETNAM)
    return moment.isoformat()


def given_value(published: object) -> str | None:
    """Return a source's own `published` as ISO 8601 or null; a clock without offset is Vietnam's."""
    text = str(published).strip()
    if isinstance(published, bool) or not text:
        return None
    if _PARTIAL.fullmatch(text):
        return text
    if not _DAY_FIRST.match(text):
        return None
    try:
        if len(text) == 10:
            return date.fromisoformat(text).isoformat()
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return in_vietnam(moment) if moment.tzinfo is None else text.replace(" ", "T", 1)


def in_vietnam(moment: datetime) -> str:
    """Return a moment as ISO 8601 in Vietnam's time, whose day is the paper's; a clock without offset is Vietnam's."""
    return (moment.astimezone(VIETNAM) if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).isoformat()
