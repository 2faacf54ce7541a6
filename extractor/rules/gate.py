"""Gates derived from the rules: literals of which a match must hold one, found for all rules in one pass."""

import re
import re._constants as sre  # type: ignore[import-not-found]  # typeshed knows no submodules of re
import re._parser as sre_parser  # type: ignore[import-not-found]
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

import ahocorasick_rs

DIGIT = "\\d"
"""The pseudo-literal of a pattern that needs a digit but no word."""
_MOST_LITERALS = 400


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
    except re.error:
        return None


def _fold(code: int) -> str:
    """Return a character as `extractor.text.folded_view` shows it."""
    lower = chr(code).lower()
    return lower if len(lower) == 1 else chr(code)


def _required(tree: Iterable[Any]) -> frozenset[str] | None:
    best: frozenset[str] | None = None
    run = ""
    for op, arg in [*tree, (None, None)]:
        if op is sre.LITERAL and chr(arg) not in " ":
            run += _fold(arg)
            continue
        best, run = _better(best, frozenset([run]) if run else None), ""
        best = _better(best, _required_by(op, arg))
    return best


def _required_by(op: Any, arg: Any) -> frozenset[str] | None:
    if op is sre.SUBPATTERN:
        return _required(arg[-1])
    if op is sre.ATOMIC_GROUP:
        return _required(arg)
    if op is sre.BRANCH:
        branches = [_required(branch) for branch in arg[1]]
        if any(branch is None for branch in branches):
            return None
        union = frozenset().union(*(b for b in branches if b))
        return union if len(union) <= _MOST_LITERALS else None
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return _required(arg[2]) if arg[0] > 0 else None
    if op is sre.IN and all(item == (sre.CATEGORY, sre.CATEGORY_DIGIT) for item in arg):
        return frozenset([DIGIT])
    if op is sre.IN and all(kind is sre.LITERAL for kind, _ in arg) and len(arg) <= 4:
        return frozenset(_fold(code) for _, code in arg)
    return None


def _score(literals: frozenset[str]) -> tuple[int, int]:
    return min(0 if lit == DIGIT else len(lit) for lit in literals), -len(literals)


def _better(one: frozenset[str] | None, two: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or two is None:
        return two if one is None else one
    return one if _score(one) >= _score(two) else two


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
        result: list[set[int]] = [set(self.always) for _ in spans]
        for index, (start, end) in enumerate(spans):
            if any(char.isdigit() for char in folded[start:end]):
                result[index] |= self.on_digit
        if self._automaton is None:
            return result
        starts = [start for start, _ in spans]
        for literal, start, _ in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            span = bisect_right(starts, start) - 1
            if span >= 0 and start < spans[span][1]:
                result[span] |= self._owners[literal]
        return result
