"""What a report means that was printed when the unit it names had ended, and where that is today."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from extractor.places.bodies import Body, resolve_body
from extractor.places.kinds import LEVELS
from extractor.places.names import index
from extractor.places.resolve import NOTHING_TOLD, Reason, Resolution, Setting, provinces_named, resolve
from extractor.places.units import Unit, load

NEWEST = date.max
"""The day on which those units are valid that no known act has ended: what is called today's."""


def resolve_told(text: str, day: date, setting: Setting = NOTHING_TOLD) -> Resolution:
    """Return what `resolve` does; of a unit that had ended by the day, what it does of the last day that it was there.

    An article after a merger may still print the old name. Raises what `resolve` raises.
    """
    found = resolve(text, day, setting)
    last = _last_day(found, day)
    return resolve(text, last, setting) if last else found


def body_told(name: str, day: date, setting: Setting = NOTHING_TOLD) -> Body:
    """Return the same of a body's canonical name: of one whose unit had ended by the day, what it was at the last."""
    found = resolve_body(name, day, setting)
    last = _last_day(found.place, day)
    return resolve_body(name, last, setting) if last else found


def _last_day(found: Resolution | None, day: date) -> date | None:
    if found is None or found.reason is not Reason.ENDED:
        return None
    return max((unit.until for unit in found.candidates if unit.until and unit.ended_before(day)), default=None)


@lru_cache(maxsize=4096)
def provinces_told(name: str, days: tuple[date, ...] = ()) -> tuple[Unit, ...]:
    """Return the provinces that a name stands for on any of the days, or on any day at all if none is given.

    They are those that were there then: what a province of the name was made of, or what became of it. None where no
    province has the name.
    """
    if days:
        return tuple(dict.fromkeys(unit for day in days for unit in provinces_named(name, day)))
    return tuple(unit for unit in index().named(name) if unit.level == LEVELS[0])


@lru_cache(maxsize=65536)
def today_of(unit: Unit) -> Unit | None:
    """Return today's province in which all lies that became of a unit; None where that is several, or not known."""
    found = {province for one in load().successors(unit, NEWEST) if (province := load().province_of(one, NEWEST))}
    return found.pop() if len(found) == 1 else None


def one_today(units: Iterable[Unit]) -> Unit | None:
    """Return today's province in which all lies that became of all the units; None where there is not one."""
    found = {today_of(unit) for unit in units}
    return found.pop() if len(found) == 1 else None
