"""Decisions and claims in the database. The caller holds the transaction."""

import json
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from extractor.review import Anchor, Decision

CLAIM = timedelta(minutes=20)
"""For so long an article is its reviewer's own after their last sign of life."""


def put(db: Database, decision: Decision) -> int:
    """Add a decision; return its id."""
    row = decision.model_dump(exclude={"id", "anchor", "value"})
    row |= {
        "kind": decision.anchor.kind if decision.anchor else None,
        "anchor": decision.anchor.model_dump_json() if decision.anchor else None,
        "value": None if decision.value is None else json.dumps(decision.value, ensure_ascii=False),
    }
    marks = ", ".join("?" * len(row))
    cursor = db.conn.execute(f"INSERT INTO decisions ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def of_article(db: Database, article_id: str) -> list[Decision]:
    """Return an article's decisions, oldest first."""
    columns = "id, reviewer, made, verdict, field, value, anchor, subject, undoes, note"
    rows = db.execute(f"SELECT {columns} FROM decisions WHERE article_id = ? ORDER BY id", (article_id,))
    return [
        Decision(
            **dict(zip(("id", "reviewer", "made", "verdict", "field"), row[:5], strict=True)),
            article_id=article_id,
            value=None if row[5] is None else json.loads(row[5]),
            anchor=None if row[6] is None else Anchor.model_validate_json(row[6]),
            subject=row[7],
            undoes=row[8],
            note=row[9],
        )
        for row in rows.fetchall()
    ]


def claim(db: Database, article_id: str, reviewer: str, now: datetime) -> str | None:
    """Take an article for a reviewer, or take it for longer; return who else has it, or None."""
    row = db.execute("SELECT reviewer, until FROM claims WHERE article_id = ?", (article_id,)).fetchone()
    if row and row[0] != reviewer and datetime.fromisoformat(row[1]) > now:
        return str(row[0])
    until = (now + CLAIM).astimezone(UTC).isoformat(timespec="seconds")
    db.conn.execute(
        "INSERT INTO claims (article_id, reviewer, until) VALUES (?, ?, ?)"
        " ON CONFLICT (article_id) DO UPDATE SET reviewer = excluded.reviewer, until = excluded.until",
        (article_id, reviewer, until),
    )
    return None


def release(db: Database, article_id: str, reviewer: str) -> None:
    """Give an article back."""
    db.conn.execute("DELETE FROM claims WHERE article_id = ? AND reviewer = ?", (article_id, reviewer))
