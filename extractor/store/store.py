"""The store's public face: articles go in whole and come out as they went in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from pydantic_core import PydanticSerializationError
from sqlite_utils import Database

from extractor.errors import StoreError
from extractor.link import likeness
from extractor.link.likeness import Likeness
from extractor.models import RECORD_TYPES, Article, Extraction, Record
from extractor.rules.changes import Forms
from extractor.store import intake, read, readings, run_rules, runs, search, write
from extractor.store.bodies import Bodies
from extractor.store.connection import connect, explained, transaction
from extractor.store.content import Content
from extractor.store.figures import Figures
from extractor.store.history import History
from extractor.store.intake import Failed, Source, State
from extractor.store.occasions import Occasions
from extractor.store.questions import Questions
from extractor.store.reviews import Reviews
from extractor.store.runs import Run
from extractor.store.series import Series
from extractor.store.untouched import Untouched
from extractor.store.write import sha256

Outcome = Literal["added", "unchanged", "updated", "duplicate"]

_T = TypeVar("_T")


class Store:
    """A database file. Use as a context manager, or close it; not from several threads.

    An article is known by its id and identified by its text:

    - the same id with the same text, read by the same run: `unchanged`;
    - the same text under another id: `duplicate`, one more source of the article that is stored;
    - the same id with another text (a corrected page), other metadata stated by its source, or another run
      (new rules or a new phongtrao): `updated`, the old extraction is replaced as a whole, and kept if another run
      read it;
    - else `added`.

    An id that is only a file's name (`named` false) belongs to the file that had it first: from another file it is
    made unique by the beginning of the text's digest.
    """

    def __init__(self, db: Database, path: Path) -> None:
        self._db = db
        self.path = path
        self.reviews = Reviews(db, path, self.article, self.extraction)
        self.history = History(db, path)
        self.occasions = Occasions(db, path)
        self.series = Series(db, path)
        self.bodies = Bodies(db, path)
        self.content = Content(db, path)
        self.questions = Questions(db, path)
        self.figures = Figures(db, path)
        self.untouched = Untouched(db, path, self.reviews.lay)

    @classmethod
    def open(cls, path: Path | str, create: bool = True, timeout: float = 5.0) -> Self:
        """Open the database at `path` in the newest schema; wait up to `timeout` seconds for other writers.

        Raises StoreError if it is not ours, newer than this program, or cannot be opened; with `create` false
        also if there is none.
        """
        path = Path(path)
        return cls(connect(path, create, timeout, lambda db: cls(db, path).lay_stale()), path)

    def lay_stale(self) -> None:
        """Make what is made of other tables wherever they have changed since; the caller holds the transaction."""
        self.reviews.lay_stale()
        self.bodies.lay_within()
        self.occasions.lay_disputes()

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
    def run(self, version: str, rulebook_hash: str, forms: Forms | None = None, every: bool = False) -> Iterator[Run]:
        """Give the run of this version and RuleBook; at the end of the block it is marked as finished.

        `forms` are what the RuleBook reads by: without, all is read again when the next has come. `every` says that
        articles are read for records whatever they are on.
        If the block raises, the run stays unfinished, with what it had stored.
        """
        with self._writing():
            run, is_new = runs.begin(self._db, version, rulebook_hash, every)
            # what an older one read, and whether whatever it is on, was not noted
            if is_new and forms is not None:
                run_rules.put(self._db, run.id, forms)
        yield run
        with self._writing():
            runs.finish(self._db, run)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Store what the block writes in one transaction, which is far cheaper than one for each article.

        If the block raises, nothing of it is stored. An article that cannot be stored (StoreError) takes no other with
        it, if the block goes on. Others who write wait for the end of the block, up to five seconds.
        """
        with self._writing():
            yield

    def state(self, source: Source, run: Run) -> State | None:
        """Return what the run has made of this very input already, else None; spares reading it again."""
        with explained(self.path):
            return intake.state(self._db, source, run.id)

    def claim(self, article_id: str, origin: str) -> str | None:
        """Take an id for this opening of the database; return the origin that has taken it before, if one has."""
        with explained(self.path):
            return intake.claim(self._db, article_id, origin)

    def adopt(self, source: Source, run: Run) -> bool:
        """Note one more source of an article whose very input lay elsewhere too; tell whether there is one."""
        with explained(self.path):
            if intake.twin(self._db, source, run.id) is None:  # most inputs: they need not wait for other writers
                return False
        with self._writing():
            twin = intake.twin(self._db, source, run.id)
            if twin is not None:
                intake.put_source(self._db, source, twin, run.id)
            return twin is not None

    def save(
        self,
        article: Article,
        extraction: Extraction,
        run: Run,
        source: Source | None = None,
        named: bool = True,
        signature: bytes | None = None,
    ) -> Outcome:
        """Store an article with its extraction and its source, all in one transaction; the class says the rest.

        `signature` is that of `extractor.link.likeness`, if it is made already.
        """
        _check_belongs(article, extraction)
        with self._writing(), _storable(article):
            digest = sha256(article.text)
            source = source or Source(article.origin, digest)
            owner = read.owner_of_text(self._db, digest)
            id = read.id_for(self._db, article.id, article.origin, digest, owner, named)
            if id is None:
                intake.put_source(self._db, source, owner, run.id)
                return "duplicate"
            article, extraction = _renamed(article, extraction, id)
            outcome = self._put(article, digest, extraction, run)
            intake.put_source(self._db, source, id, run.id)
            if outcome != "unchanged" and (owner is None or not intake.is_linked(self._db, id)):
                intake.link_alike(self._db, id, likeness.signature(article) if signature is None else signature)
            return outcome

    def _put(self, article: Article, sha256: str, extraction: Extraction, run: Run) -> Outcome:
        columns = write.source_columns(article, sha256)
        if read.is_stored(self._db, article.id, columns, run.id):
            return "unchanged"
        runs.reopen(self._db, run)
        digest = readings.digest_of(extraction)
        readings.keep(self._db, article.id, digest, run.id)
        with search.in_step(self._db, article.id):
            is_old = write.replace(self._db, article, columns, extraction, run.id)
        readings.put(self._db, article.id, sha256, digest, run)
        self.reviews.lay_over(article, extraction)
        return "updated" if is_old else "added"

    def pass_over(self, article: Article, why: str, run: Run, source: Source) -> None:
        """Note that an article has nothing to do with campaigns, and how that is known; what is stored of it stays."""
        with self._writing(), _storable(article):
            digest, told = sha256(article.text), article.info
            owner = read.owner_of_text(self._db, digest)
            intake.put_source(self._db, source, owner, run.id)
            if owner is None:
                intake.put_passed_over(self._db, article.origin, digest, told.title, told.source, why)

    def fail(self, failed: Failed, run: Run, source: Source | None = None) -> None:
        """Note that an input could not be read; with `source` it is not tried again as long as it stays the same."""
        with self._writing():
            intake.put_failure(self._db, failed, run.id, source)

    def failures(self) -> list[Failed]:
        """Return what could not be read, in the order in which it was first met."""
        with explained(self.path):
            return intake.failures(self._db)

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

    def names(self) -> dict[str, list[str]]:
        """Return the `organisations`, `persons` and `campaigns` of the database by name, the most frequent first."""
        with explained(self.path):
            return read.names(self._db)

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each table that makes the database what it is (`content.HELD`)."""
        return self.content.counts()

    def problems(self) -> list[tuple[str, str, int]]:
        """Return the kinds of record and problem in `needs_a_look` with the rows of each, what weighs most first.

        A large archive has more rows than fit in memory.
        """
        with explained(self.path):
            return read.problems(self._db)

    def view(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of one of the readable views (`extractor.store.VIEWS`)."""
        with explained(self.path):
            return read.view(self._db, name)

    def alike(self) -> Iterator[tuple[Article, Article, Likeness]]:
        """Yield the pairs of articles that are alike, the most alike first, with what they share."""
        with explained(self.path):
            pairs = intake.alike(self._db)
        for one, other, _ in pairs:
            articles = self.article(one), self.article(other)
            yield *articles, likeness.likeness(*articles)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with explained(self.path), transaction(self._db):
            yield

    def _found(self, value: _T | None, article_id: str) -> _T:
        if value is None:
            raise StoreError(f"{self.path} has no article {article_id}")
        return value


def _renamed(article: Article, extraction: Extraction, id: str) -> tuple[Article, Extraction]:
    if id == article.id:
        return article, extraction
    return article.model_copy(update={"id": id}), extraction.model_copy(update={"id": id})


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
