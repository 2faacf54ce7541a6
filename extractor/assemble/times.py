"""Calendar expressions: mentions of label `time` resolved against publication, title or context."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from extractor.assemble.reading import Reading
from extractor.models import Evidence, Time
from extractor.normalize.anchor import Anchor, Value
from extractor.normalize.dates import is_day, resolve
from extractor.normalize.numbers import number, plain
from extractor.rules.mention import Mention

_YEARS = ("year", "months", "quarter", "month", "months_listed", "year_range", "part_of_year", "lunar_year")
_DAYS = ("day", "day_range", "clock")
_LABELS = ("time", "duration")
_LAUNCHED = "launched"
_NUMERIC = ("months", "quarters", "n", "lunar_day", "rest")
_CONSTANT = {"mod"}
_LEAD_SENTENCES = 2
_FIRST_YEAR = 1995
"""Papers are on the web since about then: an earlier year, found in the text alone, may be history told in it, and
supports no date. The report's own date, where the page gives it, may be of any year."""


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
    leaning = {m: _resolve(reading, m, anchor) for m in reading.all("time") if m.const["shape"] == "from_now"}
    return Calendar(anchor, {**calendar.values, **leaning})


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
    before = [m for m in reading.within("time", (start, mention.start)) if _prints_year(m, _YEARS)]
    told_year = int(before[-1].raw("year2") or before[-1].raw("year") or 0) if before else None
    heads = bool(before) and before[0].start == start and before[0].const["shape"] == "year"
    head_year = told_year if heads and len(before) == 1 else None
    anchor = replace(anchor, forward=bool(announced), told_year=told_year, head_year=head_year)
    return resolve(mention.const["shape"], _groups(reading, mention), anchor)


def _prints_year(mention: Mention, shapes: Iterable[str]) -> bool:
    return mention.const["shape"] in shapes and "year" in mention.groups and not mention.const.get("aside")


def _anchor(reading: Reading) -> Anchor:
    stamp = reading.article.info.published
    published = date.fromisoformat(stamp[:10]) if stamp and len(stamp) >= 10 else None
    if published:
        return Anchor(published)
    if stamp:
        return Anchor(year=int(stamp[:4]), year_basis="publication")
    return next(_supports(reading), None) or Anchor()


def _supports(reading: Reading) -> Iterator[Anchor]:
    """Yield what supports a year where the page has no date of its own, the best first.

    That is a year of the title, else of the lead, of a day in the title; a lunar day that fits only one year; a day
    in the text; the only year that the text reviews or plans. Of several years the later counts, of a period its last.
    """
    titled = [m for m in reading.all("time") if reading.in_title(m)]
    rest = [m for m in reading.all("time") if not reading.in_title(m)]
    first = reading.sentence_index(reading.article.body)
    limit = reading.sentences[min(first + _LEAD_SENTENCES, len(reading.sentences) - 1)][1] if reading.sentences else 0
    lead = [m for m in rest if m.end <= limit]
    for mentions, shapes, basis in (
        (titled, _YEARS, "title"),
        (lead, _YEARS, "context"),
        (titled, _DAYS, "title"),
    ):
        yield from _latest(reading, [m for m in mentions if _prints_year(m, shapes)], basis)
    lunar = [v for m in rest if m.const["shape"] == "lunar_day" for v in _resolve(reading, m, Anchor())]
    yield from (Anchor(year=int(v.value[:4]), year_basis="calendar") for v in lunar)
    yield from _latest(reading, [m for m in rest if _prints_year(m, _DAYS)], "context")
    only = [m for m in rest if _prints_year(m, _YEARS) and _purposes(reading, m)]
    if len({_year_printed(reading, m) for m in only}) == 1:
        yield from _latest(reading, only, "context")


def _latest(reading: Reading, mentions: Sequence[Mention], basis: str) -> Iterator[Anchor]:
    """Yield the latest year that the mentions print, if it is recent enough, with the years of its period."""
    latest = max(mentions, key=lambda m: _year_printed(reading, m), default=None)
    year = _year_printed(reading, latest) if latest else 0
    if latest and year >= _FIRST_YEAR:
        last = latest.raw("year2")
        period = range(int(latest.raw("year") or 0), int(last) + 1) if last else range(0)
        yield Anchor(year=year, year_basis=basis, period=period)


def _year_printed(reading: Reading, mention: Mention) -> int:
    """Return the year of an expression: of a period its last, but its first where a launch names the period."""
    first, second = mention.raw("year"), mention.raw("year2")
    kinds = _purposes(reading, mention)
    launched = bool(kinds) and launches(kinds[-1])
    return int((first if second is None or launched else second) or 0)


def launches(kind: Mention) -> bool:
    """Whether a word of purpose says that something is begun, not reviewed."""
    row = kind.rule.values["kind"].row(kind.quote)
    return bool(row and row[-1] == _LAUNCHED)


def _purposes(reading: Reading, mention: Mention) -> list[Mention]:
    """Return the words before a time in its sentence that say what is held: a review, a launch."""
    start, _ = reading.sentence(mention.start)
    return [k for k in reading.within("kind", (start, mention.start)) if k.get("kind")]
