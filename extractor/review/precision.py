"""How often a rule was right, measured by what reviewers decided about what it read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import sqrt

from extractor.models import Evidence
from extractor.review.decision import NOTED, Anchor, Decision
from extractor.review.overlay import threads
from extractor.review.subject import field_of

REVIEWER = "reviewer"
"""The `rule` of evidence that a reviewer selected."""
LOW, FEW = 0.8, 5
"""A rule is often wrong below this precision, from this many decisions on."""
_Z = 1.959963984540054
"""The 97.5th percentile of the normal distribution: the interval holds in 95 of 100 cases."""


@dataclass(frozen=True, slots=True)
class Case:
    """One reading of a rule that a reviewer did not let stand: `[start, end)` of the text as it was then."""

    article_id: str
    kind: str
    field: str
    quote: str
    start: int
    end: int


@dataclass(slots=True)
class Tally:
    """How many records that a rule had a part in were right, and where it was wrong, the latest case last."""

    right: int = 0
    wrong: int = 0
    cases: list[Case] = field(default_factory=list)

    @property
    def decided(self) -> int:
        """On how many records reviewers decided."""
        return self.right + self.wrong

    @property
    def precision(self) -> float:
        """The share that was right; 0 where nothing is decided."""
        return self.right / self.decided if self.decided else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% interval of the precision."""
        return wilson(self.right, self.decided)

    def is_low(self, threshold: float, fewest: int = 1) -> bool:
        """Tell whether the precision is below `threshold`, measured on at least `fewest` records."""
        return self.decided >= fewest and self.precision < threshold


def wilson(right: int, decided: int, z: float = _Z) -> tuple[float, float]:
    """Return the score interval of `right` successes in `decided` trials; (0, 1) where nothing is decided.

    Formula: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the
    American Statistical Association 22 (1927), pp. 209-212; recommended for small numbers by L. D. Brown,
    T. T. Cai and A. DasGupta, "Interval Estimation for a Binomial Proportion", Statistical Science 16 (2001).
    """
    if not decided:
        return 0.0, 1.0
    share, weight = right / decided, z * z / decided
    middle = share + weight / 2
    spread = z * sqrt((share * (1 - share) + weight / 4) / decided)
    return max((middle - spread) / (1 + weight), 0.0), min((middle + spread) / (1 + weight), 1.0)


def tallies(by_article: Iterable[Sequence[Decision]]) -> dict[str, Tally]:
    """Return rule → tally from the decisions of articles, those of one article together and oldest first.

    A record counts once for each rule that its evidence names: right if it was accepted, wrong if it was rejected or
    if a field that the rule read was corrected. What only reviewers know counts for no rule.
    """
    found: dict[str, Tally] = {}
    for decisions in by_article:
        for thread in threads(decisions).values():
            for rule, wrong in _judged(thread).items():
                tally = found.setdefault(rule, Tally())
                tally.wrong += wrong is not None
                tally.right += wrong is None
                if wrong:
                    tally.cases.append(wrong)
    return found


def _judged(thread: Sequence[Decision]) -> dict[str, Case | None]:
    """Return rule → where it was wrong on a record, or None where it was right; what is undecided is left out."""
    found: dict[str, Case | None] = {}
    whole = next((d for d in reversed(thread) if d.field is None and d.verdict != NOTED), None)
    if whole:
        found = {e.rule: _case(whole, e) if whole.verdict == "rejected" else None for e in _read(whole)}
    for decision in thread:
        for evidence in _read(decision) if decision.field else ():
            if decision.verdict == "accepted":
                found.setdefault(evidence.rule, None)
            elif decision.verdict == "rejected" or not _holds(evidence, decision):
                found[evidence.rule] = _case(decision, evidence)
    return found


def _read(decision: Decision) -> Iterator[Evidence]:
    """Yield what rules read of the record or field that a decision is on."""
    for evidence in _anchor(decision).evidence:
        if evidence.rule != REVIEWER and decision.field in (None, field_of(evidence)[0]):
            yield evidence


def _anchor(decision: Decision) -> Anchor:
    assert decision.anchor is not None, "only what is undone has none"
    return decision.anchor


def _holds(evidence: Evidence, decision: Decision) -> bool:
    """Tell whether the item of a list that the evidence is of stands in the corrected list too."""
    name, item = field_of(evidence)
    values = _anchor(decision).values.get(name)
    if item is None or not isinstance(values, list | tuple) or not isinstance(decision.value, list | tuple):
        return False
    return item < len(values) and values[item] in decision.value


def _case(decision: Decision, evidence: Evidence) -> Case:
    place = evidence.quote, evidence.start, evidence.end
    return Case(decision.article_id, _anchor(decision).kind, evidence.field, *place)
