"""`phongtrao query`: records of one kind that are asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from extractor.cli.answers import FORMS, print_rows, print_table
from extractor.cli.printing import warn
from extractor.normalize.typed import Phrase, phrase
from extractor.places import place_of_today
from extractor.store import Store, Wanted


def run(
    asked: Path | Sequence[Path],
    kind: str,
    named: Mapping[str, str | None],
    today: bool,
    wanted: Wanted,
    form: str,
) -> int:
    """Print the records of a database, or of folders of shards; return 0.

    Raises UnknownPlaceError for a place that is none of today.
    """
    campaign, place, body = (_phrase(name, named[name]) for name in ("campaign", "place", "body"))
    of_today = place_of_today(named["place"] or "", date.today()) if today else None
    wanted = replace(wanted, campaign=campaign, place=of_today or place, body=body)
    with _found(asked, kind, wanted) as rows:
        found = print_rows(rows, form) if form in FORMS else _print_as_table(kind, list(rows))
    if not found:
        where = asked if isinstance(asked, Path) else ", ".join(map(str, asked))
        warn(f"{where} has no such {kind}")
    return 0


@contextmanager
def _found(asked: Path | Sequence[Path], kind: str, wanted: Wanted) -> Iterator[Iterable[Mapping[str, Any]]]:
    if isinstance(asked, Path):
        with Store.open(asked, create=False) as store:
            yield store.questions.records(kind, wanted)
    else:
        from extractor.cluster import records, views

        with views(asked) as connection:
            yield records(connection, kind, wanted)


def _print_as_table(kind: str, rows: Sequence[Mapping[str, Any]]) -> int:
    if rows:
        print_table(kind, rows)
    return len(rows)


def _phrase(name: str, text: str | None) -> Phrase | None:
    if text is None:
        return None
    found = phrase(text)
    if found is None:
        raise click.UsageError(f"--{name} takes words of a name, not {text!r}.")
    return found
