"""What the rules read, against gold: the corpus never falls below its floor; real articles, where they are, neither."""

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from extractor.evaluate import Judged, Table, fallen, read_floors, read_gold, score
from extractor.models import Article, Extraction
from extractor.rules.book import load

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("PHONGTRAO_SHARED", ROOT.parent / "shared"))
NEEDS_SHARED = pytest.mark.skipif(not SHARED.is_dir(), reason="the real articles are not beside this checkout")


@pytest.fixture
def table(extracted: Callable[[Path], Sequence[tuple[Article, Extraction]]]) -> Callable[[Path, Path], Table]:
    """Return what gives the score of all articles of a file or folder."""

    def scored(gold: Path, articles: Path) -> Table:
        return score(read_gold([gold]), [Judged.of(found) for _, found in extracted(articles)], load())

    return scored


def test_the_corpus_keeps_its_floor(table: Callable[[Path, Path], Table]) -> None:
    floors = read_floors(ROOT / "corpus" / "floor.toml")
    assert fallen(table(ROOT / "corpus" / "gold.jsonl", ROOT / "corpus" / "articles"), floors) == []


def test_the_corpus_is_large_and_varied() -> None:
    gold = [json.loads(line) for line in (ROOT / "corpus" / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(gold) >= 200
    assert len({record["province"] for record in gold}) >= 40
    assert sum(not record["events"] for record in gold) >= 8  # features and off-topic articles full of numbers
    kinds = {kind for record in gold for event in record["events"] for kind in event["kinds"]}
    assert len(kinds) >= 9


@NEEDS_SHARED
def test_the_seeds_come_out_right(table: Callable[[Path, Path], Table]) -> None:
    result = table(SHARED / "gold" / "seeds.jsonl", SHARED / "seeds")
    assert result.overall >= 0.97
    assert {kind: row.f1 for kind, row in result.rows.items() if row.gold and row.f1 < 0.9} == {}


@NEEDS_SHARED
def test_the_development_articles_come_out_well(table: Callable[[Path, Path], Table]) -> None:
    assert table(SHARED / "gold" / "dev.jsonl", SHARED / "articles" / "dev.jsonl").overall >= 0.95
