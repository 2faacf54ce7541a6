"""The side that asks: shards that are missing go to the scheduler of a cluster as tasks."""

import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from extractor.cluster import shards
from extractor.cluster.errors import ClusterError
from extractor.cluster.job import Shard
from extractor.cluster.plan import Plan
from extractor.cluster.tasks import Task, make
from extractor.sources.formats.library import library

_TIMEOUT = "10s"


@dataclass
class Progress:
    """How many shards were there already, are made, and are not, with why (a line each)."""

    before: int = 0
    made: int = 0
    failed: int = 0


Watch = Callable[[str, str | None], None]
"""Called after each shard with what it is of, and with the reason where it could not be made."""
Warn = Callable[[str], None]


def make_missing(plan: Plan, scheduler: str, progress: Progress, watch: Watch, warn: Warn) -> None:
    """Have the workers of a cluster make the shards that are not there yet; return when all have been tried.

    `scheduler` is an address (tcp://host:8786) or the file that names it. A worker that is lost is told to `warn`, and
    another reads its shard. Raises ClusterError if the scheduler cannot be reached, or is lost.
    """
    missing = [shard for shard in plan.shards if not shards.is_made(plan.folder, shard.name)]
    progress.before = len(plan.shards) - len(missing)
    if not missing:
        return
    with _connected(scheduler) as client:
        _warn_of_lost(client, warn)
        if not client.scheduler_info()["workers"]:
            warn(f"no worker at {scheduler} yet: waiting for one")
        for shard, reason in _made(client, plan, missing, scheduler):
            progress.made += reason is None
            progress.failed += reason is not None
            watch(shard.origin, reason)


def _made(client: Any, plan: Plan, missing: Sequence[Shard], scheduler: str) -> Iterator[tuple[Shard, str | None]]:
    distributed = library("distributed", "dask")
    by_key: Mapping[str, Shard] = {f"phongtrao-{shard.name}": shard for shard in missing}
    # the same command started twice at once has each shard made once: keys are names
    tasks = [Task(plan.folder, shard) for shard in by_key.values()]
    futures = client.map(make, tasks, key=list(by_key))
    for future in distributed.as_completed(futures, loop=client.loop):
        shard = by_key[future.key]
        if future.status == "cancelled":
            raise ClusterError(f"lost the scheduler at {scheduler}: what is made is safe; run the same command again")
        yield shard, _reason(future, plan, shard)


def _reason(future: Any, plan: Plan, shard: Shard) -> str | None:
    """Return why a shard is not there."""
    distributed = library("distributed", "dask")
    error = future.exception() if future.status == "error" else None
    if isinstance(error, ClusterError):
        return str(error)
    if isinstance(error, distributed.KilledWorker):
        return "each worker that read it died: give workers more memory"
    if error is not None:
        return f"a worker could not begin: {type(error).__name__}: {error}: is phongtrao[dask] installed there?"
    if not shards.is_made(plan.folder, shard.name):
        return f"it is not in {plan.folder}, a worker said: --shards must be a folder that all workers share"
    return None


@contextmanager
def _connected(scheduler: str) -> Iterator[Any]:
    distributed = library("distributed", "dask")
    for name in [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what matters is said in one line of ours
    where = {"scheduler_file": scheduler} if os.path.isfile(scheduler) else {"address": scheduler}
    try:
        client = distributed.Client(**where, timeout=_TIMEOUT, set_as_default=False)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ClusterError(f"no scheduler at {scheduler}: start one with `dask scheduler`, or mend it") from error
    try:
        yield client
    finally:
        client.close(timeout=_TIMEOUT)


def _warn_of_lost(client: Any, warn: Warn) -> None:
    def heard(event: tuple[float, Any]) -> None:
        told = event[1]
        if isinstance(told, Mapping) and told.get("action") == "remove-worker" and not told.get("expected"):
            warn(f"lost the worker {told.get('worker')}: another reads what it was at")

    client.subscribe_topic("all", heard)
