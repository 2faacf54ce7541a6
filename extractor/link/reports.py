"""An event as a report to be compared: its days, and its bodies and venue as administrative units of the day."""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from extractor.link.occasions import CENTRAL, Body, Report, Unit
from extractor.places import Setting, load, resolve, resolve_body
from extractor.places.mention import level_word, level_words
from extractor.text import canonical, folded_view

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def report(
    id: int,
    article_id: str,
    position: int,
    date_value: str | None,
    published: str | None,
    province: str | None,
    place: str | None,
    kinds: Iterable[str] = (),
    organisers: Iterable[str] = (),
    campaigns: Iterable[str] = (),
) -> Report:
    """Return an event of an article as a report; dates are ISO 8601, of which whole days alone are compared."""
    days, printed = days_of(date_value), days_of(published)
    day = days[0] if days else printed[0] if printed else None
    return Report(
        id=id,
        article_id=article_id,
        position=position,
        days=days,
        published=printed[0] if printed else None,
        kinds=frozenset(kinds),
        bodies=frozenset(_body(name, day, province) for name in organisers),
        venue=_venue(place, day, province) if place else frozenset(),
        province=province,
        campaigns=frozenset(campaigns),
    )


def days_of(value: str | None) -> tuple[date, date] | None:
    """Return the first and last day of an ISO date or `begin/end`; None for what is not told to the day."""
    found = [_DAY.match(part) for part in (value or "").split("/")]
    try:
        days = [date.fromisoformat(day[0]) for day in found if day]
    except ValueError:
        return None
    return (days[0], days[-1]) if days and len(days) == len(found) else None


@lru_cache(maxsize=65536)
def _body(name: str, day: date | None, province: str | None) -> Body:
    if day is None:  # which units there were is not known
        return Body(folded_view(canonical(name)))
    found = resolve_body(name, day, Setting(province))
    unit = found.place.unit if found.place else None
    if unit:
        return Body(found.office, (unit.level, unit.code), unit.kind)
    if found.level == CENTRAL[0]:
        return Body(found.office, CENTRAL)
    folded = folded_view(canonical(name))
    word = level_word(folded, level_words(folded)[-1]) if level_words(folded) else None
    return Body(found.office, None, word[0].name if word else None)


@lru_cache(maxsize=65536)
def _venue(place: str, day: date | None, province: str | None) -> frozenset[Unit]:
    """Return the unit that a venue names and those around it: of "nhà văn hóa xã Tân Hội" the commune."""
    if day is None:
        return frozenset()
    for start in (0, *level_words(folded_view(canonical(place)))):
        unit = resolve(canonical(place)[start:], day, Setting(province)).unit
        if unit:
            return frozenset((u.level, u.code) for u in (unit, *load().ancestors(unit, day)))
    return frozenset()
