"""The data behind a chart as a table: shown beside it, and as a CSV file that spreadsheets open without harm."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class Value(NamedTuple):
    """One cell: a number or a text, and where it leads (empty: nowhere)."""

    value: str | int | float
    href: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its data; `file` names the CSV file, `note` says what is counted and what is not."""

    file: str
    title: str
    note: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    svg: Markup


def to_csv(columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> str:
    """Return a table as CSV; a text that a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(harmless, columns))
    writer.writerows([harmless(cell.value) for cell in row] for row in rows)
    return out.getvalue()


def harmless(value: str | int | float) -> str | int | float:
    """Return a value as it may stand in a spreadsheet."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA) else value
