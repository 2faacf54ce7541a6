"""What cannot all be true is said, with both sides; what can is not."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from desk_articles import BOOK, filled

from extractor.cli.main import main
from extractor.extract import extract
from extractor.models import Article, ArticleInfo, Event, Evidence, Extraction, Phase, Ratio
from extractor.sources import read

SHARED = Path(os.environ.get("PHONGTRAO_SHARED", Path(__file__).parents[2] / "shared"))
TEXT = "Phong trào thi đua năm 2024: 9/10 xã đạt, tổng kết ngày 5/3."


def found(tmp_path: Path, published: str | None = "2024-03-06", **records: Any) -> list[tuple[str, str]]:
    """Return severity and problem of the findings about records."""
    quote = Evidence(field="percent", start=0, end=10, quote=TEXT[:10], rule="made")
    article = Article(id="a", text=TEXT, origin="a.txt")
    kinds = {
        kind: tuple(one.model_copy(update={"evidence": (quote,)}) for one in several)
        for kind, several in records.items()
    }
    extraction = Extraction(id="a", article=ArticleInfo(published=published), province="Nghệ An", **kinds)
    with filled(tmp_path / "campaigns.db", [(article, extraction)]) as store:
        return [(row["severity"], row["problem"]) for row in store.occasions.rows("findings")]


PHASE, RATIO = Phase(campaign="x", start="2024-01-01"), Ratio(unit="xã")
CASES: Sequence[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"ratios": [Ratio(unit="xã", achieved=11, total=10)]}, [("error", "more achieved than there are")]),
    ({"ratios": [Ratio(unit="xã", achieved=9, total=10, percent=90)]}, []),
    (
        {"ratios": [Ratio(unit="xã", achieved=9, total=10, percent=97)]},
        [("error", "percent contradicts the fraction")],
    ),
    ({"ratios": [Ratio(unit="xã", achieved=2, total=3, percent=66.7)]}, []),
    ({"ratios": [Ratio(unit="xã", percent=112)]}, [("warning", "percent above 100")]),
    ({"ratios": [Ratio(unit="xã", percent=100)]}, []),
    ({"phases": [Phase(start="2024-05-01", end="2024-03-01")]}, [("error", "ends before it starts")]),
    ({"phases": [Phase(start="2024-05-01", end="2024")]}, []),
    ({"phases": [Phase(start="2024-05", end="2024-05-30")]}, []),
    (
        {"phases": [Phase(ordinal=1, start="2024-01", end="2024-06"), Phase(ordinal=2, start="2024-04")]},
        [("warning", "begins before the stage before has ended")],
    ),
    ({"phases": [Phase(ordinal=1, start="2024-01", end="2024-06"), Phase(ordinal=2, start="2024-06-15")]}, []),
    ({"phases": [Phase(ordinal=1, end="2024-06", campaign="x"), Phase(ordinal=2, start="2024-04", campaign="y")]}, []),
    ({"events": [Event(kinds=("tổng kết",), date="2024-05-08")]}, [("error", "held after it was printed")]),
    ({"events": [Event(kinds=("tổng kết",), date="2024-03-08")]}, [("warning", "held after it was printed")]),
    ({"events": [Event(kinds=("tổng kết",), date="2024-03-05/2024-03-07")]}, []),
    ({"events": [Event(kinds=("tổng kết",), date="2024-03-06")]}, []),
    ({"events": [Event(kinds=("tổng kết",), date="2024")]}, []),
    ({"events": [Event(kinds=("tổng kết",), date="2024-03-08", status="planned")]}, []),
]


@pytest.mark.parametrize(("records", "expected"), CASES)
def test_what_contradicts_is_found_and_nothing_else(
    records: dict[str, Any], expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert found(tmp_path, **records) == expected


def test_without_a_day_of_print_nothing_is_too_late(tmp_path: Path) -> None:
    late = [Event(kinds=("tổng kết",), date="2024-03-08")]
    assert found(tmp_path, None, events=late) == []


@pytest.mark.skipif(not SHARED.exists(), reason="the shared articles are not here")
def test_real_articles_give_no_false_finding(tmp_path: Path) -> None:
    articles = [a for a in read([SHARED / "seeds", SHARED / "articles" / "dev.jsonl"], BOOK) if isinstance(a, Article)]
    with filled(tmp_path / "campaigns.db", [(a, extract(a, BOOK)) for a in articles]) as store:
        store.occasions.link()
        assert store.occasions.rows("findings") == []


def test_findings_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = ["--db", str(tmp_path / "campaigns.db")]
    found(tmp_path, ratios=[Ratio(unit="xã", achieved=11, total=10)])
    assert main(["findings", *db]) == 0
    assert "error    more achieved than there are: ratios in a" in capsys.readouterr().out
