"""The pages of a report, made from templates: lists with their charts, indexes of names, articles."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from extractor.desk.words import conflict_said, language
from extractor.markup import environment
from extractor.report.figure import NUMBERS, Cell, Row
from extractor.report.folder import Folder
from extractor.report.names import article_page, group_page, part
from extractor.report.tables import Chart, to_csv
from extractor.store.figures import Figures, Group

KINDS = ("events", "campaigns", "phases", "awards", "ratios", "statistics", "articles")
"""What is listed, in the order in which a page shows it."""
_COLUMNS = {
    "events": ("date", "kinds", "organisers", "chairs", "place"),
    "campaigns": ("name", "year", "role", "theme"),
    "phases": ("campaign", "ordinal", "start", "end", "theme"),
    "awards": ("count", "form", "title", "recipient", "awarded_by", "province", "period"),
    "ratios": ("unit", "achieved", "total", "percent", "criterion", "province", "period"),
    "statistics": ("value", "unit", "description", "province", "period"),
    "articles": ("published", "source", "province"),
}
_NAVIGATION = {
    "year": "years.html",
    "province": "provinces.html",
    "province_today": "provinces_today.html",
    "campaign": "campaigns.html",
    "body": "bodies.html",
}
"""The pages in a folder → the page in the navigation that lists them."""
_LONGEST_LIST, _LONGEST_INDEX = 200, 300
"""Rows of one page; a longer list goes on in others."""


@dataclass(frozen=True, slots=True)
class Names:
    """An index of names: the grouping they are of, the kinds counted beside each."""

    file: str
    title: str
    grouping: str
    kinds: Sequence[str]


class Pages:
    """Writes pages into a folder."""

    def __init__(self, folder: Folder, figures: Figures) -> None:
        self._folder, self._figures = folder, figures
        self._env = environment("extractor.report")
        self._env.filters |= {"figure": printed, "day": day, "page_of": article_page, "conflict_said": conflict_said}
        self._env.globals |= {"group_page": group_page, "COLUMNS": _COLUMNS, "NUMBERS": NUMBERS}

    def page(self, path: str, template: str, **known: Any) -> None:
        """Write one page; `known` is what its template asks for."""
        up, here = "../" * path.count("/"), _NAVIGATION.get(path.split("/")[0], path)
        text = self._env.get_template(template).render(language=language(), up=up, here=here, **known)
        self._folder.write(path, text)

    def article(self, id: str, **known: Any) -> None:
        """Write an article's page."""
        self.page(article_page(id), "article.html", id=id, **known)

    def charts(self, charts: Iterable[Chart]) -> None:
        """Write the data of charts as files."""
        for chart in charts:
            text = to_csv(chart.columns, chart.rows)
            self._folder.write(f"data/{chart.file}.csv", f"\ufeff{text}")  # else Excel takes it for no UTF-8

    def lists(
        self,
        path: str,
        title: str,
        group: Group,
        counts: Mapping[str, int],
        charts: Sequence[Chart] = (),
        intro: str = "",
    ) -> None:
        """Write the page of a group, and those on which its longer lists go on."""
        kinds = [kind for kind in KINDS if counts.get(kind)]
        self.charts(charts)
        sections = [self._section(path, group, kind, counts[kind], 1) for kind in kinds]
        self.page(path, "lists.html", title=title, charts=charts, intro=intro, sections=sections)
        for kind in kinds:
            rows = self._figures.rows(group, kind)
            for number in range(1, _parts(counts[kind], _LONGEST_LIST) + 1):
                batch = list(islice(rows, _LONGEST_LIST))
                if number > 1:
                    section = self._section(path, group, kind, counts[kind], number, batch)
                    file = part(path, kind, number)
                    self.page(file, "lists.html", title=title, charts=(), intro="", sections=[section])
                elif counts[kind] <= _LONGEST_LIST:
                    break

    def _section(
        self, path: str, group: Group, kind: str, count: int, number: int, batch: Sequence[str] | None = None
    ) -> dict[str, Any]:
        found = islice(self._figures.rows(group, kind), _LONGEST_LIST) if batch is None else batch
        parts = _parts(count, _LONGEST_LIST)
        pages = [path, *(part(path, kind, n) for n in range(2, parts + 1))]
        rows = [row_of(text) for text in found]
        return {"kind": kind, "count": count, "rows": rows, "pages": pages, "number": number}

    def names(
        self, index: Names, groups: Sequence[tuple[str, Mapping[str, int]]], charts: Sequence[Chart] = ()
    ) -> None:
        """Write an index of names, in parts if it is long, each told by its first and last name."""
        self.charts(charts)
        starts = range(0, max(len(groups), 1), _LONGEST_INDEX)
        parts = [groups[start : start + _LONGEST_INDEX] for start in starts]
        files = [f"{index.file}.html", *(f"{index.file}-{n}.html" for n in range(2, len(parts) + 1))]
        ends = [(found[0][0], found[-1][0]) for found in parts if found]
        for number, (file, found) in enumerate(zip(files, parts, strict=True), 1):
            self.page(
                file,
                "names.html",
                index=index,
                groups=found,
                charts=charts if number == 1 else (),
                parts=list(zip(files, ends, strict=False)),
                number=number,
            )


def article_row(own: Row) -> Row:
    """Return an article's own data as a row of the list of articles."""
    return own._replace(kind="articles", anchor="", quote="")


def row_of(text: str) -> Row:
    """Return a row of the lists from JSON."""
    known = json.loads(text)
    cells = {name: Cell(*cell) for name, cell in known.pop("cells").items()}
    return Row(**known, cells=cells, values={})


def json_of(row: Row) -> str:
    """Return a row as JSON, as `row_of` takes it."""
    known = row._asdict()
    del known["values"]
    return json.dumps(known, ensure_ascii=False)


def printed(text: str | int | float) -> str:
    """Return a number as people of the chosen language print it; all else as it is."""
    try:
        value = float(text)
    except ValueError:
        return str(text)
    whole = f"{value:,.15g}"
    if "e" in whole or "n" in whole:
        return str(text)
    return whole.translate({ord(","): ".", ord("."): ","}) if language() == "vi" else whole


def day(time: str) -> str:
    """Return a time in ISO 8601 without the hour."""
    return time.partition("T")[0]


def _parts(count: int, most: int) -> int:
    return max(-(-count // most), 1)
