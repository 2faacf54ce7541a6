"""Full-text search of articles: the index is kept in step with them. The caller holds the transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from sqlite_utils import Database

from extractor.normalize.typed import Phrase, together, views
from extractor.store.migrations.m0007_search import has_fts5, index_rest

_TITLE_COUNTS = 5.0
"""A word in the title weighs so much more than one in the text."""


@dataclass(frozen=True, slots=True)
class Found:
    """An article that a search found, its own data as they stand after review."""

    article_id: str
    published: str | None
    source: str | None
    title: str | None
    text: str


def is_behind(db: Database) -> bool:
    """Tell whether articles are missing from the index: they were written where there is no FTS5, or by other tools."""
    missing = "SELECT 1 FROM articles a LEFT JOIN search_documents d ON d.article_id = a.id WHERE d.id IS NULL LIMIT 1"
    return not _is_ready(db) or db.execute(missing).fetchone() is not None


def catch_up(db: Database) -> None:
    """Index what is missing from the index."""
    index_rest(db)


@contextmanager
def in_step(db: Database, article_id: str) -> Iterator[None]:
    """Let the block store an article, and index it if its title or text is new."""
    if not _is_ready(db):
        yield
        return
    sql = "SELECT t.id, t.title, t.text FROM search_texts t JOIN search_documents d USING (id) WHERE d.article_id = ?"
    before = db.execute(sql, (article_id,)).fetchone()
    yield
    is_indexed = db.execute("SELECT 1 FROM search_documents WHERE article_id = ?", (article_id,)).fetchone()
    if is_indexed:
        return
    if before:  # the index wants to be told which words to take out
        db.conn.execute(
            "INSERT INTO article_search (article_search, rowid, title, text) VALUES ('delete', ?, ?, ?)", before
        )
    db.conn.execute("INSERT INTO search_documents (article_id) VALUES (?)", (article_id,))
    db.conn.execute(f"INSERT INTO article_search (rowid, title, text) {sql}", (article_id,))


def find(db: Database, phrases: Sequence[Phrase], limit: int) -> list[Found]:
    """Return the articles in which all phrases stand: where they follow one another as typed first, then the best."""
    match, whole = " ".join(map(_match, phrases)), _match(together(phrases))
    ranked = db.execute(
        "SELECT d.article_id FROM article_search s JOIN search_documents d ON d.id = s.rowid"
        " WHERE article_search MATCH ?"
        " ORDER BY s.rowid IN (SELECT rowid FROM article_search WHERE article_search MATCH ?) DESC,"
        f" bm25(article_search, {_TITLE_COUNTS}, 1.0), d.id",
        (match, whole),
    )
    marked = [phrase for phrase in phrases if not phrase.is_plain]  # the index knows no marks
    ids = (id for (id,) in ranked if not marked or _is_printed(db, id, marked))
    return [_found(db, id) for id in islice(ids, limit)]


def _match(phrase: Phrase) -> str:
    """Return FTS5's query for a phrase: words in quotes are no syntax of its, whatever was typed."""
    return f'"{" ".join(phrase.plain)}"'


def _is_printed(db: Database, article_id: str, phrases: Sequence[Phrase]) -> bool:
    row = db.execute("SELECT title, text FROM articles WHERE id = ?", (article_id,)).fetchone()
    printed = [views(text or "") for text in row]
    return all(any(phrase.is_in(text) for text in printed) for phrase in phrases)


def _found(db: Database, article_id: str) -> Found:
    sql = (
        "SELECT l.article_id, l.published, l.source, l.title, a.text FROM article_list l JOIN articles a"
        " ON a.id = l.article_id WHERE l.article_id = ?"
    )
    return Found(*db.execute(sql, (article_id,)).fetchone())


def _is_ready(db: Database) -> bool:
    there = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'article_search'").fetchone()
    return there is not None and has_fts5(db)
