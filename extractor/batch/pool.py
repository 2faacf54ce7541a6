"""Worker processes with a time limit on each task, so that one monster cannot hold up the rest."""

import multiprocessing
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from extractor.batch.worker import Worked, start, work
from extractor.sources import Item
from extractor.store import Failed

_WAITING_PER_WORKER = 8
"""Inputs that wait, read ahead or done, for each worker: enough to keep it busy, few enough to keep memory flat."""
_HANGING = 10
_LEAST_HANGING = 120.0
"""A worker that takes ten times as long as it has of processor time, and two minutes, hangs: it is killed."""
_MOST_TASKS = 2000
"""A worker is replaced after so many articles: what libraries leak goes with it."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A task that a worker was given."""

    item: Item
    seconds: float
    future: "ProcessFuture[Worked]"

    def result(self) -> Worked:
        """Wait for what the worker yields; a worker that was stopped or died yields why."""
        try:
            return self.future.result()
        except TimeoutError:
            reason = f"hung for {self.seconds:g} s and was stopped: cut it into articles"
        except ProcessExpired as error:
            reason = f"its worker died (exit status {error.exitcode}): it may need more memory"
        return Worked(Failed(self.item.origin, reason))


class Pool:
    """Some worker processes; use as a context manager."""

    def __init__(self, workers: int) -> None:
        """They start with the first task."""
        self.most_waiting = workers * _WAITING_PER_WORKER
        self._workers = workers
        self._pool: ProcessPool | None = None

    def submit(self, item: Item, every: bool, since: str | None, seconds: float, profiled: bool) -> Pending:
        """Give a task to the next free worker; `seconds` is the processor time that it may take.

        With `profiled` it tells the seconds of its stages.
        """
        longest = max(_LEAST_HANGING, seconds * _HANGING)
        with _undisturbed():
            if self._pool is None:
                # Spawned, not forked: forking a process that has threads may lock it up.
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPool(self._workers, max_tasks=_MOST_TASKS, initializer=start, context=context)
            future = self._pool.schedule(work, (item, every, since, seconds, profiled), timeout=longest)
        return Pending(item, longest, future)

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
