"""`phongtrao ingest`: articles into a database."""

import itertools
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from extractor.batch import Became, Facts, Options, Tally, Watch, ingest
from extractor.cli.printing import number, report, warn
from extractor.cli.work import rulebook
from extractor.errors import SourceError, StoreError
from extractor.models import RECORD_TYPES
from extractor.profile import Profile, table
from extractor.sources import Failure, Item, items
from extractor.sources import Options as Reading
from extractor.store import Store

SHOWN: tuple[Became, ...] = (
    "added",
    "updated",
    "unchanged",
    "untouched by the rules",
    "duplicate",
    "passed over",
    "skipped",
)
INTERRUPTED = 130


def run(paths: Sequence[str], db: Path, options: Options, reading: Reading, fetch: bool, profile: bool) -> int:
    """Ingest with a progress bar and a summary; return the exit status.

    With `fetch`, `paths` are addresses on the web, or files that list them. With `profile` the summary tells where
    time went.
    """
    book, tally = rulebook(), Tally(profile=Profile() if profile else None)
    if options.retry and not paths:
        paths = failed_paths(db)
    given = _fetched(paths) if fetch else items(paths, reading)
    return reported(db, paths, tally, lambda watch: ingest(given, db, book, options, tally, watch))


def reported(db: Path, paths: Sequence[str], tally: Tally, write: Callable[[Watch], None]) -> int:
    """Have `write` fill the database, with a progress bar over `paths` and a summary; return the exit status."""
    try:
        with _progress(paths, tally) as watch:
            write(watch)
    except KeyboardInterrupt:
        stored = number(tally.stored, "article")
        warn(f"interrupted: {stored} safe in {db}; run the same command again to go on")
        return INTERRUPTED
    except StoreError:
        if tally.stored:
            warn(f"stopped: {number(tally.stored, 'article')} safe in {db}")
        raise
    if tally.done:
        click.echo(summary(tally, db))
        if tally.profile:
            click.echo(f"\n{table(tally.profile)}")
    else:
        warn("nothing was ingested")
    return int(tally.failed > 0 or tally.done == 0)


def _fetched(paths: Sequence[str]) -> Iterator[Item | Failure]:
    from extractor.sources.fetch import addresses_of, fetch

    for path in paths:
        if urlsplit(path).scheme in ("http", "https"):
            yield from fetch([path])
            continue
        try:
            addresses = addresses_of(Path(path).read_bytes())
        except OSError as error:
            yield Failure(path, f"cannot be read: {error.strerror or error}")
        except SourceError as error:
            yield Failure(path, str(error))
        else:
            yield from fetch(addresses)


def failed_paths(db: Path) -> list[str]:
    """Return the files that what failed lies in, each once."""
    with Store.open(db, create=False) as store:
        return list(dict.fromkeys(_file_of(failed.origin) for failed in store.failures()))


def _file_of(origin: str) -> str:
    """Return the file of an origin, which may name a member or a line of it too."""
    while not os.path.exists(origin) and (cut := max(origin.rfind(mark) for mark in "!:@")) > 0:
        origin = origin[:cut]
    return origin


def summary(tally: Tally, db: Path) -> str:
    """Return what was done and what the database now holds."""
    with Store.open(db, create=False) as store:
        counts, problems = store.counts(), store.problems()
    done = ", ".join(f"{tally.became[name]} {name}" for name in SHOWN if tally.became[name])
    records = ", ".join(f"{counts[kind]} {kind}" for kind in RECORD_TYPES)
    lines = [f"articles      {done or 'none'}" + (f"; {number(tally.failed, 'input')} failed" if tally.failed else "")]
    lines.append(f"{db} holds {number(counts['articles'], 'article')}: {records}")
    if counts["failures"]:
        lines.append(f"failures      {counts['failures']:5} in all: phongtrao failures --db {db}")
    lines += [f"needs a look  {times:5} {record}: {what}" for record, what, times in problems]
    return "\n".join(lines)


@contextmanager
def _progress(paths: Sequence[str], tally: Tally) -> Iterator[Watch]:
    """Give what reports failures and, on a terminal, moves a bar along by bytes read."""
    if not sys.stderr.isatty():
        yield lambda item, became: _report(item, became)
        return
    columns = (
        TextColumn("{task.fields[articles]} articles {task.fields[rate]}"),
        BarColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[found]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=_size(paths), articles=0, rate="", found="")
        numbers = itertools.count(1)

        def watch(item: Facts | Failure, became: Became) -> None:
            _report(item, became)
            if isinstance(item, Facts):
                articles, elapsed = next(numbers), bar.tasks[task].elapsed or 0
                rate = f"({articles / elapsed:.1f}/s)" if elapsed else ""
                found = ", ".join(f"{tally.records[kind]} {kind}" for kind in ("events", "awards", "ratios"))
                bar.update(task, advance=item.length, articles=articles, rate=rate, found=found)

        yield watch


def _report(item: Facts | Failure, became: Became) -> None:
    if isinstance(item, Failure):
        report(item)


def _size(paths: Sequence[str]) -> float | None:
    """Return the bytes that lie in `paths`, or None where that cannot be told beforehand."""
    folders = [os.walk(path) for path in paths if os.path.isdir(path)]
    files = [os.path.join(root, name) for walk in folders for root, _, names in walk for name in names]
    files += [path for path in paths if not os.path.isdir(path)]
    try:
        return sum(os.path.getsize(file) for file in files) or None
    except OSError:  # standard input, or a path that reading will complain of
        return None
