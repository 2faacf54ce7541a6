"""Folds names for comparison; the words come from `patterns/tables/score_*.txt`."""

import re
import unicodedata

from extractor.rules.book import RuleBook
from extractor.text import printed_view

_SHORTEST_PART = 12
"""A campaign's name counts as part of another from this length on."""
_ROLES = ("honorific", "deputy", "office", "whole", "campaign", "emulation")
_SEPARATORS = re.compile(r"\s*[,;:-]\s*|\s+")


class Names:
    """Folds names so that two spellings of one thing are equal."""

    def __init__(self, book: RuleBook) -> None:
        """Read the tables of `book`."""
        rows = book.table("score_abbreviations").terms
        self._full = {_plain(short): _plain(columns[0]) for short, columns in rows.items()}
        # a dot at the end of an abbreviation is its own boundary
        terms = (
            re.escape(t) + (r"(?!\w)" if t[-1].isalnum() else "") for t in sorted(self._full, key=len, reverse=True)
        )
        self._short = re.compile(rf"(?<!\w)(?:{'|'.join(terms) or '(?!)'})")
        some = {role: _any_of(book, role) for role in _ROLES}
        self._office = re.compile(rf"(?:{some['honorific']} )?(?:{some['deputy']} )?{some['office']} (?=\S)")
        self._movement = re.compile(rf"(?:{some['campaign']} )?(?:{some['emulation']} )?")
        self._whole = re.compile(some["whole"])

    def fold(self, text: str | None) -> str:
        """Return `text` with case, quotes, inner punctuation, spaces and abbreviations unified."""
        return self._short.sub(lambda m: self._full[m[0]], _plain(text or "")).strip(" .")

    def body(self, text: str | None) -> str:
        """Return a body's folded name with the office-holder dropped."""
        name = self.fold(text)
        office = None if self._whole.fullmatch(name) else self._office.match(name)
        return name[office.end() :] if office else name

    def same(self, one: str | None, two: str | None) -> bool:
        """Whether two names are equal once folded."""
        return self.fold(one) == self.fold(two)

    def same_body(self, one: str | None, two: str | None) -> bool:
        """Whether two bodies are one, or one is the other with its place completed."""
        a, b = self.body(one), self.body(two)
        return a == b or bool(a and b and (a.startswith(f"{b} ") or b.startswith(f"{a} ")))

    def same_unit(self, one: str | None, two: str | None) -> bool:
        """Whether one counted noun is the other or its beginning."""
        a, b = self.fold(one), self.fold(two)
        return a == b or bool(a and b and (a.startswith(b) or b.startswith(a)))

    def same_campaign(self, one: str | None, two: str | None) -> bool:
        """Whether two movements are one; a long name may be part of the other."""
        a, b = self._moved(one), self._moved(two)
        return a == b or (min(len(a), len(b)) >= _SHORTEST_PART and (a in b or b in a))

    def _moved(self, text: str | None) -> str:
        name = self.fold(text)
        head = self._movement.match(name)
        return name[head.end() :] if head else name


def _any_of(book: RuleBook, role: str) -> str:
    rows = book.table("score_offices").terms.items()
    return f"(?:{'|'.join(re.escape(_plain(word)) for word, columns in rows if columns[0] == role) or '(?!)'})"


def _plain(text: str) -> str:
    view = printed_view(unicodedata.normalize("NFC", text).casefold())
    return _SEPARATORS.sub(" ", view.replace('"', "").replace("'", ""))
