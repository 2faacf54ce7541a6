"""Which inputs become articles, and under which ids, told without what the articles hold."""

import sqlite3
from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from extractor.store import intake, read
from extractor.store.intake import Source, State

# what `intake` and `read` ask of the tables of these names
_TABLES = """
CREATE TABLE articles (id TEXT PRIMARY KEY, sha256 TEXT UNIQUE, origin TEXT, key INTEGER);
CREATE INDEX articles_by_origin ON articles (origin);
CREATE TABLE sources (
    origin TEXT PRIMARY KEY, sha256 TEXT, article_id TEXT, encoding TEXT, repair TEXT, run_id INTEGER
);
CREATE INDEX sources_by_sha256 ON sources (sha256);
CREATE TABLE failures (origin TEXT PRIMARY KEY);
CREATE TABLE passed_over (origin TEXT PRIMARY KEY);
"""
_RUN = 1


class Ledger:
    """Inputs taken one after the other into a new database of one run, as `extractor.batch.settle` takes them.

    It lies in a file without a name, which is gone when it is closed.
    """

    def __init__(self) -> None:
        self._db = Database(sqlite3.connect("", isolation_level=None), execute_plugins=False)
        self._db.conn.executescript(_TABLES)
        self._db.conn.execute("BEGIN")

    def take(
        self, key: int, source: Source, state: State, id: str | None, digest: str | None, claims: str | None
    ) -> None:
        """Take an input by a `key`: what is to become of it, the id and the digest of the text that are read from it.

        `claims` is the id that must be no other input's.
        """
        if claims is not None and intake.claim(self._db, claims, source.origin):
            return
        if intake.state(self._db, source, _RUN) == "stored":
            return
        owner = intake.twin(self._db, source, _RUN)
        if owner is None and digest is not None and state != "failed":
            owner = read.owner_of_text(self._db, digest)
            if state == "stored" and id is not None:
                own = read.id_for(self._db, id, source.origin, digest, owner, named=claims is not None)
                owner = own or owner
                if own is not None:
                    self._put(own, digest, source.origin, key)
        intake.put_source(self._db, source, owner, _RUN)

    def _put(self, id: str, digest: str, origin: str, key: int) -> None:
        self._db.conn.execute(
            "INSERT INTO articles (id, sha256, origin, key) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
            " SET sha256 = excluded.sha256, origin = excluded.origin, key = excluded.key",
            (id, digest, origin, key),
        )

    def articles(self, most: int) -> Iterator[Sequence[tuple[str, int]]]:
        """Yield the ids of the articles, so many at once, each with the key of the input that it is read from."""
        found = self._db.conn.execute("SELECT id, key FROM articles")
        while rows := found.fetchmany(most):
            yield rows

    def close(self) -> None:
        """Forget all."""
        self._db.close()
