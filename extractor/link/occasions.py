"""Occasions: which of the events that articles tell are one and the same, told several times.

Two reports are of one occasion if what they say agrees: the day, where it was, whose it was, what it was about. What
one leaves out speaks neither for nor against; near text speaks for it. What follows from pairs is put together as long
as no two reports of it contradict each other, or a reviewer says otherwise.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_TOLD_WITHIN = timedelta(days=10)
"""A report without the event's day was printed at most so long after it."""
_PRINTED_WITHIN = timedelta(days=3)
"""Two reports without the event's day were printed at most so far apart."""
_SLIP = timedelta(days=2)
"""Papers that tell the same in all else may differ by so much about the day."""
_ENOUGH = 6
"""Points that make two reports one occasion."""
_NEAR = 0.3
"""Resemblance from which one text is a rewrite of the other."""
_NEVER = -20
"""Points that nothing outweighs."""
_TIES = {"place", "body", "office", "text"}
"""Of these one at least has to speak for it: a province has many events of a movement on a day."""


Unit = tuple[str, str]
"""Level and code of an administrative unit."""
CENTRAL: Unit = ("central", "vn")
"""The unit of national bodies."""


@dataclass(frozen=True, slots=True)
class Body:
    """An organiser: `office` is what it is anywhere, `unit` what it is of, `kind` the kind of that (huyện, thành phố).

    Both are null where they are not known.
    """

    office: str
    unit: Unit | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """An event as one article tells it.

    `position` is its place among the article's events; `days` is the first and last day, None where it is not told;
    `venue` is the unit in which it was and those that this one was in; `province` is the article's; `campaigns` are
    names.
    """

    id: int
    article_id: str
    position: int = 0
    days: tuple[date, date] | None = None
    published: date | None = None
    kinds: frozenset[str] = frozenset()
    bodies: frozenset[Body] = frozenset()
    venue: frozenset[Unit] = frozenset()
    province: str | None = None
    campaigns: frozenset[str] = frozenset()

    @property
    def units(self) -> frozenset[Unit]:
        """The units whose event it is, or in which it was."""
        return self.venue | {body.unit for body in self.bodies if body.unit}


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two reports are of one occasion, by how many points; `grounds` are what spoke for (+) and against (-)."""

    same: bool
    points: int
    grounds: tuple[str, ...]


def judge(one: Report, other: Report, resemblance: float = 0.0) -> Judgement:
    """Say whether two reports are of one occasion; `resemblance` is that of the articles' texts, 0 to 1."""
    said = [*_when(one, other), *_where(one, other), *_whose(one, other), *_what(one, other)]
    if resemblance >= _NEAR:
        said.append(("text", 3))
    grounds = tuple(f"{'+' if weight > 0 else '-'}{what}" for what, weight in said)
    tied = _TIES & {what for what, weight in said if weight > 0}
    points = sum(weight for _, weight in said)
    return Judgement(bool(tied) and points >= _ENOUGH, points, grounds)


def _when(one: Report, other: Report) -> Iterator[tuple[str, int]]:
    if one.days and other.days:
        gap = _gap(one.days, other.days)
        if gap <= timedelta():
            yield "day", 3
        else:
            yield "day", -1 if gap <= _SLIP else _NEVER
        return
    for told, untold in ((one, other), (other, one)):
        if told.days and untold.published:
            since = untold.published - told.days[1]
            yield "printed after", 1 if -_SLIP <= since <= _TOLD_WITHIN else _NEVER
            return
    if one.published and other.published:
        yield "printed together", 1 if abs(one.published - other.published) <= _PRINTED_WITHIN else _NEVER


def _gap(one: tuple[date, date], other: tuple[date, date]) -> timedelta:
    """Return the time between two spans of days; not positive where they share a day."""
    return max(one[0] - other[1], other[0] - one[1])


def _where(one: Report, other: Report) -> Iterator[tuple[str, int]]:
    here, there = one.units, other.units
    if here and there:
        # two communes of one district are two places, though the district is both reports'
        yield "place", 2 if here & there and not _apart(here, there) else _NEVER
    elif one.province and other.province and one.province != other.province:
        yield "province", _NEVER


def _apart(here: frozenset[Unit], there: frozenset[Unit]) -> bool:
    """Tell whether there is a level on which both have units, and none in common."""
    levels = {level for level, _ in here} & {level for level, _ in there}
    return any({u for u in here if u[0] == level}.isdisjoint(u for u in there if u[0] == level) for level in levels)


