"""What contradicts itself in an article, kept beside what the rules read. The caller holds the transaction."""

from collections.abc import Sequence

from sqlite_utils import Database

from extractor.models import RECORD_TYPES
from extractor.review.arithmetic import Contradiction


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
        at = one.record.proposed.position if one.record.proposed else None
        db.conn.execute(
            'INSERT INTO contradictions (article_id, record, record_id, problem, said, weight, start, "end", quote,'
            " other_start, other_end, other_quote) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(article_id, one.record.kind, ids.get((one.record.kind, at)), one.problem, one.said, one.weight),
                *(start, end, text[start:end], other_start, other_end, one.there and text[slice(*one.there)]),
            ),
        )
    db.conn.execute("INSERT OR REPLACE INTO added_up (article_id) VALUES (?)", (article_id,))


def _ids(db: Database, article_id: str) -> dict[tuple[str, int | None], int]:
    """Return the rows of an article's records by kind and position."""
    return {
        (kind, position): id
        for kind in RECORD_TYPES
        for position, id in db.execute(f"SELECT position, id FROM {kind} WHERE article_id = ?", (article_id,))
    }
