"""Worker processes with a time limit on each task, so that one monster cannot hold up the rest."""

import multiprocessing
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Protocol, Self

from pebble import ProcessExpired, ProcessPool

from extractor.batch.parcel import Parcel, Terms
from extractor.batch.worker import Worked, start, work_all
from extractor.sources import Item
from extractor.store import Failed

_WAITING_PER_WORKER = 24
"""Inputs that wait, read ahead or done, for each worker: enough to keep it busy, few enough to keep memory flat."""
_HANGING = 10
_LEAST_HANGING = 120.0
"""A worker that takes ten times as long as it has of processor time, and two minutes, hangs: it is killed."""
_MOST_TASKS = 4000
"""A worker is replaced after so many parcels: what libraries leak goes with it."""


class Pending(Protocol):
    """An input that a worker is to read."""

    def result(self) -> Worked:
        """Wait for what the worker yields; a worker that was stopped or died yields why."""


class Pool:
    """Some worker processes; use as a context manager."""

    def __init__(self, workers: int) -> None:
        """They start with the first task."""
        self.most_waiting = workers * _WAITING_PER_WORKER
        self._workers = workers
        self._pool: ProcessPool | None = None
        self._open: Parcel | None = None
        self._under_way: list[Parcel] = []
        self._given = 0

    def submit(self, item: Item, every: bool, since: str | None, seconds: float, profiled: bool) -> Pending:
        """Have an input read by the next free worker; `seconds` is the processor time that it may take.

        Several go to a worker together, when they are enough or one of them is asked for. With `profiled` it tells
        the seconds of its stages.
        """
        terms = Terms(every, since, seconds, profiled)
        if self._open and self._open.terms != terms:
            self._send_open()
        parcel = self._open = self._open or Parcel(terms)
        place = parcel.add(item)
        if parcel.is_full(self._given, self._workers):
            self._send_open()
        return _Placed(self, parcel, place)

    def result(self, parcel: Parcel, place: int) -> Worked:
        """Wait for what one input of a parcel yields."""
        if parcel is self._open or (not _is_done(parcel) and self._is_idle()):
            self._send_open()
        assert parcel.future
        try:
            return parcel.future.result()[place]
        except (TimeoutError, ProcessExpired) as error:
            if len(parcel.items) == 1:
                return Worked(Failed(parcel.items[0].origin, _reason(error, parcel.terms)))
        # One of them has done it, and the others are not to fail with it.
        if not parcel.alone:
            parcel.alone = [Parcel(parcel.terms, [item]) for item in parcel.items]
            for single in parcel.alone:
                self._send(single)
        return self.result(parcel.alone[place], 0)

    def _is_idle(self) -> bool:
        """Tell whether a worker has nothing to do."""
        return len(self._unfinished()) < self._workers

    def _unfinished(self) -> list[Parcel]:
        return [parcel for parcel in self._under_way if not _is_done(parcel)]

    def _send_open(self) -> None:
        if self._open:
            self._given += len(self._open.items)
            self._send(self._open)
            self._open = None

    def _send(self, parcel: Parcel) -> None:
        with _undisturbed():
            if self._pool is None:
                # Spawned, not forked: forking a process that has threads may lock it up.
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPool(self._workers, max_tasks=_MOST_TASKS, initializer=start, context=context)
            task = (parcel.items, *parcel.terms)
            parcel.future = self._pool.schedule(work_all, task, timeout=_longest(parcel.terms))
        self._under_way = [*self._unfinished(), parcel]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is None:
            return
        if kind is None:
            self._pool.close()  # type: ignore[no-untyped-call]
        else:
            self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


@dataclass(frozen=True, slots=True)
class _Placed:
    """An input by its place in a parcel."""

    pool: Pool
    parcel: Parcel
    place: int

    def result(self) -> Worked:
        return self.pool.result(self.parcel, self.place)


def _is_done(parcel: Parcel) -> bool:
    return parcel.future is not None and parcel.future.done()


def _longest(terms: Terms) -> float:
    """Return the seconds after which a worker hangs."""
    return max(_LEAST_HANGING, terms.seconds * _HANGING)


def _reason(error: TimeoutError | ProcessExpired, terms: Terms) -> str:
    if isinstance(error, ProcessExpired):
        return f"its worker died (exit status {error.exitcode}): it may need more memory"
    return f"hung for {_longest(terms):g} s and was stopped: cut it into articles"


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep Ctrl-C back until the end.

    Raised while a queue wakes its reader, it leaves a waiter behind that swallows the next call (gh-92530 mends half of
    it): the pool's thread would never hear that it is to stop, and the process would never end.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are for the main thread
        return
    late: list[int] = []

    def keep(signum: int, frame: FrameType | None) -> None:
        late.append(signum)

    before = signal.signal(signal.SIGINT, keep)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if late:
        signal.raise_signal(signal.SIGINT)
