"""`phongtrao datasette`: the metadata by which Datasette shows a database."""

import json
from pathlib import Path

import click

from extractor.errors import StoreError
from extractor.store import Store


def run(db: Path, out: Path) -> int:
    """Write the metadata and say how to serve the database; return 0. Raises StoreError if it cannot be written."""
    with Store.open(db, create=False) as store:
        found = store.questions.metadata()
    try:
        out.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{out} cannot be written: {error.strerror or error}") from error
    click.echo(f"{out} describes {db}: datasette {db} -m {out}")
    return 0
