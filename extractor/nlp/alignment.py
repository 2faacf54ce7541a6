"""The way back from canonical text to the text it was made of, for users who hand us text of their own."""

import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from extractor.rules.mention import Span
from extractor.text import canonical

_CLUSTER = regex.compile(r"\X")
"""What a reader takes for one character: a letter with its marks, `\\r\\n`, an emoji with its joiners."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """A text, its canonical form (`view`) and where in the text each character of the view begins."""

    text: str
    view: str
    origins: Sequence[int] | None = None

    def span(self, start: int, end: int) -> Span:
        """Return the span of the text that the view's `[start, end)` was made of."""
        if self.origins is None:
            return start, end
        return self.origins[start], self.origins[end]


def align(text: str) -> Alignment:
    """Return the alignment of `text` with its canonical form; costs little where the two are the same."""
    if canonical(text) == text:
        return Alignment(text, text)
    pieces: list[str] = []
    origins = array("L")
    for match in _CLUSTER.finditer(text, len(text) - len(text.lstrip("\ufeff"))):
        cluster = match[0]
        piece = "\n" if cluster[0] == "\r" else unicodedata.normalize("NFC", cluster)
        pieces.append(piece)
        if len(piece) == len(cluster):
            origins.extend(range(*match.span()))
        else:
            origins.extend([match.start()] * len(piece))
    origins.append(len(text))
    return Alignment(text, "".join(pieces), origins)
