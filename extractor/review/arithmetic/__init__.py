"""Whether the figures of one article add up, and its days: what cannot be true beside what else the article prints."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from extractor.nlp.sentences import sentences
from extractor.review.arithmetic.contradiction import CERTAIN, Contradiction, Span
from extractor.review.arithmetic.dated import held_too_late
from extractor.review.arithmetic.figures import Figure, figures
from extractor.review.arithmetic.nouns import Nouns
from extractor.review.arithmetic.parts import Words, of_wholes
from extractor.review.arithmetic.repeated import told_twice
from extractor.review.arithmetic.unread import unread
from extractor.review.overlay import Reviewed
from extractor.review.standing import evidence_of
from extractor.review.subject import METADATA, field_of
from extractor.rules.book import RuleBook
from extractor.rules.match import hits_of, match
from extractor.rules.rule import Stage
from extractor.rules.view import SentenceView
from extractor.text import lowered, printed_view

__all__ = ["CERTAIN", "Contradiction", "contradictions"]

_FAR = 4000
"""Code points around a figure that are looked at, at most: a page may be one line of megabytes."""
_JOINT = "parted"


def contradictions(text: str, records: Sequence[Reviewed], book: RuleBook) -> list[Contradiction]:
    """Return what contradicts itself in an article, of records that are not settled by a reviewer, by place.

    `records` are those of `overlay`, as they stand: corrected values are compared, rejected ones are not.
    """
    counted = figures(text, records)
    told = [e for record in records if record.kind == "events" for e in evidence_of(text, record)]
    places = [*(figure.span for figure in counted), *((e.start, e.end) for e in told)]
    if not places:
        return []
    words = _words(text, book, places, counted)
    info = next(record for record in records if record.kind == METADATA)
    others = unread(text, words.with_parts(counted), records, book)
    title = next(((e.start, e.end) for e in evidence_of(text, info) if field_of(e)[0] == "title"), None)
    found = [
        *of_wholes(text, sorted([*counted, *others], key=lambda f: f.span), words, Nouns(book)),
        *told_twice(text, title, counted, words),
        *held_too_late(text, records, words, book),
    ]
    return sorted((c for c in found if not c.record.settled), key=lambda c: (c.here, c.problem))


def _words(text: str, book: RuleBook, places: Iterable[Span], counted: Sequence[Figure]) -> Words:
    """Return the sentences in which places stand, and the words of those in which a figure may have parts."""
    terms, stage = book.table("unbroken").terms, book.stages["review"]
    spans = [span for start, end in _stretches(text, places) for span in sentences(text, terms, start, end)]
    near = _near_joints(text, spans, counted, stage)
    found = match(book, text, near, lambda span: frozenset(), stage).mentions if near else ()
    parted, ends, opens = ([m for m in found if m.label == label] for label in (_JOINT, "part_end", "part_open"))
    return Words(parted, ends, opens, spans)


def _near_joints(text: str, spans: Sequence[Span], counted: Sequence[Figure], stage: Stage) -> list[Span]:
    """Return of sentences those that a figure shares with a joining word, which may begin the sentence behind."""
    printed = printed_view(text)
    views = lowered(printed), printed
    reached = {bisect_right(spans, figure.span[0], key=itemgetter(0)) - 1 for figure in counted}
    found: set[Span] = set()
    for at in {*reached, *(at + 1 for at in reached)}:
        if any(_is_joined(views, span, stage) for span in spans[at : at + 1]):
            found.update(spans[max(at - 1, 0) : at + 1])
    return sorted(found)


def _is_joined(views: tuple[str, str], span: Span, stage: Stage) -> bool:
    """Whether a joining word stands in a sentence, found as `match` does: few have one, and it looks for all words."""
    (open_rules,) = stage.gate.open(views[0], [span])
    joining = [rule for rule in map(stage.rules.__getitem__, open_rules) if rule.label == _JOINT]
    if not joining:
        return False
    view = SentenceView(*views, span)
    return any(True for rule in joining for _ in hits_of(rule, view.text(rule.cased), view.start, None))


def _stretches(text: str, places: Iterable[Span]) -> Iterator[Span]:
    """Yield the lines in which places stand, ascending and disjoint; of a line without end what is near them."""
    last = (0, 0)
    for start, end in sorted(places):
        line = text.rfind("\n", max(start - _FAR, 0), start) + 1 or max(start - _FAR, 0)
        close = text.find("\n", end, end + _FAR)
        close = min(end + _FAR, len(text)) if close < 0 else close
        if line <= last[1]:
            last = (last[0], max(last[1], close))
        else:
            if last[1]:
                yield last
            last = (line, close)
    yield last
