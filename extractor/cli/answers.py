"""What was asked for, as a table to read, as CSV for spreadsheets, as JSON."""

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from extractor.cli.printing import cell, console, safe
from extractor.contract import to_json

_Row = Mapping[str, Any]

_WHAT: Mapping[str, Sequence[str]] = {
    "awards": ("count", "form", "title", "grade", "recipient"),
    "ratios": ("achieved", "total", "percent", "unit", "measure", "criterion"),
    "phases": ("ordinal", "campaign", "theme", "focus"),
    "events": ("kinds", "campaigns"),
    "campaigns": ("name", "role", "theme"),
    "statistics": ("value", "unit", "description"),
    "series": ("what", "movement", "year", "theme"),
}
_WHO: Mapping[str, Sequence[str]] = {
    "awards": ("awarded_by", "office"),
    "events": ("organisers", "chairs"),
    "series": ("organisers",),
}
_WHERE: Mapping[str, Sequence[str]] = {"events": ("place", "province")}
_BETWEEN = {"phases": ": ", "events": ": ", "campaigns": ", ", "series": ", "}
FORMS = ("csv", "json")
"""In which rows are printed with all their columns."""
_FORMULA = tuple("=+-@＝＋－＠\t\n")
"""A cell that begins so may be taken for a formula; so are the wide forms, in some spreadsheets."""


def print_table(kind: str, rows: Sequence[_Row]) -> None:
    """Print when, what, who, where, state, article and quote; a column that no record fills is left out."""
    print_cells([_shown(kind, row) for row in rows], whole=("when", "state", "article"))


def print_cells(shown: Sequence[Mapping[str, str]], whole: Sequence[str] = ()) -> None:
    """Print rows of texts as a table, the columns `whole` unbroken; a column that no row fills is left out."""
    table = Table(box=None, pad_edge=False)
    names = [name for name in shown[0] if any(row[name] for row in shown)]
    for name in names:
        table.add_column(name, overflow="fold", no_wrap=name in whole)
    for row in shown:
        table.add_row(*(Text(row[name]) for name in names))
    out = console()
    with out.capture() as printed:
        out.print(table)
    for line in printed.get().splitlines():  # nobody wants the spaces that fill up the last column
        click.echo(line.rstrip())


def _shown(kind: str, row: _Row) -> dict[str, str]:
    published = (row["published"] or "").partition("T")[0]
    return {
        "when": cell(row["when"]) or (f"({cell(published)})" if published else ""),
        "what": _limit(row) + _joined(row, _WHAT[kind], _BETWEEN.get(kind, " ")),
        "who": _joined(row, _WHO.get(kind, ()), "; "),
        "where": _joined(row, _WHERE.get(kind, ("province",)), ", "),
        "state": cell(row["state"]) + (", conflict" if row["conflict"] else ""),
        "article": cell(row["article_id"]),
        "quote": cell(row["quote"]),
    }


def _limit(row: _Row) -> str:
    """Return how a number is limited ("approx "), or nothing."""
    return f"{cell(row['mod'])} " if row.get("mod") else ""


def _joined(row: _Row, names: Iterable[str], between: str) -> str:
    parts = {name: cell(row[name]) for name in names}
    if "achieved" in parts:  # a ratio: 97/100 97%
        achieved, total, percent = (parts.pop(name) for name in ("achieved", "total", "percent"))
        fraction = f"{achieved}/{total}" if total else achieved
        parts = {"fraction": fraction, "percent": f"{percent}%" if percent else "", **parts}
    return between.join(filter(None, dict.fromkeys(parts.values())))


def print_rows(rows: Iterable[_Row], form: str) -> int:
    """Print rows with all their columns, in one of FORMS, as they come; return how many there were."""
    return _print_csv(rows) if form == "csv" else _print_json(rows)


def _print_csv(rows: Iterable[_Row]) -> int:
    """Print a head and a line a row; where nothing is found there is nothing."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    number = 0
    for number, row in enumerate(rows, 1):
        if number == 1:
            out.writerow(row)
        out.writerow(map(csv_cell, row.values()))
    return number


def csv_cell(value: Any) -> str:
    """Return a value so that no spreadsheet takes it for a formula: a text that begins like one gets a quote before."""
    if not isinstance(value, str):
        return cell(value)
    text = safe(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _print_json(rows: Iterable[_Row]) -> int:
    """Print one array, a row a line."""
    number = 0
    for row in rows:
        before = "," if number else "["
        sys.stdout.write(f"{before}\n{to_json({**row, **_parsed(row, 'states')})}")
        number += 1
    click.echo("\n]" if number else "[]")
    return number


def _parsed(row: _Row, name: str) -> dict[str, Any]:
    """Return the column that holds JSON as what it says; nothing where there is no such column."""
    return {name: row[name] and json.loads(row[name])} if name in row else {}
