"""The index of names: what a printed name may name, however it is spelt."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from extractor.errors import PatternError
from extractor.places.files import read_table
from extractor.places.units import Unit, load
from extractor.text import canonical, folded_view, unmarked_view


@dataclass(frozen=True)
class Index:
    """Units by folded name, and by folded name without marks."""

    exact: Mapping[str, Sequence[Unit]]
    unmarked: Mapping[str, Sequence[Unit]]

    def named(self, name: str) -> Sequence[Unit]:
        """Return the units of a name as it is printed, or of one that it is a known variant of; of any day."""
        key = folded(name)
        return (*self.exact.get(key, ()), *self.exact.get(_aliases().get(key, ""), ()))

    def is_variant(self, text: str) -> bool:
        """Whether `text` is a known print variant of a name ("TT-Huế")."""
        return folded(text) in _aliases()

    def named_unmarked(self, name: str) -> Sequence[Unit]:
        """Return the units whose name is `name` once all marks are dropped; of any day."""
        return self.unmarked.get(unmarked_view(folded(name)), ())


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """Return the key under which a name is found: case, tone placement and spelling unified."""
    key = folded_view(canonical(name))
    for pattern, becomes in _spellings():
        key = pattern.sub(becomes, key)
    return " ".join(key.split())


@lru_cache(maxsize=1)
def index() -> Index:
    """Return the index of all names, made once."""
    exact: dict[str, list[Unit]] = defaultdict(list)
    for unit in load():
        exact[folded(unit.name)].append(unit)
    plain: dict[str, list[Unit]] = defaultdict(list)
    for key, units in exact.items():
        plain[unmarked_view(key)] += units
    return Index(dict(exact), dict(plain))


@lru_cache(maxsize=1)
def _aliases() -> Mapping[str, str]:
    return {folded(variant): folded(name) for variant, name in read_table("aliases", 2).rows}


@lru_cache(maxsize=1)
def _spellings() -> Sequence[tuple["regex.Pattern[str]", str]]:
    return [(_compiled(pattern), becomes) for pattern, becomes in read_table("spellings", 2).rows]


def _compiled(pattern: str) -> "regex.Pattern[str]":
    try:
        return regex.compile(pattern)
    except regex.error as error:
        raise PatternError(f"units/spellings.tsv: '{pattern}' does not compile: {error}") from error
