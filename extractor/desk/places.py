"""Spans of the text as people select them."""


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the spaces at its ends."""
    piece = text[max(start, 0) : end]
    start = max(start, 0) + len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
