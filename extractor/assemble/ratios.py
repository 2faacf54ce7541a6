"""Shares of units, with what they share read from the words of the clause."""

from extractor.assemble.context import Context
from extractor.assemble.periods import Period, Periods
from extractor.assemble.quantities import group_number, unit
from extractor.assemble.reading import evidence
from extractor.models import Evidence, Ratio
from extractor.rules.mention import Mention


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
    return str(unit(mention)).split(" ")[0] not in reading.book.table("ratio_excluded")


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
    criterion = _nearest(context, mention, "criterion")
    kind, measured = _measure(context, mention, criterion)
    if kind in reading.book.table("measure_plain"):
        criterion = None
    if measured is not None:
        quotes.append(measured)
    if criterion is not None:
        quotes.append(evidence("criterion", criterion, "name"))
    return Ratio(
        unit=unit(mention) or "",
        **numbers,
        mod=mention.get("mod"),
        measure=kind,
        criterion=_criterion_name(context, criterion),
        period=period.value,
        basis=period.basis if measured else {**period.basis, "measure": "context"},
        evidence=(*quotes, *period.evidence),
    )


def _measure(context: Context, mention: Mention, criterion: Mention | None) -> tuple[str, Evidence | None]:
    """Return what the units did and where that stands: the rule's own, else the nearest word's, else the usual one."""
    fixed = mention.const.get("measure")
    if fixed is not None:
        return str(fixed), evidence("measure", mention)
    nearest = _nearest(context, mention, "measure")
    if nearest is not None:
        return str(nearest.get("measure")), evidence("measure", nearest, "measure")
    usual = context.reading.book.table("measure_default")
    return str(usual.value("criterion" if criterion else "none")), None


def _criterion_name(context: Context, mention: Mention | None) -> str | None:
    if mention is None:
        return None
    name = context.abbreviations.expand(str(mention.get("name")))
    return context.reading.book.table("criterion").value(name) or name


def _nearest(context: Context, mention: Mention, label: str) -> Mention | None:
    """Return the first mention of `label` after the share in its clause, else the last before it."""
    start, end = context.reading.clause(mention.start)
    found = list(context.reading.within(label, (start, end)))
    after = [m for m in found if m.start >= mention.groups["unit"][0]]
    before = [m for m in found if m.end <= mention.start]
    return after[0] if after else before[-1] if before else None
