"""What the commands print: JSON of the contract, articles with their evidence marked, tables of records."""

import sys
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor.models import RECORD_TYPES, Article, Evidence, Extraction, Record
from extractor.normalize.numbers import plain
from extractor.review import Reviewed
from extractor.rules.mention import Span
from extractor.sources import Failure

_CONTROLS = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}
_PIPE_WIDTH = 160
_STYLES = {
    "article": "cyan",
    "times": "green",
    "events": "magenta",
    "campaigns": "blue",
    "phases": "bright_blue",
    "awards": "yellow",
    "ratios": "bright_cyan",
    "statistics": "bright_green",
}
_OPEN, _CLOSE = "⟦", "⟧"


def console() -> Console:
    """Return a console for standard output; where that is no terminal, lines are long and without colour."""
    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    return Console(highlight=False, markup=False, emoji=False, width=width)


def safe(text: str) -> str:
    """Return `text`, of the same length, without characters that a terminal would obey."""
    return text.translate(_CONTROLS)


def one_line(text: str) -> str:
    """Return `text` on one line, safe for a terminal."""
    return " ".join(safe(text).split())


def warn(message: object) -> None:
    """Print one line on standard error."""
    click.echo(f"phongtrao: {one_line(str(message))}", err=True)


def number(count: int, noun: str) -> str:
    """Return `1 article`, `2 articles`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def short_digest(rulebook: str) -> str:
    """Return the beginning of a RuleBook's hash: enough to tell a few apart."""
    return rulebook[:8]


def report(failure: Failure) -> None:
    """Print an input that was left out, one line on standard error."""
    warn(failure)


def marked(text: str, evidence: Iterable[tuple[str, Evidence]], colour: bool) -> Text:
    """Return `text` with each (kind, evidence) in its kind's colour, or in brackets where there is none."""
    spans = list(evidence)
    if not colour:
        return Text(bracketed(safe(text), [(e.start, e.end) for _, e in spans]))
    shown = Text(safe(text))
    for kind, item in sorted(spans, key=lambda pair: pair[1].start - pair[1].end):
        shown.stylize(f"bold {_STYLES[kind]}", item.start, item.end)
    return shown


def bracketed(text: str, spans: Sequence[Span]) -> str:
    """Return `text` with brackets around `spans`; those that overlap share a pair."""
    merged: list[list[int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    for start, end in reversed(merged):
        text = f"{text[:start]}{_OPEN}{text[start:end]}{_CLOSE}{text[end:]}"
    return text


def support(extraction: Extraction) -> list[tuple[str, Evidence]]:
    """Return all evidence of an extraction with the kind of record it belongs to, sentences left out."""
    owners: list[tuple[str, Record]] = [("article", extraction.article)]
    owners += [(kind, record) for kind in RECORD_TYPES for record in getattr(extraction, kind)]
    return [(kind, e) for kind, record in owners for e in record.evidence if e.field != "description"]


def print_article(article: Article, extraction: Extraction, records: Sequence[Reviewed]) -> None:
    """Print an article's text with its evidence marked, then its records as they stand (`review.stands`)."""
    out = console()
    out.print(marked(article.text, support(extraction), colour=out.color_system is not None), soft_wrap=True)
    out.print()
    print_records(extraction, out, [_state(record) for record in records])


def _state(record: Reviewed) -> str:
    """Return the state of a record and, of one that is corrected, of which fields; nothing where nobody decided."""
    if not record.decisions:
        return ""
    corrected = [name for name, state in record.states.items() if state == "corrected"]
    parts = [record.state + (f": {', '.join(corrected)}" if corrected else "")]
    return "; ".join(parts + (["conflict"] if record.conflict else []))


def print_records(extraction: Extraction, out: Console, states: Sequence[str] = ()) -> None:
    """Print the records of an article as tables, one a kind; a column that no record fills is left out.

    `states` are shown beside the records, the first beside the article's own data; none if nobody decided on them.
    """
    shown = iter(states)
    state = next(shown, "")
    info = extraction.article
    facts = {
        "id": extraction.id,
        **info.model_dump(exclude={"evidence", "basis"}),
        "province": extraction.province,
        "review": state,
    }
    out.print(Text("  ".join(f"{name}: {one_line(str(value))}" for name, value in facts.items() if value)))
    for kind in RECORD_TYPES:
        records: Sequence[Record] = getattr(extraction, kind)
        if records:
            out.print(_table(kind, records, list(islice(shown, len(records)))))


def _table(kind: str, records: Sequence[Record], states: Sequence[str]) -> Table:
    rows = [record.model_dump(mode="json", exclude={"evidence", "basis", "description"}) for record in records]
    if any(states):
        rows = [{**row, "review": state} for row, state in zip(rows, states, strict=True)]
    names = [name for name in rows[0] if any(row[name] not in (None, []) for row in rows)]
    table = Table(title=f"{kind} ({len(rows)})", title_justify="left", title_style=f"bold {_STYLES[kind]}")
    for name in (*names, "quotes"):
        table.add_column(name, overflow="fold")
    for row, record in zip(rows, records, strict=True):
        quotes = dict.fromkeys(e.quote for e in record.evidence if e.field != "description")
        table.add_row(*(Text(cell(row[name])) for name in names), Text(one_line(" | ".join(quotes))))
    return table


def cell(value: Any) -> str:
    """Return a value of a record on one line, a list's items after one another; nothing is the empty text."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(cell, value))
    if isinstance(value, dict):
        return ", ".join(cell(item) for item in value.values() if item is not None)
    return one_line(str(plain(value) if isinstance(value, float) else value))
