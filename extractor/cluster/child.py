"""The process that makes shards: `python -m extractor.cluster.child`, with pickled Tasks on standard input."""

import os
import pickle
import queue
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Iterator
from contextlib import suppress

from extractor import __version__
from extractor.batch import Facts, Pool, facts_of
from extractor.batch.pool import Pending
from extractor.cluster import shards
from extractor.cluster.errors import ClusterError
from extractor.cluster.job import Job, Part, Seen, Shard, stamp_of
from extractor.cluster.rows import Outcome
from extractor.cluster.tasks import Task
from extractor.errors import PhongtraoError
from extractor.rules.book import load
from extractor.sources import Failure, Item, Options, read_file


def main() -> None:
    """Make one shard after the other; answer each with a line on standard output: empty, or why it is not made."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=[tasks], daemon=True).start()
    with Pool(1) as pool:
        while True:
            reason = _tried(tasks.get(), pool)
            answers.write(" ".join(reason.split()).encode() + b"\n")
            answers.flush()


def _tried(task: Task, pool: Pool) -> str:
    try:
        make(task, pool)
    except PhongtraoError as error:
        return str(error)
    except Exception as error:
        traceback.print_exc()
        return f"an error in phongtrao, please report it: {type(error).__name__}: {error}"
    return ""


def make(task: Task, pool: Pool) -> None:
    """Read a shard and write its file, unless that is there; raises ClusterError where this machine is not fit to."""
    shard = task.shard
    if not task.folder.is_dir():
        raise ClusterError(f"{task.folder} is not there: --shards must be a folder that all workers share")
    if shards.is_made(task.folder, shard.name):
        return
    _check_same(shard.job)
    shards.write(task.folder, shard.name, shard.job, _outcomes(shard, pool))


def _check_same(job: Job) -> None:
    """Raise ClusterError unless this program would read as the one that planned the job."""
    if job.version != __version__:
        raise ClusterError(f"phongtrao is {__version__} here and {job.version} where it was started: install one")
    if load().digest != job.rulebook:
        raise ClusterError("the rules are others here than where it was started: set PHONGTRAO_PATTERNS alike")


def _outcomes(shard: Shard, pool: Pool) -> Iterator[Outcome]:
    """Yield what becomes of each input of a shard, in order; a few are read ahead."""
    job = shard.job
    waiting: deque[Failure | tuple[Facts, Pending]] = deque()
    for item in _items(shard):
        if isinstance(item, Failure):
            waiting.append(item)
        else:
            waiting.append((facts_of(item), pool.submit(item, job.every, job.since, job.seconds, False)))
        while len(waiting) > pool.most_waiting:
            yield _settled(waiting.popleft())
    yield from map(_settled, waiting)


def _settled(taken: Failure | tuple[Facts, Pending]) -> Outcome:
    if isinstance(taken, Failure):
        return taken
    facts, pending = taken
    return facts, pending.result().result


def _items(shard: Shard) -> Iterator[Item | Failure]:
    options = Options(columns=shard.job.columns, encoding=shard.job.encoding)
    for part in shard.parts:
        _check_unchanged(part)
        if isinstance(part, Failure):
            yield part
        else:
            yield from read_file(part.file, options)
        _check_unchanged(part)


def _check_unchanged(part: Part) -> None:
    """Raise ClusterError unless a file is what was planned: the shard's name says so."""
    if isinstance(part, Seen) and stamp_of(part.file.path) != part.stamp:
        raise ClusterError(
            f"{part.file.origin} is not here as it was seen when this began: do all workers see {part.file.path}? "
            "if it has changed, run ingest again"
        )


def _listen(tasks: "queue.SimpleQueue[Task]") -> None:
    """Take tasks until the worker is gone, however it ended; then go too, with all that this process has started."""
    with suppress(EOFError):
        while True:
            tasks.put(pickle.load(sys.stdin.buffer))
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
