"""From shards to the database: what a local run would have made of the same inputs."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from extractor import __version__
from extractor.batch import Input, Options, Tally, Watch, settle
from extractor.cluster import shards
from extractor.cluster.errors import ClusterError
from extractor.cluster.plan import Planned, planned
from extractor.rules.book import RuleBook
from extractor.sources import Failure


def merge(folders: Sequence[Path], db: Path, book: RuleBook, tally: Tally, watch: Watch) -> None:
    """Write what the shards in `folders` hold into the database `db`, in the order of the inputs.

    What is in it already is left alone, so that a merge that was cut off goes on. `book` is the RuleBook
    at hand. Raises ClusterError, and writes nothing, if a shard is missing, damaged, no shard, or was read by
    another version or other rules than those at hand, or with other options than the rest.
    """
    plans = {folder: planned(folder) for folder in folders}
    for folder, plan in plans.items():
        _check_run(folder, plan, book.digest)
        shards.check_all(folder, plan.names)
    every = {plan.job.every for plan in plans.values()}
    if len(every) > 1:
        raise ClusterError("some of these folders were read with --all and some without: merge one after the other")
    # failures are told again: a shard that was made anew may hold what could not be read before
    settle(_inputs(plans), 0, db, book, Options(every=every == {True}, retry=True), tally, watch)


def _inputs(plans: dict[Path, Planned]) -> Iterator[Input | Failure]:
    for folder, plan in plans.items():
        for name in plan.names:
            yield from shards.read(folder, name)


def _check_run(folder: Path, plan: Planned, rulebook: str) -> None:
    job = plan.job
    if (job.version, job.rulebook) != (__version__, rulebook):
        raise ClusterError(
            f"{folder} was read by phongtrao {job.version} with the rules {job.rulebook[:12]}, and this is "
            f"{__version__} with {rulebook[:12]}: run ingest again, or merge with that one"
        )
