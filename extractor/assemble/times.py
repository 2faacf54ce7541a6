"""Calendar expressions: mentions of label `time` resolved against publication, title or context."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from extractor.assemble.reading import Reading
from extractor.assemble.years import SUPPORTING, YEARS, prints_year, supported
from extractor.models import Evidence, Time
from extractor.normalize.anchor import Anchor, Value
from extractor.normalize.dates import is_day, resolve
from extractor.normalize.numbers import number, plain
from extractor.rules.mention import Mention

NEEDED = ("time", "duration", *SUPPORTING)
"""The labels of all that times are resolved by."""
_NUMERIC = ("months", "quarters", "n", "lunar_day", "rest")
_CONSTANT = {"mod"}
_MONTH, _FROM_NOW = "month", "from_now"
_SOON = 2
"""Months that a month told without its year lies ahead at most."""


@dataclass(frozen=True)
class Calendar:
    """The resolved times of an article, by mention."""

    anchor: Anchor
    values: Mapping[Mention, Sequence[Value]]

    def value(self, mention: Mention) -> str | None:
        """Return the first ISO value of a mention, or None where it was not resolved."""
        values = self.values.get(mention, ())
        return values[0].value if values else None

    def days(self, mention: Mention) -> str | None:
        """Return the day of a mention, or the first and last as `begin/end`, without parts of day; of a list the first.

        None where it was not resolved.
        """
        values = self.values.get(mention, ())
        told = values if len(values) <= len(("begin", "end")) else values[:1]
        return "/".join(point.split("T")[0] for value in told for point in value.value.split("/")) or None


def read_calendar(reading: Reading) -> Calendar:
    """Resolve every time mention of the article; `from now` only after the event's date is known (see `with_event`)."""
    anchor = _anchor(reading)
    values: dict[Mention, list[Value]] = {}
    told: str | None = None
    for mention in reading.all("time"):
        values[mention] = _resolve(reading, mention, replace(anchor, told=told))
        days = [v.value.split("T")[0] for v in values[mention] if is_day(v.value)]
        told = days[-1] if days and not mention.const.get("aside") else told
    values |= {m: _resolve(reading, m, anchor) for m in reading.all("duration")}
    return Calendar(anchor, values)


def with_event(reading: Reading, calendar: Calendar, day: str | None) -> Calendar:
    """Return the calendar with expressions that lean on the event's day resolved."""
    anchor = replace(calendar.anchor, event=day)
    leaning = {m: _resolve(reading, m, anchor) for m in reading.all("time") if leans_on_event(m)}
    return Calendar(anchor, {**calendar.values, **leaning})


def leans_on_event(mention: Mention) -> bool:
    """Whether a time is counted from the day of the article's event: "from now on"."""
    return bool(mention.const["shape"] == _FROM_NOW)


def times(reading: Reading, calendar: Calendar) -> tuple[Time, ...]:
    """Return one record for each value of each time mention, in text order."""
    return tuple(
        Time(
            value=value.value,
            type=value.type,
            mod=value.mod,
            basis={"value": value.basis} if value.basis else {},
            evidence=(_evidence(mention, value.groups),),
        )
        for mention in sorted(calendar.values, key=lambda m: (m.start, m.end))
        for value in calendar.values[mention]
    )


def _evidence(mention: Mention, groups: Iterable[str]) -> Evidence:
    spans = [mention.groups[g] for g in groups if g in mention.groups] or [(mention.start, mention.end)]
    start, end = min(s for s, _ in spans), max(e for _, e in spans)
    return Evidence(field="value", start=start, end=end, quote=mention.text[start:end], rule=mention.rule.id)


def _groups(reading: Reading, mention: Mention) -> dict[str, str]:
    groups = {name: str(mention.get(name)) for name in (*mention.groups, *(_CONSTANT & mention.const.keys()))}
    for name in _NUMERIC:
        if name in groups:
            value = number(groups[name], reading.book.table("number_words").value)
            groups[name] = str(plain(value)) if value is not None else "0"
    return groups


def _resolve(reading: Reading, mention: Mention, anchor: Anchor) -> list[Value]:
    start, end = reading.sentence(mention.start)
    announced = mention.const.get("forward") or next(reading.within("planned", (start, end)), None) is not None
    before = [m for m in reading.within("time", (start, mention.start)) if prints_year(m, YEARS)]
    told_year = int(before[-1].raw("year2") or before[-1].raw("year") or 0) if before else None
    heads = bool(before) and before[0].start == start and before[0].const["shape"] == "year"
    head_year = told_year if heads and len(before) == 1 else None
    if not announced and head_year is None:
        head_year = _same_month(reading, mention, anchor)
    anchor = replace(anchor, forward=bool(announced), told_year=told_year, head_year=head_year)
    return resolve(mention.const["shape"], _groups(reading, mention), anchor)


def _same_month(reading: Reading, mention: Mention, anchor: Anchor) -> int | None:
    """Return the year that other times print with the same month, where one alone near the publication does."""
    if mention.const["shape"] != _MONTH or "year" in mention.groups or anchor.published is None:
        return None
    month = str(mention.get("month")).lstrip("0")
    if not month.isdigit():
        return None
    pairs = [(m, "") for m in reading.all("time")] + [(m, "2") for m in reading.all("time")]
    years = {
        int(m.raw("year" + suffix) or 0)
        for m, suffix in pairs
        if "year" + suffix in m.groups and str(m.get("month" + suffix)).lstrip("0") == month
    }
    this = anchor.published.year * 12 + anchor.published.month
    near = {year for year in years if -12 <= year * 12 + int(month) - this <= _SOON}
    return near.pop() if len(near) == 1 else None


def _anchor(reading: Reading) -> Anchor:
    stamp = reading.article.info.published
    published = date.fromisoformat(stamp[:10]) if stamp and len(stamp) >= 10 else None
    if published:
        return Anchor(published)
    if stamp:
        return Anchor(year=int(stamp[:4]), year_basis="publication")
    lunar = [v for m in reading.all("time") if m.const["shape"] == "lunar_day" for v in _resolve(reading, m, Anchor())]
    return supported(reading, [int(v.value[:4]) for v in lunar])
