"""Make a database anew from the rows of its tables."""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from extractor.errors import StoreError
from extractor.link.likeness import bands
from extractor.rules.book import load
from extractor.store.connection import APPLICATION_ID, connect, explained, transaction
from extractor.store.content import HELD, Row, Table, table
from extractor.store.migrations import MIGRATIONS, NAMES
from extractor.store.store import Store
from extractor.store.write import sha256


class ContentError(StoreError):
    """Rows that cannot be a database of ours: the message says which table or article."""


def restore(path: Path, step: str, rows: Callable[[Table], Iterable[Row]]) -> None:
    """Make the database `path`, whole or not at all, of the `rows` of each table in the schema of a migration.

    It is then brought to the newest schema, and what is made of other tables is made. Raises ContentError if the rows
    do not fit together, StoreError if `path` holds something already or cannot be written.
    """
    if step not in NAMES:
        raise ContentError(f"written by a newer phongtrao (it has {step}): upgrade phongtrao")
    _check_vacant(path)
    try:
        # beside it: a file can be renamed within a disk only
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.absolute().parent) as place:
            new = Path(place) / "new.db"
            with explained(path):
                _fill(new, step, rows)
                _finish(new, path)
            _check_vacant(path)
            os.replace(new, path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}") from error


def _check_vacant(path: Path) -> None:
    if not path.exists():
        return
    with Store.open(path, create=False) as store:
        if any(store.counts().values()):
            raise StoreError(f"{path} holds a database already: import into a new file")
    if Path(f"{path}-wal").exists():
        raise StoreError(f"{path} is in use by another program: import into a new file")


def _finish(new: Path, path: Path) -> None:
    """Bring a filled database to the newest schema, make what is made of its tables, and check it."""
    db = connect(new, False, 0, lambda db: None)
    with Store(db, path) as store:
        with transaction(db):
            db.conn.executemany(
                "INSERT INTO bands (band, article_id) VALUES (?, ?)",
                (
                    (band, id)
                    for id, hashes in db.execute("SELECT article_id, hashes FROM signatures ORDER BY rowid")
                    for band in bands(hashes)
                ),
            )
            _check_quotes(db)
            try:
                store.lay_stale()
            except ValueError as error:
                raise ContentError(f"a decision cannot be understood: {error}") from error
        store.series.lay(load().movements)


def _fill(path: Path, step: str, rows: Callable[[Table], Iterable[Row]]) -> None:
    later = sorted(NAMES)[sorted(NAMES).index(step) + 1 :]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        db = Database(connection, execute_plugins=False)
        # not yet in WAL mode: one transaction as large as the database would be written twice
        with transaction(db):
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            MIGRATIONS.apply(db, stop_before=later)
            for name in HELD:
                into = table(db, name)
                if into.columns:
                    _insert(db, into, rows(into))
        connection.execute("PRAGMA journal_mode = WAL")


def _insert(db: Database, into: Table, rows: Iterable[Row]) -> None:
    names = ", ".join(f'"{column.name}"' for column in into.columns)
    sql = f"INSERT INTO {into.name} ({names}) VALUES ({', '.join('?' * len(into.columns))})"
    try:
        db.conn.executemany(sql, rows)
    except (sqlite3.IntegrityError, OverflowError) as error:
        raise ContentError(f"a row of {into.name} does not fit: {error}") from error


def _check_quotes(db: Database) -> None:
    """Hold the rows to what every database of ours promises: evidence quotes its article's text exactly."""
    quotes = 'SELECT start, "end", quote FROM evidence WHERE article_id = ?'
    for id, text, digest in db.execute("SELECT id, text, sha256 FROM articles"):
        if sha256(text) != digest:
            raise ContentError(f"the text of {id} is not the one that was read")
        for start, end, quote in db.execute(quotes, (id,)):
            if text[start:end] != quote:
                raise ContentError(f"evidence of {id} does not quote its text: {quote!r} at {start}:{end}")
