"""The gazetteer: administrative units, the time each is valid for, and which came of which."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from extractor.errors import PatternError
from extractor.places.files import Table, read_day, read_table
from extractor.places.kinds import LEVELS, kinds

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit, valid from `since` to `until`, both days included; None where the day is not known.

    `code` is stable: the number that the unit has in the lists of the General Statistics Office (two digits a
    province, three a district, five a commune; `n` before those of Decision 19/2025/QĐ-TTg), or a word for a unit that
    ended before. `kind` is the word of the law (tỉnh, huyện, xã …), `parent` the code of the unit it was last in.
    """

    code: str
    kind: str
    name: str
    level: str
    parent: str = ""
    since: date | None = None
    until: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether nothing is known that keeps the unit from being there on that day."""
        return not self.began_after(day) and not self.ended_before(day)

    def began_after(self, day: date) -> bool:
        """Whether the unit was not there yet."""
        return self.since is not None and day < self.since

    def ended_before(self, day: date) -> bool:
        """Whether the unit was there no more."""
        return self.until is not None and day > self.until

    @property
    def full_name(self) -> str:
        """The name with its kind: "huyện Thanh Chương"."""
        return f"{self.kind} {self.name}"


Links = Mapping[str, Sequence[tuple[date, str]]]
Moves = Mapping[str, Sequence[tuple[date, str]]]


@dataclass(frozen=True)
class Gazetteer:
    """All units by code; what each became and what it was before, with the day of the act; where districts were."""

    units: Mapping[str, Unit]
    after: Links
    before: Links
    moves: Moves

    def __iter__(self) -> Iterator[Unit]:
        """Iterate over the units."""
        return iter(self.units.values())

    def unit(self, code: str) -> Unit:
        """Return the unit of a code; raises KeyError if there is none."""
        return self.units[code]

    def parent(self, unit: Unit, day: date) -> Unit | None:
        """Return the unit that this one was in on that day; None for a province, and where it is not known."""
        parents = self._parents(unit, day)
        return parents[0] if len(parents) == 1 else None

    def ancestors(self, unit: Unit, day: date) -> list[Unit]:
        """Return the units that this one was in on that day, from the nearest up; what is not known is left out."""
        above = [[parent, *self.ancestors(parent, day)] for parent in self._parents(unit, day)]
        common = [one for one in above[0] if all(one in line for line in above)] if above else []
        # a district that became a unit without districts holds no commune of before
        return [one for one in common if LEVELS.index(one.level) < LEVELS.index(unit.level)]

    def _parents(self, unit: Unit, day: date) -> list[Unit]:
        """Return the unit that this one was in, or several where the acts do not say in which of them it was.

        A unit whose parent was renamed, split or put together of others was in what the parent was on that day.
        """
        if not unit.parent:
            return []
        moved = (code for until, code in self.moves.get(unit.code, ()) if day <= until)
        parent = self.units[next(moved, unit.parent)]
        return [*self.predecessors(parent, day)] or self.successors(parent, day)

    def province_of(self, unit: Unit, day: date) -> Unit | None:
        """Return the province or centrally-run city that a unit was in on that day, itself if it is one.

        None where the day's province is not known.
        """
        top = [unit, *self.ancestors(unit, day)][-1]
        return None if top.parent else top

    def successors(self, unit: Unit, day: date) -> list[Unit]:
        """Return the units of that day that came of this one, by code; itself if it is valid then.

        One can become many: all are given, those that got but a part of it too. None where the unit began later, and
        where no act is known.
        """
        return self._followed(unit, day, Unit.ended_before, self.after)

    def became(self, unit: Unit) -> list[Unit]:
        """Return the units that the act which ended this one made of it or joined it to; none if none is known."""
        return [self.units[code] for when, code in self.after.get(unit.code, ()) if _at_edge(unit, when)]

    def predecessors(self, unit: Unit, day: date) -> list[Unit]:
        """Return the units of that day that this one came of, by code; itself if it is valid then."""
        return self._followed(unit, day, Unit.began_after, self.before)

    def _followed(self, unit: Unit, day: date, past: Callable[[Unit, date], bool], links: Links) -> list[Unit]:
        found, open_units = set(), [unit]
        while open_units:
            one = open_units.pop()
            if one.valid_on(day):
                found.add(one.code)
            elif past(one, day):
                open_units += [self.units[code] for when, code in links.get(one.code, ()) if _at_edge(one, when)]
        return [self.units[code] for code in sorted(found)]


def _at_edge(unit: Unit, when: date) -> bool:
    """Whether an act began or ended the unit, and did not only give it something or take it away."""
    return when == unit.since or (unit.until is not None and when == unit.until + _DAY)


@dataclass(frozen=True)
class _Act:
    """What an act did to units on the day it came into force."""

    day: date
    before: Sequence[str]
    after: Sequence[str]


@lru_cache(maxsize=1)
def load() -> Gazetteer:
    """Return the gazetteer, read once; raises PatternError for a malformed file, a code listed twice or not at all."""
    tables = [read_table(name, 5) for name in ("provinces", "districts", "communes_to_2025", "communes_since_2025")]
    acts = [*_acts("acts"), *_acts("mergers")]
    since = {code: act.day for act in acts for code in act.after if code not in act.before}
    until = {code: act.day - _DAY for act in acts for code in act.before if code not in act.after}
    units: dict[str, Unit] = {}
    for table in [*tables, read_table("former", 4)]:
        for unit in _units(table, since, until):
            if unit.code in units:
                raise PatternError(f"patterns/units: the code '{unit.code}' is listed twice")
            units[unit.code] = unit
    links = [(act.day, one, two) for act in acts for one in act.before for two in act.after if one != two]
    links += _links_of_2025(tables[1], tables[2])
    moves: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for code, parent, last, _ in read_table("moved", 4).rows:
        moves[code].append((_day(last, "units/moved.tsv"), parent))
    _check(units, [*(c for _, *pair in links for c in pair), *moves, *(c for m in moves.values() for _, c in m)])
    _check(units, (unit.parent for unit in units.values() if unit.parent))
    after: dict[str, list[tuple[date, str]]] = defaultdict(list)
    before: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for day, one, two in links:
        after[one].append((day, two))
        before[two].append((day, one))
    return Gazetteer(units, after, before, {code: sorted(rows) for code, rows in moves.items()})


def _acts(name: str) -> Iterator[_Act]:
    for day, _, before, after in read_table(name, 4).rows:
        yield _Act(_day(day, f"units/{name}.tsv"), before.split(), after.split())


def _day(text: str, where: str) -> date:
    day = read_day(text, where)
    if day is None:
        raise PatternError(f"{where}: a row without its day")
    return day


def _units(table: Table, since: Mapping[str, date], until: Mapping[str, date]) -> Iterator[Unit]:
    known = kinds()
    for code, short, name, parent, *_ in table.rows:
        if short not in known:
            raise PatternError(f"patterns/units: {code}: no kind '{short}' in kinds.tsv")
        kind = known[short]
        days = since.get(code, table.since), until.get(code, table.until)
        yield Unit(code, kind.name, name, kind.levels[-1] if parent else LEVELS[0], parent, *days)


def _links_of_2025(districts: Table, communes: Table) -> list[tuple[date, str, str]]:
    """Return the links to the communes of 2025: from communes, and from districts through their communes.

    No level took the districts' place, so that what a district became is the communes that its own ones became part of.
    """
    links: set[tuple[date, str, str]] = set()
    for table, up in ((districts, False), (communes, True)):
        if table.until is None:
            raise PatternError("patterns/units: the lists of districts and communes must say '# until: …'")
        day = table.until + _DAY
        for code, _, _, parent, after in table.rows:
            links |= {(day, one, new) for new in after.split() for one in ((code, parent) if up else (code,))}
    return sorted(links)


def _check(units: Mapping[str, Unit], codes: Iterable[str]) -> None:
    for code in codes:
        if code not in units:
            raise PatternError(f"patterns/units: there is no unit of the code '{code}'")
