"""The charts of a report, each with its data: what was counted, told in the reader's language."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from extractor.desk.words import _
from extractor.report import charts
from extractor.report.figure import UNDATED
from extractor.report.names import group_page
from extractor.report.tables import Chart, Value
from extractor.report.tally import Tally
from extractor.review.precision import Tally as Precision

_MOST_ROWS, _MOST_PANELS = 25, 8
"""A chart of more could not be read; its table and its file hold the same, the pages of the lists hold all."""
_MOST_YEARS = 60


def articles_a_year(tally: Tally) -> list[Chart]:
    """Return how many articles there are of each year."""
    data = [_datum(n, _year(year, "articles"), x=year) for year, n in sorted(tally.by_year.items())]
    rows = [[Value(d["x"]), Value(d["n"], d["href"])] for d in data]
    note = _("By the day of publication. A year of few articles is one of which the archive says little.")
    return _chart(
        "articles",
        _("Articles a year"),
        note,
        [_("year"), _("articles")],
        rows,
        charts.bars(data, _every(tally.by_year)),
    )


def articles_a_province(tally: Tally) -> list[Chart]:
    """Return of which provinces most articles are."""
    note = _("The provinces with most articles; of {count} articles none is known.").format(count=tally.by_province[""])
    return _provinces("provinces", _("Articles by province"), note, "province", tally.by_province)


def articles_a_province_today(tally: Tally) -> list[Chart]:
    """Return of which of today's provinces most articles are."""
    note = _(
        "Each province counts with all that has become part of it; {count} articles cannot be placed: they are on none,"
        " or on one that was divided."
    ).format(count=tally.by_province_today[""])
    title = _("Articles by province of today")
    return _provinces("provinces_today", title, note, "province_today", tally.by_province_today)


def _provinces(file: str, title: str, note: str, grouping: str, counts: Mapping[str, int]) -> list[Chart]:
    known = [(name, n) for name, n in _most(counts) if name]
    data = [_datum(n, group_page(grouping, name), y=name) for name, n in known[:_MOST_ROWS]]
    rows = [[Value(d["y"]), Value(d["n"], d["href"])] for d in data]
    return _chart(file, title, note, [_("province"), _("articles")], rows, charts.ranking(data))


def events_a_month(tally: Tally) -> list[Chart]:
    """Return how many events there are of each month."""
    years = _every(year for year, _month in tally.months)
    months = [*(f"{n:02}" for n in range(1, 13)), UNDATED]
    data = [
        _datum(tally.months[year, month], _year(year, "events"), x=month, y=year)
        for year in years
        for month in months
        if tally.months[year, month]
    ]
    rows = [[Value(d["y"]), Value(d["x"]), Value(d["n"], d["href"])] for d in data]
    note = _(
        "By the month of the event; “–” is of no known month. An event that several articles report is counted once."
    )
    columns = [_("year"), _("month"), _("events")]
    return _chart("events", _("Events a month"), note, columns, rows, charts.matrix(data, months, years))


def phases(tally: Tally) -> list[Chart]:
    """Return how long campaigns ran by their phases."""
    most = sorted(((len(spans), name, spans) for name, spans in tally.phases.items() if name), reverse=True)
    data = []
    for _count, name, found in sorted(most[:_MOST_ROWS], key=lambda one: min(one[2])):
        for start, end in sorted(set(found)):
            page = group_page("campaign", name)
            said = f"{name}: {start} – {end}"
            days = {"start": start, "end": end, "low": _day(start, first=True), "high": _day(end, first=False)}
            data.append({"y": name, "href": page, "said": said, **days})
    rows = [[Value(d["y"], d["href"]), Value(d["start"]), Value(d["end"])] for d in data]
    note = _("The campaigns of which most phases are dated.")
    columns = [_("campaign"), _("start"), _("end")]
    return _chart("phases", _("Phases of campaigns"), note, columns, rows, charts.courses(data))


def awards_a_year(tally: Tally) -> list[Chart]:
    """Return how many awards of each form were given each year."""
    forms = Counter[str]()
    for (form, _year_of), n in tally.awards.items():
        forms[form] += n
    years = _every(year for _form, year in tally.awards)
    shown = [form for form, _n in _most(forms)[:_MOST_PANELS]]
    data = [
        _datum(tally.awards[form, year], _year(year, "awards"), x=year, row=form)
        for form in shown
        for year in years
        if tally.awards[form, year]
    ]
    rows = [[Value(d["row"]), Value(d["x"]), Value(d["n"], d["href"])] for d in data]
    note = _("Recipients as reported.") + " " + _told_once() + " " + _("Each panel has its own scale.")
    columns = [_("form"), _("year"), _("recipients")]
    return _chart("awards", _("Awards a year by form"), note, columns, rows, charts.panels(data, years))


def _told_once() -> str:
    return _(
        "What several articles report alike of one event is counted once; where their figures differ, each is counted."
    )


def awards_by_giver(tally: Tally) -> list[Chart]:
    """Return which bodies gave most awards."""
    most = _most(tally.givers)[:_MOST_ROWS]
    data = [_datum(n, group_page("body", name), y=name) for name, n in most]
    rows = [[Value(d["y"]), Value(d["n"], d["href"])] for d in data]
    note = _("The bodies that gave most; awards of which no giver is named are left out.") + " " + _told_once()
    columns = [_("giving body"), _("recipients")]
    return _chart("givers", _("Awards by giving body"), note, columns, rows, charts.ranking(data))


