"""Lexicons: one term a line, with an optional value (and further columns) after tabs; `#` heads the comments."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import regex

from extractor.errors import PatternError
from extractor.text import canonical, folded_view, printed_view

KEEP_CASE = "# case: keep"
LOOKED_UP = (
    "campaign",
    "counted_noun",
    "criterion",
    "number_words",
    "provinces",
    "ratio_unit",
    "recipient",
    "share_unit",
)
"""The lexicons that Python reads too: a change of one may touch an article that prints none of its terms."""


@dataclass(frozen=True)
class Lexicon:
    """Terms in file order, each with its columns (`columns[0]` is the value; without one, the term itself).

    `source` is the file that they come from.
    """

    name: str
    terms: dict[str, tuple[str, ...]]
    keep_case: bool = False
    source: str = ""

    @cached_property
    def _folded(self) -> dict[str, tuple[str, ...]]:
        return {folded_view(term): columns for term, columns in reversed(self.terms.items())}

    def value(self, text: str) -> str | None:
        """Return the value of `text` (folded before the look-up), or None if it is no term."""
        columns = self._folded.get(_key(text))
        return columns[0] if columns else None

    def row(self, text: str) -> tuple[str, ...] | None:
        """Return all columns of `text`, or None."""
        return self._folded.get(_key(text))

    def __contains__(self, text: str) -> bool:
        return _key(text) in self._folded

    def pattern(self) -> str:
        """Return a regular expression for any of the terms, longest first, as a trie."""
        terms = (printed_view(t) if self.keep_case else folded_view(t) for t in self.terms)
        body = trie_pattern(terms)
        return f"(?-i:{body})" if self.keep_case else body


@lru_cache(maxsize=65536)
def _key(text: str) -> str:
    return folded_view(" ".join(text.split()))


def read_text(path: Path, name: str) -> str:
    """Return a UTF-8 file's text without a byte order mark; raises PatternError naming it `name`."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise PatternError(f"{name}: not UTF-8 at byte {error.start}: save it as UTF-8") from error


def read_lexicon(path: Path, name: str) -> Lexicon:
    """Read a lexicon file; `name` is what errors call it.

    Raises PatternError for a file that is not UTF-8, has no source line or no term, for a line that begins with a
    tab and for a term listed twice.
    """
    lines = canonical(read_text(path, name)).split("\n")
    if not any(line.startswith("# source:") for line in lines):
        raise PatternError(f"{name}: the head must say '# source: …'")
    terms: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        term, *columns = (cell.strip() for cell in line.split("\t"))
        if not term:
            raise PatternError(f"{name}:{number}: no term before the tab: write one or delete the line")
        if term in terms:
            raise PatternError(f"{name}:{number}: '{term}' is listed twice: delete one")
        terms[term] = tuple(columns) or (term,)
    if not terms:
        raise PatternError(f"{name}: no term in it: list one a line or delete the file")
    return Lexicon(path.stem, terms, KEEP_CASE in lines, name)


def trie_pattern(terms: Iterable[str]) -> str:
    """Return one alternation-free-as-possible pattern matching exactly `terms`, preferring the longest."""
    trie: dict[str, dict] = {}  # type: ignore[type-arg]  # recursive
    for term in terms:
        node = trie
        for char in term:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branch(trie)


def _branch(node: dict[str, dict]) -> str:  # type: ignore[type-arg]
    branches = [regex.escape(char, special_only=True) + _branch(child) for char, child in node.items() if char]
    if not branches:
        return ""
    if "" in node:
        branches.append("")  # a "?" would be one more repetition, which costs time whenever the pattern is tried
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
