"""The part of a text that shows best what was looked for in it."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.normalize.typed import Phrase, Span, views

_BEFORE, _BEHIND = 60, 160
_MOST_TRIED = 200
"""A word that stands everywhere in a long text need not be looked at everywhere."""
_CONTROLS = {code: " " for code in (*range(32), *range(127, 160), 0x2028, 0x2029)}


@dataclass(frozen=True)
class Excerpt:
    """Part of a text, on one line, and where in it what was looked for stands."""

    text: str
    spans: Sequence[Span]


def excerpt(text: str, phrases: Sequence[Phrase]) -> Excerpt:
    """Return the part in which most of the phrases stand, and of such parts the first; the beginning if none does."""
    in_text = views(text)
    hits = sorted((span, i) for i, phrase in enumerate(phrases) for span in phrase.spans(in_text))
    at = _best(hits[:_MOST_TRIED])
    start, end = _at_spaces(text, at)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    moved = len(before) - start
    spans = [(one + moved, min(other, end) + moved) for (one, other), _ in hits if start <= one < end]
    return Excerpt(before + text[start:end].translate(_CONTROLS) + after, spans)


def _best(hits: Sequence[tuple[Span, int]]) -> int:
    """Return where the hit begins that has the most different phrases behind it, near by."""
    begins = [begin for (begin, _), _ in hits]

    def held(i: int) -> int:
        return len({phrase for _, phrase in hits[i : bisect_left(begins, begins[i] + _BEHIND)]})

    return begins[max(range(len(hits)), key=held)] if hits else 0


def _at_spaces(text: str, at: int) -> Span:
    """Return the part around a place; a word is cut only if it is very long."""
    start, end = max(at - _BEFORE, 0), min(at + _BEHIND, len(text))
    start = text.find(" ", start, at) + 1 or start if start else 0
    end = max(text.rfind(" ", at + _BEHIND // 2, end), 0) or end if end < len(text) else end
    return start, end
