"""Compares extractions with gold, article by article and type by type."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from extractor.evaluate.judged import Award, Event, Fact, Info, Judged, Ratio
from extractor.evaluate.names import Names
from extractor.evaluate.table import Error, Row, Table
from extractor.rules.book import RuleBook

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Compared:
    kind: str
    found: Sequence[Any]
    spurious: Sequence[Any]
    missed: Sequence[Any]


def score(gold: Iterable[Judged], predicted: Iterable[Judged], book: RuleBook) -> Table:
    """Return how well `predicted` articles agree with `gold` ones; one not predicted is missed whole."""
    names = Names(book)
    read = {article.id: article for article in predicted}
    counts: dict[str, Counter[str]] = {}
    errors: list[Error] = []
    missing: list[str] = []
    articles = 0
    for article in gold:
        articles += 1
        if article.id not in read:
            missing.append(article.id)
        for result in _compare(article, read.get(article.id, Judged(id=article.id)), names):
            counts.setdefault(result.kind, Counter()).update(
                found=len(result.found), spurious=len(result.spurious), missed=len(result.missed)
            )
            errors += [Error(article.id, result.kind, "+", _printed(r)) for r in result.spurious]
            errors += [Error(article.id, result.kind, "-", _printed(r)) for r in result.missed]
    rows = {kind: Row(n["found"], n["spurious"], n["missed"]) for kind, n in counts.items() if n.total()}
    return Table(rows, errors, articles, sorted(missing))


def _printed(record: Any) -> Any:
    return record.printed() if isinstance(record, Fact) else record


def _compare(gold: Judged, read: Judged, names: Names) -> Iterator[_Compared]:
    yield _times(gold, read)
    yield from _events(gold, read, names)
    yield _single("province", gold.province, read.province, names.same)
    g, r = gold.article or Info(), read.article or Info()
    yield _single("article.title", g.title, r.title, names.same)
    yield _single("article.published", g.published, r.published, lambda a, b: a[:10] == b[:10])
    yield _single("article.author", g.author, r.author, names.same)
    yield from _records(gold, read, names)


def _times(gold: Judged, read: Judged) -> _Compared:
    want, have = gold.points(), read.points()
    stamp = gold.article.published if gold.article else None
    # whether the report repeats its own publication date is a matter of taste
    have -= {stamp[:10]} - want if stamp else set()
    have -= set(gold.optional_times or ())
    return _Compared("times", sorted(want & have), sorted(have - want), sorted(want - have))


def _events(gold: Judged, read: Judged, names: Names) -> Iterator[_Compared]:
    """Compare the main events, which stand first."""
    g, r = next(iter(gold.events or ()), Event()), next(iter(read.events or ()), Event())
    yield _single("event.date", g.date, r.date, str.__eq__)
    yield _single("event.part_of_day", g.part_of_day, r.part_of_day, str.__eq__)
    yield _listed("event.kinds", g.kinds, r.kinds, names.same)
    yield _listed("event.organisers", g.organisers, r.organisers, names.same_body)
    yield _listed("event.chairs", g.chairs, r.chairs, names.same)


def _records(gold: Judged, read: Judged, names: Names) -> Iterator[_Compared]:
    def award(g: Award, r: Award) -> bool:
        same = names.same(g.form, r.form) and names.same_body(g.awarded_by, r.awarded_by)
        return same and names.same_unit(g.recipient, r.recipient) and g.count == r.count

    def ratio(g: Ratio, r: Ratio) -> bool:
        numbers = ((g.achieved, r.achieved), (g.total, r.total), (g.percent, r.percent))
        return names.same_unit(g.unit, r.unit) and all(_same_number(a, b) for a, b in numbers)

    yield _listed("awards", gold.awards, read.awards, award)
    yield _listed("ratios", gold.ratios, read.ratios, ratio)
    yield _listed(
        "phases",
        gold.phases,
        read.phases,
        lambda g, r: (g.ordinal, g.start, g.end) == (r.ordinal, r.start, r.end),
    )
    yield _listed(
        "campaigns",
        gold.campaigns,
        read.campaigns,
        lambda g, r: g.year == r.year and names.same_campaign(g.name, r.name),
    )
    yield _listed(
        "statistics",
        gold.statistics,
        read.statistics,
        lambda g, r: g.mod == r.mod and _same_number(g.value, r.value),
    )


def _same_number(one: float | None, two: float | None) -> bool:
    return one == two if one is None or two is None else round(one, 4) == round(two, 4)


def _single(kind: str, want: str | None, have: str | None, same: Callable[[str, str], bool]) -> _Compared:
    if want and have and same(want, have):
        return _Compared(kind, [want], [], [])
    return _Compared(kind, [], [have] if have else [], [want] if want else [])


def _listed(kind: str, gold: Sequence[T] | None, read: Sequence[T] | None, same: Callable[[T, T], bool]) -> _Compared:
    """Match one to one; optional gold comes last and takes a record out of the count."""
    left = list(read or ())
    found: list[T] = []
    missed: list[T] = []
    for g in sorted(gold or (), key=lambda g: isinstance(g, Fact) and g.optional):
        at = next((i for i, r in enumerate(left) if same(g, r)), None)
        if at is not None:
            del left[at]
        if not (isinstance(g, Fact) and g.optional):
            (missed if at is None else found).append(g)
    return _Compared(kind, found, left, missed)
