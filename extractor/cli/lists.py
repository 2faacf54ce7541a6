"""`phongtrao failures`, `phongtrao alike` and `phongtrao findings`: what a batch left to look at."""

from pathlib import Path

import click

from extractor.cli.printing import one_line
from extractor.store import Store


def run_failures(db: Path, traceback: bool) -> int:
    """Print each failure on a line, with `traceback` followed by where the program went wrong; return 0."""
    with Store.open(db, create=False) as store:
        for failed in store.failures():
            click.echo(one_line(f"{failed.origin}: {failed.reason}"))
            if traceback and failed.traceback:
                click.echo(failed.traceback)
    return 0


def run_alike(db: Path) -> int:
    """Print each pair of articles that are alike, the most alike first; return 0."""
    with Store.open(db, create=False) as store:
        for article, other, likeness in store.alike():
            click.echo(one_line(f"{likeness.resemblance:.2f}  {article.id}  {other.id}"))
            click.echo(f"      {one_line(article.text[slice(*likeness.passage)])}")
    return 0


def run_findings(db: Path) -> int:
    """Print each finding with what the articles print, errors first; return 0."""
    with Store.open(db, create=False) as store:
        for row in store.view("findings"):
            click.echo(f"{row['severity']:8} {row['problem']}: {row['record']} in {one_line(row['article_id'])}")
            if row["said"]:
                click.echo(f"         {one_line(row['said'])}")
            other = row["other_article_id"]
            for id, context in ((None, row["context"]), (other, row["other_context"])):
                if context:
                    named = f"{id}: " if id not in (None, row["article_id"]) else ""
                    click.echo(f"         {one_line(named + context)}")
    return 0
