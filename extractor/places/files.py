"""The files of `patterns/units/`: tab-separated rows under a head that states their source."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extractor.errors import PatternError
from extractor.rules.book import patterns_dir
from extractor.rules.lexicon import read_text
from extractor.text import canonical


@dataclass(frozen=True)
class Table:
    """The rows of a file, empty cells filled in, and the days that its head states for all of them."""

    rows: Sequence[Sequence[str]]
    since: date | None
    until: date | None


def read_table(name: str, columns: int) -> Table:
    """Return `patterns/units/<name>.tsv`, each row filled up to `columns` cells.

    These files are not `.txt`, so that the RuleBook, whose hash says what was extracted by which rules, leaves them
    alone: no value of a record depends on them. Raises PatternError for a missing file, a head without a source, a
    row with too many cells and a day that is none.
    """
    path = patterns_dir() / "units" / f"{name}.tsv"
    where = f"units/{name}.tsv"
    if not path.is_file():
        raise PatternError(f"patterns/{where} is missing")
    rows: list[Sequence[str]] = []
    head: dict[str, str] = {}
    for number, line in enumerate(canonical(read_text(path, where)).split("\n"), 1):
        if line.startswith("#"):
            key, _, value = line.removeprefix("#").partition(":")
            head[key.strip()] = value.strip()
        elif line:
            cells = line.split("\t")
            if len(cells) > columns:
                raise PatternError(f"{where}:{number}: {len(cells)} cells, at most {columns} expected")
            rows.append(cells + [""] * (columns - len(cells)))
    if "source" not in head:
        raise PatternError(f"{where}: the head must say '# source: …'")
    return Table(rows, read_day(head.get("since", ""), where), read_day(head.get("until", ""), where))


def digest() -> str:
    """Return what tells whether these files are as they were."""
    whole = hashlib.sha256()
    for path in sorted((patterns_dir() / "units").glob("*.tsv")):
        whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()


def read_day(text: str, where: str) -> date | None:
    """Return an ISO day, None for no text; raises PatternError, naming `where`, for anything else."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise PatternError(f"{where}: '{text}' is no day: write it as 2025-07-01") from error
