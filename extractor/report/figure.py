"""An article's records as rows of the report: each value with whose word it is and where the text says so."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from extractor.desk.fields import FIELDS, Shape, shown
from extractor.desk.places import marked
from extractor.desk.words import doubt_said
from extractor.link.days import span_of
from extractor.models import Article, Evidence
from extractor.places import one_today, provinces_told
from extractor.report.names import anchor, article_page
from extractor.review import Reviewed, State
from extractor.review.standing import evidence_of, leading
from extractor.review.subject import METADATA, field_of
from extractor.store import Doubt

UNDATED = "–"
"""The year of what no year is known of."""
UNPLACED = "–"
"""The province of today of what cannot be placed."""
NUMBERS = frozenset(f.name for fields in FIELDS.values() for f in fields if f.shape in (Shape.NUMBER, Shape.WHOLE))
"""The fields that hold numbers."""
_TIMES = ("date", "year", "period", "start", "end")
_YEAR = re.compile(r"(?:^|/)([0-9]{4})(?![0-9])")


class Cell(NamedTuple):
    """A value as it is shown; `anchor` is the mention in the article that says it, empty where none does."""

    field: str
    text: str
    state: State
    anchor: str
    is_number: bool


class Row(NamedTuple):
    """A record as it stands; `quote` is its main evidence, `year` that of its own time or of the publication.

    `occasion` is that of an event, of another record that of its article's main event, where other articles report it
    too; else empty. `problems` says what of it cannot be true, what is printed against it (empty: nothing), and
    the page of the article that prints that (empty: the same).
    """

    kind: str
    state: State
    conflict: str | None
    problems: Sequence[tuple[str, str, str]]
    year: str
    article_id: str
    title: str
    published: str
    source: str
    province: str
    province_today: str
    occasion: str
    quote: str
    anchor: str
    cells: Mapping[str, Cell]
    values: Mapping[str, Any]


def about(article: Article, records: Sequence[Reviewed]) -> dict[str, str]:
    """Return title, day, source and province of an article as they stand, empty where there is none.

    `province_today` is today's province that its province lies in now, empty where that is several or not known.
    """
    (info,) = (record for record in records if record.kind == METADATA)
    values = info.values or {}
    known = {name: str(values.get(name) or "") for name in ("title", "published", "source", "province", "url")}
    span = span_of(known["published"])
    today = one_today(provinces_told(known["province"], span[1:] if span else ()))
    return {**known, "title": known["title"] or article.id, "province_today": today.name if today else ""}


def rows(
    article: Article,
    records: Sequence[Reviewed],
    problems: Mapping[tuple[str, int], Sequence[Doubt]],
    occasions: Mapping[int, str],
) -> Iterator[Row]:
    """Yield the article's own data, the records that stand, and those that were rejected but are read otherwise now.

    `problems` says what about a record, by its kind and position, does not add up; `occasions` of what each event, by
    its position, is one of several reports.
    """
    told = about(article, records)
    for record in records:
        if record.values is not None or record.conflict is not None or record.kind == METADATA:
            at = record.proposed.position if record.proposed and record.kind == "events" else 0
            is_added = record.kind == "events" and record.proposed is None
            yield _row(article, told, record, problems, "" if is_added else occasions.get(at, ""))


def _problem(doubt: Doubt) -> tuple[str, str, str]:
    return doubt_said(doubt.problem, doubt.said), doubt.against or "", article_page(doubt.other) if doubt.other else ""


def _row(
    article: Article,
    told: Mapping[str, str],
    record: Reviewed,
    problems: Mapping[tuple[str, int], Sequence[Doubt]],
    occasion: str,
) -> Row:
    values = record.values or (record.proposed.values if record.proposed else {})
    spans = shown_evidence(article.text, record)
    main = leading(spans)
    doubts = problems.get((record.kind, record.proposed.position), ()) if record.proposed else ()
    return Row(
        kind=record.kind,
        state=record.state,
        conflict=record.conflict,
        problems=[_problem(doubt) for doubt in doubts],
        year=year_of(values, told["published"]),
        article_id=article.id,
        title=told["title"],
        published=told["published"],
        source=told["source"],
        province=told["province"],
        province_today=told["province_today"],
        occasion=occasion,
        quote=main.quote if main else "",
        anchor=anchor(main.start, main.end) if main else "",
        cells={cell.field: cell for cell in _cells(record, values, spans)},
        values=values,
    )


def shown_evidence(text: str, record: Reviewed) -> list[Evidence]:
    """Return the evidence of a record that its article's page marks: sentences only where there is nothing else."""
    evidence = evidence_of(text, record)
    spans = set(marked(evidence))
    return [e for e in evidence if (e.start, e.end) in spans]


def year_of(values: Mapping[str, Any], published: str) -> str:
    """Return the year of a record's own time, of a span the last, or else of the publication."""
    own = (str(values[name]) for name in _TIMES if values.get(name))
    for time in (*own, published):
        if found := _YEAR.findall(time):
            return str(found[-1])
    return UNDATED


def _people(found: Sequence[Mapping[str, str | None]]) -> str:
    parts = ([person["name"], person.get("rank"), person.get("title")] for person in found)
    return "; ".join(", ".join(filter(None, one)) for one in parts)


def _cells(record: Reviewed, values: Mapping[str, Any], spans: Sequence[Evidence]) -> Iterator[Cell]:
    main = leading(spans)
    for field in FIELDS[record.kind]:
        value = values.get(field.name)
        text = _people(value) if field.shape is Shape.PERSONS and value else shown(field, value)
        if text:
            own = next((e for e in spans if field_of(e)[0] == field.name), main)
            at = anchor(own.start, own.end) if own else ""
            yield Cell(field.name, text, record.states.get(field.name, record.state), at, field.name in NUMBERS)
