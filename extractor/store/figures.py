"""A database as a report reads it: all of it as it is at one moment, sorted into the lists that the pages show.

The lists lie in temporary tables, not in memory, which must not grow with the archive.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from extractor.store.arithmetic import Doubt, findings, lay_findings
from extractor.store.connection import explained, snapshot

_TABLES = """
CREATE TEMP TABLE figures (id INTEGER PRIMARY KEY, row TEXT NOT NULL);
CREATE TEMP TABLE listed (
    grouping TEXT, name TEXT, kind TEXT, sort TEXT, figure INTEGER, PRIMARY KEY (grouping, name, kind, sort, figure)
) WITHOUT ROWID;
"""
Group = tuple[str, str]
"""By what figures are listed together, and the name they share: `("province", "Lạng Sơn")`."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A figure of a list: its kind, what it is sorted by, its groups, and the row itself as JSON."""

    kind: str
    sort: str
    groups: Sequence[Group]
    row: str


class Figures:
    """The lists of one report; raises what the Store raises."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db, self._path = db, path

    @contextmanager
    def begin(self) -> Iterator[None]:
        """Let the block read the database as it is now, whoever writes meanwhile, and fill and read the lists."""
        with explained(self._path), snapshot(self._db):
            for statement in filter(str.strip, _TABLES.split(";")):
                self._db.conn.execute(statement)
            lay_findings(self._db)
            yield

    def articles(self) -> list[str]:
        """Return the ids of the articles, sorted: the order does not depend on that in which they came."""
        return [id for (id,) in self._db.execute("SELECT id FROM articles ORDER BY id")]

    def holds(self, article_id: str) -> bool:
        """Tell whether an article is stored."""
        return self._db.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,)).fetchone() is not None

    def runs(self) -> list[tuple[str, str, int]]:
        """Return version, RuleBook and number of articles of each run whose reading is stored, the latest last."""
        return list(
            self._db.execute(
                "SELECT r.version, r.rulebook, count(*) FROM articles a JOIN runs r ON r.id = a.run_id"
                " GROUP BY r.id ORDER BY r.id"
            )
        )

    def contradictions(self, article_id: str) -> dict[tuple[str, int], list[Doubt]]:
        """Return kind and position of an article's records → what of them cannot be true: the view `findings`."""
        return findings(self._db, article_id)

    def occasions(self, article_id: str) -> dict[int, str]:
        """Return the position of an article's events → the occasion, of those that other articles report too."""
        sql = """SELECT e.position, t.occasion FROM events e JOIN attestations t ON t.event_id = e.id
            WHERE e.article_id = ? AND EXISTS (
                SELECT 1 FROM attestations o JOIN events f ON f.id = o.event_id
                WHERE o.occasion = t.occasion AND f.article_id <> e.article_id)"""
        return dict(self._db.execute(sql, (article_id,)).fetchall())

    def put(self, figures: Iterable[Listed]) -> None:
        """Add figures to the lists of their groups."""
        for figure in figures:
            id = self._db.conn.execute("INSERT INTO temp.figures (row) VALUES (?)", (figure.row,)).lastrowid
            self._db.conn.executemany(
                "INSERT OR IGNORE INTO temp.listed (grouping, name, kind, sort, figure) VALUES (?, ?, ?, ?, ?)",
                ((grouping, name, figure.kind, figure.sort, id) for grouping, name in figure.groups),
            )

    def groups(self, grouping: str) -> list[tuple[str, dict[str, int]]]:
        """Return the names of a grouping, sorted, each with the number of its figures by kind."""
        found: dict[str, dict[str, int]] = {}
        sql = "SELECT name, kind, count(*) FROM temp.listed WHERE grouping = ? GROUP BY 1, 2 ORDER BY 1, 2"
        for name, kind, count in self._db.execute(sql, (grouping,)):
            found.setdefault(name, {})[kind] = count
        return list(found.items())

    def rows(self, group: Group, kind: str) -> Iterator[str]:
        """Yield the rows of a group's list, sorted."""
        sql = (
            "SELECT row FROM temp.listed l JOIN temp.figures f ON f.id = l.figure"
            " WHERE grouping = ? AND name = ? AND kind = ? ORDER BY sort, figure"
        )
        for (row,) in self._db.execute(sql, (*group, kind)):
            yield row
