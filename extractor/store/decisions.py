"""Decisions and claims in the database. The caller holds the transaction."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby

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
    return list(_decisions(db, "WHERE article_id = ? ORDER BY id", article_id))


def by_article(db: Database) -> Iterator[list[Decision]]:
    """Yield the decisions of each article that has any, oldest first; also of articles that are not stored any more."""
    for _, decisions in groupby(_decisions(db, "ORDER BY article_id, id"), key=lambda decision: decision.article_id):
        yield list(decisions)


def _decisions(db: Database, which: str, *parameters: object) -> Iterator[Decision]:
    columns = ("id", "article_id", "reviewer", "made", "verdict", "field", "subject", "undoes", "note")
    for value, seen, *row in db.execute(
        f"SELECT value, anchor, {', '.join(columns)} FROM decisions {which}", parameters
    ):
        yield Decision(
            **dict(zip(columns, row, strict=True)),
            value=None if value is None else json.loads(value),
            anchor=None if seen is None else Anchor.model_validate_json(seen),
        )


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
