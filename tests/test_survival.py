"""Decisions outlive what they were made on: other rules, another cut of the text, a rule that is gone, a new schema."""

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path

import pytest
from desk_articles import BOOK, begun_anew, desk_of, filled, readings
from old_schema import as_of

from extractor.extract import extract
from extractor.models import Article, Extraction
from extractor.review import Decision
from extractor.rules.book import RuleBook, load
from extractor.sources import read
from extractor.store import Store

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("PHONGTRAO_SHARED", ROOT.parent / "shared"))
DEV = SHARED / "articles" / "dev.jsonl"


@lru_cache
def articles(which: str) -> Sequence[Article]:
    if which == "corpus":
        return [article for article, _ in readings()]
    return [article for article in read([DEV], BOOK) if isinstance(article, Article)]


def decide_on_all(store: Store) -> dict[str, list[Decision]]:
    """Accept most records, reject and correct some; return the decisions by article."""
    desk = desk_of(store)
    while desk.next():
        for number, record in enumerate(list(desk.records)):
            desk.at = desk.records.index(record)
            if number % 5 == 3:
                desk.reject()
            elif number % 5 == 4 and record.kind == "awards":
                desk.correct("count", "9999")
            else:
                desk.accept()
        desk.add("statistics", 0, 12, {"value": "7777"})
    made = {id: store.reviews.of_article(id) for id in store.ids()}
    assert sum(map(len, made.values())) == desk.made
    return made


def in_force(store: Store, made: dict[str, list[Decision]]) -> int:
    """Check that each decision stands, or is shown as a conflict; return how many conflicts there are."""
    conflicts = 0
    for id, decisions in made.items():
        records = store.reviews.reviewed(id)
        assert sorted(d.id or 0 for r in records for d in r.decisions) == [d.id for d in decisions]
        for record in records:
            conflicts += record.conflict is not None
            for decision in record.decisions:
                assert decision.anchor
                if decision.verdict == "rejected":
                    assert record.values is None
                elif decision.verdict == "corrected":
                    assert record.values and record.values["count"] == 9999
                elif decision.verdict == "added":
                    assert record.values and record.values["value"] == 7777
                elif record.conflict is None:
                    assert record.values == decision.anchor.values
    shown = {row["article_id"] for row in store.view("statistic_list") if row["value"] == 7777}
    assert shown == set(made)
    assert {w.article_id for w in store.reviews.queue() if w.conflicts} <= set(made)
    return conflicts


def other_book(folder: Path) -> RuleBook:
    """Return a RuleBook in which awards to persons are to someone else."""
    shutil.copytree(ROOT / "patterns", folder)
    lexicon = folder / "lexicon" / "recipient.txt"
    lexicon.write_text(lexicon.read_text(encoding="utf-8").replace("\tcá nhân", "\tngười"), encoding="utf-8")
    return load(folder)


def read_by(articles: Sequence[Article], book: RuleBook) -> list[tuple[Article, Extraction]]:
    return [(article, extract(article, book)) for article in articles]


@pytest.mark.parametrize(
    "which",
    [
        "corpus",
        pytest.param(
            "dev", marks=pytest.mark.skipif(not DEV.exists(), reason="the shared development articles are not here")
        ),
    ],
)
def test_decisions_on_all_articles_survive(which: str, tmp_path: Path) -> None:
    printed = articles(which)
    path = tmp_path / "campaigns.db"
    store = filled(path, read_by(printed, BOOK))
    made = decide_on_all(store)
    assert in_force(store, made) == 0
    filled(path, read_by(printed, other_book(tmp_path / "patterns")), "other rules").close()
    assert in_force(store, made) > 0
    moved = [begun_anew(article) for article in printed]
    filled(path, read_by(moved, BOOK), "the first rules, another text").close()
    assert in_force(store, made) == 0
    filled(path, read_by(moved, BOOK.without("recipient.counted")), "a rule less").close()
    conflicts = in_force(store, made)
    assert conflicts > 0
    store.close()
    as_of("0004_decisions", path, tmp_path / "old.db")
    with Store.open(tmp_path / "old.db") as migrated:
        assert in_force(migrated, made) == conflicts
        assert rows(tmp_path / "old.db", "standing") == rows(path, "standing")
        assert rows(tmp_path / "old.db", "decisions") == rows(path, "decisions")


def rows(path: Path, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
        names = ", ".join(f'"{name}"' for name in columns)
        return sorted(db.execute(f"SELECT {names} FROM {table}").fetchall(), key=repr)
