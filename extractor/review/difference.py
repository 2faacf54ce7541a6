"""What a second run read differently: records and values that came, went and changed, and by which rule."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.review.change import INFERRED, Change, Reading, changes, pairs
from extractor.review.subject import Subject


@dataclass(slots=True)
class Counts:
    """How many came, went, and are there in both but otherwise."""

    gained: int = 0
    lost: int = 0
    changed: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.gained + self.lost + self.changed


@dataclass(frozen=True, slots=True)
class Case:
    """One change in one article; `whole` if the record came or went with it."""

    article_id: str
    change: Change
    whole: bool = False


@dataclass(slots=True)
class Shift:
    """What changed of one rule: whole records that it had a part in, and values of records read by both runs.

    A value that another rule now reads otherwise is lost to the old rule and gained by the new one.
    """

    records: Counts = field(default_factory=Counts)
    values: Counts = field(default_factory=Counts)
    cases: list[Case] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All that changed."""
        return self.records.total + self.values.total


@dataclass(slots=True)
class Difference:
    """What changed over `articles`, of which `changed` are read differently, with up to `most` cases a rule."""

    most: int
    articles: int = 0
    changed: int = 0
    records: Counts = field(default_factory=Counts)
    values: Counts = field(default_factory=Counts)
    rules: dict[str, Shift] = field(default_factory=dict)

    def add(self, article_id: str, older: Reading, newer: Reading) -> None:
        """Count what differs in one article."""
        before = self.records.total
        for was, now in pairs(older, newer):
            found = list(changes(was, now))
            if was and now:
                self._add_values(article_id, found)
            else:
                self._add_record(article_id, now or was, found, is_new=was is None)
        self.changed += self.records.total > before

    def _add_record(self, article_id: str, record: Subject | None, found: Sequence[Change], is_new: bool) -> None:
        """Count a whole record, once for each rule that its evidence names."""
        rules = {e.rule for e in record.evidence} if record else set()
        for counts in (self.records, *(self._shift(rule).records for rule in sorted(rules) or [INFERRED])):
            counts.gained += is_new
            counts.lost += not is_new
        for rule in rules if found else ():
            own = next((change for change in found if change.shown.rule == rule), found[0])
            self._add_case(rule, Case(article_id, own, whole=True))

    def _add_values(self, article_id: str, found: Sequence[Change]) -> None:
        self.records.changed += bool(found)
        shown: set[str] = set()
        for change in found:
            _count(self.values, change.old is not None, change.new is not None)
            for rule in sorted({value.rule for value in (change.old, change.new) if value}):
                was, now = (value is not None and value.rule == rule for value in (change.old, change.new))
                _count(self._shift(rule).values, was, now)
                if rule not in shown:  # one a record: what changes together is one case
                    self._add_case(rule, Case(article_id, change))
                    shown.add(rule)

    def _shift(self, rule: str) -> Shift:
        return self.rules.setdefault(rule, Shift())

    def _add_case(self, rule: str, case: Case) -> None:
        cases = self._shift(rule).cases
        if len(cases) < self.most:
            cases.append(case)


def _count(counts: Counts, was: bool, now: bool) -> None:
    counts.changed += was and now
    counts.lost += was and not now
    counts.gained += now and not was
