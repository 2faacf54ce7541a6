"""What is counted over all articles: sums that do not grow with them."""

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from extractor.report.figure import UNDATED, Row

_SAME = {"events": (), "awards": ("form", "title", "awarded_by", "recipient", "period", "count")}
"""In what two papers' reports of one occasion must agree to be counted once."""


@dataclass(slots=True)
class Tally:
    """Counts by what the charts show; the keys say of what."""

    articles: int = 0
    first: str = ""
    last: str = ""
    by_year: Counter[str] = field(default_factory=Counter)
    by_source: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_province: Counter[str] = field(default_factory=Counter)
    by_province_today: Counter[str] = field(default_factory=Counter)
    then: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    states: Counter[tuple[str, str]] = field(default_factory=Counter)
    awards: Counter[tuple[str, str]] = field(default_factory=Counter)
    givers: Counter[str] = field(default_factory=Counter)
    months: Counter[tuple[str, str]] = field(default_factory=Counter)
    shares: defaultdict[tuple[str, str], "array[float]"] = field(default_factory=lambda: defaultdict(_numbers))
    phases: defaultdict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    _told: dict[tuple[str, ...], str] = field(default_factory=dict)

    def take_article(self, source: str, published: str, province: str, today: str, year: str) -> None:
        """Count an article; `source`, `published`, `province` and that of today are empty where they are not known."""
        self.articles += 1
        self.by_year[year] += 1
        self.by_source[source, year] += 1
        self.by_province[province] += 1
        self.by_province_today[today] += 1
        self.then[today].add(province)
        if published:
            self.first = min(self.first or published, published)
            self.last = max(self.last, published)

    def take(self, row: Row) -> None:
        """Count a record; of what several articles tell alike of one occasion the first article's alone is charted."""
        self.states[row.kind, row.state] += 1
        if row.occasion and row.kind in _SAME and not self._is_first(row):
            return
        match row.kind:
            case "awards":
                self._take_award(row)
            case "events":
                date = row.cells["date"].text if "date" in row.cells else ""
                self.months[row.year, date[5:7] if date[:4] == row.year and date[5:7].isdecimal() else UNDATED] += 1
            case "ratios":
                self._take_ratio(row)
            case "phases":
                days = [time for name in ("start", "end") if (time := row.values.get(name))]
                if days:
                    self.phases[row.values.get("campaign") or ""].append((days[0], days[-1]))

    def _is_first(self, row: Row) -> bool:
        """Tell whether no other article told the same; one article may tell it twice, of two things."""
        same = (row.occasion, row.kind, *(str(row.values.get(name)) for name in _SAME[row.kind]))
        return self._told.setdefault(same, row.article_id) == row.article_id

    def _take_award(self, row: Row) -> None:
        count = row.values.get("count") or 0
        if row.values.get("status") == "given" and count:
            self.awards[str(row.values["form"]), row.year] += count
            if giver := row.values.get("awarded_by"):
                self.givers[giver] += count

    def _take_ratio(self, row: Row) -> None:
        percent, achieved, total = (row.values.get(name) for name in ("percent", "achieved", "total"))
        if percent is None and achieved is not None and total:
            percent = 100 * achieved / total
        if percent is not None and 0 <= percent <= 100:
            self.shares[str(row.values["unit"]), row.year].append(percent)


def _numbers() -> "array[float]":
    return array("d")
