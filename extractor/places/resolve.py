"""Which unit a mention names on a day: one, or none and the candidates with the reason."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from extractor.places.kinds import LEVELS, Kind
from extractor.places.mention import Named, parse
from extractor.places.names import index
from extractor.places.units import Unit, load


class Reason(StrEnum):
    """Why a mention resolves (the first four) or does not."""

    ONLY = "only unit of the name"
    PRINTED = "the unit printed behind it holds one"
    CONTEXT = "the article's places hold one"
    HIGHEST = "without a level word: the highest unit of the name, which holds the others or is a province"
    UNKNOWN = "no unit of the name is known"
    KIND = "no unit of the name is of the printed kind"
    ENDED = "the unit had ended"
    NOT_BEGUN = "the unit was not there yet"
    AMBIGUOUS = "several units have the name"
    OUTSIDE = "no unit of the name lies in the one printed behind it"
    ELSEWHERE = "the units of the name lie in other provinces than the article's"
    BARE = "a commune's name alone, without its level word and its district or province"
    NO_PLACE = "no place is printed"


@dataclass(frozen=True)
class Setting:
    """What the article tells: its province, by name, and the other places named in it, as printed."""

    province: str | None = None
    others: tuple[str, ...] = ()


NOTHING_TOLD = Setting()


@dataclass(frozen=True)
class Resolution:
    """The unit a mention names, or None; `candidates` are the units that it may name, or that bear its name."""

    unit: Unit | None
    reason: Reason
    candidates: tuple[Unit, ...] = ()


def resolve(text: str, day: date, setting: Setting = NOTHING_TOLD) -> Resolution:
    """Return the unit that a mention names on a day ("huyện Thanh Chương", "TP Vinh", "xã Kim Liên, Nam Đàn").

    A mention may print the units that its own lies in behind it. Of several units of a name the printed ones decide,
    then the article's; where they do not, nothing is chosen. The unit returned is valid on the day. What is not known
    of a unit's past is not held against it: the day it began, and what kind it was before, for a xã may have become
    a phường since, and a huyện a thị xã. Raises PatternError if `patterns/units/` is malformed.
    """
    chain = parse(text)
    return _resolved(chain, day, setting) if chain else Resolution(None, Reason.NO_PLACE)


def _resolved(chain: Sequence[Named], day: date, setting: Setting) -> Resolution:
    head, *outer = chain
    found = _of_kind(head)
    valid = [unit for unit in found if unit.valid_on(day)]
    if not valid:
        return _unresolved(head, found, day)
    if outer:
        return _inside(head, valid, _resolved(outer, day, setting), day)
    return _chosen(head, valid, day, setting)


def _of_kind(head: Named) -> list[Unit]:
    """Return the units of the name that are, or can have been, of the printed kind; numbers are no names alone."""
    ways = [index().named_unmarked] if head.plain else [index().named]
    if head.name.isascii() and not head.plain:
        ways.append(index().named_unmarked)
    if head.kind is None and head.name.isdigit():
        return []
    return next(filter(None, ([u for u in way(head.name) if _fits(u, head)] for way in ways)), [])


def _fits(unit: Unit, head: Named) -> bool:
    return head.kind is None or unit.kind == head.kind.name or _was(unit, head.kind)


def _was(unit: Unit, kind: Kind) -> bool:
    """Whether the unit can have been of the kind before: not where the day that it began is known."""
    return unit.since is None and unit.level in kind.levels and unit.kind in kind.became


def _unresolved(head: Named, found: Sequence[Unit], day: date) -> Resolution:
    if found:
        ended = any(unit.ended_before(day) for unit in found)
        return Resolution(None, Reason.ENDED if ended else Reason.NOT_BEGUN, tuple(found))
    others = tuple(index().named(head.name))
    return Resolution(None, Reason.KIND if others else Reason.UNKNOWN, others)


def _inside(head: Named, valid: Sequence[Unit], outer: Resolution, day: date) -> Resolution:
    """Choose by the unit printed behind; an ambiguous one counts with all it may be.

    What a unit became holds what was in it: the lists have the communes of a district that has ended in the one
    that it was joined to.
    """
    holders = [outer.unit] if outer.unit else list(outer.candidates) if outer.reason is Reason.AMBIGUOUS else []
    codes = {unit.code for unit in holders} | {one.code for unit in holders for one in load().became(unit)}
    inside = [unit for unit in valid if codes & {one.code for one in load().ancestors(unit, day)}]
    if not inside:
        return Resolution(None, Reason.OUTSIDE, tuple(valid))
    return _one(_as_printed(head, inside), Reason.PRINTED) or Resolution(None, Reason.AMBIGUOUS, tuple(inside))


def _chosen(head: Named, valid: Sequence[Unit], day: date, setting: Setting) -> Resolution:
    """Choose by the kind, then by the article's places."""
    if head.kind is None:
        provinces = [unit for unit in valid if unit.level == LEVELS[0]]
        if provinces:
            return _one(provinces, Reason.HIGHEST) or Resolution(None, Reason.AMBIGUOUS, tuple(valid))
        gone = _gone_above(head, valid, day)
        if gone:
            return Resolution(None, Reason.ENDED, (*gone, *valid))
    here, elsewhere = _in_context(valid, day, setting)
    if here:
        alone = Reason.ONLY if len(valid) == 1 else Reason.CONTEXT
        found = _one(_as_printed(head, here), alone) or _highest(head, here, day)
        return found or Resolution(None, Reason.AMBIGUOUS, tuple(here))
    if elsewhere and any(unit.level == LEVELS[-1] for unit in valid):
        return Resolution(None, Reason.ELSEWHERE, tuple(valid))
    return _without_context(head, valid, day)


