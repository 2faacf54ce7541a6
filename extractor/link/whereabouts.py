"""Of whom and where a record is: the bodies that it names, its unit, and the province then and today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from extractor.link.days import Span, event_span
from extractor.link.located import Named, body_of, province_of, spot_of
from extractor.places import NEWEST, Unit, load, one_today, today_of
from extractor.places.kinds import LEVELS

Kind = Literal["events", "awards", "ratios"]
Basis = Literal["place", "body", "article"]


@dataclass(frozen=True, slots=True)
class Told:
    """A record as its article tells it.

    `time` is the event's date or the figure's period, `main` the date of the article's main event, `published` when
    the article was; all ISO 8601, null where not told. `province` is the article's.
    """

    kind: Kind
    time: str | None
    main: str | None
    published: str | None
    province: str | None
    place: str | None = None
    bodies: tuple[str, ...] = ()

    @property
    def when(self) -> str | None:
        """The time by which its units are chosen.

        Who gives an award gives it at the event that the article is on, not in the years that it is for.
        """
        period = (self.time or "").rpartition("/")[2] or None
        if self.kind == "awards":
            return self.main or self.published or period
        begin = (self.time or "").partition("/")[0] or None
        return (begin if self.kind == "events" else period) or self.main or self.published

    @property
    def span(self) -> Span | None:
        """The days of that time; of the article's publication where it tells none."""
        return event_span(self.when, self.published)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What is known of where a record is; units are null where nothing is.

    `unit` is the smallest unit that is known, told by the printed place, else by the bodies, else by the article's
    province: `basis` says which. `province` is the one it was in at the time, `today` the one that all lies in that
    became of it. `reason` says why the place that is printed is not known.
    """

    bodies: tuple[tuple[str, Named], ...]
    unit: Unit | None = None
    province: Unit | None = None
    today: Unit | None = None
    basis: Basis | None = None
    reason: str | None = None


def whereabouts(told: Told) -> Whereabouts:
    """Return of whom and where a record is."""
    span = told.span
    bodies = tuple((name, body_of(name, span, told.province)) for name in dict.fromkeys(told.bodies))
    spot = spot_of(told.place, span, told.province) if told.place else None
    reason = spot.reason if spot else None
    near: tuple[tuple[Basis, Unit | None], ...] = (
        ("place", spot.unit if spot else None),
        ("body", _common([body.unit for _, body in bodies if body.unit], span)),
    )
    for basis, unit in near:
        if unit:
            return Whereabouts(bodies, unit, _province(unit, span), today_of(unit), basis, reason)
    found = province_of(told.province, span) if told.province else ()
    if not found:
        return Whereabouts(bodies, reason=reason)
    unit = found[0] if len(found) == 1 else None
    return Whereabouts(bodies, unit, unit, one_today(found), "article", reason)


def _common(units: Sequence[Unit], span: Span | None) -> Unit | None:
    """Return the unit of the bodies; of several units the province that all are in, None where they are in several."""
    if len(set(units)) == 1:
        return units[0]
    provinces = {_province(unit, span) for unit in units}
    return provinces.pop() if len(provinces) == 1 else None


def _province(unit: Unit, span: Span | None) -> Unit | None:
    """Return the province that a unit was in on the first of the days, where one is known."""
    if span is None:
        return unit if unit.level == LEVELS[0] else None
    top = load().province_of(unit, span[0])
    then = load().successors(top, span[0]) if top else []
    return then[0] if len(then) == 1 else None


def with_related(units: Iterable[Unit]) -> list[Unit]:
    """Return units with all that they were last in, and with what became of them today and what that is in; by code."""
    found: dict[str, Unit] = {}
    waiting = list(units)
    while waiting:
        unit = waiting.pop()
        if unit.code not in found:
            found[unit.code] = unit
            waiting += [*load().successors(unit, NEWEST), *load().ancestors(unit, unit.until or NEWEST)]
            waiting += [one for one in (load().units.get(unit.parent), today_of(unit)) if one]
    return [found[code] for code in sorted(found)]
