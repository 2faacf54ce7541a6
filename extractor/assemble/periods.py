"""The time a figure is about: printed in its own clause, at its paragraph's head, or the year under review."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.assemble.reading import Reading
from extractor.assemble.times import Calendar
from extractor.models import Campaign, Evidence
from extractor.rules.mention import Mention, Span

_HEAD = 20
"""Code points from a sentence's start within which a period speaks for the sentences behind it, too."""
_PERIODS = ("year", "months", "quarter", "year_range", "part_of_year")


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

        Before it counts in its clause, its sentence, then at the head of a sentence of its paragraph.
        """
        behind = self.reading.touching("time", (mention.end, mention.end + 2))
        if behind is not None and behind.start >= mention.end and self._is_period(behind):
            return self._printed(behind)
        for span in (self.reading.clause(mention.start), self.reading.sentence(mention.start)):
            before = [t for t in self.reading.within("time", (span[0], mention.start)) if self._is_period(t)]
            if before:
                return self._printed(before[-1])
        heads = [t for t in self.reading.within("time", self._paragraph(mention)) if self._heads(t)]
        return self._printed(heads[-1]) if heads else self._under_review()

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

    def _from_to(self, times: Sequence[Mention]) -> Period:
        first, second = self._printed(times[0]), self._printed(times[1])
        return Period(f"{first.value}/{second.value}", (*first.evidence, *second.evidence))

    def _is_period(self, mention: Mention) -> bool:
        return (
            mention.const["shape"] in _PERIODS
            and not mention.const.get("aside")
            and bool(self.calendar.values.get(mention))
        )

    def _heads(self, time: Mention) -> bool:
        """Whether a period stands at the head of its sentence ("Năm 2022, …")."""
        return self._is_period(time) and time.start - self.reading.sentence(time.start)[0] <= _HEAD

    def _printed(self, mention: Mention) -> Period:
        value = self.calendar.values[mention][0]
        quote = Evidence(
            field="period", start=mention.start, end=mention.end, quote=mention.quote, rule=mention.rule.id
        )
        return Period(value.value, (quote,), {"period": value.basis} if value.basis else {})

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
        year = next((campaign.year for campaign in self.campaigns if campaign.year), None)
        return Period(year, (), {"period": "context"}) if year else Period()
