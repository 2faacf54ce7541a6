"""A text's lines with what the page rules found in each."""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from extractor.rules.book import RuleBook
from extractor.rules.match import mention_of, resolve
from extractor.rules.mention import Mention, Span
from extractor.rules.patience import patience
from extractor.rules.rule import Rule
from extractor.rules.view import SentenceView
from extractor.text import lowered, printed_view

STOPS, QUOTES = ".!?…", '"”'
FINAL = STOPS + QUOTES
"""Characters that end a sentence."""
SHORT = 250
"""No title or caption is longer, in characters."""
_SPACES = " \t\v\f\x85\xa0\u2002\u2003\u2028\u202f\u3000\u200b\ufeff"
_LINE_START = "{page_bol}"
"""A rule whose pattern begins with this part can match at a line's start only, and is tried only there."""
_LINE_END = "{page_eol}"
"""A rule whose pattern ends with this part matches whole lines, or what is glued to a line's end."""
_LONGEST = 420
"""No rule that matches whole lines reads a longer one, in characters."""
_AT_MOST = re.compile(r"\(\?=\[\^\\n\]\{\d+,(\d+)\}\{page_eol\}\)")
"""How a pattern says that it matches lines up to a length only."""
_GLUED = 160
"""What is glued to a line's end is no longer, in characters."""
_SPACE = 20
"""Of spaces around a line at most."""


@dataclass(slots=True, eq=False)
class Line:
    """A line that is not blank, without the spaces around it.

    `gap` says that a blank line stands before it; `key` is what makes two lines the same: the words, whatever
    the spaces, the case and the final stop.
    """

    text: str
    start: int
    end: int
    gap: bool
    key: str
    marks: dict[str, list[Mention]] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        """The line's `[start, end)`."""
        return self.start, self.end

    def mark(self, *labels: str) -> Mention | None:
        """Return the line's first mention of any of `labels`."""
        return next((self.marks[label][0] for label in labels if label in self.marks), None)

    @property
    def stopped(self) -> bool:
        """Whether it ends like a sentence, or with a quotation."""
        return self.text[-1] in FINAL

    @property
    def sentence(self) -> bool:
        """Whether it ends like a sentence, quotation marks aside."""
        return self.text.rstrip(QUOTES)[-1:] in STOPS

    @property
    def length(self) -> int:
        """In characters."""
        return self.end - self.start


def _pieces(text: str) -> Iterator[Span]:
    at = 0
    for piece in text.split("\n"):
        yield at, at + len(piece)
        at += len(piece) + 1


def read_lines(text: str, book: RuleBook) -> list[Line]:
    """Return the lines of canonical `text`, each with the mentions of the page rules by label."""
    printed = printed_view(text)
    folded = lowered(printed)
    lines: list[Line] = []
    spans: list[Span] = []
    gap = False
    for start, end in _pieces(text):
        stripped = text[start:end].strip(_SPACES)
        if not stripped:
            gap = True
            continue
        first = text.index(stripped, start)
        last = first + len(stripped)
        key = " ".join(folded[first:last].rstrip(". ").split())
        lines.append(Line(stripped, first, last, gap, key))
        spans.append((start, last))
        gap = False
    found = _mentions(text, printed, folded, spans, book)
    for line, mentions in zip(lines, found, strict=True):
        for mention in mentions:
            line.marks.setdefault(mention.label, []).append(mention)
    return lines


def _mentions(
    text: str, printed: str, folded: str, spans: Sequence[Span], book: RuleBook
) -> Iterator[Sequence[Mention]]:
    """Yield for each line what `extractor.rules.match` finds in it, without a search where nothing begins."""
    stage = book.stages["page"]
    order = {rule.id: index for index, rule in enumerate(stage.rules)}
    reaches = [_reach(rule.spec.pattern) for rule in stage.rules]
    for span, indices in zip(spans, stage.gate.open(folded, spans), strict=True):
        found: list[Mention] = []
        if indices:
            view = SentenceView(folded, printed, span)
            length = len(view.folded) - view.start
            fitting = (index for index in indices if length <= reaches[index].longest)
            found.extend(m for index in fitting for m in _matches(stage.rules[index], reaches[index], view, text))
        yield resolve(book, found, order).mentions if found else ()


class _Reach(NamedTuple):
    """Where in a line a rule can match: at its start only, at its end only; and how long a line it reads."""

    at_start: bool
    at_end: bool
    longest: int


@lru_cache(maxsize=256)
def _reach(pattern: str) -> _Reach:
    at_start, at_end = pattern.startswith(_LINE_START), pattern.endswith(_LINE_END)
    said = _AT_MOST.match(pattern, len(_LINE_START)) if at_start else None
    longest = int(said[1]) + _SPACE if said else _LONGEST if at_start and at_end else sys.maxsize
    return _Reach(at_start, at_end, longest)


def _matches(rule: Rule, reach: _Reach, line: SentenceView, text: str) -> Iterator[Mention]:
    """Yield the matches of a rule in a line."""
    view = line.text(rule.cased)
    if reach.at_start:
        only = rule.pattern.match(view, line.start, timeout=patience())
        matches = iter([only] if only else [])
    else:
        first = max(line.start, len(view) - _GLUED) if reach.at_end else line.start
        matches = rule.pattern.finditer(view, first, timeout=patience())
    return (mention_of(rule, match, text, line.origin) for match in matches if match.end() > match.start())
