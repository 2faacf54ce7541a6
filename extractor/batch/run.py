"""Inputs go to worker processes and what they yield into one database, in the order of the inputs."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Literal

from extractor import __version__
from extractor.batch.inputs import Facts, Input, Pending, facts_of
from extractor.batch.pool import Pool
from extractor.batch.worker import PassedOver, Read, Result, Skipped
from extractor.errors import StoreError
from extractor.models import RECORD_TYPES
from extractor.profile import LINKING, LOOKING_UP, READING, WAITING, WRITING, Profile, each, listening, stage
from extractor.rules.book import RuleBook
from extractor.rules.changes import forms
from extractor.sources import Failure, Item
from extractor.store import Failed, Outcome, Run, Source, Store

Became = Outcome | Literal["untouched by the rules", "passed over", "failed", "failed before", "skipped"]


_MOST_TOGETHER = 64
_LONGEST_TOGETHER = 0.25
"""So many inputs are written in one transaction at most, and for so many seconds: meanwhile no one else can write."""
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
    """What became of the inputs so far, how many records of each kind were found, and, if asked, where time went."""

    became: Counter[Became] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)
    profile: Profile | None = None

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


Watch = Callable[[Facts | Failure, Became], None]
"""Called after each input with what became of it; a Failure says why."""


def ingest(
    inputs: Iterable[Item | Failure], db: Path, book: RuleBook, options: Options, tally: Tally, watch: Watch
) -> None:
    """Read `inputs` into the database `db` with worker processes, as `settle` says.

    `book` is the RuleBook that the workers load.
    """
    with listening(tally.profile), ExitStack() as workers:
        pool = workers.enter_context(Pool(options.workers))
        found = _limited(each(READING, inputs), options.limit)
        taken = (_input(item, pool, options, tally.profile) for item in found)
        settle(taken, pool.most_waiting, db, book, options, tally, watch, workers.close)


def settle(
    inputs: Iterable[Input | Failure],
    most_waiting: int,
    db: Path,
    book: RuleBook,
    options: Options,
    tally: Tally,
    watch: Watch,
    all_read: Callable[[], None] = lambda: None,
) -> None:
    """Write what `inputs` yield into the database `db`, in their order; up to `most_waiting` are begun ahead.

    `book` holds the rules by which they are read. `all_read` is called before the events are linked: what only reading
    needs can go, and leave its memory to that.

    Each input ends in the database, whole: as an article, one more source of an article, passed over, or failed. So a
    batch that is cut off goes on where it stopped when it is run again. Several are written in one transaction, for a
    quarter of a second at most, and `watch` is told of them when they are safe. No database is made where there is no
    input. Raises StoreError if the database cannot be used.
    """
    with ExitStack() as stack:
        batch: _Batch | None = None
        early: list[Failure] = []
        for item in inputs:
            if batch is None and isinstance(item, Failure):
                early.append(item)
                continue
            if batch is None:
                store = stack.enter_context(Store.open(db))
                run = stack.enter_context(store.run(__version__, book.digest, forms(book), options.every))
                batch = _Batch(store, run, most_waiting, options, tally, watch)
                for failure in early:
                    batch.take(failure)
            batch.take(item)
        if batch:
            batch.finish()
            all_read()
            with stage(LINKING, articles=tally.became["added"] + tally.became["updated"], whole=True):
                batch.store.occasions.link_new()
                batch.store.series.lay(book.movements)
                batch.store.bodies.lay()
        else:
            for failure in early:
                tally.became["failed"] += 1
                watch(failure, "failed")


def _input(item: Item | Failure, pool: Pool, options: Options, profile: Profile | None) -> Input | Failure:
    if isinstance(item, Failure):
        return item

    def begin() -> Pending:
        given = pool.submit(item, options.every, options.since, options.seconds, profile is not None)

        def result() -> Result:
            worked = given.result()
            if profile:
                profile.add(worked.seconds)
            return worked.result

        return result

    return Input(facts_of(item), begin)


def _limited(inputs: Iterable[Item | Failure], limit: int | None) -> Iterator[Item | Failure]:
    """Yield `inputs` up to and with the last article that is asked for."""
    articles = 0
    for item in inputs:
        if articles == limit:
            return
        articles += isinstance(item, Item)
        yield item


_Ended = tuple[Facts | Failure, Became]
_Write = Callable[[], _Ended]
"""Writes what an input yielded, and tells what became of it."""


@dataclass
class _Batch:
    """A batch at work: what was taken waits here, in order, until it is done and written."""

    store: Store
    run: Run
    most_waiting: int
    options: Options
    tally: Tally
    watch: Watch
    waiting: deque[Callable[[], _Write]] = field(default_factory=deque)
    due: float = 0.0

    def take(self, item: Input | Failure) -> None:
        """Take one input; write what is done when there is more waiting than there may be."""
        self.waiting.append(self._begun(item))
        more = len(self.waiting) - self.most_waiting
        if more >= _MOST_TOGETHER or (more > 0 and monotonic() >= self.due):
            self._settle(self.most_waiting)

    def finish(self) -> None:
        """Write what is still waiting."""
        self._settle(0)

    def _settle(self, left: int) -> None:
        """Wait for what is waiting, but for the last `left`, and write it."""
        while len(self.waiting) > left:
            writes: deque[_Write] = deque()
            self.due = monotonic() + _LONGEST_TOGETHER
            try:
                while len(self.waiting) > left and len(writes) < _MOST_TOGETHER and monotonic() < self.due:
                    writes.append(self.waiting.popleft()())
            finally:  # what was waited for is kept when Ctrl-C ends the wait
                self._write(writes)

    def _write(self, writes: deque[_Write]) -> None:
        """Write, and tell what became of an input once that is safe."""
        while writes:
            ended: list[_Ended] = []
            until = monotonic() + _LONGEST_TOGETHER
            with stage(WRITING, articles=0), self.store.together():
                while writes and (not ended or monotonic() < until):
                    ended.append(writes.popleft()())
            self.tally.became.update(became for _, became in ended)
            for facts, became in ended:
                self.watch(facts, became)

    def _begun(self, item: Input | Failure) -> Callable[[], _Write]:
        """Have an input read if that is needed; return what waits for that, and then what writes it."""
        if isinstance(item, Failure):
            return self._failing(Failed(item.origin, item.reason))
        facts = item.facts
        with stage(LOOKING_UP, whole=True):
            first = self.store.claim(facts.id, facts.origin) if facts.named else None
        if first:
            reason = f"the id {facts.id} is that of {first}: give one of them another id"
            return self._failing(Failed(facts.origin, reason))
        with stage(LOOKING_UP, articles=0, whole=True):
            known = self._known(facts.source) or self._spared(facts)
        if known:
            return lambda: lambda: (facts, known)
        return partial(self._read, facts, item.begin())

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

    def _spared(self, facts: Facts) -> Became | None:
        """Return what becomes of an input that other rules read, if these read the same of it."""
        id = facts.id if facts.named else None
        taken = self.store.untouched.take_over(facts.source, self.run, id, self.options.since)
        return "untouched by the rules" if taken == "stored" else taken

    def _failing(self, failed: Failed) -> Callable[[], _Write]:
        return lambda: partial(self._failed, failed)

    def _read(self, facts: Facts, pending: Pending) -> _Write:
        with stage(WAITING):
            result = pending()
        return partial(self._stored, facts, result)

    def _stored(self, facts: Facts, result: Result) -> _Ended:
        with stage(WRITING, whole=True):
            return self._settled(facts, result)

    def _settled(self, facts: Facts, result: Result) -> _Ended:
        if not isinstance(result, Failed):
            try:
                return facts, self._written(facts, result)
            except StoreError as error:
                # what is wrong with one article begins with its origin; all else is the database's
                if not str(error).startswith(f"{facts.origin}: "):
                    raise
                result = Failed(facts.origin, str(error).removeprefix(f"{facts.origin}: "))
        return self._failed(result, facts.source)

    def _failed(self, failed: Failed, source: Source | None = None) -> _Ended:
        self.store.fail(failed, self.run, source)
        return Failure(failed.origin, failed.reason), "failed"

    def _written(self, facts: Facts, result: Read | PassedOver | Skipped) -> Became:
        match result:
            case Read(article, extraction, signature):
                outcome = self.store.save(article, extraction, self.run, facts.source, facts.named, signature)
                if outcome in ("added", "updated"):
                    self.tally.records.update({kind: len(getattr(extraction, kind)) for kind in RECORD_TYPES})
                return outcome
            case PassedOver(article, why):
                self.store.pass_over(article, why, self.run, facts.source)
                return "passed over"
            case Skipped():
                return "skipped"
