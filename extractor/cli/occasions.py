"""`phongtrao occasions`: which reports are of one event, and where they disagree."""

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from extractor.cli.printing import number, one_line
from extractor.cli.review import name_of
from extractor.normalize.numbers import plain
from extractor.store import Store
from extractor.store.occasions import Verdict


def run_list(db: Path) -> int:
    """Print each event that several articles report, with what they tell differently; return 0."""
    with Store.open(db, create=False) as store:
        found = [row for row in store.view("occasion_list") if row["reports"] > 1]
        told = _by_occasion(store.view("attestation_list"))
        differing = _by_occasion(store.view("disagreements"))
    if not found:
        click.echo("no event is reported by more than one article")
    for row in found:
        head = [row["date"] or "no date", row["kinds"], row["organisers"] or row["province"]]
        click.echo(one_line(f"{row['occasion']}: {' · '.join(filter(None, head))}"))
        for report in told[row["occasion"]]:
            where = " · ".join(filter(None, (report["published"], report["source"], report["article"])))
            click.echo(f"  {one_line(report['article_id'])}: {one_line(where)}")
        for figure in differing[row["occasion"]]:
            what = f"{figure['record']}.{figure['field']} ({figure['what']})"
            click.echo(f"  ! {one_line(what)}: {_figure(figure['value'])} in {one_line(figure['article_id'])}")
    return 0


def _figure(value: float | str) -> str:
    return value if isinstance(value, str) else str(plain(value))


def _by_occasion(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["occasion"]].append(row)
    return found


def run_decide(db: Path, one: str, other: str, verdict: Verdict, reviewer: str | None) -> int:
    """Keep a decision; raises StoreError if there is no such event."""
    with Store.open(db, create=False) as store:
        made = store.occasions.decide(one, other, verdict, name_of(reviewer), _now())
        left = sum(row["reports"] > 1 for row in store.view("occasion_list"))
    click.echo(f"decision {made} kept; {number(left, 'event')} reported by several articles")
    return 0


def run_undo(db: Path, decision: int, reviewer: str | None) -> int:
    """Take a decision back; raises StoreError if it is not in force."""
    with Store.open(db, create=False) as store:
        store.occasions.undo(decision, name_of(reviewer), _now())
    click.echo(f"decision {decision} is undone")
    return 0


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
