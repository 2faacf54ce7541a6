"""`phongtrao extract`: records to standard output."""

from collections.abc import Iterable

import click

from extractor.cli.printing import console, print_records, report
from extractor.cli.work import extractions, rulebook
from extractor.contract import contract
from extractor.sources import Failure


def run(paths: Iterable[str], as_table: bool = False) -> int:
    """Print the records of every article; return 1 if an input failed or there was none."""
    printed = failed = 0
    for item in extractions(paths, rulebook()):
        if isinstance(item, Failure):
            report(item)
            failed += 1
            continue
        if as_table:
            print_records(item[1], console())
        else:
            click.echo(contract(item[1]))
        printed += 1
    return int(failed > 0 or printed == 0)
