"""`phongtrao query`: records of one kind that are asked for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from extractor.cli.answers import FORMS, print_rows, print_table
from extractor.cli.printing import warn
from extractor.normalize.typed import Phrase, phrase
from extractor.places import place_of_today
from extractor.store import Store, Wanted


def run(db: Path, kind: str, named: Mapping[str, str | None], today: bool, wanted: Wanted, form: str) -> int:
    """Print the records; return 0. Raises UnknownPlaceError for a place that is none of today."""
    campaign, place, body = (_phrase(name, named[name]) for name in ("campaign", "place", "body"))
    of_today = place_of_today(named["place"] or "", date.today()) if today else None
    wanted = replace(wanted, campaign=campaign, place=of_today or place, body=body)
    with Store.open(db, create=False) as store:
        rows = store.questions.records(kind, wanted)
    if form in FORMS:
        print_rows(rows, form)
    elif rows:
        print_table(kind, rows)
    if not rows:
        warn(f"{db} has no such {kind}")
    return 0


def _phrase(name: str, text: str | None) -> Phrase | None:
    if text is None:
        return None
    found = phrase(text)
    if found is None:
        raise click.UsageError(f"--{name} takes words of a name, not {text!r}.")
    return found
