"""`phongtrao bodies`: who organised and gave, each body once."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from extractor.cli.answers import FORMS, print_cells, print_rows
from extractor.cli.printing import cell, warn
from extractor.normalize.typed import Phrase, phrase, views
from extractor.store import Store

_SEARCHED = ("names", "unit", "province", "province_today")
_SHOWN = ("name", "kind", "level", "place", "names", "events", "awards")


def run(db: Path, words: Sequence[str], limit: int | None, form: str) -> int:
    """Print the bodies, those with most events and awards first; return 0."""
    wanted = [_phrase(text) for text in words]
    with Store.open(db, create=False) as store:
        store.bodies.lay()
        found = [row for row in store.view("body_list") if _is_wanted(row, wanted)]
    rows = sorted(found, key=lambda row: (-row["events"] - row["awards"], row["name"], row["body"]))[:limit]
    if form in FORMS:
        print_rows(rows, form)
    elif rows:
        print_cells([_shown(row) for row in rows])
    if not rows:
        warn(f"{db} has no such body")
    return 0


def _phrase(text: str) -> Phrase:
    found = phrase(text)
    if found is None:
        raise click.UsageError(f"WORDS are those of a name, not {text!r}.")
    return found


def _is_wanted(row: Mapping[str, Any], wanted: Sequence[Phrase]) -> bool:
    texts = [views(row[name]) for name in _SEARCHED if row[name]]
    return all(any(one.is_in(text) for text in texts) for one in wanted)


def _shown(row: Mapping[str, Any]) -> dict[str, str]:
    """Return a row as it is read: its place with the province, then and today, or why there is none."""
    today = row["province_today"] if row["province_today"] != row["province"] else None
    around = None if row["unit"] and row["level"] == "province" else row["province"]
    place = (
        ", ".join(filter(None, (row["unit"], around)))
        + (f" (today {today})" if today else "")
        + (f" ? {row['reason']}" if row["reason"] else "")
    )
    others = [name for name in row["names"].split("; ") if name != row["name"]]
    known = {**row, "place": place.strip(), "names": "; ".join(others)}
    return {"also" if name == "names" else name: cell(known[name]) for name in _SHOWN}
