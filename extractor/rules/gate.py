"""Gates derived from the rules: which rules can match in a sentence, and where they can begin."""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import ahocorasick_rs
import regex

from extractor.rules.starts import LONGEST
from extractor.rules.trees import DIGIT, Literals

_SPACES = re.compile(" {2,}")
_DIGIT = regex.compile(r"\d")
"""By the engine that runs the rules: `str.isdigit` knows more digits, and the standard library others."""
_TOKEN = regex.compile(rf"(?=(\S{{1,{LONGEST}}}))(?:\w+|\S)")
"""Where a word or a sign begins, with what a rule's beginning is compared with."""
_MOST_TOKENS = 100_000


def squeezed(text: str) -> str:
    """Return `text` with each run of spaces as one space: the form in which literals are looked for."""
    return _SPACES.sub(" ", text) if "  " in text else text


class Gate:
    """For a folded text, which rules can match in which of its sentences, and where in them."""

    def __init__(self, required: Sequence[Sequence[Literals]], starts: Sequence[Literals | None]) -> None:
        """`required[i]` are sets of literals: where rule i matches stands one of each; it passes all if there is none.

        `starts[i]` are those with which its matches begin at the beginning of a word; None if they may with anything.
        """
        needs = {literals: 1 << bit for bit, literals in enumerate(_distinct(required))}
        self._needs = [sum(needs[literals] for literals in set(sets)) for sets in required]
        owners = _by_literal(needs)
        self._on_digit = owners.pop(DIGIT, 0)
        self._found = list(owners.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(owners)) if owners else None
        self._starts = starts
        self._shut: frozenset[int] = frozenset()

    def without(self, index: int) -> "Gate":
        """Return the gate shut to one rule; the others keep their indices."""
        other = copy.copy(self)
        other._shut = self._shut | {index}
        return other

    def open(self, folded: str, spans: Sequence[tuple[int, int]]) -> list[list[int]]:
        """Return for each of `spans` (ascending, disjoint) the indices of the rules that may match in it, ascending."""
        return [self._open(folded[start:end]) for start, end in spans]

    def _open(self, sentence: str) -> list[int]:
        found = self._on_digit if _DIGIT.search(sentence) else 0
        if self._automaton is not None:
            hits = self._automaton.find_matches_as_indexes(squeezed(sentence), overlapping=True)
            for literal in {hit[0] for hit in hits}:
                found |= self._found[literal]
        missing = ~found
        return [i for i, needs in enumerate(self._needs) if not needs & missing and i not in self._shut]

    def openings(self, view: str, start: int) -> Iterator[tuple[int, Sequence[int] | None]]:
        """Yield the indices of the rules that may match in a folded view from `start` on, ascending.

        With each come the offsets at which it can begin; None for anywhere.
        """
        indices = self._open(view[start:])
        marks = self._marks(view, start) if indices else ()
        for index in indices:
            bit = self._classes[index]
            starts = None if bit is None else [at for at, bits in marks if bits & bit]
            if starts != []:
                yield index, starts

    def _marks(self, view: str, start: int) -> Sequence[tuple[int, int]]:
        """Return the offsets at which some rule can begin, each with the bits of the rules."""
        known, marks = self._tokens, []
        for token in _TOKEN.finditer(view, start):
            bits = known.get(token[1])
            if bits is None:
                bits = self._learnt(token[1])
            if bits:
                marks.append((token.start(), bits))
        return marks

    @cached_property
    def _classes(self) -> Sequence[int | None]:
        """The bit of each rule, the same for those that begin alike."""
        distinct = {literals: 1 << bit for bit, literals in enumerate(dict.fromkeys(self._starts)) if literals}
        return [distinct.get(literals) if literals else None for literals in self._starts]

    @cached_property
    def _beginnings(self) -> Mapping[str, int]:
        """Beginning → the bits of the rules that have it."""
        return _by_literal(
            {literals: bit for literals, bit in zip(self._starts, self._classes, strict=True) if literals and bit}
        )

    @cached_property
    def _tokens(self) -> dict[str, int]:
        return {}

    def _learnt(self, token: str) -> int:
        """Return the bits of the rules that can begin as a token does, and keep them."""
        if len(self._tokens) >= _MOST_TOKENS:
            self._tokens.clear()
        found = self._beginnings.get(DIGIT, 0) if _DIGIT.match(token) else 0
        for end in range(1, len(token) + 1):
            found |= self._beginnings.get(token[:end], 0)
        self._tokens[token] = found
        return found


def _distinct(required: Sequence[Sequence[Literals]]) -> Sequence[Literals]:
    return list(dict.fromkeys(literals for sets in required for literals in sets))


def _by_literal(bits: Mapping[Literals, int]) -> dict[str, int]:
    """Return literal → the bits of the sets that hold it."""
    owners: dict[str, int] = {}
    for literals, bit in bits.items():
        for literal in literals:
            owners[literal] = owners.get(literal, 0) | bit
    return owners
