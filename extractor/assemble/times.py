"""Calendar expressions: mentions of label `time` resolved against publication, title or context."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from extractor.assemble.reading import Reading
from extractor.models import Evidence, Time
from extractor.normalize.dates import Anchor, Value, resolve
from extractor.normalize.numbers import number, plain
from extractor.rules.mention import Mention

_YEARS = ("year", "months", "quarter", "month", "year_range", "lunar_year")
_DAYS = ("day", "day_range")
_LABELS = ("time", "duration")
_LAUNCHED = "launched"
_NUMERIC = ("months", "n")
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


def read_calendar(reading: Reading) -> Calendar:
    """Resolve every time mention of the article; `from now` only after the event's date is known (see `with_event`)."""
    anchor = _anchor(reading)
    values = {m: _resolve(reading, m, anchor) for label in _LABELS for m in reading.all(label)}
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
    groups = {name: str(mention.get(name)) for name in mention.groups}
    for name in _NUMERIC:
        if name in groups:
            value = number(groups[name], reading.book.table("number_words").value)
            groups[name] = str(plain(value)) if value is not None else "0"
    return groups


def _resolve(reading: Reading, mention: Mention, anchor: Anchor) -> list[Value]:
    announced = next(reading.within("planned", reading.sentence(mention.start)), None) is not None
    return resolve(mention.const["shape"], _groups(reading, mention), replace(anchor, forward=announced))


def _anchor(reading: Reading) -> Anchor:
    stamp = reading.article.info.published
    published = date.fromisoformat(stamp[:10]) if stamp and len(stamp) >= 10 else None
    if published:
        return Anchor(published)
    if stamp:
        return Anchor(year=int(stamp[:4]), year_basis="publication")
    year, basis = _supported_year(reading)
    return Anchor(year=year, year_basis=basis)


def _supported_year(reading: Reading) -> tuple[int | None, str]:
    """Return the year that title, else lead supports: the later of those printed, a period's last."""
    told = [m for m in reading.all("time") if not m.const.get("aside")]
    titled = [m for m in told if reading.in_title(m)]
    first = reading.sentence_index(reading.article.body)
    limit = reading.sentences[min(first + _LEAD_SENTENCES, len(reading.sentences) - 1)][1] if reading.sentences else 0
    lead = [m for m in told if not reading.in_title(m) and m.end <= limit]
    rest = [m for m in told if not reading.in_title(m)]
    for mentions, shapes, basis in (
        (titled, _YEARS, "title"),
        (lead, _YEARS, "context"),
        (titled, _DAYS, "title"),
        (rest, _DAYS, "context"),
    ):
        years = [_year_printed(reading, m) for m in mentions if m.const["shape"] in shapes and "year" in m.groups]
        if years and max(years) >= _FIRST_YEAR:
            return max(years), basis
    return None, "title"


def _year_printed(reading: Reading, mention: Mention) -> int:
    """Return the year of an expression: of a period its last, but its first where a launch names the period."""
    first, second = mention.raw("year"), mention.raw("year2")
    start, _ = reading.sentence(mention.start)
    kinds = [k for k in reading.within("kind", (start, mention.start)) if k.get("kind")]
    row = kinds[-1].rule.values["kind"].row(kinds[-1].quote) if kinds else None
    launched = bool(row and row[-1] == _LAUNCHED)
    return int((first if second is None or launched else second) or 0)
