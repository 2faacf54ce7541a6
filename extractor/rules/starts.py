"""How the matches of a pattern begin: with one of some literals, read off the pattern."""

import re
import re._constants as sre  # type: ignore[import-not-found]  # typeshed knows no submodules of re
from collections.abc import Iterable
from typing import Any, NamedTuple

from extractor.rules.trees import DIGIT, MOST_LITERALS, REPEATS, Literals, Trees, branches, fold, inner

LONGEST = 10
"""Code points of a beginning at most; it ends before the first space too: the gate looks words up."""
_SPACE = re.compile(r"\s")
_WIDEST = 64
"""Characters of the widest range ("[a-z]") that are listed."""
_WIDTHLESS = (sre.AT, sre.ASSERT, sre.ASSERT_NOT)


class _Beginning(NamedTuple):
    """How the matches of a part begin, None if with anything; whether it can match nothing."""

    literals: Literals | None
    is_optional: bool


_ANYTHING = _Beginning(None, True)


class StartReader:
    """Reads off patterns how their matches begin."""

    def __init__(self, trees: Trees) -> None:
        self._trees = trees

    def starts(self, pattern: str) -> Literals | None:
        """Return lower-case literals with one of which every match of `pattern` begins; None if none can be told.

        DIGIT stands for any digit.
        """
        literals, is_optional = self._sequence(self._trees.parsed(pattern))
        is_told = literals and not is_optional and " " not in literals
        return literals if is_told else None

    def _sequence(self, tree: Iterable[Any]) -> _Beginning:
        """Follow a sequence until how it begins is told: `growing` are beginnings that the next part goes on with.

        What is looked for ahead before anything is matched tells it where the parts do not.
        """
        told, growing, ahead = set[str](), {""}, _ANYTHING
        for op, arg in self._trees.spelt(tree):
            if op in _WIDTHLESS:
                if op is sre.ASSERT and arg[0] > 0 and "" in growing and ahead.is_optional:
                    ahead = self._sequence(arg[1])
                continue
            part = self._part(op, arg)
            if part.literals is None and "" in growing:
                if ahead.is_optional or ahead.literals is None:
                    return _ANYTHING
                return _Beginning(ahead.literals | told | growing - {""}, False)
            if part.literals is None:
                return _Beginning(frozenset(told | growing), False)
            is_whole = self._trees.exact(op, arg) is not None and len(growing) * len(part.literals) <= MOST_LITERALS
            grown = {(start, end) for start in growing for end in part.literals}
            longer = {start + end for start, end in grown if is_whole and _goes_on(start + end)}
            told |= {_cut(start, end) for start, end in grown if not (is_whole and _goes_on(start + end))}
            growing = longer | (growing if part.is_optional else set())
            if not growing:
                break
        return _Beginning(frozenset(told | growing - {""}), "" in growing)

    def _part(self, op: Any, arg: Any) -> _Beginning:
        exact = self._trees.exact(op, arg)
        if exact is not None:
            return _Beginning(exact - {""}, "" in exact)
        if (held := inner(op, arg)) is not None:
            return self._sequence(held)
        if (found := branches(op, arg)) is not None:
            return _either(self._sequence(branch) for branch in found)
        if op in REPEATS:
            literals, is_optional = self._sequence(arg[2])
            return _Beginning(literals, is_optional or arg[0] == 0)
        if op is sre.IN:
            return _either(self._of_set(kind, value) for kind, value in arg)
        return _ANYTHING

    def _of_set(self, kind: Any, value: Any) -> _Beginning:
        """Return how what is one item of a set ("[1-9x]") begins."""
        if kind is sre.LITERAL:  # may stand for a piece
            return self._sequence([(kind, value)])
        if kind is sre.RANGE and value[1] - value[0] < _WIDEST:
            return _Beginning(frozenset(map(fold, range(value[0], value[1] + 1))), False)
        is_digit = (kind, value) == (sre.CATEGORY, sre.CATEGORY_DIGIT)
        return _Beginning(frozenset([DIGIT]), False) if is_digit else _ANYTHING


def _either(parts: Iterable[_Beginning]) -> _Beginning:
    found = list(parts)
    literals = None if any(p.literals is None for p in found) else frozenset().union(*(p.literals or () for p in found))
    return _Beginning(literals, any(part.is_optional for part in found))


def _goes_on(start: str) -> bool:
    return len(start) < LONGEST and not _SPACE.search(start)


def _cut(start: str, end: str) -> str:
    """Return the beginning of two in a row, as far as it is told in the text as printed."""
    if end == DIGIT:
        return start or DIGIT
    return _SPACE.split((start + end)[:LONGEST])[0] or " "
