"""The promise to the reader: every value is quoted exactly or says how it was inferred, on any page."""

import json
import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from extractor.check import PUBLISHED
from extractor.extract import extract
from extractor.models import Article, ArticleInfo, Extraction, Record
from extractor.rules.book import load
from extractor.rules.rule import Rule
from extractor.sources import read, read_page
from extractor.text import canonical

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("PHONGTRAO_SHARED", ROOT.parent / "shared"))
CORPUS = sorted((ROOT / "corpus" / "articles").iterdir())
OUTSIDE = [path for path in (SHARED / "seeds", SHARED / "articles" / "dev.jsonl") if path.exists()]
BOOK = load()

SUPPORTED = {
    "times": ("value",),
    "events": ("kinds", "date", "part_of_day", "organisers", "chairs", "place", "status"),
    "campaigns": ("name", "year", "theme", "role"),
    "phases": ("campaign", "ordinal", "start", "end", "theme", "focus"),
    "awards": (
        *("form", "title", "grade", "awarded_by", "office"),
        *("recipient", "count", "mod", "period", "status"),
    ),
    "ratios": ("unit", "achieved", "total", "percent", "mod", "measure", "criterion", "period"),
    "statistics": ("value", "mod", "unit", "description", "period"),
}
ARTICLE = ("title", "published", "source", "url", "author")


def records(extraction: Extraction) -> Iterator[tuple[str, Record]]:
    """Yield (path, record) for every record, the article's own metadata first."""
    yield "article", extraction.article
    for key in SUPPORTED:
        for index, record in enumerate(getattr(extraction, key)):
            yield f"{key}[{index}]", record


def values(record: Record, names: tuple[str, ...]) -> Iterator[str]:
    """Yield the name of each value that a record holds: `date`, `kinds[0]`, `chairs[1].name`."""
    for name in names:
        value = getattr(record, name)
        if not isinstance(value, tuple):
            yield from [name] if value is not None else []
            continue
        for index, item in enumerate(value):
            keys = [key for key, part in item if part is not None] if name == "chairs" else []
            yield from ([f"{name}[{index}].{key}" for key in keys] or [f"{name}[{index}]"])


def unsupported(extraction: Extraction) -> list[str]:
    """Return values without evidence or basis, and evidence or basis of values that are not there."""
    wrong: list[str] = []
    for path, record in records(extraction):
        names = ARTICLE if path == "article" else SUPPORTED[path.split("[")[0]]
        held = set(values(record, names))
        if path == "article" and extraction.province is not None:
            held.add("province")
        told = {item.field for item in record.evidence} | set(record.basis)
        wrong += [f"{path}.{name} has neither evidence nor basis" for name in sorted(held - told)]
        wrong += [f"{path}.{name} is supported but null" for name in sorted(told - held)]
    return wrong


def misquoted(article: Article, extraction: Extraction) -> list[str]:
    """Return the evidence that is not, character for character, what the article says there."""
    return [
        f"{path}.{item.field} by {item.rule}: {item.quote!r} is not at {item.start}:{item.end}"
        for path, record in records(extraction)
        for item in record.evidence
        if article.text[item.start : item.end] != item.quote or item.end <= item.start
    ]


def untidy(found: object) -> list[str]:
    """Return the texts in a tree of JSON that have a space at an end."""
    if isinstance(found, str):
        return [found] if found != found.strip(" \u00a0") else []
    inner = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    return [text for item in inner for text in untidy(item)]


def failures(article: Article) -> list[str]:
    extraction = extract(article, BOOK, every=True)
    return misquoted(article, extraction) + unsupported(extraction) + untidy(extraction.model_dump(mode="json"))


def articles(path: Path) -> list[Article]:
    return [item for item in read([path], BOOK) if isinstance(item, Article)]


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_corpus_is_quoted_exactly(path: Path) -> None:
    assert [failure for article in articles(path) for failure in failures(article)] == []


