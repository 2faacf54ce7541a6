"""Sentences by offset: lines first, then full stops that end one."""

import re
from collections.abc import Container
from itertools import pairwise

from extractor.rules.mention import Span
from extractor.text import printed_view

_STOP = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+(?=[ \u00a0\t]++[\"'“‘(\[*-]*(\S))")
_GLUED = re.compile(r"(?<=[^\W\d_]{2})[.!?…]++[\"”’]?(?=([^\W\d_]++)[ \u00a0,])")
"""A stop with no space behind it, before a whole word."""
_LAST_WORD = re.compile(r"[^\s(\"'“‘]+$")
_LONGEST = 4000
"""No sentence is longer (code points): a page without stops is cut at a space, so that no rule sees 50 MB at once."""


def sentences(text: str, unbroken: Container[str], start: int = 0, end: int | None = None) -> list[Span]:
    """Return the non-blank sentences of `text[start:end]`, ascending and disjoint, without outer white space.

    A line end ends a sentence, except within a name that the printed view joins. A stop does where white space and an
    upper-case letter or digit follow and the word before it is not in `unbroken` (abbreviations that end in a dot), or,
    where the space is missing, between a word in lower case and one with a capital ("bản làng.Sáng nay").
    """
    found: list[Span] = []
    at = start
    for line in printed_view(text[start : len(text) if end is None else end]).split("\n"):
        found.extend(_of_line(text, at, at + len(line), unbroken))
        at += len(line) + 1
    return found


def _of_line(text: str, start: int, end: int, unbroken: Container[str]) -> list[Span]:
    cuts = {start, end}
    for match in _STOP.finditer(text, start, end):
        follows = match[1]
        if not (follows.isupper() or follows.isdigit()):
            continue
        word = _last_word(text, start, match)
        if not (match[0].startswith(".") and (word in unbroken or _is_initial(word))):
            cuts.add(match.end())
    for match in _GLUED.finditer(text, start, end):
        word = _last_word(text, start, match)
        if match[1].istitle() and len(match[1]) > 1 and word.islower() and word not in unbroken:
            cuts.add(match.end())
    spans = [_trim(text, a, b) for a, b in pairwise(sorted(cuts))]
    return [piece for a, b in spans if a < b for piece in _bounded(text, a, b)]


def _last_word(text: str, start: int, stop: re.Match[str]) -> str:
    word = _LAST_WORD.search(text, max(start, stop.start() - 12), stop.start())
    return word[0] if word else ""


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper()


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _bounded(text: str, start: int, end: int) -> list[Span]:
    pieces: list[Span] = []
    while end - start > _LONGEST:
        space = text.rfind(" ", start + 1, start + _LONGEST)
        cut = space if space > 0 else start + _LONGEST
        pieces.append(_trim(text, start, cut))
        start = cut
    pieces.append(_trim(text, start, end))
    return [piece for piece in pieces if piece[0] < piece[1]]
