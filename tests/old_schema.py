"""Databases as an older phongtrao left them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database, Migrations

from extractor.store.connection import APPLICATION_ID
from extractor.store.migrations import _STEPS


def as_of(last: str, new: Path, old: Path) -> None:
    """Write to `old` what the database `new` holds, in the schema of the migration named `last`."""
    migrations = Migrations("phongtrao")
    for name in list(_STEPS)[: list(_STEPS).index(last) + 1]:
        migrations(name=name)(_STEPS[name])
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        db = Database(connection, execute_plugins=False)
        migrations.apply(db)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("ATTACH ? AS newer", (str(new),))
        for (table,) in connection.execute(
            # the search index is made again by the first search
            "SELECT name FROM main.sqlite_master WHERE type = 'table' AND substr(name, 1, 1) <> '_'"
            " AND name NOT LIKE 'article_search%'"
        ).fetchall():
            columns = ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA table_info({table})"))
            connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}")