def _gone_above(head: Named, valid: Sequence[Unit], day: date) -> list[Unit]:
    """Return the units of the name that had ended and were higher than those of the day: one of them may be meant.

    "Hà Tây" after 2008 is hardly the commune of that name.
    """
    top = min(LEVELS.index(unit.level) for unit in valid)
    named = index().named(head.name)
    return [unit for unit in named if unit.ended_before(day) and LEVELS.index(unit.level) < top]


def _without_context(head: Named, valid: Sequence[Unit], day: date) -> Resolution:
    found = _one(valid, Reason.ONLY) or _highest(head, valid, day)
    if found is None and len({unit.parent for unit in valid}) == 1:
        found = _one(_as_printed(head, valid), Reason.ONLY)
    if found is None or found.unit is None:
        return Resolution(None, Reason.AMBIGUOUS, tuple(valid))
    if found.unit.level == LEVELS[-1] and head.kind is None:
        return Resolution(None, Reason.BARE, tuple(valid))
    if found.unit.level == LEVELS[-1] and head.kind and found.unit.kind != head.kind.name:
        # a commune that was of another kind then, with nothing to show that it is the one meant
        return Resolution(None, Reason.KIND, tuple(valid))
    return found


def _one(units: Sequence[Unit], reason: Reason) -> Resolution | None:
    return Resolution(units[0], reason, tuple(units)) if len(units) == 1 else None


def _as_printed(head: Named, units: Sequence[Unit]) -> Sequence[Unit]:
    """Return those of exactly the printed kind, if any are, else all."""
    exact = [unit for unit in units if head.kind and unit.kind == head.kind.name]
    return exact or units


def _highest(head: Named, units: Sequence[Unit], day: date) -> Resolution | None:
    """Choose the one that all others of the name lie in, where no level word is printed: a town in its district."""
    if head.kind is not None:
        return None
    for top in units:
        others = [unit for unit in units if unit is not top]
        if all(top in load().ancestors(unit, day) for unit in others):
            return Resolution(top, Reason.HIGHEST, tuple(units))
    return None


def _in_context(valid: Sequence[Unit], day: date, setting: Setting) -> tuple[Sequence[Unit], bool]:
    """Return the units that the nearest of the article's places hold, and whether its province is known.

    Nearest are the districts it names in its own province, then that province, then what it names of others.
    """
    own, named = provinces_named(setting.province, day), _others(setting, day)
    districts = [unit for unit in named if unit.level == LEVELS[1]]
    around = [province for unit in districts if (province := load().province_of(unit, day))]
    provinces = [unit for unit in named if unit.level == LEVELS[0]]
    for holders in (_held(districts, own, day), own, districts, around, provinces):
        here = _held(valid, holders, day)
        if here:
            return here, bool(own)
    return [], bool(own)


def _held(units: Iterable[Unit], holders: Sequence[Unit], day: date) -> list[Unit]:
    return [unit for unit in units if any(one in holders for one in load().ancestors(unit, day))]


def provinces_named(name: str | None, day: date) -> list[Unit]:
    """Return the province of a name as of the day: records may call it as it was on another one.

    Several where it is a part of each of them that had, or got, the name; none where no province ever had it.
    """
    found = [unit for unit in index().named(name) if unit.level == LEVELS[0]] if name else []
    valid = [unit for unit in found if unit.valid_on(day)]
    if valid:
        return valid
    follow: tuple[Callable[[Unit, date], list[Unit]], ...] = (load().successors, load().predecessors)
    return [one for unit in found for way in follow for one in way(unit, day)]


def _others(setting: Setting, day: date) -> list[Unit]:
    """Return the places named in the article that are certain without one another."""
    alone = Setting(setting.province)
    found = (_resolved(chain, day, alone).unit for text in setting.others if (chain := parse(text)))
    return [unit for unit in found if unit is not None]
