"""`phongtrao ingest --engine dask` and `phongtrao merge`: articles read by a cluster."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress as Bar

from extractor import __version__
from extractor.batch import Options, Tally
from extractor.cli.ingest import INTERRUPTED, reported
from extractor.cli.printing import number, report, warn
from extractor.cli.work import rulebook
from extractor.cluster import Job, Plan, Progress, make_missing, merge, plan
from extractor.cluster.run import Watch
from extractor.sources import Failure
from extractor.sources import Options as Reading
from extractor.sources.formats.library import library


def run(paths: Sequence[str], db: Path | None, options: Options, reading: Reading, scheduler: str, folder: Path) -> int:
    """Have a cluster make the shards in `folder`, then merge them where there is a `db`; return the exit status."""
    for module in ("distributed", "pyarrow"):
        library(module, "dask")
    job = Job(
        __version__,
        rulebook().digest,
        options.every,
        options.since,
        options.seconds,
        reading.encoding,
        dict(reading.columns),
    )
    planned, progress = plan(paths, folder, job), Progress()
    try:
        with _shown(planned, progress) as watch:
            make_missing(planned, scheduler, progress, watch, warn)
    except KeyboardInterrupt:
        safe = number(progress.before + progress.made, "shard")
        warn(f"interrupted: {safe} of {len(planned.shards)} safe in {folder}; run the same command again to go on")
        return INTERRUPTED
    failed = f"; {progress.failed} failed, run the same command again" if progress.failed else ""
    click.echo(f"shards        {progress.made} made, {progress.before} there already{failed}")
    if progress.failed:
        return 1
    return run_merge([folder], db) if db else 0


def run_merge(folders: Sequence[Path], db: Path) -> int:
    """Merge shards with a progress bar and a summary; return the exit status."""
    book, tally = rulebook(), Tally()
    return reported(db, (), tally, lambda watch: merge(folders, db, book, tally, watch))


@contextmanager
def _shown(planned: Plan, progress: Progress) -> Iterator[Watch]:
    """Give what names shards that failed and, on a terminal, moves a bar along."""
    with Bar(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("shards", total=len(planned.shards))

        def watch(origin: str, reason: str | None) -> None:
            if reason:
                report(Failure(origin, reason))
            bar.update(task, completed=progress.before + progress.made)

        yield watch
