"""`phongtrao rules`: check the rules by their own examples, or list them."""

from collections.abc import Sequence

import click
from rich.table import Table
from rich.text import Text

from extractor.check import Failed, check_example, examples
from extractor.cli.printing import console, number, safe
from extractor.cli.work import rulebook
from extractor.errors import PatternError


def run_check(rule_ids: Sequence[str] = ()) -> int:
    """Run the examples of all rules, or of those named; print each that fails; return 1 if one does."""
    book = rulebook()
    book.compile()
    unknown = [rule_id for rule_id in rule_ids if rule_id not in book.rules]
    if unknown:
        raise PatternError(f"no rule {', '.join(unknown)}: `phongtrao rules list` names them all")
    chosen = [e for e in examples(book) if not rule_ids or e.rule.id in rule_ids]
    failures = [failed for failed in (check_example(book, example) for example in chosen) if failed]
    for failed in failures:
        click.echo(f"{book.rules[failed.rule].source}: {safe(str(failed))}")
    click.echo(_verdict(len(set(rule_ids)) or len(book.rules), len(chosen), failures))
    return int(bool(failures))


def _verdict(rules: int, checked: int, failures: Sequence[Failed]) -> str:
    head = f"{number(rules, 'rule')}, {number(checked, 'example')}: "
    if not failures:
        return f"{head}all hold"
    return f"{head}{len(failures)} fail, of {number(len({failed.rule for failed in failures}), 'rule')}"


def run_list(label: str | None = None) -> int:
    """Print the rules, or those of one label."""
    book = rulebook()
    if label is not None and label not in book.labels:
        raise PatternError(f"no label {label}: there are {', '.join(book.labels)}")
    table = Table(box=None, pad_edge=False)
    for name in ("rule", "label", "yes", "no", "file", "about"):
        table.add_column(name, overflow="fold", justify="right" if name in ("yes", "no") else "left")
    for rule in book.rules.values():
        if label in (None, rule.label):
            spec = rule.spec
            cells = (rule.id, rule.label, len(spec.yes), len(spec.no), rule.source, spec.about or "")
            table.add_row(*(Text(str(cell)) for cell in cells))
    console().print(table)
    return 0
