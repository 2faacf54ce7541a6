"""Which movement a name is of, and which movement that one is part of: as declared, or as the names tell."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from extractor.rules.movements import Movement
from extractor.text import canonical, folded_view

Basis = Literal["declared", "name", "read"]
_LEAST_WORDS = 3
"""Words of a movement's name or alias from which another name that holds it is that movement's."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Placed:
    """A movement in its family, the name of the topmost movement that it is part of.

    `basis` says how it is known: `declared`; `name`, it is part of one that its name names; `read`, it stands alone.
    `names` are what it is called: as declared, or as records call it. `kind` is null where nothing declares it.
    """

    name: str
    kind: str | None
    parent: str | None
    follows: str | None
    family: str
    basis: Basis
    names: tuple[str, ...]


def placed(found: Sequence[str], declared: Mapping[str, Movement]) -> list[Placed]:
    """Return the movements that the `found` names are of, with their declared ancestors, by name.

    Names that differ only in case, tone placement or punctuation are one; what nothing declares is called as it is
    found first, so that the most frequent name goes first.
    """
    terms = {_folded(term): one for one in declared.values() for term in one.terms}
    known: dict[str, list[str]] = {}
    unknown: dict[str, list[str]] = {}
    for name in found:
        one = terms.get(_folded(name))
        (known if one else unknown).setdefault(one.name if one else _folded(name), []).append(name)
    for one in [declared[name] for name in known]:
        for ancestor in one.ancestors(declared):
            known.setdefault(ancestor.name, [])
    telling = _telling(declared)
    parents = {names[0]: _parent(folded, telling) for folded, names in unknown.items()}
    for parent in filter(None, parents.values()):
        for one in (parent, *parent.ancestors(declared)):
            known.setdefault(one.name, [])
    rows = [_declared(declared[name], names, declared) for name, names in known.items()]
    rows += [_discovered(names, parents[names[0]], declared) for names in unknown.values()]
    return sorted(rows, key=lambda row: row.name)


def _declared(one: Movement, names: Iterable[str], declared: Mapping[str, Movement]) -> Placed:
    called = tuple(dict.fromkeys((*one.terms, *names)))
    return Placed(one.name, one.kind, one.parent, one.follows, _family(one, declared), "declared", called)


def _discovered(names: Sequence[str], parent: Movement | None, declared: Mapping[str, Movement]) -> Placed:
    called = tuple(dict.fromkeys(names))
    if parent is None:
        return Placed(names[0], None, None, None, names[0], "read", called)
    return Placed(names[0], None, parent.name, None, _family(parent, declared), "name", called)


def _family(one: Movement, declared: Mapping[str, Movement]) -> str:
    return [one, *one.ancestors(declared)][-1].name


def _telling(declared: Mapping[str, Movement]) -> list[tuple[str, Movement]]:
    """Return the terms that tell a movement wherever they stand, the longest first, each between spaces."""
    terms = [(_folded(term), one) for one in declared.values() for term in one.terms if term not in one.everyday]
    long = [(len(words.split()), f" {words} ", one) for words, one in terms]
    return [(term, one) for count, term, one in sorted(long, key=lambda t: -t[0]) if count >= _LEAST_WORDS]


def _parent(folded: str, telling: Iterable[tuple[str, Movement]]) -> Movement | None:
    """Return the movement of the longest term that a name holds beside other words; of two, the one declared first."""
    return next((one for term, one in telling if term in f" {folded} " and term != f" {folded} "), None)


@lru_cache(maxsize=65536)
def _folded(name: str) -> str:
    """Return a name as names are compared: its words alone, whatever their case and tone placement."""
    folded = folded_view(canonical(name))
    return " ".join(_WORD.findall(folded)) or folded
