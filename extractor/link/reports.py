"""An event as a report to be compared: its days, and its bodies and venue as administrative units of the day."""

from collections.abc import Iterable

from extractor.link.days import Span, days_of, event_span
from extractor.link.located import body_of, spot_of
from extractor.link.occasions import CENTRAL, Body, Report, Unit
from extractor.places.mention import level_word, level_words
from extractor.text import canonical, folded_view


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
    span = event_span(date_value, published)
    return Report(
        id=id,
        article_id=article_id,
        position=position,
        days=days,
        published=printed[0] if printed else None,
        kinds=frozenset(kinds),
        bodies=frozenset(_body(name, span, province) for name in organisers),
        venue=_venue(place, span, province) if place else frozenset(),
        province=province,
        campaigns=frozenset(campaigns),
    )


def _body(name: str, span: Span | None, province: str | None) -> Body:
    found = body_of(name, span, province)
    if found.unit:
        return Body(found.office, (found.unit.level, found.unit.code), found.unit.kind)
    if found.level == CENTRAL[0]:
        return Body(found.office, CENTRAL)
    folded = folded_view(canonical(name))
    word = level_word(folded, level_words(folded)[-1]) if level_words(folded) else None
    return Body(found.office, None, word[0].name if word else None)


def _venue(place: str, span: Span | None, province: str | None) -> frozenset[Unit]:
    return frozenset((unit.level, unit.code) for unit in spot_of(place, span, province).units)
