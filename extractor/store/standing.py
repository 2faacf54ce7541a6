"""What stands after review, kept beside what the rules read: views join the two. The caller holds the transaction."""

import json
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from extractor.models import RECORD_TYPES
from extractor.review import Reviewed
from extractor.review.standing import evidence_of, leading
from extractor.review.subject import METADATA


def stale(db: Database) -> list[str]:
    """Return the articles with decisions of which what stands is not of this run, this text and the last decision."""
    rows = db.execute(
        "SELECT a.id FROM (SELECT article_id, max(id) AS last FROM decisions GROUP BY article_id) d"
        " JOIN articles a ON a.id = d.article_id LEFT JOIN review_states s ON s.article_id = a.id"
        " WHERE (s.run_id, s.sha256, s.decision_id) IS NOT (a.run_id, a.sha256, d.last)"
    )
    return [id for (id,) in rows.fetchall()]


def stamp(db: Database, article_id: str) -> tuple[int, str, int] | None:
    """Return the run, text and last decision that what stands of an article is made of; None if nobody decided."""
    row = db.execute(
        "SELECT a.run_id, a.sha256, max(d.id) FROM articles a JOIN decisions d ON d.article_id = a.id"
        " WHERE a.id = ? GROUP BY a.id",
        (article_id,),
    ).fetchone()
    return row and (row[0], row[1], row[2])


def decided(db: Database, article_ids: Iterable[str]) -> list[str]:
    """Return which of these articles are stored and have decisions."""
    sql = "SELECT 1 FROM articles a JOIN decisions d ON d.article_id = a.id WHERE a.id = ?"
    return [id for id in dict.fromkeys(article_ids) if db.execute(sql, (id,)).fetchone()]


def put(db: Database, article_id: str, text: str, records: Sequence[Reviewed]) -> None:
    """Keep how the records of an article stand, those that nobody decided on left out."""
    db.conn.execute("DELETE FROM standing WHERE article_id = ?", (article_id,))
    ids = {
        (kind, position): id
        for kind in RECORD_TYPES
        for position, id in db.execute(f"SELECT position, id FROM {kind} WHERE article_id = ?", (article_id,))
    }
    rows = [_row(article_id, text, record, ids) for record in records if record.decisions]
    if rows:
        columns = ", ".join(f'"{name}"' for name in rows[0])
        marks = ", ".join("?" * len(rows[0]))
        sql = f"INSERT INTO standing ({columns}) VALUES ({marks})"
        db.conn.executemany(sql, [tuple(row.values()) for row in rows])
    left, conflicts = sum(not r.settled for r in records), sum(r.conflict is not None for r in records)
    db.conn.execute(
        "INSERT OR REPLACE INTO review_states (article_id, run_id, sha256, decision_id, open, conflicts)"
        " SELECT a.id, a.run_id, a.sha256, (SELECT max(id) FROM decisions d WHERE d.article_id = a.id), ?, ?"
        " FROM articles a WHERE a.id = ?",
        (left, conflicts, article_id),
    )


def _row(article_id: str, text: str, record: Reviewed, ids: dict[tuple[str, int], int]) -> dict[str, object]:
    shown = leading(evidence_of(text, record))
    return {
        "article_id": article_id,
        "record": "articles" if record.kind == METADATA else record.kind,
        "record_id": ids.get((record.kind, record.proposed.position)) if record.proposed else None,
        "state": record.state,
        "states": json.dumps(record.states),
        "settled": record.settled,
        "conflict": record.conflict,
        "values": None if record.values is None else json.dumps(record.values, ensure_ascii=False),
        "start": shown.start if shown else None,
        "end": shown.end if shown else None,
        "quote": shown.quote if shown else None,
    }
