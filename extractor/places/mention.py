"""A mention taken apart: the names it prints, each with its level word, from the smallest unit up."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from extractor.normalize.names import tidy
from extractor.places.kinds import Kind, kinds
from extractor.places.names import index, unmarked
from extractor.text import canonical

_BETWEEN = regex.compile(r"\s*[,;()\[\]/]\s*")
"""What stands between a unit and the one it is in: "xã Kim Liên (Nam Đàn, Nghệ An)"."""


@dataclass(frozen=True)
class Named:
    """One name of a mention; `kind` is that of its level word. `plain`: the text is printed without marks."""

    name: str
    kind: Kind | None = None
    plain: bool = False


def parse(text: str) -> Sequence[Named]:
    """Return the names of a mention, the unit that it names first, then those it says the unit is in."""
    pieces = [tidy(piece) for piece in _BETWEEN.split(canonical(text))]
    return [named for piece in pieces if piece for named in _chain(piece)]


def level_word(text: str) -> tuple[Kind, int] | None:
    """Return the kind whose word `text` begins with, and where the name begins; None if it begins with none."""
    found = _level_words().match(text)
    if found is None:
        return None
    return _kinds_by_word()[found["word"].lower().rstrip(".")], found.end()


def level_words(text: str) -> list[int]:
    """Return where level words stand inside `text`, behind a space."""
    return [found.start() for found in _level_words().finditer(text) if text[found.start() - 1 : found.start()] == " "]


def _chain(piece: str) -> list[Named]:
    """Take a piece apart at the level words inside it, unless they belong to a name ("xã Tân Xã")."""
    ends = [*level_words(piece)[::-1], len(piece)]
    for end in sorted(ends, reverse=True):
        head = _named(piece[:end].strip())
        if known(head):
            return [head, *(_chain(piece[end:]) if end < len(piece) else ())]
    return [_named(piece)]


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
    if (not index().named(name) and index().named(text)) or not name:
        return Named(text)
    word = text[:start].strip(" .").lower()
    return Named(name, kind, text.isascii() and word in _unmarked_words())


@lru_cache(maxsize=1)
def _kinds_by_word() -> dict[str, Kind]:
    words = {word.rstrip(".#"): kind for kind in kinds().values() for word in kind.words}
    return {**{unmarked(word): kind for word, kind in words.items()}, **words}


@lru_cache(maxsize=1)
def _unmarked_words() -> frozenset[str]:
    """Level words as they are printed in a text without marks; those that have none anyway tell nothing."""
    words = (word for kind in kinds().values() for word in kind.words)
    return frozenset(unmarked(word) for word in words if unmarked(word) != word)


@lru_cache(maxsize=1)
def _level_words() -> "regex.Pattern[str]":
    """Return a pattern for a level word and the space behind it."""
    words = {w for kind in kinds().values() for one in kind.words for w in (one, unmarked(one))}
    ways = []
    for word in sorted(words, key=len, reverse=True):
        bare = regex.escape(word.rstrip("#"))
        if word.endswith("."):
            ways.append(rf"(?P<word>{bare})\s*(?=[\p{{L}}\d])")
        elif word.endswith("#"):
            ways.append(rf"(?P<word>{bare})(?=\d)")
        else:
            ways.append(rf"(?P<word>{bare})\s+(?=[\p{{L}}\d])")
    return regex.compile(rf"(?<!\w)(?:{'|'.join(ways)})", regex.IGNORECASE)
