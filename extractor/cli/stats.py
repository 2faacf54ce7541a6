"""`phongtrao rules stats`: how often the rules were right."""

from collections import Counter
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from extractor.cli.printing import console, one_line
from extractor.review.precision import Tally
from extractor.store import Store

_MOST_CASES = 5


def run(db: Path, below: float | None) -> int:
    """Print the rules by precision, the lowest first; of those below a share also where they were wrong. Return 0."""
    with Store.open(db, create=False) as store:
        tallies = store.reviews.tallies()
    if not tallies:
        click.echo("nothing is decided yet: see phongtrao review")
        return 0
    table = Table(box=None, pad_edge=False)
    for name in ("rule", "decided", "right", "precision", "95% interval"):
        table.add_column(name, overflow="fold", justify="left" if name == "rule" else "right")
    ranked = sorted(tallies.items(), key=lambda item: (item[1].precision, -item[1].decided, item[0]))
    for rule, tally in ranked:
        low, high = tally.interval
        cells = (rule, tally.decided, tally.right, f"{tally.precision:.3f}", f"{low:.3f}–{high:.3f}")
        table.add_row(*(Text(one_line(str(cell))) for cell in cells))
    console().print(table)
    for rule, tally in ranked:
        if below is not None and tally.is_low(below):
            click.echo(f"\n{one_line(rule)}")
            _print_cases(tally)
    return 0


def _print_cases(tally: Tally) -> None:
    """Print where a rule was wrong: the quotes it was wrong about most often, then the latest."""
    often = Counter(case.quote for case in tally.cases)
    shown: dict[str, str] = {}
    for case in reversed(tally.cases):
        shown.setdefault(case.quote, f"  {case.quote!r} as {case.kind}.{case.field} in {case.article_id}")
    for quote in sorted(shown, key=lambda quote: -often[quote])[:_MOST_CASES]:
        times = f" ({often[quote]} times)" if often[quote] > 1 else ""
        click.echo(f"  {one_line(shown[quote])}{times}")
