"""Canonical names: abbreviations expanded, brackets and quotes dropped, white space unified."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from extractor.text import printed_view

_BRACKET = re.compile(r"\s*\([^()]*\)")
_SPACE = re.compile(r"\s+")
_GLUED_DOT = re.compile(r"(?<=[^\W\d_]{3})\. ?(?=[^\W\d_])")
_EDGE = " ,.;:-\"'"
_escaped = lru_cache(maxsize=4096)(re.escape)


@dataclass(frozen=True)
class Abbreviations:
    """The usual abbreviations and those that an article defines; the article's own win."""

    usual: Mapping[str, str]
    own: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _table(self) -> Mapping[str, str]:
        return {**self.usual, **dict(self.own)}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        known = sorted(self._table, key=len, reverse=True)
        return re.compile(rf"(?<![\w&-])(?:{'|'.join(map(_escaped, known))})(?![\w&]|-\w)")

    def expand(self, text: str) -> str:
        """Return `text` with every abbreviation written out."""
        if not any(char.isupper() for char in text):
            return text
        return self._pattern.sub(lambda m: self._table[m[0]], text)


def tidy(text: str) -> str:
    """Return `text` with dashes, quotes and tone placement unified, on one line, no punctuation at its ends."""
    return _SPACE.sub(" ", printed_view(text)).strip(_EDGE)


def body_name(text: str, abbreviations: Abbreviations) -> str:
    """Return a body's canonical name without brackets."""
    name = tidy(_GLUED_DOT.sub(" ", abbreviations.expand(tidy(_BRACKET.sub(" ", text)))))
    return name[:1].upper() + name[1:]


def campaign_name(text: str, abbreviations: Abbreviations) -> str:
    """Return a campaign's name with abbreviations expanded."""
    return tidy(abbreviations.expand(tidy(text)))


def person_name(text: str) -> str:
    """Return a person's name as printed, on one line."""
    return _SPACE.sub(" ", text).strip(_EDGE)


def defined(pairs: Iterable[tuple[str, str]], plausible: Callable[[str, str], bool]) -> tuple[tuple[str, str], ...]:
    """Return the (abbreviation, expansion) pairs that a text defines and `plausible` accepts, each once."""
    found: dict[str, str] = {}
    for short, long in pairs:
        if short not in found and plausible(short, long):
            found[short] = tidy(long)
    return tuple(found.items())


def stands_for(short: str, long: str) -> bool:
    """Whether the capitals of `short` are initials of the last words of `long`, in order."""
    letters = [c.lower() for c in printed_view(short) if c.isalpha()]
    initials = [word[0].lower() for word in re.findall(r"\w+", printed_view(long))]
    return len(letters) >= 2 and initials[-len(letters) :] == letters
