"""Recipients that a text counts and no record holds: they say whether the counts that were read add up."""

from collections.abc import Iterator, Sequence

from extractor.assemble.grants import RECIPIENTS
from extractor.assemble.quantities import group_number
from extractor.assemble.reading import Reading
from extractor.models import Article
from extractor.review.arithmetic.contradiction import Span
from extractor.review.arithmetic.figures import Figure
from extractor.review.overlay import Reviewed
from extractor.review.standing import evidence_of
from extractor.review.subject import field_of
from extractor.rules.book import RuleBook
from extractor.rules.match import match
from extractor.rules.mention import Mention

_NUMBERS = ("count", "achieved", "total", "percent", "value")


def unread(text: str, sentences: Sequence[Span], records: Sequence[Reviewed], book: RuleBook) -> list[Figure]:
    """Return the recipients counted in sentences that are no record's, nor one's that was rejected, in text order."""
    if not sentences:
        return []
    mentions = match(book, text, sentences, lambda span: frozenset(), book.of_labels(*RECIPIENTS)).mentions
    reading = Reading(Article(id="", text=text, origin=""), book, sentences, mentions, ())
    numbers = (e for r in records for e in evidence_of(text, r) if field_of(e)[0] in _NUMBERS)
    taken = {at for e in numbers for at in range(e.start, e.end)}
    longest = {m.groups["count"][0]: m for m in sorted(mentions, key=lambda m: m.end) if "count" in m.groups}
    found = (figure for mention in longest.values() for figure in _of(reading, mention))
    return [f for f in found if taken.isdisjoint(range(*f.span))]


def _of(reading: Reading, mention: Mention) -> Iterator[Figure]:
    value, kind = group_number(reading, mention, "count", None), mention.get("recipient")
    if value is not None and kind:
        place, own = mention.groups["count"], ((mention.start, mention.end),)
        yield Figure(None, "count", float(value), str(kind), place, mention.get("mod") is None, own)
