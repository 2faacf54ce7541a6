"""Gates derived from the rules: literals of which a match must hold one, found for all rules in one pass."""

import re
import re._constants as sre  # type: ignore[import-not-found]  # typeshed knows no submodules of re
import re._parser as sre_parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Sequence
from typing import Any

import ahocorasick_rs
import regex

DIGIT = "\\d"
"""The pseudo-literal of a pattern that needs a digit but no word."""
_MOST_LITERALS = 3000
_SPACES = re.compile(" {2,}")
_DIGIT = regex.compile(r"\d")
"""By the engine that runs the rules: `str.isdigit` knows more digits, and the standard library others."""
_EMPTY = frozenset([""])
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


def required_literals(pattern: str) -> frozenset[str] | None:
    """Return lower-case literals one of which stands in every match of `pattern`; None if none can be told.

    The pattern is read by the standard library's parser after what it does not know (`\\p{…}`, group names)
    was replaced by something that demands less, so the answer is never too strict. A pattern that it still
    cannot read tells nothing.
    """
    plain = re.sub(r"\\p\{\^?\w+\}", r"\\w", pattern)
    plain = re.sub(r"\(\?P<\w+>", "(?:", plain).replace("(?-i:", "(?:")
    try:
        return _required(sre_parser.parse(plain))
    except (re.error, RecursionError):
        return None


def _fold(code: int) -> str:
    """Return a character as `extractor.text.folded_view` shows it."""
    lower = chr(code).lower()
    return lower if len(lower) == 1 else chr(code)


def _required(tree: Iterable[Any]) -> frozenset[str] | None:
    """Return the best literals of a sequence: what stands side by side is joined into longer ones."""
    best: frozenset[str] | None = None
    run = _EMPTY
    for op, arg in tree:
        if op is sre.ASSERT:
            best = _better(best, _required_by(op, arg))
        exact = _exact(op, arg)
        joined = _joined(run, exact) if exact is not None else None
        if joined is not None:
            run = joined
            continue
        best = _better(best, _required_by(op, arg) if exact is None else None)
        best, run = _better(best, run), _EMPTY if exact is None else exact
    return _better(best, run)


def _joined(first: frozenset[str], second: frozenset[str]) -> frozenset[str] | None:
    if len(first) * len(second) > _MOST_LITERALS:
        return None
    return frozenset(a + b for a in first for b in second)


def _exact(op: Any, arg: Any) -> frozenset[str] | None:
    """Return all that a part of a pattern can match where that is a short list of strings; None where it is not."""
    if op is sre.LITERAL:
        return frozenset([_fold(arg)])
    if op in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
        return _EMPTY
    if op is sre.SUBPATTERN:
        return _exact_sequence(arg[-1])
    if op is sre.ATOMIC_GROUP:
        return _exact_sequence(arg)
    if op is sre.BRANCH:
        branches = [_exact_sequence(branch) for branch in arg[1]]
        union = frozenset().union(*(b for b in branches if b is not None))
        return None if None in branches or len(union) > _MOST_LITERALS else union
    if op in _REPEATS and arg[1] == 1:
        inner = _exact_sequence(arg[2])
        return inner if inner is None or arg[0] == 1 else inner | _EMPTY
    if op in _REPEATS and arg[0] == 1 and list(arg[2]) == [(sre.LITERAL, ord(" "))]:
        return frozenset(" ")  # the gate reads runs of spaces as one
    if op is sre.IN and all(kind is sre.LITERAL for kind, _ in arg):
        return frozenset(_fold(code) for _, code in arg)
    return None


def _exact_sequence(tree: Iterable[Any]) -> frozenset[str] | None:
    whole: frozenset[str] | None = _EMPTY
    for op, arg in tree:
        part = _exact(op, arg)
        whole = _joined(whole, part) if whole is not None and part is not None else None
        if whole is None:
            return None
    return whole


def _required_by(op: Any, arg: Any) -> frozenset[str] | None:
    if op is sre.SUBPATTERN:
        return _required(arg[-1])
    if op is sre.ATOMIC_GROUP:
        return _required(arg)
    if op is sre.ASSERT and arg[0] > 0:  # what is looked for ahead stands in the sentence too; behind, before it
        return _required(arg[1])
    if op is sre.BRANCH:
        branches = [_required(branch) for branch in arg[1]]
        if any(branch is None for branch in branches):
            return None
        union = frozenset().union(*(b for b in branches if b))
        return union if len(union) <= _MOST_LITERALS else None
    if op in _REPEATS:
        return _required(arg[2]) if arg[0] > 0 else None
    if op is sre.IN and all(item == (sre.CATEGORY, sre.CATEGORY_DIGIT) for item in arg):
        return frozenset([DIGIT])
    return None


def _score(literals: frozenset[str]) -> tuple[int, int]:
    return min(0 if lit == DIGIT else len(lit) for lit in literals), -len(literals)


def _better(one: frozenset[str] | None, two: frozenset[str] | None) -> frozenset[str] | None:
    """Return the more telling of two sets; one that holds the empty string tells nothing."""
    one, two = (None if s is None or any(not lit.strip() for lit in s) else s for s in (one, two))
    if one is None or two is None:
        return two if one is None else one
    return one if _score(one) >= _score(two) else two


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
        return rules
