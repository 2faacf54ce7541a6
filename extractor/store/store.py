"""The store's public face: articles go in whole and come out as they went in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from pydantic_core import PydanticSerializationError
from sqlite_utils import Database

from extractor.errors import StoreError
from extractor.models import RECORD_TYPES, Article, Extraction, Record
from extractor.store import read, runs, write
from extractor.store.connection import connect, explained, transaction
from extractor.store.runs import Run

Outcome = Literal["added", "unchanged", "updated", "duplicate"]

_T = TypeVar("_T")


class Store:
    """A database file. Use as a context manager, or close it; not from several threads.

    An article is known by its id and identified by its text:

    - the same id with the same text, read by the same run: `unchanged`, nothing is written;
    - the same text under another id: `duplicate`, nothing is written;
    - the same id with another text (a corrected page), other metadata stated by its source, or another run
      (new rules or a new phongtrao): `updated`, the old extraction is replaced as a whole;
    - else `added`.
    """

    def __init__(self, db: Database, path: Path) -> None:
        self._db = db
        self.path = path

    @classmethod
    def open(cls, path: Path | str, create: bool = True, timeout: float = 5.0) -> Self:
        """Open the database at `path` in the newest schema; wait up to `timeout` seconds for other writers.

        Raises StoreError if it is not ours, newer than this program, or cannot be opened; with `create` false
        also if there is none.
        """
        return cls(connect(Path(path), create, timeout), Path(path))

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def run(self, version: str, rulebook_hash: str) -> Iterator[Run]:
        """Give the run of this version and RuleBook; at the end of the block it is marked as finished.

        If the block raises, the run stays unfinished, with what it had stored.
        """
        with self._writing():
            run = runs.begin(self._db, version, rulebook_hash)
        yield run
        with self._writing():
            runs.finish(self._db, run)

    def known(self, article: Article, run: Run) -> Literal["unchanged", "duplicate"] | None:
        """Return what `save` would say if it had nothing to write, else None; spares needless extraction."""
        with explained(self.path), _storable(article):
            owner = read.owner_of_text(self._db, article)
            if owner is None:
                return None
            if owner != article.id:
                return "duplicate"
            return "unchanged" if read.is_stored(self._db, article, run.id) else None

    def save(self, article: Article, extraction: Extraction, run: Run) -> Outcome:
        """Store an article with its extraction in one transaction; the class says what is returned when."""
        _check_belongs(article, extraction)
        with self._writing(), _storable(article):
            known = self.known(article, run)
            if known:
                return known
            runs.reopen(self._db, run)
            is_old = write.replace(self._db, article, extraction, run.id)
            return "updated" if is_old else "added"

    def article(self, article_id: str) -> Article:
        """Return the article as it was read from its source."""
        with explained(self.path):
            return self._found(read.article(self._db, article_id), article_id)

    def extraction(self, article_id: str) -> Extraction:
        """Return the extraction, equal to the one that was saved."""
        with explained(self.path):
            return self._found(read.extraction(self._db, article_id), article_id)

    def ids(self) -> list[str]:
        """Return the articles' ids in the order in which they were first stored."""
        with explained(self.path):
            return read.ids(self._db)

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each table."""
        with explained(self.path):
            return read.counts(self._db)

    def view(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of one of the readable views (`extractor.store.VIEWS`)."""
        with explained(self.path):
            return read.view(self._db, name)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with explained(self.path), transaction(self._db):
            yield

    def _found(self, value: _T | None, article_id: str) -> _T:
        if value is None:
            raise StoreError(f"{self.path} has no article {article_id}")
        return value


@contextmanager
def _storable(article: Article) -> Iterator[None]:
    """Say of which article it is that a value has no place in SQLite."""
    try:
        yield
    except OverflowError as error:
        raise StoreError(f"{article.origin}: a number is too large to be stored") from error
    except (UnicodeEncodeError, PydanticSerializationError) as error:
        raise StoreError(f"{article.origin}: not valid Unicode (half of a surrogate pair)") from error


def _check_belongs(article: Article, extraction: Extraction) -> None:
    """Hold the extractor to its promise: the extraction is this article's and quotes it exactly."""
    if extraction.id != article.id:
        raise ValueError(f"the extraction of {extraction.id} is not that of {article.id}")
    records: list[Record] = [extraction.article]
    for table in RECORD_TYPES:
        records += getattr(extraction, table)
    for e in (e for record in records for e in record.evidence):
        if article.text[e.start : e.end] != e.quote:
            raise ValueError(f"{article.id}: rule {e.rule} quotes {e.quote!r}, not in the text at {e.start}:{e.end}")
