"""Which things can be parts of which."""

import re

from extractor.rules.book import RuleBook
from extractor.text import folded_view

_BETWEEN = re.compile(r"[,;/]")
_LEXICONS = ("counted_noun", "recipient", "share_unit", "ratio_unit")


class Nouns:
    """What units count, by the tables `counted_as` and `parts_of` and the lexicons of nouns."""

    def __init__(self, book: RuleBook) -> None:
        self._same, self._parts = book.table("counted_as"), book.table("parts_of")
        self._known = [book.table(name) for name in _LEXICONS]

    def is_part(self, part: str, whole: str) -> bool:
        """Whether what one unit counts is among what the other does: a kind of it, or one of several kinds."""
        return self._things(part) <= self._covered(whole)

    def _covered(self, unit: str) -> set[str]:
        things = self._things(unit)
        kinds = (kind for thing in things for kind in self._things(self._parts.value(thing) or thing))
        return {*things, *kinds}

    def _things(self, unit: str) -> set[str]:
        return {self._thing(one.split()) for one in _BETWEEN.split(folded_view(unit)) if one.strip()}

    def _thing(self, words: list[str]) -> str:
        """Return the noun that a unit begins with, the longest that is known: "mô hình" of "mô hình tự quản"."""
        heads = (" ".join(words[:length]) for length in range(len(words), 0, -1))
        for head in heads:
            if head in self._same:
                return str(self._same.value(head))
            if any(head in known for known in self._known):
                return head
        return " ".join(words)
