"""Which body and which unit a record names, as of its own time.

A unit is chosen by the day of the record. Where only a month or a year is told, it is the unit of its first day and of
its last, or none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from extractor.link.days import Span
from extractor.places import Reason, Resolution, Setting, Unit, body_told, load, provinces_told, resolve_told
from extractor.places.mention import level_words
from extractor.places.offices import CENTRAL
from extractor.text import canonical, folded_view

NO_DAY = "the day is not known closely enough"
"""Why the unit of a body or place is not known, beside the reasons of `extractor.places.Reason`."""
_ANY_DAY = date(2025, 6, 30)
"""By which a body is read whose day is not known: what it is, and of which level, hardly changes."""


@dataclass(frozen=True, slots=True)
class Named:
    """A body as a record names it; `unit` is null for one of no unit, and where `reason` says why it is not known.

    `id` is the same for all names of a body: office and unit (`công an@40`), or `công an@vn` for one of the whole
    country. Schools, firms and the like, which are of no unit, and bodies whose unit is not known are known by their
    name and the article's province (`trường mầm non hoa mai?Nghệ An`, `công an huyện?Nghệ An`), which is `around` then;
    those of the second kind may be several.
    """

    id: str
    office: str
    kind: str | None
    level: str | None
    unit: Unit | None
    around: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was: the unit that is named, with those that it was in on the day, from it up; or why none is."""

    units: tuple[Unit, ...]
    reason: str | None

    @property
    def unit(self) -> Unit | None:
        """The unit that is named."""
        return self.units[0] if self.units else None


@lru_cache(maxsize=65536)
def body_of(name: str, span: Span | None, province: str | None) -> Named:
    """Return the body of a canonical name in an article on a province."""
    first, *others = [body_told(name, day, Setting(province)) for day in _days(span) or [_ANY_DAY]]
    reason = _why_not(first.place, span, all(other.key == first.key for other in others))
    unit = first.place.unit if first.place and reason is None else None
    own = first.key if reason is None and (unit or first.level == CENTRAL) else None
    id = own or f"{folded_view(canonical(name))}?{province or ''}"
    return Named(id, first.office, first.kind, first.level, unit, None if own else province, reason)


def _why_not(place: Resolution | None, span: Span | None, is_same: bool) -> str | None:
    if place is None:
        return None
    if place.unit is None and place.reason is Reason.NO_PLACE:
        return str(place.reason)
    if span is None or not is_same:
        return NO_DAY
    return None if place.unit else str(place.reason)


@lru_cache(maxsize=65536)
def spot_of(place: str, span: Span | None, province: str | None) -> Spot:
    """Return the unit that a venue names: of "nhà văn hóa xã Tân Hội" the commune."""
    if span is None:
        return Spot((), NO_DAY)
    first, *others = [_spot_on(place, day, province) for day in _days(span)]
    return first if all(other.unit == first.unit for other in others) else Spot((), NO_DAY)


def _spot_on(place: str, day: date, province: str | None) -> Spot:
    text = canonical(place)
    unresolved: list[Resolution] = []
    for start in (0, *level_words(folded_view(text))):
        found = resolve_told(text[start:], day, Setting(province))
        if found.unit:
            return Spot((found.unit, *load().ancestors(found.unit, day)), None)
        unresolved.append(found)
    told = next((one for one in unresolved if one.candidates), unresolved[0])
    return Spot((), str(told.reason))


@lru_cache(maxsize=4096)
def province_of(name: str, span: Span | None) -> tuple[Unit, ...]:
    """Return the provinces that an article's province was at the end of a time: one, or several where it was split."""
    return provinces_told(name, tuple(_days(span)[-1:]))


def _days(span: Span | None) -> Sequence[date]:
    return list(dict.fromkeys(span)) if span else []
