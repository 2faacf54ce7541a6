"""Movements in the database: in which family each is, laid anew from what stands, and what became of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from extractor.link.movements import Placed, placed
from extractor.rules.movements import Movement
from extractor.store import read
from extractor.store.connection import explained, snapshot, transaction

_COLUMNS = ("name", "kind", "parent", "follows", "family", "basis")
# the most frequent name first: what nothing declares is called by it
_FOUND = """SELECT name FROM (
    SELECT name FROM campaign_list UNION ALL SELECT campaign FROM phase_list WHERE campaign IS NOT NULL
) GROUP BY name ORDER BY count(*) DESC, name"""
_TREE = """SELECT m.family, m.name AS movement, m.kind, m.parent, m.follows, m.basis,
    count(DISTINCT iif(s.what IN ('launched', 'reviewed', 'anniversary'), coalesce(s.occasion, s.article_id), NULL))
        AS events,
    count(DISTINCT s.article_id) AS articles,
    min(substr(coalesce(s.begin, s.year, s.published), 1, 4)) AS first,
    max(substr(coalesce(s."end", s.begin, s.year, s.published), 1, 4)) AS last
FROM movements m LEFT JOIN series s ON s.movement = m.name GROUP BY m.name ORDER BY m.family, m.name"""


class Series:
    """The side of a Store that knows movements and their families; raises what the Store raises."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db, self._path = db, path

    def lay(self, declared: Mapping[str, Movement]) -> None:
        """Place the movements of all records, as they stand, by what is `declared`; write only what is new."""
        with explained(self._path):
            if self._rows(self._placed(declared)) == self._laid():
                return
            with transaction(self._db):
                movements, names = self._rows(self._placed(declared))
                self._db.conn.execute("DELETE FROM movements")
                marks = ", ".join("?" * len(_COLUMNS))
                self._db.conn.executemany(f"INSERT INTO movements ({', '.join(_COLUMNS)}) VALUES ({marks})", movements)
                self._db.conn.executemany("INSERT INTO movement_names (movement, name) VALUES (?, ?)", names)

    def names(self) -> list[tuple[str, str]]:
        """Return each name or alias with the movement that it means."""
        with explained(self._path):
            return self._db.execute("SELECT name, movement FROM movement_names ORDER BY name").fetchall()

    def tree(self) -> list[dict[str, Any]]:
        """Return the movements by family, each with how many events and articles tell of it, its first and last year.

        Reports of one event count as one.
        """
        with explained(self._path), snapshot(self._db):
            return read.rows(self._db, _TREE)

    def of(self, movements: Sequence[str]) -> list[dict[str, Any]]:
        """Return what happened to these movements, the earliest first: the view `series`, with its time as `when`."""
        sql = f"""SELECT nullif(coalesce(begin, '') || coalesce('/' || "end", ''), '') AS "when", s.* FROM series s
            WHERE movement IN ({", ".join("?" * len(movements))})
            ORDER BY coalesce(begin, published, '~'), article_id, record, record_id IS NULL, record_id, what"""
        with explained(self._path), snapshot(self._db):
            return read.rows(self._db, sql, *movements)

    def _placed(self, declared: Mapping[str, Movement]) -> list[Placed]:
        return placed([row[0] for row in self._db.execute(_FOUND)], declared)

    @staticmethod
    def _rows(found: Sequence[Placed]) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        """Return the rows of both tables, in the order of their keys."""
        movements = [tuple(getattr(one, column) for column in _COLUMNS) for one in found]
        return sorted(movements), sorted((one.name, name) for one in found for name in one.names)

    def _laid(self) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        movements = self._db.execute(f"SELECT {', '.join(_COLUMNS)} FROM movements").fetchall()
        return sorted(movements), sorted(self._db.execute("SELECT movement, name FROM movement_names").fetchall())
