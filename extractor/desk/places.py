"""Where the text shows what a record is about."""

from collections.abc import Sequence

from extractor.models import Evidence
from extractor.review import Anchor, Reviewed


def seen(record: Reviewed) -> Anchor:
    """Return a record as who decided last on it saw it."""
    anchor = record.decisions[-1].anchor
    assert anchor is not None, "a record that no rule reads was decided on"
    return anchor


def found(text: str, evidence: Evidence) -> Evidence | None:
    """Return evidence of an older text where its quote stands now; None if it stands nowhere or more than once."""
    if text[evidence.start : evidence.end] == evidence.quote:
        return evidence
    start = text.find(evidence.quote)
    if start < 0 or text.find(evidence.quote, start + 1) >= 0:
        return None
    return evidence.model_copy(update={"start": start, "end": start + len(evidence.quote)})


def marked(evidence: Sequence[Evidence]) -> list[tuple[int, int]]:
    """Return the spans to highlight; the whole sentence of a description is left out if there is anything else."""
    short = [e for e in evidence if e.field != "description"]
    return [(e.start, e.end) for e in short or evidence]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the spaces at its ends."""
    piece = text[max(start, 0) : end]
    start = max(start, 0) + len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
