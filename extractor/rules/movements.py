"""Movements as they are declared in `patterns/campaigns/`: names, aliases, kind, parent; and the lexicon of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.errors import PatternError
from extractor.rules.lexicon import Lexicon
from extractor.rules.schema import MovementSpec
from extractor.text import canonical, folded_view

LEXICON = "campaign"
EVERYDAY, UMBRELLA = "everyday", "umbrella"
"""What the lexicon says, behind the canonical name, of a term that is more than one movement's."""


@dataclass(frozen=True, slots=True)
class Movement:
    """A declared movement.

    `terms` are all that means it, the name first; those in `everyday` are also words of every day. `parent` is the
    movement that it is part of, `follows` the one whose place it took: names of declared movements. `source` is the
    file that declares it.
    """

    name: str
    kind: str
    terms: tuple[str, ...]
    everyday: frozenset[str] = frozenset()
    umbrella: bool = False
    parent: str | None = None
    follows: str | None = None
    source: str = ""

    def ancestors(self, declared: Mapping[str, "Movement"]) -> Iterator["Movement"]:
        """Yield its parent, that one's parent, and so on."""
        one = self
        while one.parent is not None:
            one = declared[one.parent]
            yield one


def movements(files: Mapping[str, Sequence[MovementSpec]], kinds: Lexicon | None) -> dict[str, Movement]:
    """Return the movements that files declare, by name, in their order.

    Raises PatternError, naming file and movement, for: a name or term that is listed already, a kind that is not one of
    `kinds`, a parent or predecessor that nothing declares, a movement that is its own ancestor or predecessor.
    """
    declared: dict[str, Movement] = {}
    owners: dict[str, Movement] = {}
    for file, specs in files.items():
        for spec in specs:
            one = _movement(spec, file)
            _check_kind(one, kinds)
            for term in one.terms:
                _claim(term, one, owners)
            declared[one.name] = one
    for one in declared.values():
        _check_line(one, "parent", declared)
        _check_line(one, "follows", declared)
    return declared


def campaign_lexicon(declared: Mapping[str, Movement]) -> tuple[Lexicon, ...]:
    """Return the lexicon of all terms, each with its movement's name and what is said of it; none without movements."""
    terms: dict[str, tuple[str, ...]] = {
        term: (one.name, flag) if (flag := _flag(one, term)) else (one.name,)
        for one in declared.values()
        for term in one.terms
    }
    return (Lexicon(LEXICON, terms, source="the movements of campaigns/"),) if terms else ()


def _movement(spec: MovementSpec, file: str) -> Movement:
    name = canonical(spec.name)
    aliases = tuple(map(canonical, spec.aliases))
    everyday = tuple(name if folded_view(term) == folded_view(name) else term for term in map(canonical, spec.everyday))
    further = [term for term in everyday if term != name]
    return Movement(
        name,
        spec.kind,
        (name, *aliases, *further),
        frozenset(everyday),
        spec.umbrella,
        spec.parent and canonical(spec.parent),
        spec.follows and canonical(spec.follows),
        file,
    )


def _flag(one: Movement, term: str) -> str | None:
    return EVERYDAY if term in one.everyday else UMBRELLA if one.umbrella else None


def _where(one: Movement) -> str:
    return f"{one.source}: {one.name}"


def _claim(term: str, one: Movement, owners: dict[str, Movement]) -> None:
    other = owners.setdefault(folded_view(term), one)
    if other is not one:
        raise PatternError(f"{_where(one)}: '{term}' is a term of '{other.name}' ({other.source}) already: delete one")
    if [folded_view(t) for t in one.terms].count(folded_view(term)) > 1:
        raise PatternError(f"{_where(one)}: '{term}' is listed twice, the name being a term itself: delete one")


def _check_kind(one: Movement, kinds: Lexicon | None) -> None:
    if kinds is None:
        raise PatternError(f"{_where(one)}: tables/movement_kinds.txt is missing: list the kinds of movements in it")
    if one.kind not in kinds.terms:
        raise PatternError(f"{_where(one)}: kind: no kind '{one.kind}' (kinds: {', '.join(kinds.terms)})")


def _check_line(one: Movement, key: str, declared: Mapping[str, Movement]) -> None:
    """Follow parents or predecessors to their end."""
    seen, at = [one.name], one
    while (name := getattr(at, key)) is not None:
        if name not in declared:
            raise PatternError(f"{_where(at)}: {key}: no movement '{name}' is declared: correct it or declare that one")
        if name in seen:
            raise PatternError(f"{_where(one)}: {key}: it comes back to '{name}': {' → '.join([*seen, name])}")
        seen.append(name)
        at = declared[name]
