"""Prints the results of a comparison as a Markdown table or as JSON."""

from collections.abc import Sequence
from typing import Any

from benchmarks.compare import Result
from benchmarks.scoring import Agreement

NOTE = """\
Precision, recall and F1 are those of the distinct calendar values of an article, as `phongtrao evaluate` scores them:
intervals taken apart, part of day dropped, durations and sets left out. Gold holds values, not places: a place of gold
is where at least one system of this run marks words with a gold value of the article, and the words print its numbers
(so "hôm qua" is none). Places marked is the share of these that a system marks at all, with whatever value; value
accuracy is the share of those that it reads right: a gold value there, and none that is not gold. KB/s: what a system
needs for its own reading, warm; ours reads all records, not only times."""


def as_table(results: Sequence[Result], groups: Sequence[str]) -> str:
    """Return the results as a Markdown table, a system that was skipped with its reason."""
    many = len(groups) > 1
    heads = ["system", "version", "precision", "recall", "F1 with value", "places marked", "value accuracy", "KB/s"]
    heads += [f"F1 {group}" for group in groups] if many else []
    lines = [row(heads), row(["---", "---", *["---:"] * (len(heads) - 2)])]
    for result in results:
        if result.agreement is None:
            lines.append(row([result.name, f"skipped: {result.skipped}", *[""] * (len(heads) - 2)]))
        else:
            lines.append(row([result.name, result.version or "", *figures(result, result.agreement, many)]))
    return "\n".join(lines)


def row(cells: Sequence[str]) -> str:
    """Return a row of a Markdown table."""
    return f"| {' | '.join(cell.replace('|', ' ') for cell in cells)} |"


def figures(result: Result, agreement: Agreement, many: bool) -> list[str]:
    """Return the figures of a system, as they are printed."""
    times = agreement.row
    marked = agreement.marked / agreement.places if agreement.places else 0.0
    rates = (times.precision, times.recall, times.f1, marked, agreement.value_accuracy)
    groups = agreement.groups.values() if many else ()
    return [*map(rate, rates), f"{result.kilobytes_per_second:,.0f}", *map(rate, groups)]


def rate(value: float) -> str:
    """Return a rate with three places."""
    return f"{value:.3f}"


def as_errors(result: Result) -> str:
    """Return a system's errors, one a line (`+` was read and is not in gold, `-` the other way round), or `none`."""
    errors = result.agreement.errors if result.agreement else ()
    return "\n".join(f"{error.article}  {error.sign} {error.record}" for error in errors) or "none"


def as_json(result: Result) -> dict[str, Any]:
    """Return a result as JSON holds it; of a system that was skipped its name and why."""
    if result.agreement is None:
        return {"name": result.name, "skipped": result.skipped}
    agreement, times = result.agreement, result.agreement.row
    return {
        "name": result.name,
        "skipped": None,
        "version": result.version,
        "precision": times.precision,
        "recall": times.recall,
        "f1": times.f1,
        "f1_by_set": dict(agreement.groups),
        "value_accuracy": agreement.value_accuracy,
        "found": times.found,
        "spurious": times.spurious,
        "missed": times.missed,
        "places": agreement.places,
        "places_marked": agreement.marked,
        "places_right": agreement.right,
        "kilobytes_per_second": round(result.kilobytes_per_second, 1),
        "spread": round(result.spread, 3),
        "errors": [[error.article, error.sign, error.record] for error in agreement.errors],
    }
