"""Gates derived from the rules: literals of which a match must hold one, found for all rules in one pass."""

import copy
import re
from collections.abc import Sequence

import ahocorasick_rs
import regex

from extractor.rules.literals import DIGIT

_SPACES = re.compile(" {2,}")
_DIGIT = regex.compile(r"\d")
"""By the engine that runs the rules: `str.isdigit` knows more digits, and the standard library others."""


def squeezed(text: str) -> str:
    """Return `text` with each run of spaces as one space: the form in which literals are looked for."""
    return _SPACES.sub(" ", text) if "  " in text else text


class Gate:
    """For a folded text, which rules can match in which of its sentences."""

    def __init__(self, literals: Sequence[frozenset[str] | None]) -> None:
        """`literals[i]` are rule i's required literals; a rule with None passes every sentence."""
        self.always = frozenset(i for i, lits in enumerate(literals) if lits is None)
        self.on_digit = frozenset(i for i, lits in enumerate(literals) if lits and DIGIT in lits)
        owners: dict[str, set[int]] = {}
        for index, lits in enumerate(literals):
            for literal in lits or ():
                if literal != DIGIT:
                    owners.setdefault(literal, set()).add(index)
        self._owners = [frozenset(rules) for rules in owners.values()]
        self._automaton = ahocorasick_rs.AhoCorasick(list(owners)) if owners else None
        self._shut: frozenset[int] = frozenset()

    def without(self, index: int) -> "Gate":
        """Return the gate shut to one rule; the others keep their indices."""
        other = copy.copy(self)
        other._shut = self._shut | {index}
        return other

    def open(self, folded: str, spans: Sequence[tuple[int, int]]) -> list[set[int]]:
        """Return for each of `spans` (ascending, disjoint) the indices of the rules that may match in it."""
        return [self._open(folded[start:end]) for start, end in spans]

    def _open(self, sentence: str) -> set[int]:
        rules = set(self.always)
        if _DIGIT.search(sentence):
            rules |= self.on_digit
        if self._automaton is not None:
            hits = self._automaton.find_matches_as_indexes(squeezed(sentence), overlapping=True)
            rules.update(*(self._owners[literal] for literal in {hit[0] for hit in hits}))
        return rules - self._shut
