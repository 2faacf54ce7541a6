"""Runs: which program and which rules an extraction came from."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database


@dataclass(frozen=True)
class Run:
    """One version of phongtrao with one RuleBook; the same two are the same run, whenever they are used.

    `every` says that it reads articles for records now whatever they are on.
    """

    id: int
    version: str
    rulebook: str
    every: bool = False


def begin(db: Database, version: str, rulebook: str, every: bool) -> tuple[Run, bool]:
    """Return the run of these two and whether it is new: its row is made then. The caller holds the transaction."""
    made = db.conn.execute(
        "INSERT INTO runs (version, rulebook, started) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (version, rulebook, _now()),
    )
    sql = "SELECT id FROM runs WHERE version = ? AND rulebook = ?"
    return Run(db.execute(sql, (version, rulebook)).fetchone()[0], version, rulebook, every), made.rowcount == 1


def reopen(db: Database, run: Run) -> None:
    """Note that the run is storing articles: it is not finished (again)."""
    db.conn.execute("UPDATE runs SET finished = NULL WHERE id = ? AND finished IS NOT NULL", (run.id,))


def finish(db: Database, run: Run) -> None:
    """Note the end of a run; a run that stored nothing since its last end keeps that one."""
    db.conn.execute("UPDATE runs SET finished = ? WHERE id = ? AND finished IS NULL", (_now(), run.id))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
