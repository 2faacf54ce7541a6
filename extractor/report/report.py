"""A report of a database: each article is read once and gets its page, then the lists are written."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from extractor.errors import ReportError
from extractor.markup import STATIC as SHARED
from extractor.models import Article
from extractor.report.figure import UNPLACED, Row, about, rows, shown_evidence, year_of
from extractor.report.folder import Folder, filled
from extractor.report.lists import Progress, Rules, write_lists
from extractor.report.names import anchor, article_page
from extractor.report.pages import Pages, article_row, json_of
from extractor.report.sheet import Span, paragraphs
from extractor.report.tally import Tally
from extractor.review import Reviewed, overlay
from extractor.review.precision import FEW, LOW, Case
from extractor.review.precision import Tally as Precision
from extractor.review.subject import METADATA
from extractor.store import Store
from extractor.store.figures import Group, Listed

STATIC = Path(__file__).with_name("static")
_MOST_CASES = 5
_LISTED_WHOLE = ("events", "phases", "ratios")
"""The kinds of which a chart's page lists all."""


def write(store: Store, out: Path, progress: Progress = lambda what, done, of: None) -> int:
    """Write the report of a database as the folder `out`, in the language that `words.choose` chose.

    Return the number of its articles. Raises ReportError if the database holds none or the folder cannot be written,
    SourceError if the library that draws is not installed, StoreError if the database cannot be read.
    """
    with ExitStack() as stack:
        stack.enter_context(store.figures.begin())
        ids = store.figures.articles()
        if not ids:
            raise ReportError(f"{store.path} holds no articles yet: ingest some first")
        folder = stack.enter_context(filled(out))
        report = _Report(store, folder)
        for done, id in enumerate(ids, 1):
            report.take(id)
            progress("articles", done, len(ids))
        report.finish(progress)
    return len(ids)


class _Report:
    """One report in the making."""

    def __init__(self, store: Store, folder: Folder) -> None:
        self._store, self._folder = store, folder
        self._pages, self._tally = Pages(folder, store.figures), Tally()
        self._precision = store.reviews.tallies()
        self._cases = _cases(self._precision)

    def take(self, id: str) -> None:
        """Write an article's page; count and list its records."""
        article = self._store.article(id)
        records = overlay(article.text, self._store.extraction(id), self._store.reviews.of_article(id))
        figures = self._store.figures
        found = list(rows(article, records, figures.contradictions(id), figures.occasions(id)))
        told = about(article, records)
        year = year_of({}, told["published"])
        self._tally.take_article(told["source"], told["published"], told["province"], told["province_today"], year)
        campaigns = sorted({name for row in found if row.state != "rejected" for name in _campaigns(row)})
        own = article_row(next(row for row in found if row.kind == METADATA))
        groups = [*_about(own), *(("campaign", name) for name in campaigns)]
        self._store.figures.put([Listed("articles", f"{own.published or '~'}|{id}", groups, json_of(own))])
        for number, row in enumerate(found):
            if row.state != "rejected":
                self._tally.take(row)
            self._list(row, number, campaigns)
        rejected = sum(record.values is None for record in records)
        self._write(article, told, records, found, campaigns, rejected)

    def _list(self, row: Row, number: int, campaigns: Sequence[str]) -> None:
        groups = [("contradictions", "")] if row.problems or row.conflict else list[Group]()
        if row.state != "rejected" and row.kind not in (METADATA, "times"):
            groups += [*_about(row), *(("body", name) for name in _bodies(row))]
            groups += [("campaign", name) for name in _campaigns(row) or campaigns]
            groups += [("all", "")] if row.kind in _LISTED_WHOLE else []
        if groups:
            moment = row.values.get("date") or row.values.get("start") or row.year
            sort = "|".join((moment, row.province, row.published, row.article_id, f"{number:06}"))
            self._store.figures.put([Listed(row.kind, sort, groups, json_of(row))])

    def _write(
        self,
        article: Article,
        told: Mapping[str, str],
        records: Sequence[Reviewed],
        found: Sequence[Row],
        campaigns: Sequence[str],
        rejected: int,
    ) -> None:
        spans = {(e.start, e.end) for record in records for e in shown_evidence(article.text, record)}
        cases = self._cases.get(article.id, {})
        spans |= {span for span, quote in cases.items() if _stands(article.text, quote, span)}
        self._pages.article(
            article.id,
            told=told,
            year=year_of({}, told["published"]),
            campaigns=campaigns,
            paragraphs=paragraphs(article.text, list(spans)),
            records=[row for row in found if row.kind != "times"],
            times=[row for row in found if row.kind == "times"],
            rejected=rejected,
        )

    def finish(self, progress: Progress) -> None:
        """Write all lists, charts and what the pages share."""
        for name, folder in (("palette.css", SHARED), ("signs.css", SHARED), ("report.css", STATIC)):
            self._folder.write(f"static/{name}", (folder / name).read_text("utf-8"))
        runs = self._store.figures.runs()
        write_lists(self._pages, self._store.figures, self._tally, runs, self._rules(), progress)

    def _rules(self) -> Rules:
        """Return the rules' tallies, and of those that are low their cases with the mention that each is about."""
        low = {rule: [(case, self._mention(case)) for case in _worst(one)] for rule, one in _low(self._precision)}
        return Rules(self._precision, low)

    def _mention(self, case: Case) -> str:
        """Return where the words of a case stand, empty where their article is not stored any more."""
        if not self._store.figures.holds(case.article_id):
            return ""
        span, text = (case.start, case.end), self._store.article(case.article_id).text
        return article_page(case.article_id) + (f"#{anchor(*span)}" if _stands(text, case.quote, span) else "")


def _cases(tallies: Mapping[str, Precision]) -> defaultdict[str, dict[Span, str]]:
    """Return article → span → quote of the cases that are shown: their mentions are marked, whatever stands."""
    found: defaultdict[str, dict[Span, str]] = defaultdict(dict)
    for _rule, tally in _low(tallies):
        for case in _worst(tally):
            found[case.article_id][case.start, case.end] = case.quote
    return found


def _low(tallies: Mapping[str, Precision]) -> Iterator[tuple[str, Precision]]:
    return ((rule, tally) for rule, tally in sorted(tallies.items()) if tally.is_low(LOW, FEW))


def _worst(tally: Precision) -> list[Case]:
    """Return the latest of a rule's cases, one of each quote."""
    return list({case.quote: case for case in tally.cases}.values())[-_MOST_CASES:]


def _stands(text: str, quote: str, span: Span) -> bool:
    return text[slice(*span)] == quote


def _about(row: Row) -> list[Group]:
    provinces = [("province", row.province)] if row.province else []
    return [("year", row.year), *provinces, ("province_today", row.province_today or UNPLACED)]


def _campaigns(row: Row) -> list[str]:
    """Return the campaigns that a record names itself."""
    name = {"campaigns": "name", "phases": "campaign"}.get(row.kind)
    if name:
        return [row.values[name]] if row.values.get(name) else []
    return list(row.values.get("campaigns") or ()) if row.kind == "events" else []


def _bodies(row: Row) -> list[str]:
    """Return the bodies that gave an award or organised an event."""
    if row.kind == "events":
        return [body["name"] for body in row.values.get("organisers") or ()]
    giver = row.values.get("awarded_by") if row.kind == "awards" else None
    return [giver] if giver else []
