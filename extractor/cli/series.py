"""`phongtrao series`: the families of movements, and what became of one."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from extractor.cli.answers import FORMS, print_rows, print_table
from extractor.cli.printing import number, one_line, warn
from extractor.errors import PhongtraoError
from extractor.normalize.typed import Phrase, phrase, views
from extractor.rules.book import load
from extractor.store import Store
from extractor.text import unmarked_view

_MOST_NAMED = 5
_Row = Mapping[str, Any]


class UnknownMovementError(PhongtraoError):
    """What was typed is no movement of the database, or words of several; the message says which it may be."""


def run_list(db: Path, form: str) -> int:
    """Print the movements, a family with most events first; return 0."""
    with Store.open(db, create=False) as store:
        store.series.lay(load().movements)
        rows = store.series.tree()
    families = _families(rows)
    if form in FORMS:
        print_rows([row for family in families for row, _ in family], form)
    for row, depth in (pair for family in families for pair in family if form == "table"):
        click.echo(f"{'  ' * depth}{one_line(row['movement'])}{_told(row)}")
    if not rows:
        warn(f"{db} has no movements")
    return 0


def run_one(db: Path, typed: str, form: str) -> int:
    """Print what became of a movement and its children; return 0. Raises UnknownMovementError."""
    wanted = phrase(typed)
    if wanted is None:
        raise click.UsageError(f"MOVEMENT takes words of a name, not {typed!r}.")
    with Store.open(db, create=False) as store:
        store.series.lay(load().movements)
        tree = {row["movement"]: row for row in store.series.tree()}
        names = store.series.names()
        found = _named(wanted, names, tree)
        if len(found) != 1:
            raise UnknownMovementError(_which(db, typed, found, [name for name, _ in names]))
        rows = store.series.of([name for name in tree if found[0] in _line(name, tree)])
    if form in FORMS:
        print_rows(rows, form)
    elif rows:
        print_table("series", rows)
    if not rows:
        warn(f"{db} tells nothing of {found[0]}")
    return 0


def _named(wanted: Phrase, names: Iterable[tuple[str, str]], tree: Mapping[str, _Row]) -> list[str]:
    """Return the movements of that whole name, else those with its words; none that is part of another of them."""
    whole: list[str] = []
    inside: list[str] = []
    for name, movement in names:
        seen = views(name)
        if wanted.is_in(seen):
            words = phrase(name)
            is_whole = words is not None and len(words.words) == len(wanted.words)
            (whole if is_whole else inside).append(movement)
    found = list(dict.fromkeys(whole or inside))
    return [one for one in found if not set(_line(one, tree)[1:]) & set(found)]


def _line(name: str, tree: Mapping[str, _Row]) -> list[str]:
    """Return a movement, its parent, and so on."""
    line = [name]
    while (parent := tree[line[-1]]["parent"]) is not None:
        line.append(parent)
    return line


def _which(db: Path, typed: str, found: Sequence[str], names: Sequence[str]) -> str:
    if found:
        shown = "; ".join(found[:_MOST_NAMED]) + (" …" if len(found) > _MOST_NAMED else "")
        return f"{typed} may be one of several movements: {shown}"
    bare = {unmarked_view(name.lower()): name for name in names}
    near = get_close_matches(unmarked_view(typed.lower()), bare, n=_MOST_NAMED, cutoff=0.5)
    hint = f"; near it are: {'; '.join(bare[one] for one in near)}" if near else ""
    return f"{db} tells of no movement '{typed}'{hint}"


def _families(rows: Sequence[_Row]) -> list[list[tuple[_Row, int]]]:
    """Return each family's movements, parents before their children, with their depth; the most told of first."""
    children: dict[str | None, list[_Row]] = {}
    for row in sorted(rows, key=_rank):
        children.setdefault(row["parent"], []).append(row)

    def below(row: _Row, depth: int) -> list[tuple[_Row, int]]:
        return [
            (row, depth),
            *(pair for child in children.get(row["movement"], ()) for pair in below(child, depth + 1)),
        ]

    families = [below(row, 0) for row in children.get(None, ())]
    return sorted(families, key=lambda family: -sum(row["events"] for row, _ in family))


def _rank(row: _Row) -> tuple[int, int, str]:
    return -row["events"], -row["articles"], row["movement"]


def _told(row: _Row) -> str:
    """Return how much is told of a movement: `: 3 events in 5 articles, 2018-2021`; nothing where nothing is."""
    if not row["articles"]:
        return ""
    years = row["first"] if row["first"] == row["last"] else f"{row['first']}-{row['last']}"
    told = f"{number(row['events'], 'event')} in {number(row['articles'], 'article')}"
    return f": {told}" + (f", {years}" if years else "")