@pytest.mark.parametrize(
    ("result", "quote"),
    [
        ("hộ SXKD giỏi đạt 70,3% so với số hộ đăng ký", "hộ SXKD giỏi đạt 70,3%"),
        ("chi hội vững mạnh đạt 96%", "chi hội vững mạnh đạt 96%"),
    ],
)
def test_a_measure_that_a_rule_fixes_is_quoted_where_the_rule_read_it(result: str, quote: str) -> None:
    text = f"Ngày 5/3/2022, Hội Nông dân xã Nậm Lạ tổng kết phong trào. Kết quả, {result}."
    article = read_page(text, "page", "written", BOOK)
    (ratio,) = extract(article, BOOK, every=True).ratios
    assert [(e.quote, e.rule) for e in ratio.evidence if e.field == "measure"] == [(quote, "ratio.standard_stands")]
    assert failures(article) == []


@pytest.mark.parametrize("rule", [rule for rule in BOOK.rules.values() if rule.spec.yes], ids=lambda rule: rule.id)
def test_what_a_rule_reads_is_supported(rule: Rule) -> None:
    info = ArticleInfo(published=PUBLISHED)
    texts = [canonical(example.text) for example in rule.spec.yes]
    found = {text: failures(Article(id="x", text=text, origin="x", info=info)) for text in texts}
    if BOOK.labels[rule.label].stage == "page":
        found = {text: failures(read_page(text, "page", "written", BOOK)) for text in texts}
    wrong = {text: [f for f in failed if not f.startswith("article.published")] for text, failed in found.items()}
    assert {text: failed for text, failed in wrong.items() if failed} == {}


@pytest.mark.skipif(not OUTSIDE, reason="no articles beside the repository")
@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: path.stem)
def test_other_articles_are_quoted_exactly(path: Path) -> None:
    found = {article.id: failures(article) for article in articles(path)}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


LINES = [
    line
    for path in CORPUS
    if path.suffix == ".txt"
    for line in path.read_text(encoding="utf-8").split("\n")
    if line.strip()
]
NOISE = st.sampled_from(
    [
        "😀",
        "👩‍👩‍👧",
        "\u00a0",
        "\u200b",
        "\u0301",
        "İ",
        "ß",
        "\t",
        "  ",
        "\ue000",
        "\ue00b",
        "\x0b",
        "\u2028",
        "…",
        "1",
        "“",
    ]
)
FORMS = st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])


@st.composite
def noisy_lines(draw: st.DrawFn) -> str:
    line = draw(st.sampled_from(LINES))
    for at in sorted(draw(st.lists(st.integers(0, len(line)), max_size=3)), reverse=True):
        line = line[:at] + draw(NOISE) + line[at:]
    return unicodedata.normalize(draw(FORMS), line)


PAGES = st.builds(
    lambda lines, end: end.join(lines),
    st.lists(noisy_lines() | st.just(""), min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n", "\r", "\n\n"]),
)


def page_failures(text: str) -> list[str]:
    return failures(read_page(text, "page", "generated", BOOK))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PAGES)
@example("")
@example(" \u00a0\n\r\n\t")
@example("\ufeff\ufeff" + LINES[0])
@example("\ue000\ue001 tặng \ue002 cho \ue003 tập thể.")
def test_any_page_is_quoted_exactly(text: str) -> None:
    assert page_failures(text) == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_quoted_exactly(text: str) -> None:
    assert page_failures(text) == []


@pytest.mark.soak
@settings(max_examples=5000, deadline=None, suppress_health_check=list(HealthCheck))
@given(PAGES)
def test_many_pages_are_quoted_exactly(text: str) -> None:
    assert page_failures(text) == []


def test_helper_sees_a_value_without_support() -> None:
    title = {"field": "title", "start": 0, "end": 1, "quote": "X", "rule": "page.title"}
    data = {
        "id": "a",
        "article": {"title": "X", "source": "a.vn", "evidence": [title]},
        "province": "Huế",
        "events": [
            {
                "kinds": ["mít tinh"],
                "chairs": [{"name": "Lê Văn A", "rank": "Đại tá"}],
                "basis": {"kinds[1]": "title", "chairs[0].name": "context"},
            }
        ],
    }
    assert unsupported(Extraction.model_validate_json(json.dumps(data))) == [
        "article.province has neither evidence nor basis",
        "article.source has neither evidence nor basis",
        "events[0].chairs[0].rank has neither evidence nor basis",
        "events[0].kinds[0] has neither evidence nor basis",
        "events[0].kinds[1] is supported but null",
    ]
