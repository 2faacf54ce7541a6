"""Lexicons: one term a line, with an optional value (and further columns) after tabs; `#` heads the comments."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import regex

from extractor.errors import PatternError
from extractor.text import canonical, folded_view, printed_view

KEEP_CASE = "# case: keep"


@dataclass(frozen=True)
class Lexicon:
    """Terms in file order, each with its columns (`columns[0]` is the value; without one, the term itself)."""

    name: str
    terms: dict[str, tuple[str, ...]]
    keep_case: bool = False

    @cached_property
    def _folded(self) -> dict[str, tuple[str, ...]]:
        return {folded_view(term): columns for term, columns in reversed(self.terms.items())}

    def value(self, text: str) -> str | None:
        """Return the value of `text` (folded before the look-up), or None if it is no term."""
        columns = self._folded.get(folded_view(" ".join(text.split())))
        return columns[0] if columns else None

    def row(self, text: str) -> tuple[str, ...] | None:
        """Return all columns of `text`, or None."""
        return self._folded.get(folded_view(" ".join(text.split())))

    def __contains__(self, text: str) -> bool:
        return folded_view(" ".join(text.split())) in self._folded

    def pattern(self) -> str:
        """Return a regular expression for any of the terms, longest first, as a trie."""
        terms = (printed_view(t) if self.keep_case else folded_view(t) for t in self.terms)
        body = trie_pattern(terms)
        return f"(?-i:{body})" if self.keep_case else body


def read_lexicon(path: Path) -> Lexicon:
    """Read a lexicon file.

    Raises PatternError for an empty line in the middle of a term, a doubled term or a file without a source line.
    """
    lines = canonical(path.read_text(encoding="utf-8")).split("\n")
    if not any(line.startswith("# source:") for line in lines):
        raise PatternError(f"{path}: the head must say '# source: …'")
    terms: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        term, *columns = (cell.strip() for cell in line.split("\t"))
        if term in terms:
            raise PatternError(f"{path}:{number}: '{term}' is listed twice")
        terms[term] = tuple(columns) or (term,)
    return Lexicon(path.stem, terms, KEEP_CASE in lines)


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
    branches = [_escape(char) + _branch(child) for char, child in node.items() if char]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
    return body + ("?" if "" in node else "")


def _escape(char: str) -> str:
    return " +" if char == " " else regex.escape(char, special_only=True)
