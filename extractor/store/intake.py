"""What becomes of inputs: sources of articles, inputs passed over or failed, and articles that are alike.

The caller holds the transaction.
"""

from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from extractor.link.likeness import LEAST_RESEMBLANCE, bands, estimate

_MOST_CANDIDATES = 20
"""An article that hundreds of papers printed is compared with those it shares most with; they lead to the rest."""
State = Literal["stored", "passed over", "failed"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where an article lay (`origin`), the digest of what lay there, and how its bytes became text."""

    origin: str
    sha256: str
    encoding: str | None = None
    repair: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """An input that could not be read; `traceback` is null where the input was at fault and not the program."""

    origin: str
    reason: str
    traceback: str | None = None


def state(db: Database, source: Source, run_id: int) -> State | None:
    """Return what this run made of the very same input, or None where it has not seen it."""
    row = db.execute(
        "SELECT article_id, EXISTS (SELECT 1 FROM failures f WHERE f.origin = s.origin) FROM sources s"
        " WHERE origin = ? AND sha256 = ? AND run_id = ?",
        (source.origin, source.sha256, run_id),
    ).fetchone()
    if row is None:
        return None
    if row[1]:
        return "failed"
    return "stored" if row[0] is not None else "passed over"


def claim(db: Database, article_id: str, origin: str) -> str | None:
    """Take an id for this connection; return the origin that took it before, or None.

    In a table, not in memory, which must not grow with the archive.
    """
    db.conn.execute("CREATE TEMP TABLE IF NOT EXISTS claims (id TEXT PRIMARY KEY, origin TEXT) WITHOUT ROWID")
    taken = db.execute("SELECT origin FROM temp.claims WHERE id = ?", (article_id,)).fetchone()
    if taken is None:
        db.conn.execute("INSERT INTO temp.claims (id, origin) VALUES (?, ?)", (article_id, origin))
    return taken[0] if taken and taken[0] != origin else None


def twin(db: Database, source: Source, run_id: int) -> str | None:
    """Return the id of the article that this run made of the same input lying elsewhere."""
    row = db.execute(
        "SELECT article_id FROM sources WHERE sha256 = ? AND run_id = ? AND article_id IS NOT NULL"
        " AND origin <> ? LIMIT 1",
        (source.sha256, run_id, source.origin),
    ).fetchone()
    return row[0] if row else None


def put_source(db: Database, source: Source, article_id: str | None, run_id: int) -> None:
    """Note what became of an input; what was said of it before is no longer true."""
    db.conn.execute("DELETE FROM failures WHERE origin = ?", (source.origin,))
    _note_source(db, source, article_id, run_id)


def _note_source(db: Database, source: Source, article_id: str | None, run_id: int) -> None:
    db.conn.execute("DELETE FROM passed_over WHERE origin = ?", (source.origin,))
    db.conn.execute(
        "INSERT INTO sources (origin, sha256, article_id, encoding, repair, run_id) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (origin) DO UPDATE SET sha256 = excluded.sha256, article_id = excluded.article_id,"
        " encoding = excluded.encoding, repair = excluded.repair, run_id = excluded.run_id",
        (source.origin, source.sha256, article_id, source.encoding, source.repair, run_id),
    )


def put_passed_over(db: Database, origin: str, sha256: str, title: str | None, source: str | None, why: str) -> None:
    """Note of an input that has its source that what it holds has nothing to do with campaigns."""
    db.conn.execute(
        "INSERT INTO passed_over (origin, sha256, title, source, why) VALUES (?, ?, ?, ?, ?)",
        (origin, sha256, title, source, why),
    )


def put_failure(db: Database, failed: Failed, run_id: int, source: Source | None = None) -> None:
    """Note why an input could not be read; one that fails again keeps its place among the failures."""
    if source:
        _note_source(db, source, None, run_id)
    db.conn.execute(
        "INSERT INTO failures (origin, reason, traceback, run_id) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (origin) DO UPDATE SET reason = excluded.reason, traceback = excluded.traceback,"
        " run_id = excluded.run_id",
        (failed.origin, failed.reason, failed.traceback, run_id),
    )


def failures(db: Database) -> list[Failed]:
    """Return what could not be read, in the order in which it was first met."""
    return [Failed(*row) for row in db.execute("SELECT origin, reason, traceback FROM failures ORDER BY rowid")]


def is_linked(db: Database, article_id: str) -> bool:
    """Tell whether the article has been compared with the others."""
    return db.execute("SELECT 1 FROM signatures WHERE article_id = ? LIMIT 1", (article_id,)).fetchone() is not None


def link_alike(db: Database, article_id: str, signature: bytes) -> None:
    """Note which stored articles print most of the same words; what was noted of the article before goes."""
    for table in ("signatures", "bands", "alike"):
        db.conn.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
    db.conn.execute("DELETE FROM alike WHERE other_id = ?", (article_id,))
    values = bands(signature)
    marks = ", ".join("?" * len(values))
    candidates = db.execute(
        f"SELECT article_id, hashes FROM bands JOIN signatures USING (article_id) WHERE band IN ({marks})"
        f" GROUP BY article_id ORDER BY count(*) DESC, article_id LIMIT {_MOST_CANDIDATES}",
        values,
    ).fetchall()
    alike = ((article_id, other, estimate(signature, hashes)) for other, hashes in candidates)
    db.conn.executemany(
        "INSERT INTO alike (article_id, other_id, resemblance) VALUES (?, ?, ?)",
        (pair for pair in alike if pair[-1] >= LEAST_RESEMBLANCE),
    )
    db.conn.execute("INSERT INTO signatures (article_id, hashes) VALUES (?, ?)", (article_id, signature))
    db.conn.executemany("INSERT INTO bands (band, article_id) VALUES (?, ?)", ((value, article_id) for value in values))


def alike(db: Database) -> list[tuple[str, str, float]]:
    """Return the pairs of articles that are alike with their resemblance, the most alike first."""
    sql = "SELECT article_id, other_id, resemblance FROM alike ORDER BY resemblance DESC, article_id, other_id"
    return db.execute(sql).fetchall()