def _whose(one: Report, other: Report) -> Iterator[tuple[str, int]]:
    pairs = [(body, its) for body in one.bodies for its in other.bodies if _kin(body.office, its.office)]
    if any(body.unit == its.unit for body, its in pairs):
        yield "body", 3
    elif any(_may_be_one(body, its) for body, its in pairs):
        yield "office", 1
    elif one.bodies and other.bodies:
        yield "body", -3


def _may_be_one(one: Body, other: Body) -> bool:
    """Tell whether bodies of one office, one without its place, may be one: a huyện's and a city's are not."""
    untold = one.unit is None or other.unit is None
    return untold and (one.kind is None or other.kind is None or one.kind == other.kind)


def _kin(one: str, other: str) -> bool:
    """Tell whether one office is the other or a part of it, as a committee's standing board is."""
    return one.endswith(other) or other.endswith(one)


def _what(one: Report, other: Report) -> Iterator[tuple[str, int]]:
    if one.campaigns & other.campaigns:
        yield "campaign", 2
    elif one.campaigns and other.campaigns:
        yield "campaign", -3
    if one.kinds & other.kinds:
        yield "kind", 1
    elif one.kinds and other.kinds:
        yield "kind", -3


def occasions(
    reports: Sequence[Report],
    resemblance: Callable[[str, str], float],
    joined: Iterable[frozenset[int]] = (),
    split: Iterable[frozenset[int]] = (),
) -> list[list[int]]:
    """Return the ids of the reports, those of one occasion together, in the order of `reports`.

    `resemblance` gives that of two articles' texts by their ids; `joined` and `split` are pairs on which reviewers
    decided. Reports of one article are never one occasion, unless joined.
    """
    apart = set(split)
    of = {report.id: number for number, report in enumerate(reports)}
    groups: dict[int, list[Report]] = {report.id: [report] for report in reports}
    for pair in joined:
        if pair <= of.keys():
            _join(groups, *sorted(pair, key=of.__getitem__))
    pairs: list[tuple[int, Report, Report]] = []
    for one, other in _candidates(reports):
        if one.article_id == other.article_id:
            continue
        found = judge(one, other)
        if not found.same and judge(one, other, 1.0).same:  # what the texts share decides
            found = judge(one, other, resemblance(one.article_id, other.article_id))
        if found.same:
            first, second = sorted((one, other), key=_name)
            pairs.append((-found.points, first, second))
    # the surest first; what the articles are called, and not when they were read, decides between equals
    for _, one, other in sorted(pairs, key=lambda pair: (pair[0], _name(pair[1]), _name(pair[2]))):
        if groups[one.id] is not groups[other.id] and _agree(groups[one.id], groups[other.id], apart):
            _join(groups, one.id, other.id)
    found_groups = {id(group): group for group in groups.values()}
    return [sorted((r.id for r in group), key=of.__getitem__) for group in found_groups.values()]


def _name(report: Report) -> tuple[str, int]:
    return report.article_id, report.position


def _join(groups: dict[int, list[Report]], one: int, other: int) -> None:
    if groups[one] is groups[other]:
        return
    groups[one] += groups[other]
    for report in groups[other]:
        groups[report.id] = groups[one]


def _agree(one: Sequence[Report], other: Sequence[Report], apart: set[frozenset[int]]) -> bool:
    """Tell whether no report of one group contradicts one of the other, nor was split from it."""
    return not any(
        a.article_id == b.article_id or frozenset((a.id, b.id)) in apart or _contradict(a, b)
        for a in one
        for b in other
    )


def _contradict(one: Report, other: Report) -> bool:
    return any(weight == _NEVER for _, weight in (*_when(one, other), *_where(one, other)))


def _candidates(reports: Sequence[Report]) -> Iterator[tuple[Report, Report]]:
    """Yield the pairs that may be one occasion: those near in time that share a body, a place or a campaign."""
    shelves: dict[tuple[str, int], list[Report]] = defaultdict(list)
    for report in reports:
        places = [shelves[name, week] for name in _shelves(report) for week in _weeks(report)]
        for mate in {mate.id: mate for place in places for mate in place}.values():
            yield mate, report
        for place in places:
            place.append(report)


def _shelves(report: Report) -> set[str]:
    province = {report.province} if report.province else set()
    return province | {code for _, code in report.units} | report.campaigns


def _weeks(report: Report) -> set[int]:
    """Return the numbers of the weeks in which the event may have been, and the next to them."""
    days = report.days or (report.published and (report.published - _TOLD_WITHIN, report.published))
    if not days:
        return set()
    first, last = (days[0] - _SLIP).toordinal() // 7, (days[1] + _SLIP).toordinal() // 7
    return set(range(first, min(last, first + 60) + 1))
