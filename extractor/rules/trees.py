"""Patterns as the standard library parses them, and what of them is a short list of strings."""

import re
import re._constants as sre  # type: ignore[import-not-found]  # typeshed knows no submodules of re
import re._parser as sre_parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

DIGIT = "\\d"
"""The pseudo-literal of a pattern that needs a digit but no word."""
MOST_LITERALS = 3000
NOTHING = frozenset([""])
REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_UNREADABLE = ((sre.ANY, None),)
"""The tree of what the parser does not know: it may match anything."""

Literals = frozenset[str]
Tree = Sequence[tuple[Any, Any]]


class Trees:
    """Parses patterns, each piece that many of them share only once.

    A pattern is read by the standard library's parser after what it does not know (`\\p{…}`, group names, what refers
    to groups) was replaced by something that demands less, so that what is told of it is never too strict. Of a pattern
    that it still cannot read nothing is told.
    """

    def __init__(self, pieces: Mapping[str, str]) -> None:
        """`pieces` are the patterns that single characters stand for in other patterns; they may grow."""
        self._pieces = pieces
        self._trees: dict[str, Tree] = {}
        self._exact_pieces: dict[str, Literals | None] = {}
        self._last: tuple[str, Tree] = ("", ())

    def parsed(self, pattern: str) -> Tree:
        """Return the tree of a pattern; that of the last one is at hand, as several readers ask for it in turn."""
        if self._last[0] != pattern:
            self._last = pattern, _parsed(pattern)
        return self._last[1]

    def piece(self, op: Any, arg: Any) -> Tree | None:
        """Return the tree of the piece that a part of a pattern stands for, if it does."""
        if op is not sre.LITERAL or chr(arg) not in self._pieces:
            return None
        name = chr(arg)
        if name not in self._trees:
            self._trees[name] = _parsed(self._pieces[name])
        return self._trees[name]

    def spelt(self, tree: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """Yield the parts of a sequence, pieces that are no short list of strings in full: their ends join on."""
        for op, arg in tree:
            piece = self.piece(op, arg)
            if piece is None or self.exact(op, arg) is not None:
                yield op, arg
            else:
                yield from self.spelt(piece)

    def exact(self, op: Any, arg: Any) -> Literals | None:
        """Return all that a part of a pattern can match where that is a short list of strings; None where it is not."""
        if (piece := self.piece(op, arg)) is not None:
            name = chr(arg)
            if name not in self._exact_pieces:
                self._exact_pieces[name] = self._exact_sequence(piece)
            return self._exact_pieces[name]
        if op is sre.LITERAL:
            return frozenset([fold(arg)])
        if op in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
            return NOTHING
        if (held := inner(op, arg)) is not None:
            return self._exact_sequence(held)
        if (found := branches(op, arg)) is not None:
            return union([self._exact_sequence(branch) for branch in found])
        if op in REPEATS and arg[1] == 1:
            once = self._exact_sequence(arg[2])
            return once if once is None or arg[0] == 1 else once | NOTHING
        return None

    def _exact_sequence(self, tree: Iterable[Any]) -> Literals | None:
        whole: Literals | None = NOTHING
        for op, arg in tree:
            whole = joined(whole, self.exact(op, arg))
            if whole is None:
                return None
        return whole


def _parsed(pattern: str) -> Tree:
    plain = re.sub(r"\\p\{[LMN]\w?\}", r"\\w", pattern)
    plain = re.sub(r"\\[pP]\{\^?\w+\}", r"\\D", plain)  # no reader tells anything of that
    plain = re.sub(r"\(\?P<\w+>", "(?:", plain).replace("(?-i:", "(?:")
    plain = re.sub(r"\(\?P=\w+\)", r"[^\0]*", plain)
    try:
        return list(sre_parser.parse(plain))
    except (re.error, RecursionError):
        return _UNREADABLE


def inner(op: Any, arg: Any) -> Tree | None:
    """Return the sequence that a group holds."""
    if op is sre.SUBPATTERN:
        return list(arg[-1])
    return list(arg) if op is sre.ATOMIC_GROUP else None


def branches(op: Any, arg: Any) -> Sequence[Tree] | None:
    """Return the sequences of which one is matched; the parser makes a set of those of one character each."""
    if op is sre.BRANCH:
        return list(arg[1])
    if op is sre.IN and all(kind is sre.LITERAL for kind, _ in arg):
        return [[item] for item in arg]
    return None


def fold(code: int) -> str:
    """Return a character as `extractor.text.folded_view` shows it."""
    lower = chr(code).lower()
    return lower if len(lower) == 1 else chr(code)


def joined(first: Literals | None, second: Literals | None) -> Literals | None:
    if first is None or second is None or len(first) * len(second) > MOST_LITERALS:
        return None
    return frozenset(a + b for a in first for b in second)


def union(branches: Sequence[Literals | None]) -> Literals | None:
    union: Literals = frozenset().union(*(b for b in branches if b is not None))
    return None if None in branches or len(union) > MOST_LITERALS else union
