"""The pages beside the articles: the index, what the charts are on, and one page for each name."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from extractor.desk.words import _
from extractor.models import RECORD_TYPES
from extractor.report import counted
from extractor.report.figure import UNDATED, UNPLACED
from extractor.report.names import group_page, sorted_by
from extractor.report.pages import Names, Pages
from extractor.report.tally import Tally
from extractor.review.precision import Case
from extractor.review.precision import Tally as Precision
from extractor.review.subject import METADATA
from extractor.store.figures import Figures

Progress = Callable[[str, int, int], None]
"""Told what is being written, how much of it is done, and of how much."""
_STATES = ("proposed", "accepted", "corrected", "added")


@dataclass(frozen=True, slots=True)
class Rules:
    """How often rules were right, and of those that are low the cases where they were not, each with its place."""

    tallies: Mapping[str, Precision]
    low: Mapping[str, Sequence[tuple[Case, str]]]


def write_lists(
    pages: Pages,
    figures: Figures,
    tally: Tally,
    runs: Sequence[tuple[str, str, int]],
    rules: Rules,
    progress: Progress,
) -> None:
    """Write all pages but those of the articles."""
    _write_index(pages, figures, tally, runs)
    _write_charts(pages, figures, tally)
    _write_names(pages, figures, tally, progress)
    drawn = counted.precision(rules.tallies)
    pages.charts(drawn)
    pages.page("rules.html", "rules.html", charts=drawn, rules=rules)


def _write_index(pages: Pages, figures: Figures, tally: Tally, runs: Sequence[tuple[str, str, int]]) -> None:
    kinds = [METADATA, *RECORD_TYPES]
    states = {kind: [tally.states[kind, state] for state in _STATES] for kind in kinds}
    records = sum(map(sum, states.values()))
    charts = counted.articles_a_year(tally)
    pages.charts(charts)
    pages.page(
        "index.html",
        "index.html",
        tally=tally,
        sources=len({source for source, _year in tally.by_source if source}),
        years=[year for year, _counts in figures.groups("year")],
        states=states,
        state_names=_STATES,
        records=records,
        decided=records - sum(tally.states[kind, "proposed"] for kind in kinds),
        runs=runs,
        charts=charts,
    )


def _write_charts(pages: Pages, figures: Figures, tally: Tally) -> None:
    whole: Mapping[str, int] = dict(figures.groups("all")).get("", {})
    everything = ("all", "")
    timeline = [*counted.events_a_month(tally), *counted.phases(tally)]
    of_time = {kind: whole.get(kind, 0) for kind in ("events", "phases")}
    pages.lists("timeline.html", _("Timeline"), everything, of_time, timeline)
    awards = [*counted.awards_a_year(tally), *counted.awards_by_giver(tally)]
    pages.lists("awards.html", _("Awards"), everything, {}, awards)
    shares = counted.shares_a_year(tally)
    told = _("Shares as they were reported; several articles may report the same one. Nothing is added up.")
    pages.lists("ratios.html", _("Ratios"), everything, {"ratios": whole.get("ratios", 0)}, shares, told)
    pages.lists("coverage.html", _("Coverage"), everything, {}, counted.coverage(tally), _coverage(tally))
    found: Mapping[str, int] = dict(figures.groups("contradictions")).get("", {})
    told = _("What does not add up as it was read, and where what was decided is read otherwise now.")
    pages.lists("contradictions.html", _("Contradictions"), ("contradictions", ""), found, (), told)


def _coverage(tally: Tally) -> str:
    """Return what the archive is known not to hold."""
    sources = Counter[str]()
    for (source, _year), n in tally.by_source.items():
        sources[source] += n
    said = _("No source is known of {sources} articles, no day of {days}, no province of {provinces}, of {all} in all.")
    return said.format(
        sources=sources[""], days=tally.by_year[UNDATED], provinces=tally.by_province[""], all=tally.articles
    )


def _write_names(pages: Pages, figures: Figures, tally: Tally, progress: Progress) -> None:
    campaign = _("Listed are the records that name it, and those of articles on it that name no campaign.")
    counts_of_province = ("articles", "events", "awards", "ratios")
    indexes: tuple[tuple[Names, Callable[[str], str]], ...] = (
        (Names("provinces", _("Provinces"), "province", counts_of_province), lambda name: ""),
        (
            Names("provinces_today", _("Provinces today"), "province_today", counts_of_province),
            lambda name: _then(tally, name),
        ),
        (
            Names("campaigns", _("Campaigns"), "campaign", ("articles", "events", "phases", "awards")),
            lambda _of: campaign,
        ),
        (
            Names("bodies", _("Bodies"), "body", ("events", "awards")),
            lambda _of: _("What it organised and what it gave."),
        ),
        (
            Names("years", _("Years"), "year", ("articles", "events", "awards", "ratios", "statistics")),
            lambda _of: _by_year(),
        ),
    )
    drawn = {"province": counted.articles_a_province, "province_today": counted.articles_a_province_today}
    for index, told in indexes:
        groups = figures.groups(index.grouping)
        charts = drawn[index.grouping](tally) if index.grouping in drawn else []
        pages.names(index, sorted(groups, key=lambda group: sorted_by(group[0])), charts)
        for done, (name, counts) in enumerate(groups, 1):
            progress(index.file, done, len(groups))
            pages.lists(group_page(index.grouping, name), name, (index.grouping, name), counts, (), told(name))


def _then(tally: Tally, name: str) -> str:
    """Return of which provinces of the time a page of today's lists the records."""
    if name == UNPLACED:
        return _("Listed is what cannot be placed: of no known province, or of one that was divided among several.")
    names = ", ".join(sorted(tally.then[name], key=sorted_by))
    return _("Listed are the records of articles on {provinces}, which are in this province today.").format(
        provinces=names
    )


def _by_year() -> str:
    return _("A record is listed in the year of its own time, of a span the last, or else in that of the publication.")
