"""What the README claims of the database, checked on the whole corpus: byte-identical again, and quoted exactly.

That two ingests from nothing give the same is in tests/test_readme.py, whose sessions are two such ingests.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from extractor.batch import Options, Tally, ingest
from extractor.rules.book import load
from extractor.sources import items

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("PHONGTRAO_SHARED", ROOT.parent / "shared"))
SOURCES = [str(path) for path in (ROOT / "corpus" / "articles", SHARED / "seeds") if path.exists()]


def ingested(path: Path) -> Tally:
    tally = Tally()
    ingest(items(SOURCES), path, load(), Options(workers=2), tally, lambda item, became: None)
    assert tally.failed == 0
    return tally


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("claims") / "campaigns.db"
    tally = ingested(path)
    assert set(tally.became) == {"added", "passed over"}
    return path


@pytest.fixture
def db(made: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{made}?mode=ro", uri=True)) as connection:
        yield connection


def test_ingesting_again_changes_no_byte(made: Path) -> None:
    before = made.read_bytes()
    assert set(ingested(made).became) == {"unchanged", "passed over"}
    assert made.read_bytes() == before


def test_every_quote_stands_in_its_article(db: sqlite3.Connection) -> None:
    wrong = """
        SELECT article_id, record, field, start, "end", quote, substr(text, start + 1, "end" - start)
        FROM evidence JOIN articles ON articles.id = article_id
        WHERE substr(text, start + 1, "end" - start) IS NOT quote
    """
    assert db.execute(wrong).fetchall() == []
    ((rows, quoted),) = db.execute("SELECT count(*), count(DISTINCT article_id) FROM evidence")
    ((articles,),) = db.execute("SELECT count(*) FROM articles")
    assert rows > 1000
    assert quoted == articles


def test_every_quote_belongs_to_a_record_that_is_there(db: sqlite3.Connection) -> None:
    tables = [name for (name,) in db.execute("SELECT DISTINCT record FROM evidence WHERE record_id IS NOT NULL")]
    assert len(tables) >= 6
    for table in tables:
        orphans = f"""
            SELECT e.id FROM evidence e LEFT JOIN {table} r ON r.id = e.record_id AND r.article_id = e.article_id
            WHERE e.record = ? AND r.id IS NULL
        """
        assert db.execute(orphans, (table,)).fetchall() == [], table


def test_the_database_is_whole(db: sqlite3.Connection) -> None:
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
