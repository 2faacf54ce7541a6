"""The time a figure is about: printed in its own clause, at its paragraph's head, or the year under review."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.assemble.reading import Reading
from extractor.assemble.times import Calendar
from extractor.models import Campaign, Evidence
from extractor.rules.mention import Mention

_PERIODS = ("year", "months", "quarter", "year_range")


@dataclass(frozen=True)
class Period:
    """An ISO period with its evidence, or the basis of an inferred one."""

    value: str | None = None
    evidence: tuple[Evidence, ...] = ()
    basis: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Periods:
    """Finds the period of a figure in an article."""

    reading: Reading
    calendar: Calendar
    reviewed: Sequence[Campaign]

    def of(self, mention: Mention) -> Period:
        """Return the period of a figure: the last printed before it in its clause or paragraph, else the review's."""
        for start, end in (self.reading.clause(mention.start), self._paragraph(mention)):
            times = [t for t in self.reading.within("time", (start, end)) if self._is_period(t)]
            before = [t for t in times if t.end <= mention.start]
            if before:
                return self._printed(before[-1])
        return self._under_review()

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
            and not mention.const.get("term")
            and bool(self.calendar.values.get(mention))
        )

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
        if not self.reviewed:
            return Period()
        campaign = self.reviewed[0]
        return Period(campaign.year, (), {"period": "context"}) if campaign.year else Period()
