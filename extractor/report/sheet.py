"""An article's text with each mention marked: an element of its own that links can lead to."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from extractor.markup import seen, stretches
from extractor.report.names import anchor

Span = tuple[int, int]


def paragraphs(text: str, spans: Sequence[Span]) -> Iterator[Markup]:
    """Yield the paragraphs of a text, escaped, with the spans as marks that hold one another.

    A mark that begins inside another ends with it at the latest; one that goes on in the next paragraph is two, the
    first of which bears the name.
    """
    wanted = sorted(set(spans), key=lambda span: (span[0], -span[1]))
    at, rest = 0, list[Span]()
    for start, end in stretches(text):
        here = [(a, b, False) for a, b in rest if b > start]
        while at < len(wanted) and wanted[at][0] < end:
            if wanted[at][1] > start:
                here.append((*wanted[at], True))
            at += 1
        rest = [(a, b) for a, b, _ in here if b > end]
        yield Markup("").join(_marked(text, start, end, here))


def _marked(text: str, start: int, end: int, spans: Sequence[tuple[int, int, bool]]) -> Iterator[Markup]:
    """Yield the pieces of one paragraph; of a span that is not named here only its mark."""
    open_until: list[int] = []
    for place, (a, b, named) in [(max(span[0], start), span) for span in spans]:
        while open_until and open_until[-1] <= place:
            yield seen(text[start : open_until[-1]])
            start = open_until.pop()
            yield Markup("</mark>")
        yield seen(text[start:place])
        start = place
        until = min(b, end, *open_until[-1:])
        yield Markup('<mark id="{}">').format(anchor(a, b)) if named else Markup("<mark>")
        open_until.append(until)
    while open_until:
        yield seen(text[start : open_until[-1]])
        start = open_until.pop()
        yield Markup("</mark>")
    yield seen(text[start:end])
