"""How the matches of a pattern go on after they have begun, in the syntax of RE2 and demanding less than the pattern.

RE2 tries the beginnings of hundreds of patterns in one pass, but knows neither what is looked for ahead or behind nor
groups that are referred to. So a prefix leaves these out, and ends where the pattern has a gap that anything fills.
"""

import re._constants as sre  # type: ignore[import-not-found]  # typeshed knows no submodules of re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from extractor.rules.trees import REPEATS, Tree, Trees, branches, fold, inner

_MOST_LITERALS = 200
_LONGEST = 10
"""Of a list longer than that only the beginnings of its literals are told apart: RE2 holds each pattern in full."""
_ANYTHING = "(?s:.)"
_ASCII_NO_WORD = r"\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f"
_SETS = {
    sre.CATEGORY_DIGIT: r"\p{Nd}",
    sre.CATEGORY_SPACE: r"\t-\r\x1c-\x20[:^ascii:]",
    sre.CATEGORY_WORD: r"0-9A-Z_a-z[:^ascii:]",
}
"""Supersets of what `regex` takes for a digit, a space, a part of a word."""
_WORD_ENDS = r"(?:[^0-9A-Z_a-z\x{c0}-\x{d6}\x{d8}-\x{f6}\x{f8}-\x{24f}\x{1e00}-\x{1eff}]|\z)"
"""Behind a word: no digit and no letter of those that Vietnamese is written with."""
_NO_WORD_AHEAD = (sre.ASSERT_NOT, (1, [(sre.IN, [(sre.CATEGORY, sre.CATEGORY_WORD)])]))


class _Prefix(NamedTuple):
    """A pattern of RE2; `whole` if it stands for all of its part, so that what follows can be told too."""

    text: str
    whole: bool


_ENDED = _Prefix("", False)


class PrefixWriter:
    """Writes prefixes, those of pieces that many patterns share only once."""

    def __init__(self, trees: Trees) -> None:
        self._trees = trees
        self._pieces: dict[str, _Prefix] = {}

    def prefix(self, pattern: str, cased: bool) -> str:
        """Return what matches wherever `pattern` does, looked for at the same place of a folded view."""
        tree = list(self._trees.parsed(pattern))
        text, whole = self._sequence(tree)
        if whole and tree and _is_no_word_ahead(tree[-1]):
            text += _WORD_ENDS
        return f"(?i:{text})" if cased else text

    def _sequence(self, tree: Iterable[Any]) -> _Prefix:
        texts: list[str] = []
        for op, arg in tree:
            part = self._part(op, arg)
            texts.append(part.text)
            if not part.whole:
                return _Prefix("".join(texts), False)
        return _Prefix("".join(texts), True)

    def _part(self, op: Any, arg: Any) -> _Prefix:
        if (piece := self._trees.piece(op, arg)) is not None:
            return self._piece(op, arg, piece)
        if op is sre.LITERAL:
            return _Prefix(_spelt(fold(arg)), True)
        if op in (sre.RANGE, sre.CATEGORY):  # of a set that is taken apart
            return _Prefix(_set([(op, arg)]), True)
        if op in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
            return _Prefix("", True)
        if op in (sre.ANY, sre.NOT_LITERAL):
            return _Prefix(_ANYTHING, True)
        if (held := inner(op, arg)) is not None:
            return self._group(held)
        if (found := branches(op, arg)) is not None:
            return self._either(found)
        if op is sre.IN and any(self._trees.piece(*item) is not None for item in arg):
            return self._either([[item] for item in arg])
        if op is sre.IN:
            return _Prefix(_set(arg), True)
        return self._repeat(*arg) if op in REPEATS else _ENDED

    def _piece(self, op: Any, arg: Any, piece: Tree) -> _Prefix:
        name = chr(arg)
        if name not in self._pieces:
            exact = self._trees.exact(op, arg)
            if exact is not None and len(exact) > _MOST_LITERALS:
                cut = sorted({literal[:_LONGEST] for literal in exact})
                self._pieces[name] = _Prefix(f"(?:{'|'.join(map(_spelt, cut))})", False)
            else:
                self._pieces[name] = self._group(piece)
        return self._pieces[name]

    def _group(self, tree: Iterable[Any]) -> _Prefix:
        text, whole = self._sequence(tree)
        return _Prefix(f"(?:{text})", whole)

    def _either(self, found: Sequence[Tree]) -> _Prefix:
        parts = [self._sequence(branch) for branch in found]
        return _Prefix(f"(?:{'|'.join(part.text for part in parts)})", all(part.whole for part in parts))

    def _repeat(self, least: int, most: int, tree: Tree) -> _Prefix:
        """Return a repetition; how often it repeats is not counted, which would make RE2 hold the pattern as often."""
        text, whole = self._sequence(tree)
        if text == _ANYTHING:
            return _ENDED  # a gap: what stands behind it is for the gate
        if not whole:
            return _Prefix(f"(?:{text})", False) if least else _ENDED
        once = "" if least else "?"
        return _Prefix(f"(?:{text}){once if most == 1 else '+' if least else '*'}", True)


def _set(items: Iterable[tuple[Any, Any]]) -> str:
    """Return a set of characters; of one that is told by what it lacks: anything."""
    texts: list[str] = []
    for kind, value in items:
        if kind is sre.LITERAL:
            texts.append(_spelt(fold(value)))
        elif kind is sre.RANGE:
            texts.append(rf"\x{{{value[0]:x}}}-\x{{{value[1]:x}}}")
        elif kind is sre.CATEGORY and value in _SETS:
            texts.append(_SETS[value])
        else:
            return _ANYTHING
    return f"[{''.join(texts)}]"


def _is_no_word_ahead(part: tuple[Any, Any]) -> bool:
    op, arg = part
    return op is sre.ASSERT_NOT and (op, (arg[0], list(arg[1]))) == _NO_WORD_AHEAD


def _spelt(literal: str) -> str:
    return "".join(char if char.isalnum() else rf"\x{{{ord(char):x}}}" for char in literal)
