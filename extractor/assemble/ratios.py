"""Shares of units, with what they share read from the words of the clause."""

from extractor.assemble.context import Context
from extractor.assemble.periods import Period, Periods
from extractor.assemble.quantities import group_number, unit
from extractor.assemble.reading import evidence
from extractor.models import Evidence, Ratio
from extractor.rules.mention import Mention, Span
from extractor.text import folded_view

_WORDLESS = 8
"""Code points between shares of a list that may hold "và", "có" and the like, but no verb and standard."""
_NEAR = 60
"""Code points between a share and the words before it that tell of it."""
_BESIDE = 8
"""The same where nothing but a colon or a verb stands between."""
_DAYS, _MONTHS = 31, 12
_UNITS_OWN = "*"
"""Stands in a standard's name for the noun of the unit that meets it: "* văn hóa"."""


def ratios(context: Context, periods: Periods) -> tuple[Ratio, ...]:
    """Return one record a share, in text order; goals and titles make none."""
    return tuple(
        _ratio(context, mention, periods.of(mention))
        for mention in context.reading.all("ratio")
        if _counts(context, mention)
    )


def _counts(context: Context, mention: Mention) -> bool:
    reading = context.reading
    span = (mention.start, mention.end)
    if reading.in_title(mention) or reading.touching("target", span) or reading.touching("future", span):
        return False
    if _is_day(context, mention):
        return False
    return str(unit(mention)).split(" ")[0] not in reading.book.table("ratio_excluded")


def _is_day(context: Context, mention: Mention) -> bool:
    """Whether a fraction is more than its whole and can be a day: "Ngày hội 18/11 dội vào vách núi"."""
    achieved, total = (group_number(context.reading, mention, name, None) for name in ("achieved", "total"))
    return achieved is not None and total is not None and total < achieved <= _DAYS and total <= _MONTHS


def _ratio(context: Context, mention: Mention, period: Period) -> Ratio:
    reading = context.reading
    numbers = {
        "achieved": group_number(reading, mention, "achieved"),
        "total": group_number(reading, mention, "total", None),
        "percent": group_number(reading, mention, "percent", None),
    }
    quotes = [evidence(name, mention, name) for name, value in numbers.items() if value is not None]
    quotes.append(evidence("unit", mention, "unit"))
    if mention.raw("mod"):
        quotes.append(evidence("mod", mention, "mod"))
    span = _told_in(context, mention)
    criterion = _nearest(context, mention, "criterion", span)
    kind, measured = _measure(context, mention, criterion, span)
    if kind in reading.book.table("measure_plain"):
        criterion = None
    if measured is not None:
        quotes.append(measured)
    if criterion is not None:
        quotes.append(evidence("criterion", criterion, "name"))
    return Ratio(
        unit=context.abbreviations.expand(unit(mention) or ""),
        **numbers,
        mod=mention.get("mod"),
        measure=kind,
        criterion=_criterion_name(context, mention, criterion),
        period=period.value,
        basis=period.basis if measured else {**period.basis, "measure": "context"},
        evidence=(*quotes, *period.evidence),
    )


def _measure(context: Context, mention: Mention, criterion: Mention | None, span: Span) -> tuple[str, Evidence | None]:
    """Return what the units did and where that stands: the rule's own or the unit's, the nearest word's, the usual."""
    fixed = mention.const.get("measure")
    if fixed is not None:
        return str(fixed), evidence("measure", mention)
    of_unit = _by_first_words(context, "unit_measure", unit(mention))
    nearest = _nearest(context, mention, "measure", span)
    if nearest is not None and of_unit in (None, nearest.get("measure")):
        return str(nearest.get("measure")), evidence("measure", nearest, "measure")
    if of_unit is not None:
        return of_unit, evidence("measure", mention, "unit")
    usual = context.reading.book.table("measure_default")
    return str(usual.value("criterion" if criterion else "none")), None


def _by_first_words(context: Context, table: str, unit_name: str | None) -> str | None:
    """Return what a table says of a unit, by the longest run of its first words that the table knows."""
    words = (unit_name or "").replace(",", "").split()
    known = (context.reading.book.table(table).value(" ".join(words[:n])) for n in range(len(words), 0, -1))
    return next((value for value in known if value is not None), None)


def _criterion_name(context: Context, mention: Mention, criterion: Mention | None) -> str | None:
    if criterion is None:
        return None
    name = context.abbreviations.expand(str(criterion.get("name")))
    known = context.reading.book.table("criterion").value(name) or name
    if _UNITS_OWN not in known:
        return known
    noun = _by_first_words(context, "unit_standard", unit(mention)) or str(unit(mention)).split(",")[0]
    return known.replace(_UNITS_OWN, noun[:1].upper() + noun[1:])


def _told_in(context: Context, mention: Mention) -> Span:
    """Return where measure and standard are looked for: the clause, or the whole list of which it is one item."""
    reading = context.reading
    clause = reading.clause(_unit_start(mention))
    told = any(next(reading.within(label, clause), None) for label in ("measure", "criterion"))
    if told or _by_first_words(context, "unit_measure", unit(mention)) is not None:
        return clause
    shares = [m for m in reading.within("ratio", clause) if m.start >= mention.start]
    ends = [*(m.start for m in shares[1:]), clause[1]]
    gaps = [end - share.end for share, end in zip(shares, ends, strict=True)]
    return reading.sentence(mention.start) if all(gap <= _WORDLESS for gap in gaps) else clause


def _nearest(context: Context, mention: Mention, label: str, span: Span) -> Mention | None:
    """Return the mention of `label` in `span` that tells of a share.

    Standards that carry the unit's own noun go before others, and in its own clause the first mention after the
    share before the last one before it; a list's items take what stands at its head first.
    """
    found = list(context.reading.within(label, span))
    if label == "criterion":
        noun = folded_view(str(unit(mention)).split(",")[0])
        found = [m for m in found if folded_view(str(m.get("name"))).startswith(noun)] or found
    after = [m for m in found if m.start >= _unit_start(mention)]
    before = [m for m in found if m.end <= mention.start]
    if span != context.reading.clause(_unit_start(mention)) and before:
        return before[-1]
    before = [m for m in before if _reaches(context, m, mention)]
    return after[0] if after else before[-1] if before else None


def _reaches(context: Context, told: Mention, mention: Mention) -> bool:
    """Whether words before a share are still its own: right before it, or near and with no verb behind it."""
    gap = mention.start - told.end
    behind = context.reading.text[mention.end : context.reading.clause(_unit_start(mention))[1]].partition(",")[0]
    verb = next(context.reading.within("measure", (mention.end, mention.end + len(behind))), None)
    return gap <= _BESIDE or (gap <= _NEAR and (told.label == "measure" or verb is None))


def _unit_start(mention: Mention) -> int:
    """Return where the share's own words begin: at its unit, unless an earlier share of a list printed that."""
    return max(mention.start, mention.groups.get("unit", (mention.start, mention.end))[0])
