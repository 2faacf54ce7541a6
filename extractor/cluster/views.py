"""Shards asked as they lie: the lists of the database as views of DuckDB over the Parquet files."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from extractor.cluster import shards
from extractor.cluster.choice import INPUTS, choose
from extractor.cluster.errors import ClusterError
from extractor.cluster.lists import READINGS
from extractor.cluster.lists import views as lists
from extractor.cluster.plan import planned
from extractor.sources.formats.library import library
from extractor.store import Wanted, question

_MEMORY = "1GB"
"""What DuckDB may hold; beyond that it goes on in files, which are gone at the end."""
_ROWS = 1000


@contextmanager
def views(folders: Sequence[Path | str]) -> Iterator[Any]:
    """Give a connection of DuckDB with the lists of `extractor.cluster.lists`, of what `merge` would store.

    Their columns are those of the database, without `record_id` and `context`; `position` is a record's place in its
    article. An article that several inputs hold is there once. Raises ClusterError, as `merge` does, if a shard is
    missing, damaged or no shard; SourceError where DuckDB is not installed.
    """
    duckdb = library("duckdb", "shards")
    found = [(folder, name) for folder in map(Path, folders) for name in _names(folder)]
    with TemporaryDirectory() as place:
        settings = {
            "memory_limit": _MEMORY,
            "temp_directory": place,
            "preserve_insertion_order": "false",
            # it takes a stream for one row, and would hold all of it in memory to join the articles' ids
            "disabled_optimizers": "join_order,build_side_probe_side",
        }
        with duckdb.connect(":memory:", config=settings) as connection:
            paths = [shards.path_of(*one) for one in found]
            inputs, readings = shards.Stream(paths, INPUTS), shards.Stream(paths, READINGS)
            connection.register("inputs", inputs)
            connection.register("readings", readings)
            with _explained(inputs):
                choose(connection)
            for view in lists():
                connection.execute(view)
            yield connection


def records(connection: Any, kind: str, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """Return the records that are asked for, as `extractor.store.Questions.records` does of the merged database.

    `connection` is one of `views`. A row has the columns of the kind's view, and as `when` the record's own time.
    """
    asked = question(kind, wanted, "r.position")
    for function in asked.functions:
        types = ["VARCHAR"] * function.takes
        connection.create_function(function.name, function.tells, types, "BOOLEAN", null_handling="special")
    with _explained():
        cursor = connection.execute(asked.sql, asked.parameters)
    return _rows(cursor)


def _rows(cursor: Any) -> Iterator[dict[str, Any]]:
    names = [column[0] for column in cursor.description]
    while True:
        with _explained():
            rows = cursor.fetchmany(_ROWS)
        if not rows:
            return
        yield from (dict(zip(names, row, strict=True)) for row in rows)


def _names(folder: Path) -> Sequence[str]:
    names = planned(folder).names
    shards.check_all(folder, names)
    return names


@contextmanager
def _explained(inputs: shards.Stream | None = None) -> Iterator[None]:
    """Say which of the shards is damaged, where that is why DuckDB gives up, or else what it says."""
    duckdb = library("duckdb", "shards")
    try:
        yield
    except duckdb.Error as error:
        damaged = inputs and inputs.error
        raise damaged or ClusterError(f"DuckDB cannot ask the shards: {error}") from error
