"""What is known of bodies by their words: `patterns/units/bodies.tsv` and the lists of words that hold a level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from extractor.errors import PatternError
from extractor.places.files import read_table
from extractor.places.kinds import Kind, kinds
from extractor.rules.book import patterns_dir
from extractor.rules.lexicon import read_lexicon
from extractor.text import folded_view

CENTRAL = "central"
"""The level of bodies of the whole country, above those of `kinds.LEVELS`."""
PLACES = ("must", "may", "none")
_LONGEST_PHRASE = 40
"""Code points of the longest phrase in which a word is no level."""


@dataclass(frozen=True)
class Office:
    """A kind of body: its one name, kind, the only level it has, and whether it must, may or cannot have a place."""

    name: str
    kind: str
    level: str | None
    place: str


@lru_cache(maxsize=1)
def offices() -> Mapping[str, Office]:
    """Return the offices by the first words of bodies, folded; raises PatternError for an unknown `place`."""
    found = {}
    for head, name, kind, level, place in read_table("bodies", 5).rows:
        if place not in PLACES:
            raise PatternError(f"units/bodies.tsv: {head}: place is '{place}', not one of {', '.join(PLACES)}")
        found[folded_view(head)] = Office(folded_view(name or head), kind, level or None, place)
    return found


def office_of(folded: str) -> tuple[str, Office] | None:
    """Return the longest listed words that a body's folded name begins with, and their office."""
    words = folded.replace(",", " ,").split(" ")
    heads = (" ".join(words[:length]) for length in range(min(len(words), 9), 0, -1))
    return next(((head, offices()[head]) for head in heads if head in offices()), None)


@lru_cache(maxsize=1)
def national_words() -> Sequence[str]:
    """Return the last words of bodies of the whole country."""
    return [folded_view(row[0]) for row in read_table("national", 1).rows]


@lru_cache(maxsize=1)
def _not_levels() -> "regex.Pattern[str]":
    """Return a pattern for phrases with a word in them that is a level elsewhere ("hợp tác xã", "xã hội")."""
    phrases = (regex.escape(folded_view(row[0])) for row in read_table("not_levels", 1).rows)
    return regex.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)")


def in_phrase(folded: str, at: int) -> bool:
    """Whether the word at `at` of a folded name belongs to a phrase in which it is no level."""
    near = _not_levels().finditer(folded, max(0, at - _LONGEST_PHRASE), at + _LONGEST_PHRASE)
    return any(found.start() <= at < found.end() for found in near)


@lru_cache(maxsize=1)
def level_bodies() -> Mapping[str, Kind]:
    """Return the kind of unit that a word for a committee of the Party or the Youth Union holds."""
    by_name = {kind.name: kind for kind in kinds().values()}
    rows = read_lexicon(patterns_dir() / "tables" / "level_bodies.txt", "tables/level_bodies.txt").terms
    return {word: by_name[row[0]] for word, row in rows.items()}
