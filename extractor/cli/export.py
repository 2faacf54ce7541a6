"""`phongtrao export` and `phongtrao import`, with a bar that says how far they are."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from extractor.cli.printing import number
from extractor.export import Form, Licence, Watch, bring_back, export, manifest
from extractor.store import Store, Summary


def run_export(db: Path, out: Path, form: str, licence: str | None) -> int:
    """Write the folder and say what is in it; return 0. Raises what `extractor.export.export` raises."""
    try:
        given = Licence.of(licence) if licence else None
    except ValueError as error:
        raise click.UsageError(f"--licence takes an identifier such as CC-BY-4.0, or a URL: {error}.") from error
    with Store.open(db, create=False) as store, _progress(None) as watch:
        summary = export(store, out, cast("Form", form), given, watch)
    click.echo(f"{out} holds {number(summary.articles, 'article')}: {_records(summary)}")
    return 0


def run_import(folder: Path, db: Path) -> int:
    """Make the database and say what is in it; return 0. Raises what `extractor.export.bring_back` raises."""
    size = sum(file.bytes for file in manifest(folder).database().values())
    with _progress(size) as watch:
        bring_back(folder, db, watch)
    with Store.open(db, create=False) as store:
        summary = store.content.summary()
    click.echo(f"{db} holds {number(summary.articles, 'article')}: {_records(summary)}")
    return 0


def _records(summary: Summary) -> str:
    states = ", ".join(f"{count} {state}" for state, count in sorted(summary.records.items()) if count)
    records = number(sum(summary.records.values()), "record")
    return f"{records} ({states})" if states else records


@contextmanager
def _progress(total: int | None) -> Iterator[Watch]:
    """Give what moves a bar along on a terminal, towards `total` if it is known."""
    if not sys.stderr.isatty():
        yield lambda file, done: None
        return
    columns = (TextColumn("{task.fields[file]}"), BarColumn(), TextColumn("{task.completed}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total, file="")
        yield lambda file, done: bar.update(task, advance=done, file=file)
