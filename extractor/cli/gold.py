"""`phongtrao gold export`: what was reviewed, as gold."""

import os
from pathlib import Path

import click

from extractor.cli.printing import number
from extractor.contract import to_json
from extractor.desk import DeskError
from extractor.desk.gold import gold
from extractor.store import Store


def run(db: Path, out: Path) -> int:
    """Write both files, each whole or not at all; return 0. Raises DeskError if there is nothing or no place."""
    with Store.open(db, create=False) as store:
        pairs = list(gold(store))
    if not pairs:
        raise DeskError(f"{db}: no article is fully reviewed yet; see phongtrao review")
    try:
        out.mkdir(parents=True, exist_ok=True)
        _write(out / "articles.jsonl", [to_json(article) for article, _ in pairs])
        _write(out / "gold.jsonl", [to_json(judged) for _, judged in pairs])
    except OSError as error:
        raise DeskError(f"{out} cannot be written: {error.strerror or error}") from error
    click.echo(f"{number(len(pairs), 'article')} in {out / 'articles.jsonl'}, their records in {out / 'gold.jsonl'}")
    return 0


def _write(path: Path, lines: list[str]) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    os.replace(part, path)
