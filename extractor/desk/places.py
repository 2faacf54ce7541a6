"""Spans of the text: those to highlight, and those that people select."""

from collections.abc import Sequence

from extractor.models import Evidence


def marked(evidence: Sequence[Evidence]) -> list[tuple[int, int]]:
    """Return the spans to highlight; the whole sentence of a description is left out if there is anything else."""
    short = [e for e in evidence if e.field != "description"]
    return [(e.start, e.end) for e in short or evidence]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the spaces at its ends."""
    piece = text[max(start, 0) : end]
    start = max(start, 0) + len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
