"""Whose columns are our fields: by the user's word, else by their names."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from extractor.errors import SourceError
from extractor.rules.book import patterns_dir
from extractor.rules.lexicon import read_lexicon
from extractor.sources.item import Options
from extractor.text import bare

_SHOWN = 12
"""Names of columns that a message lists at most."""


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Return the table's names, folded, in its order → field."""
    name = "tables/columns.txt"
    table = read_lexicon(patterns_dir() / name, f"patterns/{name}")
    return {_folded(term): columns[0] for term, columns in table.terms.items()}


def _folded(name: str) -> str:
    """Return a name without marks, case, spaces and punctuation: `noidung` for "Nội dung" and `noi_dung`."""
    return "".join(char for char in bare(name) if char.isalnum())


def fields(names: Sequence[str], options: Options) -> dict[str, str]:
    """Return their column → our field; raises SourceError if none is the text or one that was asked for is missing."""
    missing = next((theirs for theirs in options.columns.values() if theirs not in names), None)
    if missing is not None:
        raise SourceError(f"no column {missing}: there are {_list(names)}")
    found = _fields(tuple(names), tuple(options.columns.items()))
    if "text" not in found.values():
        raise SourceError(f"no column of texts among {_list(names)}: call it text, or say which one it is")
    return found


@lru_cache(maxsize=64)
def _fields(names: Sequence[str], asked: Sequence[tuple[str, str]]) -> dict[str, str]:
    found = {theirs: ours for ours, theirs in asked}
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(_folded(name), name)
    taken = set(found.values())
    for known, field in _known().items():
        theirs = folded.get(known)
        if theirs is not None and theirs not in found and field not in taken:
            found[theirs] = field
            taken.add(field)
    return found


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(" ".join(name.split())[:40] for name in names[:_SHOWN])
    return f"{shown} …" if len(names) > _SHOWN else shown


def record_of(cells: Mapping[str, Any], ours: Mapping[str, str]) -> dict[str, Any]:
    """Return a row as a record: our fields under our names, the others under theirs, empty cells left out."""
    found = {ours.get(name, name): value for name, value in cells.items() if name in ours}
    rest = {name: value for name, value in cells.items() if name not in ours and name not in found}
    return {name: value for name, value in (found | rest).items() if value is not None and value != ""}


def renamed(record: Mapping[str, Any], options: Options) -> Mapping[str, Any]:
    """Return an object of JSON with our names for its fields, where it has none called text or others are asked for."""
    if ("text" in record and not options.columns) or not record:
        return record
    try:
        ours = fields(list(record), options)
    except SourceError:
        if options.columns:
            raise
        return record  # what it lacks is said where it is read
    return record_of(record, ours)
