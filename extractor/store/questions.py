"""What is asked of the database: records that people look for, articles by their words, what its tables mean."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from extractor.errors import StoreError
from extractor.normalize.typed import Phrase
from extractor.store import metadata, records, search
from extractor.store.connection import explained, snapshot, transaction
from extractor.store.migrations.m0007_search import has_fts5
from extractor.store.records import Wanted
from extractor.store.search import Found


class Questions:
    """The side of a Store that answers; raises what the Store raises."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db, self._path = db, path

    def records(self, kind: str, wanted: Wanted) -> list[dict[str, Any]]:
        """Return the records of one of KINDS that are asked for, as they stand after review, the earliest first.

        A row has the columns of the kind's view, and as `when` the record's own time. Raises KeyError for a kind that
        there is not.
        """
        with explained(self._path), snapshot(self._db):
            return records.records(self._db, kind, wanted)

    def search(self, phrases: Sequence[Phrase], limit: int) -> list[Found]:
        """Return so many articles in which all phrases stand, the best first.

        Raises StoreError also where Python's SQLite cannot search.
        """
        with explained(self._path):
            if not has_fts5(self._db):
                raise StoreError("this Python's SQLite is built without FTS5: it cannot search, all else works")
            if search.is_behind(self._db):
                with transaction(self._db):
                    search.catch_up(self._db)
            with snapshot(self._db):
                return search.find(self._db, phrases, limit)

    def columns(self) -> Mapping[str, Sequence[str]]:
        """Return the database's tables and views with their columns, SQLite's own left out."""
        with explained(self._path):
            return metadata.columns(self._db)

    def metadata(self) -> dict[str, Any]:
        """Return what the database and its tables, views and columns mean, in the form of Datasette's metadata."""
        with explained(self._path):
            return metadata.metadata(self._db, self._path.stem)