def shares_a_year(tally: Tally) -> list[Chart]:
    """Return what share of units met their standard each year."""
    units = Counter[str]()
    for (unit, _year_of), found in tally.shares.items():
        units[unit] += len(found)
    shown = [unit for unit, _n in _most(units)[:_MOST_PANELS]]
    data: list[dict[str, Any]] = [
        {"row": unit, "x": year, "low": min(found), "high": max(found), "n": median(found), "count": len(found)}
        for unit in shown
        for (of, year), found in sorted(tally.shares.items())
        if of == unit
    ]
    for d in data:
        d["href"] = _year(d["x"], "ratios")
        d["said"] = f"{d['row']}, {d['x']}: {_percent(d['low'])}–{_percent(d['high'])} ({d['count']})"
    shares = [[Value(round(d[name], 2)) for name in ("low", "n", "high")] for d in data]
    rows = [
        [Value(d["row"]), Value(d["x"]), *share, Value(d["count"], d["href"])]
        for d, share in zip(data, shares, strict=True)
    ]
    note = _("For each unit and year the lowest share, the median (the point) and the highest, in percent.")
    columns = [_("unit"), _("year"), _("lowest"), _("median"), _("highest"), _("ratios")]
    return _chart(
        "ratios", _("Shares of units a year"), note, columns, rows, charts.ranges(data, _every(d["x"] for d in data))
    )


def coverage(tally: Tally) -> list[Chart]:
    """Return how many articles each source has of each year."""
    sources = Counter[str]()
    for (source, _year_of), n in tally.by_source.items():
        sources[source] += n
    shown = [source for source, _n in _most(sources)[:_MOST_ROWS]]
    years = _every(tally.by_year)
    data = [
        _datum(tally.by_source[source, year], _year(year, "articles"), x=year, y=source or _("no source"))
        for source in shown
        for year in years
        if tally.by_source[source, year]
    ]
    rows = [[Value(d["y"]), Value(d["x"]), Value(d["n"], d["href"])] for d in data]
    note = _(
        "The sources with most articles. Where a cell is empty, the archive holds nothing of that source and year."
    )
    columns = [_("source"), _("year"), _("articles")]
    return _chart(
        "coverage",
        _("Articles by source and year"),
        note,
        columns,
        rows,
        charts.matrix(data, years, [source or _("no source") for source in shown]),
    )


def precision(tallies: Mapping[str, Precision]) -> list[Chart]:
    """Return how often rules were right by the reviewers' decisions, the lowest first."""
    ranked = sorted(tallies.items(), key=lambda item: (item[1].precision, -item[1].decided, item[0]))
    data: list[dict[str, Any]] = []
    for rule, one in ranked:
        low, high = one.interval
        said = f"{rule}: {one.right}/{one.decided}, {_percent(100 * low)}–{_percent(100 * high)}"
        share = {"low": round(100 * low, 1), "n": round(100 * one.precision, 1), "high": round(100 * high, 1)}
        data.append({"y": rule, "href": "rules.html", "said": said, **share})
    shares = [[Value(d[name]) for name in ("n", "low", "high")] for d in data]
    rows = [
        [Value(rule), Value(one.decided), Value(one.right), *share]
        for (rule, one), share in zip(ranked, shares, strict=True)
    ]
    note = _(
        "In percent of the decisions: the point is the share that was right, the line Wilson's interval at 95 percent."
    )
    columns = [_("rule"), _("decided"), _("right"), _("precision"), _("lower bound"), _("upper bound")]
    return _chart("rules", _("Precision of the rules"), note, columns, rows, charts.intervals(data[:_MOST_ROWS]))


def _chart(
    file: str, title: str, note: str, columns: Sequence[str], rows: Sequence[Sequence[Value]], spec: dict[str, Any]
) -> list[Chart]:
    return [Chart(file, title, note, columns, rows, charts.svg(spec, title))] if rows else []


def _datum(n: int, href: str, **more: str) -> dict[str, Any]:
    return {"n": n, "href": href, "said": f"{', '.join(more.values())}: {n}", **more}


def _year(year: str, kind: str) -> str:
    return f"{group_page('year', year)}#{kind}"


def _most(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _every(years: Iterable[str]) -> list[str]:
    """Return the years, sorted, with those missing between them where a chart has room for all."""
    found = set(years)
    known = sorted(int(year) for year in found - {UNDATED})
    if known and known[-1] - known[0] < _MOST_YEARS:
        known = list(range(known[0], known[-1] + 1))
    return [f"{year:04}" for year in known] + sorted(found & {UNDATED})


def _percent(value: float) -> str:
    return f"{value:.1f}%"


def _day(time: str, first: bool) -> str:
    """Return the first or last day of a time in ISO 8601, roughly: it is drawn over years."""
    year, _dash, month = time[:7].partition("-")
    if len(time) >= 10 and time[:10].replace("-", "").isdecimal():
        return time[:10]
    if month.isdecimal():
        return f"{year}-{month}-{'01' if first else '28'}"
    return f"{year}-{'01-01' if first else '12-31'}"
