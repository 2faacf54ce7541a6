"""All that a database holds, table by table, in an order that only the data decide."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from extractor.models import RECORD_TYPES
from extractor.store import readings
from extractor.store.connection import explained, snapshot
from extractor.store.migrations import NAMES
from extractor.store.readings import RunSummary

Type = Literal["TEXT", "INTEGER", "REAL", "BLOB"]
Row = tuple[Any, ...]

HELD = (
    "runs",
    "run_commons",
    "rule_forms",
    "run_rules",
    "lexicon_forms",
    "run_lexicons",
    "articles",
    "organisations",
    "persons",
    *RECORD_TYPES,
    "event_kinds",
    "event_organisers",
    "event_chairs",
    "event_campaigns",
    "evidence",
    "inferences",
    "sources",
    "passed_over",
    "failures",
    "signatures",
    "alike",
    "decisions",
    "readings",
    "readings_of_all",
    "kept_extractions",
    "attestations",
    "link_decisions",
)
"""The tables that make a database what it is, each after those it refers to.

Not among them are `bands`, `standing`, `review_states` and all that m0009 to m0014 made, which are made of these, and
`claims`, which last minutes.
"""

SHOWN = (
    "article_list",
    "timeline",
    "award_list",
    "ratio_list",
    "statistic_list",
    "campaign_list",
    "phase_list",
    "occasion_list",
)
"""What people read: the articles, the views of their records as they stand after review, and the occasions."""

# SQLite tells no types of a view's columns
_TYPES: dict[str, Type] = {
    **dict.fromkeys(("record_id", "count", "ordinal", "reports", "sources"), "INTEGER"),
    **dict.fromkeys(("achieved", "total", "percent", "computed_percent", "value"), "REAL"),
}
_ALWAYS_THERE = {"article_id", "occasion", "state"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: a SQLite type, and whether it always has a value."""

    name: str
    type: Type
    required: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns that name a row of `table` by its columns `of`."""

    columns: tuple[str, ...]
    table: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of HELD or a list of SHOWN: its columns in order, its primary key (may be empty), its references."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """How much a database holds, who read it, and how far its review is.

    `latest` is the last moment that anything in it names (ISO 8601), null where nothing was read. `records` counts the
    records by state after review; `settled` the articles that are fully reviewed.
    """

    articles: int
    latest: str | None
    runs: list[RunSummary]
    decisions: int
    settled: int
    records: dict[str, int]


class Content:
    """The side of a Store that gives all it holds; raises what the Store raises."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db, self._path = db, path

    @contextmanager
    def still(self) -> Iterator[None]:
        """Let a block read the database as it is now, whoever writes meanwhile."""
        with explained(self._path), snapshot(self._db):
            yield

    def step(self) -> str:
        """Return the name of the migration whose schema this is."""
        return max(NAMES)

    def held(self) -> list[Table]:
        """Return the tables of HELD."""
        with explained(self._path):
            return [table(self._db, name) for name in HELD]

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each table of HELD."""
        with explained(self._path):
            return {name: self._one(f"SELECT count(*) FROM {name}") for name in HELD}

    def shown(self) -> list[Table]:
        """Return the lists of SHOWN."""
        with explained(self._path):
            return [self._list(name) for name in SHOWN]

    def rows(self, of: Table) -> Iterator[Row]:
        """Yield the rows of a table or list, its columns in their order."""
        with explained(self._path):
            # `yield from` would close the cursor of a reader that was interrupted, when the file may be closed already
            for row in self._db.execute(_select(self._db, of.name)):  # noqa: UP028
                yield row

    def summary(self) -> Summary:
        """Return how much there is."""
        latest = "SELECT max(at) FROM (SELECT max(started, coalesce(finished, started)) AS at FROM runs"
        with explained(self._path):
            return Summary(
                articles=self._one("SELECT count(*) FROM articles"),
                latest=self._one(f"{latest} UNION ALL SELECT made FROM decisions)"),
                runs=sorted(readings.runs(self._db), key=lambda run: run.id),
                decisions=self._one("SELECT count(*) FROM decisions"),
                settled=self._one("SELECT count(*) FROM review_states WHERE open = 0"),
                records=self._states(),
            )

    def _states(self) -> dict[str, int]:
        read = sum(self._one(f"SELECT count(*) FROM {kind}") for kind in RECORD_TYPES)
        sql = "SELECT state, count(*), count(record_id) FROM standing WHERE record <> 'articles' GROUP BY state"
        decided = self._db.execute(sql).fetchall()
        states = {state: count for state, count, _ in decided}
        untouched = read - sum(of_read for _, _, of_read in decided)
        return {**states, "proposed": states.get("proposed", 0) + untouched}

    def _list(self, name: str) -> Table:
        names = [column[0] for column in self._db.execute(f"{_select(self._db, name)} LIMIT 0").description]
        columns = tuple(Column(column, _TYPES.get(column, "TEXT"), column in _ALWAYS_THERE) for column in names)
        if name == "article_list":
            return Table(name, columns, ("article_id",), ())
        if name == "occasion_list":
            return Table(name, columns, ("occasion",), ())
        return Table(name, columns, (), (Reference(("article_id",), "article_list", ("article_id",)),))

    def _one(self, sql: str) -> Any:
        return self._db.execute(sql).fetchone()[0]


def table(db: Database, name: str) -> Table:
    """Return a table of HELD as the database has it; without columns where an older schema has none of that name."""
    found = db.execute(f"PRAGMA table_info({name})").fetchall()
    columns = tuple(Column(column, type, bool(required or place)) for _, column, type, required, _, place in found)
    key = tuple(row[1] for row in sorted(found, key=lambda row: row[5]) if row[5])
    references = db.execute(f"PRAGMA foreign_key_list({name})").fetchall()
    return Table(name, columns, key, tuple(_references(sorted(row[:5] for row in references))))


def _references(rows: list[Row]) -> Iterator[Reference]:
    for _, parts in groupby(rows, key=lambda row: row[0]):
        of = list(parts)
        yield Reference(tuple(part[3] for part in of), of[0][2], tuple(part[4] for part in of))


def _select(db: Database, name: str) -> str:
    """Return the query of a table or list; tables are in the order in which their rows were stored."""
    if name in SHOWN:
        return f"SELECT * FROM {name}"
    # those without a rowid lie in the order of their keys
    sql = "SELECT NOT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?"
    (has_rowid,) = db.execute(sql, (name,)).fetchone()
    return f"SELECT * FROM {name}" + (" ORDER BY rowid" if has_rowid else "")
