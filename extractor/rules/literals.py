"""What a pattern cannot match without: literals, read off the pattern."""

import re._constants as sre  # type: ignore[import-not-found]  # typeshed knows no submodules of re
from collections.abc import Iterable, Iterator
from typing import Any

from extractor.rules.trees import DIGIT, NOTHING, REPEATS, Literals, Trees, branches, inner, joined, union


class LiteralReader:
    """Reads off patterns what they need."""

    def __init__(self, trees: Trees) -> None:
        self._trees = trees

    def required(self, pattern: str) -> tuple[Literals, ...]:
        """Return sets of lower-case literals: in every match of `pattern` stands one of each; none if none can be told.

        What is looked for ahead of a match stands in its sentence too; what is looked for behind may stand before it.
        """
        return tuple(self._required(self._trees.parsed(pattern)))

    def _required(self, tree: Iterable[Any]) -> list[Literals]:
        """Return what a sequence needs: what stands side by side is joined into longer literals."""
        found: list[Literals | None] = []
        run = NOTHING
        for op, arg in self._trees.spelt(tree):
            exact = self._trees.exact(op, arg)
            if op is sre.ASSERT or exact is None:
                found += self._required_by(op, arg)
            longer = joined(run, exact)
            if longer is None:
                found.append(run)
            run = (NOTHING if exact is None else exact) if longer is None else longer
        return list(dict.fromkeys(_telling([*found, run])))

    def _required_by(self, op: Any, arg: Any) -> list[Literals]:
        if (held := inner(op, arg)) is not None:
            return self._required(held)
        if op is sre.ASSERT and arg[0] > 0:
            return self._required(arg[1])
        if (found := branches(op, arg)) is not None:
            return list(_telling([union([_best(self._required(branch)) for branch in found])]))
        if op in REPEATS:
            return self._required(arg[2]) if arg[0] > 0 else []
        if op is sre.IN and all(item == (sre.CATEGORY, sre.CATEGORY_DIGIT) for item in arg):
            return [frozenset([DIGIT])]
        return []


def _telling(found: Iterable[Literals | None]) -> Iterator[Literals]:
    """Yield the sets that tell something: one that holds the empty string or a space does not."""
    return (literals for literals in found if literals and all(literal.strip() for literal in literals))


def _best(found: list[Literals]) -> Literals | None:
    return max(found, key=_score, default=None)


def _score(literals: Literals) -> tuple[int, int]:
    return min(0 if lit == DIGIT else len(lit) for lit in literals), -len(literals)
