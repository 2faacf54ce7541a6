"""Counted results: every quantity that no ratio, award, goal or background holds."""

from collections.abc import Iterable

from extractor.assemble.context import Context
from extractor.assemble.grants import RECIPIENTS
from extractor.assemble.periods import Periods
from extractor.assemble.quantities import group_number, quantity_value, unit
from extractor.assemble.reading import Reading, evidence
from extractor.models import Award, Evidence, Ratio, Record, Statistic
from extractor.rules.mention import Mention
from extractor.text import folded_view

_BEFORE = 24
"""Code points before a figure that tell a repeated sentence from another with the same figure."""
_TELLING = 20
"""From here on the same number of the same things is the same figure told again; smaller ones happen twice."""
_ANY = 2
"""Where no campaign is told of, the article tells of one deed: any plural of the same kind is the same, told again."""
_HELD_BACK = ("target", "future", "background", "theme")


def statistics(context: Context, periods: Periods, taken: Iterable[Record]) -> tuple[Statistic, ...]:
    """Return the statistics of the article's report, in text order.

    Spans of `taken` records are not counted again, nor is a figure that was told before: the same words, or the same
    telling number of the same things.
    """
    reading = context.reading
    taken = tuple(taken)
    spans = [(e.start, e.end) for record in taken for e in record.evidence if not _unit_alone(record, e)]
    spans += [(m.start, m.end) for frame in reading.all("award") for m in frame.inside if m.label in RECIPIENTS]
    awarded = {(r.recipient, r.count) for r in taken if isinstance(r, Award)}
    spans += [(m.start, m.end) for m in reading.all("recipient") if _kind_and_count(reading, m) in awarded]
    telling = _TELLING if periods.campaigns else _ANY
    found: list[Statistic] = []
    told: set[tuple[object, ...]] = set()
    for mention in sorted((*reading.all("quantity"), *reading.all("change")), key=lambda m: m.start):
        figure = _figure(context, mention, telling)
        if figure in told or not _counts(context, mention):
            continue
        free = not any(mention.overlaps(*span) for span in spans)
        if free or telling == _TELLING:
            told.add(figure)
        if free:
            found.append(_statistic(context, periods, mention))
    return tuple(found)


def _unit_alone(record: Record, quote: Evidence) -> bool:
    """Whether a quote holds only the noun of a share: the number printed with it may be a result of its own."""
    return isinstance(record, Ratio) and quote.field == "unit"


def _kind_and_count(reading: Reading, recipient: Mention) -> tuple[str, float | int | None]:
    """Return what a mention of recipients says, for comparison with awards: "3 cá nhân" told again is no result."""
    return folded_view(recipient.raw("recipient") or ""), group_number(reading, recipient, "count")


def _figure(context: Context, mention: Mention, telling: int) -> tuple[object, ...]:
    """Return what a figure tells, for comparison with those told before it."""
    value, things = quantity_value(context.reading, mention), unit(mention)
    if value is not None and value >= telling and things:
        words = folded_view(things).split()[:2]
        if telling == _ANY:
            return value, context.reading.book.table("recipient").value(things) or words[0]
        return value, mention.get("mod"), *words
    return (folded_view(context.reading.text[max(0, mention.start - _BEFORE) : mention.end]),)


def _counts(context: Context, mention: Mention) -> bool:
    reading = context.reading
    span = (mention.start, mention.end)
    if mention.start < reading.article.body or reading.in_title(mention) or reading.in_caption(mention.start):
        return False
    number, things = mention.groups.get("number", span), mention.groups.get("unit", span)
    # "54 bằng khen" is an award, whoever got it
    if reading.touching("body", number) or reading.touching("form", (things[0], things[0] + 1)):
        return False
    return not any(reading.touching(label, span) for label in _HELD_BACK)


def _statistic(context: Context, periods: Periods, mention: Mention) -> Statistic:
    reading = context.reading
    period = periods.of(mention)
    sentence = reading.text[slice(*reading.clause(mention.start))].strip()
    quotes: list[Evidence] = []
    if "number" in mention.groups:
        quotes.append(evidence("value", mention, "number"))
    if mention.raw("mod") or mention.const.get("mod"):
        quotes.append(evidence("mod", mention, "mod", "many"))
    quotes.append(evidence("unit", mention, "unit"))
    quotes.extend(period.evidence)
    start, _ = reading.clause(mention.start)
    at = reading.text.index(sentence, start) if sentence else mention.start
    quotes.append(Evidence(field="description", start=at, end=at + len(sentence), quote=sentence, rule=mention.rule.id))
    return Statistic(
        value=quantity_value(reading, mention),
        mod=mention.get("mod"),
        unit=unit(mention),
        description=sentence,
        period=period.value,
        basis=period.basis,
        evidence=tuple(quotes),
    )
