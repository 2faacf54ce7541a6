"""Inputs go to worker processes and what they yield into one database, in the order of the inputs."""

import hashlib
import json
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from extractor import __version__
from extractor.batch.pool import Pending, Pool
from extractor.batch.worker import PassedOver, Read, Skipped
from extractor.errors import StoreError
from extractor.models import RECORD_TYPES
from extractor.rules.book import RuleBook
from extractor.rules.changes import forms
from extractor.sources import Failure, Item
from extractor.sources.record import stated_id
from extractor.store import Failed, Outcome, Run, Source, Store

Became = Outcome | Literal["untouched by the rules", "passed over", "failed", "failed before", "skipped"]


_STORED: tuple[Became, ...] = ("added", "updated", "unchanged", "untouched by the rules", "duplicate")


@dataclass(frozen=True, slots=True)
class Options:
    """How a batch runs.

    `every` reads records from articles on anything else too; `limit` ends after so many articles; `since` leaves
    out what was published before that date; `retry` tries again what failed before; `seconds` is what one article may
    take.
    """

    workers: int = 1
    every: bool = False
    limit: int | None = None
    since: str | None = None
    retry: bool = False
    seconds: float = 60.0


@dataclass
class Tally:
    """What became of the inputs so far, and how many records of each kind were found."""

    became: Counter[Became] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)

    @property
    def stored(self) -> int:
        """How many articles were read and are in the database."""
        return sum(self.became[outcome] for outcome in _STORED)

    @property
    def failed(self) -> int:
        """How many inputs could not be read, in this batch or in one before."""
        return self.became["failed"] + self.became["failed before"]

    @property
    def done(self) -> int:
        """How many inputs were read, whatever became of them."""
        return self.became.total() - self.failed


Watch = Callable[[Item | Failure, Became], None]
"""Called after each input with what became of it; a Failure says why."""


def ingest(
    inputs: Iterable[Item | Failure], db: Path, book: RuleBook, options: Options, tally: Tally, watch: Watch
) -> None:
    """Read `inputs` into the database `db`; `book` is the RuleBook that the workers load.

    Each input ends in the database, in one transaction: as an article, one more source of an article, passed over, or
    failed. So a batch that is cut off goes on where it stopped when it is run again. No database is made where
    there is no input. Raises StoreError if the database cannot be used.
    """
    with ExitStack() as stack:
        batch: _Batch | None = None
        early: list[Failure] = []
        for item in _limited(inputs, options.limit):
            if batch is None and isinstance(item, Failure):
                early.append(item)
                continue
            if batch is None:
                store = stack.enter_context(Store.open(db))
                run = stack.enter_context(store.run(__version__, book.digest, forms(book), options.every))
                batch = _Batch(store, run, stack.enter_context(Pool(options.workers)), options, tally, watch)
                for failure in early:
                    batch.take(failure)
            batch.take(item)
        if batch:
            batch.finish()
            batch.store.occasions.link_new()
            batch.store.series.lay(book.movements)
            batch.store.bodies.lay()
        else:
            for failure in early:
                tally.became["failed"] += 1
                watch(failure, "failed")


def _limited(inputs: Iterable[Item | Failure], limit: int | None) -> Iterator[Item | Failure]:
    """Yield `inputs` up to and with the last article that is asked for."""
    articles = 0
    for item in inputs:
        if articles == limit:
            return
        articles += isinstance(item, Item)
        yield item


@dataclass
class _Batch:
    """A batch at work: what was taken waits here, in order, until it is done and written."""

    store: Store
    run: Run
    pool: Pool
    options: Options
    tally: Tally
    watch: Watch
    waiting: deque[Callable[[], tuple[Item | Failure, Became]]] = field(default_factory=deque)

    def take(self, item: Item | Failure) -> None:
        """Take one input; write what is done when there is more waiting than the workers need."""
        self.waiting.append(self._begun(item))
        while len(self.waiting) > self.pool.most_waiting:
            self._settle()

    def finish(self) -> None:
        """Write what is still waiting."""
        while self.waiting:
            self._settle()

    def _settle(self) -> None:
        item, became = self.waiting.popleft()()
        self.tally.became[became] += 1
        self.watch(item, became)

    def _begun(self, item: Item | Failure) -> Callable[[], tuple[Item | Failure, Became]]:
        """Give an input to a worker if that is needed; return what writes it and tells what became of it."""
        if isinstance(item, Failure):
            return partial(self._failed, Failed(item.origin, item.reason))
        first = self.store.claim(item.id, item.origin) if _is_named(item) else None
        if first:
            reason = f"the id {item.id} is that of {first}: give one of them another id"
            return partial(self._failed, Failed(item.origin, reason))
        source = Source(item.origin, _digest(item), item.encoding, item.repair)
        known = self._known(source) or self._spared(source, item)
        if known:
            return lambda: (item, known)
        options = self.options
        return partial(
            self._stored, item, source, self.pool.submit(item, options.every, options.since, options.seconds)
        )

    def _known(self, source: Source) -> Became | None:
        """Return what became of the very same input before, if it need not be read again."""
        state = self.store.state(source, self.run)
        if state == "stored":
            return "unchanged"
        if state == "passed over" and not self.options.every:
            return "passed over"
        if state == "failed" and not self.options.retry:
            return "failed before"
        return "duplicate" if self.store.adopt(source, self.run) else None

    def _spared(self, source: Source, item: Item) -> Became | None:
        """Return what becomes of an input that other rules read, if these read the same of it."""
        id = stated_id(item.content) if isinstance(item.content, Mapping) else None
        taken = self.store.untouched.take_over(source, self.run, id, self.options.since)
        return "untouched by the rules" if taken == "stored" else taken

    def _stored(self, item: Item, source: Source, pending: Pending) -> tuple[Item | Failure, Became]:
        result = pending.result()
        if not isinstance(result, Failed):
            try:
                return item, self._written(item, source, result)
            except StoreError as error:
                # what is wrong with one article begins with its origin; all else is the database's
                if not str(error).startswith(f"{item.origin}: "):
                    raise
                result = Failed(item.origin, str(error).removeprefix(f"{item.origin}: "))
        return self._failed(result, source)

    def _failed(self, failed: Failed, source: Source | None = None) -> tuple[Failure, Became]:
        self.store.fail(failed, self.run, source)
        return Failure(failed.origin, failed.reason), "failed"

    def _written(self, item: Item, source: Source, result: Read | PassedOver | Skipped) -> Became:
        match result:
            case Read(article, extraction, signature):
                outcome = self.store.save(article, extraction, self.run, source, _is_named(item), signature)
                if outcome in ("added", "updated"):
                    self.tally.records.update({kind: len(getattr(extraction, kind)) for kind in RECORD_TYPES})
                return outcome
            case PassedOver(article, why):
                self.store.pass_over(article, why, self.run, source)
                return "passed over"
            case Skipped():
                return "skipped"


def _digest(item: Item) -> str:
    """Return what tells whether an input is as it was: a digest of all that it holds."""
    held = json.dumps([item.kind, item.content, dict(item.given)], sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(held.encode()).hexdigest()


def _is_named(item: Item) -> bool:
    """Tell whether an article's id is its publisher's own, and not only its file's name."""
    return item.kind == "record" and isinstance(item.content, dict) and item.content.get("id") not in (None, "")
