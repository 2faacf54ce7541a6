"""Places as their bounds are today: whether what was printed on a day lies in a unit of now."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from extractor.errors import PhongtraoError
from extractor.places.kinds import LEVELS
from extractor.places.resolve import NOTHING_TOLD, Reason, Setting, resolve
from extractor.places.told import body_told, resolve_told
from extractor.places.units import Unit, load

_MOST_NAMED = 5


class UnknownPlaceError(PhongtraoError):
    """What was typed is no place of today; the message says what it may be."""


@dataclass(frozen=True)
class Place:
    """A unit that is valid on `today`."""

    unit: Unit
    today: date

    def holds(self, mention: str, day: date, province: str | None) -> bool:
        """Whether a place or a body printed on a day lies in the unit, or partly, as it is today.

        `province` is the article's. What is printed and cannot be told lies nowhere.
        """
        return self.unit.code in _codes_of_today(mention, day, province, self.today)


def place_of_today(text: str, today: date) -> Place:
    """Return the place that is typed; raises UnknownPlaceError where there is none, or are several, of the name."""
    found = resolve(text, today)
    if found.unit:
        return Place(found.unit, today)
    if found.reason is Reason.ENDED:
        now = _named({unit.code for one in found.candidates for unit in load().successors(one, today)}, today)
        raise UnknownPlaceError(f"{text} is no place of today; what came of it: {now}")
    if found.candidates:
        several = _named({unit.code for unit in found.candidates}, today)
        raise UnknownPlaceError(f"{text} may be one of several places of today: {several}")
    raise UnknownPlaceError(f"'{text}' is no place of today that is known")


def _named(codes: set[str], today: date) -> str:
    """Return some units' full names with those of what they are in, the highest first."""
    units = sorted(map(load().unit, codes), key=lambda unit: (LEVELS.index(unit.level), unit.name, unit.code))
    names = [", ".join(one.full_name for one in (unit, *load().ancestors(unit, today))) for unit in units]
    return "; ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")


@lru_cache(maxsize=65536)
def _codes_of_today(mention: str, day: date, province: str | None, today: date) -> frozenset[str]:
    units = [unit for one in _units(mention, day, province) for unit in load().successors(one, today)]
    return frozenset(one.code for unit in units for one in (unit, *load().ancestors(unit, today)))


def _units(mention: str, day: date, province: str | None) -> tuple[Unit, ...]:
    """Return the unit of a place's or a body's name, or the one that had ended by the day."""
    setting = Setting(province) if province else NOTHING_TOLD
    found = resolve_told(mention, day, setting)
    if not found.candidates:
        found = body_told(mention, day, setting).place or found
    return (found.unit,) if found.unit else ()
