"""`phongtrao runs`: which program with which rules read the articles."""

from datetime import datetime
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from extractor.cli.printing import console, one_line, short_digest
from extractor.store import Store


def run(db: Path) -> int:
    """Print a run a line, the one that read last at the end; return 0."""
    with Store.open(db, create=False) as store:
        found = store.history.runs()
    if not found:
        click.echo("nothing is read yet: see phongtrao ingest")
        return 0
    table = Table(box=None, pad_edge=False)
    for name in ("run", "version", "rulebook", "started (UTC)", "finished", "articles", "present"):
        table.add_column(name, overflow="fold", justify="right" if name in ("run", "articles", "present") else "left")
    for one in found:
        times = (_minute(moment) if moment else "" for moment in (one.started, one.finished))
        cells = (one.id, one.version, short_digest(one.rulebook), *times, one.articles, one.present)
        table.add_row(*(Text(one_line(str(cell))) for cell in cells))
    console().print(table)
    return 0


def _minute(moment: str) -> str:
    return datetime.fromisoformat(moment).strftime("%Y-%m-%d %H:%M")
