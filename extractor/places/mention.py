"""A mention taken apart: the names it prints, each with its level word, from the smallest unit up."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from extractor.normalize.names import tidy
from extractor.places.kinds import LEVELS, Kind, kinds
from extractor.places.names import index
from extractor.text import canonical, unmarked_view

_BETWEEN = regex.compile(r"\s*[,;()\[\]/]\s*")
"""What stands between a unit and the one it is in: "xã Kim Liên (Nam Đàn, Nghệ An)"."""
_LONGEST = 60
"""Code points: no name with its level word is longer."""


@dataclass(frozen=True)
class Named:
    """One name of a mention; `kind` is that of its level word. `plain`: the text is printed without marks."""

    name: str
    kind: Kind | None = None
    plain: bool = False


def parse(text: str) -> Sequence[Named]:
    """Return the names of a mention, the unit that it names first, then those it says the unit is in."""
    names: list[Named] = []
    for piece in _BETWEEN.split(canonical(text)):
        names += _chain(tidy(piece))
        if len(names) >= len(LEVELS):
            break
    return names[: len(LEVELS)]


def level_word(text: str, at: int = 0) -> tuple[Kind, int] | None:
    """Return the kind whose word stands at `at`, and where the name behind it begins; None if no such word does."""
    found = _level_words(text.isascii()).match(text, at)
    if found is None:
        return None
    return _kinds_by_word()[found["word"].lower().rstrip(".")], found.end()


def level_words(text: str) -> list[int]:
    """Return where level words stand inside `text`, behind a space."""
    found = _level_words(text.isascii()).finditer(text)
    return [one.start() for one in found if text[one.start() - 1 : one.start()] == " "]


def _chain(piece: str) -> list[Named]:
    """Take a piece apart at the level words inside it, unless they belong to a name ("xã Tân Xã")."""
    names: list[Named] = []
    while piece and len(names) < len(LEVELS):
        ends = [end for end in (len(piece), *reversed(level_words(piece[: 2 * _LONGEST]))) if end <= _LONGEST]
        end = next((end for end in ends if known(_named(piece[:end].strip()))), len(piece))
        names.append(_named(piece[:end].strip()))
        piece = piece[end:]
    return names


def known(named: Named) -> bool:
    """Whether any unit of any day has the name, with or without marks."""
    return bool(index().named(named.name) or (named.name.isascii() and index().named_unmarked(named.name)))


def _named(text: str) -> Named:
    """Return a name and its kind; a whole text that is a name itself ("phường Đúc", "TT-Huế") may hold its word."""
    found = level_word(text)
    if found is None:
        return Named(text)
    kind, start = found
    name = text[start:].strip()
    if index().is_variant(text) or (not index().named(name) and index().named(text)) or not name:
        return Named(text)
    word = text[:start].strip(" .").lower()
    return Named(name, kind, text.isascii() and word in _unmarked_words())


@lru_cache(maxsize=1)
def _kinds_by_word() -> dict[str, Kind]:
    words = {word.rstrip(".#"): kind for kind in kinds().values() for word in kind.words}
    return {**{unmarked_view(word): kind for word, kind in words.items()}, **words}


@lru_cache(maxsize=1)
def _unmarked_words() -> frozenset[str]:
    """Level words as they are printed in a text without marks; those that have none anyway tell nothing."""
    words = (word for kind in kinds().values() for word in kind.words)
    return frozenset(unmarked_view(word) for word in words if unmarked_view(word) != word)


@lru_cache(maxsize=2)
def _level_words(plain: bool) -> "regex.Pattern[str]":
    """Return a pattern for a level word and the space behind it; `plain`: without marks too ("quan" is no "quận")."""
    printed = {word for kind in kinds().values() for word in kind.words}
    words = printed | ({unmarked_view(word) for word in printed} if plain else set())
    ways = []
    for word in sorted(words, key=len, reverse=True):
        bare = regex.escape(word.rstrip("#"))
        glued, number = word.endswith("."), word.endswith("#")
        ways.append(rf"(?P<word>{bare})" + (r"(?=\d)" if number else rf"\s{'*' if glued else '+'}(?=[\p{{L}}\d])"))
    return regex.compile(rf"(?<!\w)(?:{'|'.join(ways)})", regex.IGNORECASE)
