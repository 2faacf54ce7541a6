"""The time a figure is about: printed in its own clause, at its paragraph's head, or the year under review."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.assemble.reading import Reading
from extractor.assemble.times import Calendar
from extractor.models import Campaign, Evidence
from extractor.rules.mention import Mention, Span

_HEAD = 20
"""Code points from a sentence's start within which a period speaks for the sentences behind it, too."""
_MONTHS = ("month", "month_range")
"""Periods only where they stand at a sentence's head: elsewhere they tell when something was held."""
_SO_FAR, _NOW = "so_far", "undated"
_REVIEWED = "reviewed"
_PERIODS = ("year", "months", "quarter", "year_range")


@dataclass(frozen=True)
class Period:
    """An ISO period with its evidence, or the basis of an inferred one."""

    value: str | None = None
    evidence: tuple[Evidence, ...] = ()
    basis: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Periods:
    """Finds the period of a figure in an article whose main event is named at `named`."""

    reading: Reading
    calendar: Calendar
    campaigns: Sequence[Campaign]
    named: Span | None = None

    def of(self, mention: Mention) -> Period:
        """Return the period of a figure: printed right behind it, else last before it, else the review's.

        Before it counts in its clause, its sentence, then at the head of a sentence of its paragraph. A figure that
        stands so "now" has a review's period only if its start is printed; one "so far" ends with the publication.
        """
        behind = self.reading.touching("time", (mention.end, mention.end + 2))
        if behind is not None and behind.start >= mention.end and self._is_period(behind):
            return self._printed(behind)
        for span in (self.reading.clause(mention.start), self.reading.sentence(mention.start)):
            before = self._marks((span[0], mention.start))
            if before:
                return self._told(before[-1])
        marks = self._marks(self._paragraph(mention))
        heads = [m for m in marks if m.label != _NOW and self._heads(m)]
        return self._told(heads[-1]) if heads else self._under_review()

    def within(self, start: int, end: int) -> Period | None:
        """Return the first period printed in `[start, end)`, or None."""
        times = [t for t in self.reading.within("time", (start, end)) if self._is_period(t)]
        if (
            len(times) == 2
            and all(t.const["shape"] == "year" for t in times)
            and "-" not in self.reading.text[start:end]
        ):
            return self._from_to(times)
        return self._printed(times[0]) if times else None

    def _marks(self, span: Span) -> list[Mention]:
        """Return what tells the time of the figures behind it in `span`, by its end."""
        times = self.reading.within("time", span)
        marks = [t for t in times if self._is_period(t) and not self._aside(t, span)]
        for label in (_SO_FAR, _NOW):
            marks.extend(self.reading.within(label, span))
        return sorted(marks, key=lambda m: m.end)

    def _aside(self, mark: Mention, span: Span) -> bool:
        """Whether a year ends what a bracket says of another figure: "(Phòng Y tế năm 2015), 7 tập thể"."""
        before = self.reading.text[span[0] : mark.start].rpartition("(")[2]
        behind = self.reading.text[mark.end : span[1]].partition(")")
        said = any(c.isalpha() for c in before) and ")" not in before
        return said and bool(behind[1]) and "(" not in behind[0]

    def _told(self, mark: Mention) -> Period:
        if mark.label == _NOW:
            review = self._under_review()
            return review if "/" in (review.value or "") else Period()
        return self._so_far(mark) if mark.label == _SO_FAR else self._printed(mark)

    def _so_far(self, mark: Mention) -> Period:
        """Return the stretch up to the publication, or the review's that begins with it; at least the printed year."""
        quote = Evidence(field="period", start=mark.start, end=mark.end, quote=mark.quote, rule=mark.rule.id)
        published, year = self.calendar.anchor.published, mark.raw("year")
        if published is None:
            return Period(year, (quote,)) if year else Period()
        start = year or f"{published.year}"
        review = self._under_review().value or ""
        if review.startswith((f"{start}-01/", f"{start}/")):
            return Period(review, (quote,), {"period": "context"})
        if "from_january" in mark.groups:
            return Period(f"{start}-01/{published.isoformat()[:7]}", (quote,), {"period": "publication"})
        return Period(f"{start}/{published.year}", (quote,), {"period": "publication"})

    def _from_to(self, times: Sequence[Mention]) -> Period:
        first, second = self._printed(times[0]), self._printed(times[1])
        return Period(f"{first.value}/{second.value}", (*first.evidence, *second.evidence))

    def _is_period(self, mention: Mention) -> bool:
        return (
            (mention.const["shape"] in _PERIODS or (mention.const["shape"] in _MONTHS and self._heads(mention)))
            and not mention.const.get("aside")
            and bool(self.calendar.values.get(mention))
            and self.reading.touching("compared", (mention.start - 1, mention.start + 1)) is None
        )

    def _heads(self, mark: Mention) -> bool:
        """Whether a mark stands at the head of its sentence ("Năm 2022, …")."""
        return mark.start - self.reading.sentence(mark.start)[0] <= _HEAD

    def _printed(self, mention: Mention) -> Period:
        first, last = self.calendar.values[mention][0], self.calendar.values[mention][-1]
        value = f"{first.value}/{last.value}" if mention.const["shape"] == "month_range" else first.value
        quote = Evidence(
            field="period", start=mention.start, end=mention.end, quote=mention.quote, rule=mention.rule.id
        )
        return Period(value, (quote,), {"period": last.basis} if last.basis else {})

    def _paragraph(self, mention: Mention) -> tuple[int, int]:
        text = self.reading.text
        start = text.rfind("\n", 0, mention.start) + 1
        return start, mention.start

    def _under_review(self) -> Period:
        """Return the period that the event's own name prints first, else the year of the first campaign."""
        times = self.reading.within("time", self.named) if self.named else ()
        printed = next((t for t in times if self._is_period(t)), None)
        if printed is not None:
            return Period(self._printed(printed).value, (), {"period": "context"})
        year = next((c.year for c in self.campaigns if c.year and not self._runs_on(c)), None)
        return Period(year, (), {"period": "context"}) if year else Period()

    def _runs_on(self, campaign: Campaign) -> bool:
        """Whether a campaign's years are those that it has yet to run in, at least some of them."""
        return campaign.role != _REVIEWED and "/" in (campaign.year or "")
