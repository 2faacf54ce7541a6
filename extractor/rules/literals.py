"""What a pattern cannot match without: literals, read off the pattern as the standard library parses it."""

import re
import re._constants as sre  # type: ignore[import-not-found]  # typeshed knows no submodules of re
import re._parser as sre_parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

DIGIT = "\\d"
"""The pseudo-literal of a pattern that needs a digit but no word."""
_MOST_LITERALS = 3000
_EMPTY = frozenset([""])
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_UNREADABLE = ((sre.ANY, None),)
"""The tree of what the parser does not know: it may match anything."""

Literals = frozenset[str]
Tree = Sequence[tuple[Any, Any]]


class LiteralReader:
    """Reads off patterns what they need, each piece that many of them share only once."""

    def __init__(self, pieces: Mapping[str, str]) -> None:
        """`pieces` are the patterns that single characters stand for in other patterns; they may grow."""
        self._pieces = pieces
        self._trees: dict[str, Tree] = {}
        self._exact_pieces: dict[str, Literals | None] = {}

    def required(self, pattern: str) -> Literals | None:
        """Return lower-case literals one of which stands in every match of `pattern`; None if none can be told.

        The pattern is read by the standard library's parser after what it does not know (`\\p{…}`, group names)
        was replaced by something that demands less, so the answer is never too strict. A pattern that it still
        cannot read tells nothing.
        """
        return self._required(_parsed(pattern))

    def _piece(self, op: Any, arg: Any) -> Tree | None:
        """Return the tree of the piece that a part of a pattern stands for, if it does."""
        if op is not sre.LITERAL or chr(arg) not in self._pieces:
            return None
        name = chr(arg)
        if name not in self._trees:
            self._trees[name] = _parsed(self._pieces[name])
        return self._trees[name]

    def _spelt(self, tree: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """Yield the parts of a sequence, pieces that are no short list of strings in full: their ends join on."""
        for op, arg in tree:
            piece = self._piece(op, arg)
            if piece is None or self._exact(op, arg) is not None:
                yield op, arg
            else:
                yield from self._spelt(piece)

    def _required(self, tree: Iterable[Any]) -> Literals | None:
        """Return the best literals of a sequence: what stands side by side is joined into longer ones."""
        best: Literals | None = None
        run = _EMPTY
        for op, arg in self._spelt(tree):
            if op is sre.ASSERT:
                best = _better(best, self._required_by(op, arg))
            exact = self._exact(op, arg)
            joined = _joined(run, exact)
            if joined is not None:
                run = joined
                continue
            best = _better(best, self._required_by(op, arg) if exact is None else None)
            best, run = _better(best, run), _EMPTY if exact is None else exact
        return _better(best, run)

    def _exact(self, op: Any, arg: Any) -> Literals | None:
        """Return all that a part of a pattern can match where that is a short list of strings; None where it is not."""
        if (piece := self._piece(op, arg)) is not None:
            name = chr(arg)
            if name not in self._exact_pieces:
                self._exact_pieces[name] = self._exact_sequence(piece)
            return self._exact_pieces[name]
        if op is sre.LITERAL:
            return frozenset([_fold(arg)])
        if op in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
            return _EMPTY
        if (inner := _inner(op, arg)) is not None:
            return self._exact_sequence(inner)
        if (branches := _branches(op, arg)) is not None:
            return _union([self._exact_sequence(branch) for branch in branches])
        if op in _REPEATS and arg[1] == 1:
            once = self._exact_sequence(arg[2])
            return once if once is None or arg[0] == 1 else once | _EMPTY
        if op in _REPEATS and arg[0] == 1 and list(arg[2]) == [(sre.LITERAL, ord(" "))]:
            return frozenset(" ")  # the gate reads runs of spaces as one
        return None

    def _exact_sequence(self, tree: Iterable[Any]) -> Literals | None:
        whole: Literals | None = _EMPTY
        for op, arg in tree:
            whole = _joined(whole, self._exact(op, arg))
            if whole is None:
                return None
        return whole

    def _required_by(self, op: Any, arg: Any) -> Literals | None:
        if (inner := _inner(op, arg)) is not None:
            return self._required(inner)
        if op is sre.ASSERT and arg[0] > 0:  # what is looked for ahead stands in the sentence too; behind, before it
            return self._required(arg[1])
        if (branches := _branches(op, arg)) is not None:
            return _union([self._required(branch) for branch in branches])
        if op in _REPEATS:
            return self._required(arg[2]) if arg[0] > 0 else None
        if op is sre.IN and all(item == (sre.CATEGORY, sre.CATEGORY_DIGIT) for item in arg):
            return frozenset([DIGIT])
        return None


def _parsed(pattern: str) -> Tree:
    plain = re.sub(r"\\p\{\^?\w+\}", r"\\w", pattern)
    plain = re.sub(r"\(\?P<\w+>", "(?:", plain).replace("(?-i:", "(?:")
    try:
        return list(sre_parser.parse(plain))
    except (re.error, RecursionError):
        return _UNREADABLE


def _inner(op: Any, arg: Any) -> Tree | None:
    """Return the sequence that a group holds."""
    if op is sre.SUBPATTERN:
        return list(arg[-1])
    return list(arg) if op is sre.ATOMIC_GROUP else None


def _branches(op: Any, arg: Any) -> Sequence[Tree] | None:
    """Return the sequences of which one is matched; the parser makes a set of those of one character each."""
    if op is sre.BRANCH:
        return list(arg[1])
    if op is sre.IN and all(kind is sre.LITERAL for kind, _ in arg):
        return [[item] for item in arg]
    return None


def _fold(code: int) -> str:
    """Return a character as `extractor.text.folded_view` shows it."""
    lower = chr(code).lower()
    return lower if len(lower) == 1 else chr(code)


def _joined(first: Literals | None, second: Literals | None) -> Literals | None:
    if first is None or second is None or len(first) * len(second) > _MOST_LITERALS:
        return None
    return frozenset(a + b for a in first for b in second)


def _union(branches: Sequence[Literals | None]) -> Literals | None:
    union: Literals = frozenset().union(*(b for b in branches if b is not None))
    return None if None in branches or len(union) > _MOST_LITERALS else union


def _score(literals: Literals) -> tuple[int, int]:
    return min(0 if lit == DIGIT else len(lit) for lit in literals), -len(literals)


def _better(one: Literals | None, two: Literals | None) -> Literals | None:
    """Return the more telling of two sets; one that holds the empty string tells nothing."""
    one, two = (None if s is None or any(not lit.strip() for lit in s) else s for s in (one, two))
    if one is None or two is None:
        return two if one is None else one
    return one if _score(one) >= _score(two) else two
