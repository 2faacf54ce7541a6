"""What contradicts itself in an article, kept beside what the rules read. The caller holds the transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from extractor.models import RECORD_TYPES
from extractor.review.arithmetic import Contradiction


@dataclass(frozen=True, slots=True)
class Doubt:
    """What about a record does not add up: a fixed phrase, the same with its numbers, and what the text prints there.

    `against` is where the other side stands, up to 60 code points around it; null where it is none. `other` is the
    article in which that is; null for the same.
    """

    problem: str
    said: str | None
    against: str | None
    other: str | None = None


def doubts(db: Database, article_id: str, least: int) -> dict[tuple[str, int], list[Doubt]]:
    """Return kind and position of an article's records → what is doubtful about them, of that weight at least."""
    # the context is cut as in the views
    sql = """SELECT d.record, d.record_id, d.problem, d.said, replace(substr(a.text, max(c.other_start - 60, 0) + 1,
        c.other_end + 60 - max(c.other_start - 60, 0)), char(10), ' ')
        FROM doubts d JOIN articles a ON a.id = d.article_id LEFT JOIN contradictions c ON c.id = d.contradiction
        WHERE d.article_id = ? AND d.weight >= ? AND d.record_id IS NOT NULL ORDER BY d.weight DESC, d.problem"""
    return _by_place(db, article_id, db.execute(sql, (article_id, least)).fetchall())


def findings(db: Database, article_id: str) -> dict[tuple[str, int], list[Doubt]]:
    """Return kind and position of an article's records → what `lay_findings` kept of them."""
    sql = """SELECT record, record_id, problem, said, other_context, nullif(other_article_id, article_id)
        FROM temp.cannot_be_true WHERE article_id = ? ORDER BY severity, problem, other_article_id"""
    return _by_place(db, article_id, db.execute(sql, (article_id,)).fetchall())


def lay_findings(db: Database) -> None:
    """Keep the view `findings` as it is now, for this connection: one look at it costs as much as all of it."""
    db.conn.execute("CREATE TEMP TABLE cannot_be_true AS SELECT * FROM findings WHERE record_id IS NOT NULL")
    db.conn.execute("CREATE INDEX temp.cannot_be_true_by_article ON cannot_be_true (article_id)")


def _by_place(db: Database, article_id: str, rows: Sequence[Sequence[Any]]) -> dict[tuple[str, int], list[Doubt]]:
    places = {(kind, id): position for (kind, position), id in _ids(db, article_id).items()} if rows else {}
    found: dict[tuple[str, int], list[Doubt]] = {}
    for kind, id, *told in rows:
        if (kind, id) in places:
            found.setdefault((kind, places[kind, id]), []).append(Doubt(*told))
    return found


def unseen(db: Database) -> list[str]:
    """Return the articles that nobody has looked at yet: the database is older than that, or was made of its tables."""
    sql = "SELECT a.id FROM articles a LEFT JOIN added_up u ON u.article_id = a.id WHERE u.article_id IS NULL"
    return [id for (id,) in db.execute(sql).fetchall()]


def put(db: Database, article_id: str, text: str, found: Sequence[Contradiction]) -> None:
    """Keep what contradicts itself in an article, instead of what did before."""
    db.conn.execute("DELETE FROM contradictions WHERE article_id = ?", (article_id,))
    ids = _ids(db, article_id) if found else {}
    for one in found:
        (start, end), (other_start, other_end) = one.here, one.there or (None, None)
        proposed = one.record.proposed
        record_id = ids[one.record.kind, proposed.position] if proposed else None
        db.conn.execute(
            'INSERT INTO contradictions (article_id, record, record_id, problem, said, weight, start, "end", quote,'
            " other_start, other_end, other_quote) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(article_id, one.record.kind, record_id, one.problem, one.said, one.weight),
                *(start, end, text[start:end], other_start, other_end, one.there and text[slice(*one.there)]),
            ),
        )
    db.conn.execute("INSERT OR REPLACE INTO added_up (article_id) VALUES (?)", (article_id,))


def _ids(db: Database, article_id: str) -> dict[tuple[str, int], int]:
    """Return the rows of an article's records by kind and position."""
    return {
        (kind, position): id
        for kind in RECORD_TYPES
        for position, id in db.execute(f"SELECT position, id FROM {kind} WHERE article_id = ?", (article_id,))
    }
