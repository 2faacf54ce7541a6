"""`phongtrao ingest`: articles into a database."""

import itertools
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from extractor import __version__
from extractor.cli.printing import number, report, warn
from extractor.cli.work import failure_of, rulebook, unique
from extractor.errors import PhongtraoError, StoreError
from extractor.extract import extract
from extractor.models import RECORD_TYPES, Article
from extractor.rules.book import RuleBook
from extractor.sources import Failure, read
from extractor.store import Outcome, Run, Store

OUTCOMES: tuple[Outcome, ...] = ("added", "updated", "unchanged", "duplicate")
INTERRUPTED = 130


@dataclass
class Tally:
    """What became of the inputs so far."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    failed: int = 0

    @property
    def stored(self) -> int:
        """How many articles were read and are in the database."""
        return self.outcomes.total()


def ingest(
    paths: Iterable[str],
    db: Path,
    book: RuleBook,
    tally: Tally,
    each: Callable[[Article | Failure], None] = lambda item: None,
) -> None:
    """Read the articles of `paths` into the database `db`, each in a transaction of its own.

    `tally` is kept as articles are stored, `each` is called after every input. No database is made where
    there is no article. Raises StoreError if the database cannot be used.
    """
    items = unique(read(paths, book))
    head: list[Article | Failure] = []
    for item in items:
        head.append(item)
        if isinstance(item, Article):
            break
    if not any(isinstance(item, Article) for item in head):
        _count_failures(head, tally, each)
        return
    with Store.open(db) as store, store.run(__version__, book.digest) as run:
        for item in itertools.chain(head, items):
            result = item if isinstance(item, Failure) else _stored(store, run, item, book)
            if isinstance(result, Failure):
                _count_failures([result], tally, each)
            else:
                tally.outcomes[result] += 1
                each(item)


def _count_failures(
    items: Iterable[Article | Failure], tally: Tally, each: Callable[[Article | Failure], None]
) -> None:
    for item in items:
        tally.failed += 1
        each(item)


def _stored(store: Store, run: Run, article: Article, book: RuleBook) -> Outcome | Failure:
    try:
        known = store.known(article, run)
        return known or store.save(article, extract(article, book), run)
    except PhongtraoError as error:
        # what is wrong with one article begins with its origin; all else is the database's
        if str(error).startswith(f"{article.origin}: "):
            return Failure(article.origin, str(error).removeprefix(f"{article.origin}: "))
        raise
    except Exception as error:  # one article must not stop the others
        return failure_of(article, error)


def run(paths: Sequence[str], db: Path) -> int:
    """Ingest with a progress bar and a summary; return the exit status."""
    book, tally = rulebook(), Tally()
    try:
        with _progress(paths) as each:
            ingest(paths, db, book, tally, each)
    except KeyboardInterrupt:
        stored = number(tally.stored, "article")
        warn(f"interrupted: {stored} safe in {db}; run the same command again to go on")
        return INTERRUPTED
    except StoreError:
        if tally.stored:
            warn(f"stopped: {number(tally.stored, 'article')} safe in {db}")
        raise
    if tally.stored:
        click.echo(summary(tally, db))
    else:
        warn("nothing was ingested")
    return int(tally.failed > 0 or tally.stored == 0)


def summary(tally: Tally, db: Path) -> str:
    """Return what was done and what the database now holds."""
    with Store.open(db, create=False) as store:
        counts, problems = store.counts(), store.view("needs_a_look")
    done = ", ".join(f"{tally.outcomes[name]} {name}" for name in OUTCOMES if name in tally.outcomes)
    records = ", ".join(f"{counts[kind]} {kind}" for kind in RECORD_TYPES)
    lines = [f"articles      {done}" + (f"; {number(tally.failed, 'input')} failed" if tally.failed else "")]
    lines.append(f"{db} holds {number(counts['articles'], 'article')}: {records}")
    kinds = Counter((row["record"], row["problem"]) for row in problems)
    lines += [f"needs a look  {times:5} {record}: {what}" for (record, what), times in kinds.most_common()]
    return "\n".join(lines)


@contextmanager
def _progress(paths: Sequence[str]) -> Iterator[Callable[[Article | Failure], None]]:
    """Give what reports failures and, on a terminal, moves a bar along by bytes read."""
    if not sys.stderr.isatty():
        yield lambda item: report(item) if isinstance(item, Failure) else None
        return
    columns = (TextColumn("{task.fields[articles]} articles"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=_size(paths), articles=0)
        numbers = itertools.count(1)

        def each(item: Article | Failure) -> None:
            if isinstance(item, Failure):
                report(item)
            else:
                bar.update(task, advance=len(item.text.encode(errors="replace")), articles=next(numbers))

        yield each


def _size(paths: Sequence[str]) -> float | None:
    """Return the bytes that lie in `paths`, or None where that cannot be told beforehand."""
    folders = [os.walk(path) for path in paths if os.path.isdir(path)]
    files = [os.path.join(root, name) for walk in folders for root, _, names in walk for name in names]
    files += [path for path in paths if not os.path.isdir(path)]
    try:
        return sum(os.path.getsize(file) for file in files) or None
    except OSError:  # standard input, or a path that reading will complain of
        return None
