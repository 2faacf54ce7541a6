"""`phongtrao report`: a database as a folder of pages."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from extractor.cli.printing import number, one_line
from extractor.desk import words
from extractor.errors import ReportError, SourceError
from extractor.sources.formats.library import library
from extractor.store import Store


def run(db: Path, out: Path, language: str | None) -> int:
    """Write the report with a progress bar; return 0. Raises PhongtraoError where it cannot be."""
    words.choose(language or words.from_locale())
    for name in ("jinja2", "vl_convert"):
        try:
            library(name, "report")
        except SourceError as error:
            raise ReportError(f"report {error}") from error
    from extractor.report.report import write

    with Store.open(db, create=False) as store, _progress() as progress:
        articles = write(store, out, progress)
    click.echo(f"{number(articles, 'article')} in {one_line(str(out))}: open {one_line(str(out / 'index.html'))}")
    return 0


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Give what moves a bar along, on a terminal."""
    if not sys.stderr.isatty():
        yield lambda what, done, of: None
        return
    columns = (TextColumn("{task.completed} of {task.total} {task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)
