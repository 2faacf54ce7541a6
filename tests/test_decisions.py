"""Decisions in the database: nothing changes them, nothing loses them, several people write at once."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from test_batch import COMMAND, intact, lines

from benchmarks.generate import generated
from extractor.errors import StoreError
from extractor.extract import extract
from extractor.models import Article, Extraction
from extractor.review import Decision, anchor
from extractor.review.subject import subjects
from extractor.rules.book import load
from extractor.sources import read
from extractor.store import Store

BOOK = load()
NOW = datetime(2024, 5, 1, 8, tzinfo=UTC)
TEXT = "Sáng 14/11/2023, UBND huyện Phú Khê tổng kết phong trào thi đua; tặng giấy khen cho 12 cá nhân, 5 tập thể."


def read_article(text: str) -> tuple[Article, Extraction]:
    article = Article(id="a", text=text, origin="a.txt")
    return article, extract(article, BOOK)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "campaigns.db")


def save(store: Store, text: str, rules: str) -> None:
    with store.run("0.1.0", rules) as run:
        store.save(*read_article(text), run)


def decide(store: Store, kind: str, position: int, verdict: str, **more: object) -> Decision:
    article, extraction = store.article("a"), store.extraction("a")
    subject = next(s for s in subjects(extraction) if (s.kind, s.position) == (kind, position))
    made = {"article_id": "a", "reviewer": "an", "made": NOW.isoformat(), "verdict": verdict}
    return store.reviews.decide(Decision.model_validate({**made, "anchor": anchor(article.text, subject), **more}))


def test_decisions_survive_a_new_run_and_a_text_cut_anew(store: Store) -> None:
    save(store, TEXT, "rules-1")
    accepted, rejected = decide(store, "awards", 0, "accepted"), decide(store, "awards", 1, "rejected")
    corrected = decide(store, "events", 0, "corrected", field="place", value="Phú Khê")
    save(store, f"Báo Hải Lam\n\n{TEXT}", "rules-2")
    states = {(r.kind, r.proposed.position): r for r in store.reviews.reviewed("a") if r.proposed and r.decisions}
    assert {key: (r.state, r.conflict, r.decisions) for key, r in states.items()} == {
        ("awards", 0): ("accepted", None, (accepted,)),
        ("awards", 1): ("rejected", None, (rejected,)),
        ("events", 0): ("corrected", None, (corrected,)),
    }


@pytest.mark.parametrize("sql", ["UPDATE decisions SET verdict = 'accepted'", "DELETE FROM decisions"])
def test_no_one_changes_a_decision(store: Store, sql: str) -> None:
    save(store, TEXT, "rules-1")
    decide(store, "awards", 0, "rejected")
    with closing(sqlite3.connect(store.path)) as db, pytest.raises(sqlite3.IntegrityError, match="a decision is never"):
        db.execute(sql)


def test_an_article_is_one_reviewer_s_until_the_claim_expires(store: Store) -> None:
    save(store, TEXT, "rules-1")
    assert store.reviews.claim("a", "an", NOW) is None
    assert store.reviews.claim("a", "bình", NOW) == "an"
    assert store.reviews.claim("a", "an", NOW + timedelta(minutes=15)) is None
    assert store.reviews.claim("a", "bình", NOW + timedelta(minutes=30)) == "an"
    assert store.reviews.claim("a", "bình", NOW + timedelta(minutes=36)) is None
    store.reviews.release("a", "bình")
    assert store.reviews.claim("a", "an", NOW + timedelta(minutes=37)) is None


def test_a_decision_on_no_article_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="has no article a"):
        decide(store, "awards", 0, "accepted")


REVIEWER = """
import sys
import time
from datetime import UTC, datetime
from extractor.review import Decision, anchor
from extractor.review.subject import subjects
from extractor.store import Store
path, reviewer, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
with Store.open(path, create=False) as store:
    (id, *_) = store.ids()
    for _ in range(6000):  # until the ingest is at it
        if len(store.ids()) > 1:
            break
        time.sleep(0.02)
    text, found = store.article(id).text, list(subjects(store.extraction(id)))
    for number in range(count):
        seen = anchor(text, found[number % len(found)])
        made = {"article_id": id, "reviewer": reviewer, "made": datetime.now(UTC).isoformat(), "verdict": "accepted"}
        store.reviews.decide(Decision(**made, anchor=seen, note=str(number)))
"""


def test_two_reviewers_and_an_ingest_at_once_lose_nothing(tmp_path: Path) -> None:
    db, records = tmp_path / "campaigns.db", list(generated(30))
    with Store.open(db) as store, store.run("0.1.0", "rules-1") as run:
        (article,) = read([lines(tmp_path / "one.jsonl", records[:1])], BOOK)
        assert isinstance(article, Article)
        store.save(article, extract(article, BOOK), run)
    ingest = [*COMMAND, "ingest", str(lines(tmp_path / "more.jsonl", records[1:])), "--db", str(db), "--workers", "1"]
    reviewers = [[sys.executable, "-c", REVIEWER, str(db), name, "100"] for name in ("an", "bình")]
    running = [subprocess.Popen(c, stderr=subprocess.PIPE, text=True) for c in (ingest, *reviewers)]
    assert [(p.communicate()[1], p.returncode) for p in running] == [("", 0)] * 3
    with closing(sqlite3.connect(db)) as connection:
        rows = connection.execute("SELECT reviewer, note FROM decisions").fetchall()
    assert sorted(rows) == sorted((name, str(number)) for name in ("an", "bình") for number in range(100))
    assert intact(db)
