"""The sentence corpus: one reading, many phrasings, on a fixed day (`corpus/sentences/`).

A phrasing that is not read right yet is named in `KNOWN`, with the reason; one that has come right must leave it.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict

from extractor.evaluate.names import Names
from extractor.extract import extract
from extractor.models import Article, ArticleInfo, Evidence, Extraction
from extractor.rules.book import load
from extractor.text import canonical

FOLDER = Path(__file__).parents[1] / "corpus" / "sentences"
BOOK = load()
NAMES = Names(BOOK)
OF_EVENT = ("organisers", "chairs", "kinds", "event_date")
Kind = Literal[
    "times", "organisers", "chairs", "kinds", "event_date", "campaigns", "phases", "awards", "ratios", "statistics"
]
DECISIVE: Mapping[str, Mapping[str, Any]] = {
    "times": {"value": None, "mod": None},
    "campaigns": {"name": None, "year": None},
    "phases": {"ordinal": None, "start": None, "end": None},
    "awards": {"form": None, "awarded_by": None, "recipient": None, "count": None, "mod": None, "status": "given"},
    "ratios": {"unit": None, "achieved": None, "total": None, "percent": None},
    "statistics": {"value": None, "mod": None, "unit": None},
}
"""Fields that must agree even where a case leaves them out, with what leaving them out says."""


class Case(BaseModel):
    """What every one of `texts` must be read as: all records of `kind`, or strings where it is a part of the event."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    about: str
    kind: Kind
    texts: tuple[str, ...]
    gold: tuple[Any, ...]
    published: str | None = None
    title: str | None = None


def cases() -> Iterator[tuple[str, Case]]:
    """Yield each case with the name of its place: file and number."""
    for path in sorted(FOLDER.glob("*.toml")):
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
        for number, row in enumerate(rows, 1):
            yield f"{path.stem} {number}", Case.model_validate(row)


def phrasings() -> Iterator[Any]:
    """Yield every text as a test of its own; those in KNOWN are expected to fail, strictly."""
    for place, case in cases():
        for number, text in enumerate(case.texts, 1):
            name = f"{place}.{number}"
            marks = [pytest.mark.xfail(reason=KNOWN[name], strict=True)] if name in KNOWN else []
            yield pytest.param(case, text, id=name, marks=marks)


def known() -> dict[str, str]:
    """Return the phrasings that are read wrong, by name, with the reason."""
    lines = (FOLDER / "known.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))


KNOWN = known()


def read(case: Case, text: str) -> Extraction:
    """Return the extraction of a text as if it stood in an article with the case's title and day."""
    title, body = canonical(case.title or ""), canonical(text)
    quotes = (Evidence(field="title", start=0, end=len(title), quote=title, rule="test"),) if title else ()
    info = ArticleInfo(published=case.published, title=title or None, evidence=quotes)
    start = len(title) + 1 if title else 0
    article = Article(id="case", text=f"{title}\n{body}" if title else body, origin="case", info=info, body=start)
    return extract(article, BOOK, every=True)


def found(case: Case, extraction: Extraction) -> list[Any]:
    """Return what was read of the case's kind; equal times count once."""
    data = extraction.model_dump(mode="json")
    if case.kind not in OF_EVENT:
        rows = data[case.kind]
        return list({(r["value"], r["mod"], r["type"]): r for r in rows}.values()) if case.kind == "times" else rows
    event = next(iter(data["events"]), {})
    if case.kind == "event_date":
        return [event["date"]] if event.get("date") else []
    return [item if isinstance(item, str) else item["name"] for item in event.get(case.kind, ())]


def agree(kind: str, gold: Any, got: Any) -> bool:
    """Whether a record is what the case says."""
    if kind in OF_EVENT:
        return NAMES.same_body(gold, got) if kind == "organisers" else NAMES.same(gold, got)
    wanted = {**DECISIVE[kind], **{k: v for k, v in gold.items() if k != "optional"}}
    return all(_same(key, value, got.get(key)) for key, value in wanted.items())


def _same(key: str, want: Any, have: Any) -> bool:
    if want is None or have is None or isinstance(want, int | float):
        return bool(want == have)
    if key == "awarded_by":
        return NAMES.same_body(want, have)
    if key in ("recipient", "unit"):
        return NAMES.same_unit(want, have)
    return NAMES.same_campaign(want, have) if key == "name" else NAMES.same(want, have)


@pytest.mark.parametrize(("case", "text"), phrasings())
def test_a_phrasing_is_read(case: Case, text: str) -> None:
    left = found(case, read(case, text))
    missed = []
    optional = [isinstance(g, dict) and bool(g.get("optional")) for g in case.gold]
    for is_optional, gold in sorted(zip(optional, case.gold, strict=True), key=lambda pair: pair[0]):
        hit = next((row for row in left if agree(case.kind, gold, row)), None)
        if hit is not None:
            left.remove(hit)
        elif not is_optional:
            missed.append(gold)
    spurious = [{k: v for k, v in r.items() if k != "evidence"} if isinstance(r, dict) else r for r in left]
    assert {"missed": missed, "spurious": spurious} == {"missed": [], "spurious": []}


def test_every_known_failure_is_a_phrasing() -> None:
    names = {f"{place}.{n}" for place, case in cases() for n in range(1, len(case.texts) + 1)}
    assert set(KNOWN) <= names


def test_an_office_ends_before_what_joins_the_next_person() -> None:
    chairs = "ông Hà Văn Suối, Bí thư Huyện ủy và ông Lò Văn Núi, Chủ tịch UBND huyện"
    text = f"Sáng 14/11, {chairs} đồng chủ trì hội nghị tổng kết."
    article = Article(id="case", text=canonical(text), origin="case")
    (event,) = extract(article, BOOK, every=True).events
    assert [chair.title for chair in event.chairs] == ["Bí thư Huyện ủy", "Chủ tịch UBND huyện"]
