"""Tables of figures, for a reader as Markdown and for a program as JSON."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.report import row

Cell = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    """A titled table: one mapping from column to figure a row, the columns those of the first; `note` explains it."""

    title: str
    rows: Sequence[Mapping[str, Cell]]
    note: str = ""
    missing: Mapping[str, str] = field(default_factory=dict)

    def markdown(self) -> str:
        """Return the table, what is missing with its reason below it."""
        heads = list(self.rows[0])
        lines = [f"## {self.title}", "", row(heads), row(["---", *["---:"] * (len(heads) - 1)])]
        lines += [row([shown(one[head]) for head in heads]) for one in self.rows]
        lines += ["", *([self.note] if self.note else [])]
        lines += [f"Missing: {name}: {why}" for name, why in self.missing.items()]
        return "\n".join(lines).rstrip() + "\n"

    def json(self) -> dict[str, Any]:
        """Return the table as JSON holds it."""
        return {"title": self.title, "rows": self.rows, "note": self.note, "missing": self.missing}


def shown(cell: Cell) -> str:
    """Return a figure with as many places as tell something."""
    if isinstance(cell, float):
        return f"{cell:,.0f}" if cell >= 100 else f"{cell:,.1f}" if cell >= 10 else f"{cell:,.2f}"
    return f"{cell:,}" if isinstance(cell, int) else cell or ""


def spread(seconds: Sequence[float]) -> str:
    """Return how far apart the fastest and the slowest lie, as a share of the median."""
    return f"{(max(seconds) - min(seconds)) / statistics.median(seconds):.0%}"
