"""Open a SQLite file as a database of ours, keep transactions whole, and say in one line what goes wrong."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from extractor.errors import StoreError
from extractor.store.migrations import MIGRATIONS, NAMES

APPLICATION_ID = int.from_bytes(b"PhTr", "big")
"""Stored in the header of every database of ours; `file` and SQLite's tools show it."""

_WHOLE = ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
_PART = ("SAVEPOINT part", "RELEASE part", ("ROLLBACK TO part", "RELEASE part"))
"""How a transaction, or a part of one, begins and ends, and how it is undone."""
_OLDEST_SQLITE = (3, 37)

_REASONS = {
    sqlite3.SQLITE_BUSY: "is in use by another program; try again when that one has finished",
    sqlite3.SQLITE_LOCKED: "is in use by another program; try again when that one has finished",
    sqlite3.SQLITE_READONLY: "cannot be written: the file or its folder is read-only",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened or created here; check the path and its permissions",
    sqlite3.SQLITE_NOTADB: "is not a SQLite database",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore it from a copy or build it anew",
    sqlite3.SQLITE_FULL: "cannot be written: the disk is full",
}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about `path` into a StoreError of one line."""
    try:
        yield
    except sqlite3.Error as error:
        code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        reason = _REASONS.get(code) or f"refused the operation: {error}"
        raise StoreError(f"{path} {reason}") from error


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Run the block in one transaction: all of it is stored or nothing.

    `IMMEDIATE` takes the write lock at once, so the busy timeout holds and what the block reads stays true
    until it writes. `Database.atomic` begins deferred, where a second writer fails without waiting.
    Inside another transaction the block is a part of that one: if it raises, the part alone is undone.
    """
    begin, end, undo = _PART if db.conn.in_transaction else _WHOLE
    db.conn.execute(begin)
    try:
        yield
        db.conn.execute(end)
    except BaseException:
        if db.conn.in_transaction:  # a failing statement may have ended it already
            for statement in undo:
                db.conn.execute(statement)
        raise


@contextmanager
def snapshot(db: Database) -> Iterator[None]:
    """Let the block read the database as it is now, whoever writes meanwhile; it writes nothing itself."""
    db.conn.execute("BEGIN")
    try:
        yield
    finally:
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK")


def connect(path: Path, create: bool, timeout: float, migrated: Callable[[Database], None]) -> Database:
    """Open `path`, bring it to the newest version, and refuse what is not ours.

    `migrated` is called in the transaction that brings it there.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old for {path}: 3.37 or newer is needed")
    if path == Path() or str(path) == ":memory:":
        raise StoreError("the database needs the name of a file, as in --db campaigns.db")
    try:
        is_folder, exists = path.is_dir(), path.exists()
    except OSError as error:
        raise StoreError(f"{path} cannot be opened: {error.strerror or error}") from error
    if is_folder:
        raise StoreError(f"{path} is a folder, not a database")
    if not create and not exists:
        raise StoreError(f"{path} does not exist; ingest articles into it first")
    with explained(path):
        connection = _open(path, timeout)
    try:
        with explained(path):
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = NORMAL")  # in WAL mode no crash of ours can lose a commit
            db = Database(connection, execute_plugins=False)
            _prepare(db, path, migrated)
    except BaseException:
        connection.close()
        raise
    return db


def _open(path: Path, timeout: float) -> sqlite3.Connection:
    """Open the file; where its folder is read-only, as on a disc, as one that nobody changes."""
    connection = sqlite3.connect(path, timeout=timeout, isolation_level=None)
    try:
        connection.execute("PRAGMA application_id")
    except sqlite3.OperationalError:
        connection.close()
        if not path.exists() or Path(f"{path}-wal").exists() or os.access(path.parent, os.W_OK):
            raise
        address = f"{path.absolute().as_uri()}?immutable=1"
        return sqlite3.connect(address, uri=True, timeout=timeout, isolation_level=None)
    return connection


def _prepare(db: Database, path: Path, migrated: Callable[[Database], None]) -> None:
    """Check whose database it is and apply the migrations it lacks, all in one transaction."""
    owner = db.execute("PRAGMA application_id").fetchone()[0]
    is_new = owner == 0 and not db.execute("SELECT 1 FROM sqlite_master").fetchone()
    if owner != APPLICATION_ID and not is_new:
        raise StoreError(f"{path} is a database of another application; name another file")
    newer = [migration.name for migration in MIGRATIONS.applied(db) if migration.name not in NAMES]
    if newer:
        raise StoreError(f"{path} was written by a newer phongtrao (it has {newer[0]}); upgrade phongtrao")
    if MIGRATIONS.pending(db):
        # Readers and a writer do not wait for each other; the mode stays with the file.
        db.execute("PRAGMA journal_mode = WAL")
        with transaction(db):
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            MIGRATIONS.apply(db)
            migrated(db)
