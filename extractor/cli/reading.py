"""The commands that read into a database: what they take. The work is in other modules, imported when needed."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from click.core import ParameterSource

from extractor.cli.options import db_option


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1)
@db_option
@click.option("--workers", type=click.IntRange(1), default=os.cpu_count(), help="Processes that read; one a core.")
@click.option("--limit", metavar="N", type=click.IntRange(1), help="Stop after N articles.")
@click.option("--since", metavar="DATE", help="Leave out what was published before, as 2020 or 2020-07-01.")
@click.option("--all", "every", is_flag=True, help="Read records also from articles that are on no campaign.")
@click.option("--retry-failed", "retry", is_flag=True, help="Try again what failed; without PATH, only that.")
@click.option("--seconds", type=click.FloatRange(1), default=60, show_default=True, help="The most for one article.")
@click.option("--encoding", metavar="NAME", help="The encoding of all files, as tcvn3; else each is told by itself.")
@click.option(
    "--fetch", is_flag=True, help="Read pages from the web: PATH is a list of addresses, a feed, or either's URL."
)
@click.option(
    "--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True, help="Where it is read."
)
@click.option("--scheduler", metavar="ADDRESS", help="dask: the scheduler, as tcp://host:8786, or its file.")
@click.option("--shards", metavar="FOLDER", help="dask: where workers put what they read; --db is made of it.")
@click.option("--profile", is_flag=True, help="Tell at the end in which stages the time went.")
@click.option("--column", "columns", metavar="FIELD=NAME", multiple=True, help="The column of a field, in tables.")
@click.pass_context
def ingest(
    context: click.Context,
    paths: tuple[str, ...],
    db: str,
    workers: int,
    limit: int | None,
    since: str | None,
    every: bool,
    retry: bool,
    seconds: float,
    encoding: str | None,
    fetch: bool,
    columns: tuple[str, ...],
    engine: str,
    scheduler: str | None,
    shards: str | None,
    profile: bool,
) -> int:
    """Read articles into a database.

    What is stored already is left alone; new rules or a corrected page replace what was read before. Articles
    that are no reports on a campaign are noted and passed over. Inputs that cannot be read are named on
    standard error, kept in a list (`phongtrao failures`) and stop nothing. A batch that was cut off goes on
    where it stopped.

    With --engine dask the workers of a cluster read, each a file or some small ones at a time, into the folder
    --shards; where --db is given, `phongtrao merge` follows at once.

    \b
    Example:
      phongtrao ingest articles/ clippings.jsonl --db campaigns.db
      phongtrao ingest --retry-failed --db campaigns.db
      phongtrao ingest crawl/ --engine dask --scheduler s.json --shards shards/
    """
    from extractor.batch import Options
    from extractor.cli.ingest import run
    from extractor.sources import Options as Reading

    if not paths and not retry:
        raise click.UsageError("Missing argument 'PATH…'.")
    _check(since, columns)
    reading = Reading(encoding=encoding, columns=dict(column.split("=", 1) for column in columns))
    options = Options(workers, every, limit, since, retry, seconds)
    if engine == "dask":
        from extractor.cli.cluster import run as run_elsewhere

        only_here = {"--limit": limit, "--retry-failed": retry, "--fetch": fetch, "--profile": profile}
        scheduler, shards = _for_dask(scheduler, shards, only_here)
        target = None if context.get_parameter_source("db") == ParameterSource.DEFAULT else Path(db)
        return run_elsewhere(paths, target, options, reading, scheduler, Path(shards))
    if scheduler or shards:
        raise click.UsageError("--scheduler and --shards go with --engine dask.")
    return run(paths, Path(db), options, reading, fetch, profile)


def _check(since: str | None, columns: Sequence[str]) -> None:
    """Raise UsageError for what is no date, or no column of a field."""
    if since is not None and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", since):
        raise click.UsageError(f"--since takes a date such as 2020 or 2020-07-01, not {since!r}.")
    if any("=" not in column for column in columns):
        raise click.UsageError("--column takes FIELD=NAME, such as text=noi_dung.")


def _for_dask(scheduler: str | None, shards: str | None, given: Mapping[str, object]) -> tuple[str, str]:
    """Return the scheduler and the folder of shards; raises UsageError without them, or with what is local only."""
    if not scheduler or not shards:
        raise click.UsageError("--engine dask needs --scheduler ADDRESS and --shards FOLDER.")
    if local := next((option for option, value in given.items() if value), None):
        raise click.UsageError(f"{local} does not go with --engine dask.")
    return scheduler, shards


@click.command()
@click.argument("folders", metavar="SHARDS…", nargs=-1, required=True)
@db_option
def merge(folders: tuple[str, ...], db: str) -> int:
    """Make a database of what the workers of a cluster have read.

    It is the one that a local `ingest` of the same inputs makes. SHARDS is the folder that `ingest --engine dask`
    was given. What is in the database already is left alone.

    \b
    Example:
      phongtrao merge shards/ --db campaigns.db
    """
    from extractor.cli.cluster import run_merge

    return run_merge([Path(folder) for folder in folders], Path(db))
