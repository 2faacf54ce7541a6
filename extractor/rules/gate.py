"""Gates derived from the rules: which rules can match in a sentence, and where they can begin."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property

import ahocorasick_rs
import regex

from extractor.rules.sieve import Sieve
from extractor.rules.starts import LONGEST
from extractor.rules.trees import DIGIT, Literals
from extractor.rules.view import squeezed

_DIGIT = regex.compile(r"\d")
"""By the engine that runs the rules: `str.isdigit` knows more digits, and the standard library others."""
_TOKEN = regex.compile(rf"(?=(\S{{1,{LONGEST}}}))(?:\w+|\S)")
"""Where a word or a sign begins, with what a rule's beginning is compared with."""
_MOST_TOKENS = 100_000
_WORTH_A_SIEVE = 20_000
"""Places at which rules were tried before a sieve is made, which takes as long as it saves in a hundred articles."""


_FAR = 4000
"""Bytes that are looked at from a place on: no rule names more in a row. Without it "a a a …" would take for ever."""
Marks = Sequence[tuple[int, int]]
"""Offsets at which some rule can begin, each with the bits of the rules."""


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")  # of half a surrogate pair: it is no letter, nor is what stands for it


class Gate:
    """For a folded text, which rules can match in which of its sentences, and where in them."""

    def __init__(
        self,
        required: Sequence[Sequence[Literals]],
        starts: Sequence[Literals | None],
        prefixes: Sequence[str] | None = None,
    ) -> None:
        """`required[i]` are sets of literals: where rule i matches stands one of each; it passes all if there is none.

        `starts[i]` are those with which its matches begin at the beginning of a word; None if they may with anything.
        `prefixes[i]` tells, to a gate that is much used, how they go on.
        """
        needs = {literals: 1 << bit for bit, literals in enumerate(_distinct(required))}
        self._needs = [sum(needs[literals] for literals in set(sets)) for sets in required]
        owners = _by_literal(needs)
        self._on_digit = owners.pop(DIGIT, 0)
        self._found = list(owners.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(owners)) if owners else None
        self._starts = starts
        self._shut: frozenset[int] = frozenset()
        self._prefixes = prefixes
        self._sieve: Sieve | None = None
        self._places = 0

    def sharpen(self) -> None:
        """Have it tell from now on also what can go on as it begins; a gate does so itself once that is worth it."""
        prefixes, self._prefixes = self._prefixes, None
        if prefixes is not None:
            with suppress(ValueError):
                told = zip(prefixes, self._starts, strict=True)
                self._sieve = Sieve([None if starts is None else prefix for prefix, starts in told])

    @property
    def is_sharp(self) -> bool:
        """Whether it tells what can go on as it begins."""
        return self._sieve is not None

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

    def places(self, folded: str) -> int:
        """Return at how many places of a text stands what the rules need: those of one label match at so many at most.

        Matches that do not overlap hold different ones. A text of which nothing can be told has a place per character.
        """
        if self._automaton is None or self._on_digit or not all(self._needs):
            return len(folded)
        hits = self._automaton.find_matches_as_indexes(squeezed(folded), overlapping=True)
        return len({start for _, start, _ in hits})

    def openings(self, view: str, start: int) -> Iterator[tuple[int, Sequence[int] | None]]:
        """Yield the indices of the rules that may match in a folded view from `start` on, ascending.

        With each come the offsets at which it can begin; None for anywhere.
        """
        indices = self._open(view[start:])
        marks = self._marks(view, start) if indices else ()
        starts_of = self._sieved(view, indices, marks) if self._sieve else self._marked(indices, marks)
        for index in indices:
            starts = starts_of[index]
            if starts != []:
                yield index, starts
        self._places += len(marks)
        if self._places > _WORTH_A_SIEVE:
            self.sharpen()

    def _marked(self, indices: Sequence[int], marks: Marks) -> Mapping[int, list[int] | None]:
        """Return where rules can begin by how they begin."""
        bits_of = {index: self._classes[index] for index in indices}
        return {
            index: None if bit is None else [at for at, bits in marks if bits & bit] for index, bit in bits_of.items()
        }

    def _sieved(self, view: str, indices: Sequence[int], marks: Marks) -> Mapping[int, list[int] | None]:
        """Return where rules can begin by how they begin and go on."""
        assert self._sieve is not None
        starts_of: dict[int, list[int] | None] = {}
        asked: dict[int, list[int]] = {}
        bits_asked = 0
        for index in indices:
            starts_of[index] = None
            if bit := self._classes[index]:
                starts_of[index] = asked[index] = []
                bits_asked |= bit
        rules, text, at_char, at_byte = frozenset(asked), memoryview(_encoded(view)), 0, 0
        for at, bits in marks:
            if bits & bits_asked:
                at_byte += len(_encoded(view[at_char:at]))
                at_char = at
                for index in rules.intersection(self._sieve.beginning(text[at_byte : at_byte + _FAR])):
                    asked[index].append(at)
        return starts_of

    def _marks(self, view: str, start: int) -> Marks:
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
