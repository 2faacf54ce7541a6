"""Kinds of administrative unit: tỉnh, huyện, xã …; their levels and the words that print them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from extractor.places.files import read_table

LEVELS = ("province", "district", "commune")
"""From the highest down, as in the Law on the Organisation of Local Government; no district since 1 July 2025."""


@dataclass(frozen=True)
class Kind:
    """A kind of unit: `became` are the kinds that a unit of it can have got since; `words` print it."""

    short: str
    name: str
    levels: tuple[str, ...]
    became: frozenset[str]
    words: tuple[str, ...]


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, Kind]:
    """Return the kinds by their short forms; raises PatternError if their file is missing or malformed."""
    rows = read_table("kinds", 5).rows
    names = {short: name for short, name, *_ in rows}
    return {
        short: Kind(
            short,
            name,
            tuple(levels.split("|")),
            frozenset(names[one] for one in became.split()),
            tuple(words.split("|")),
        )
        for short, name, levels, became, words in rows
    }
