"""How much of what reviewers decided two runs read just so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from extractor.review.change import INFERRED, Change, Reading, changes, field_changes, items, missing
from extractor.review.decision import Decision
from extractor.review.difference import Case
from extractor.review.overlay import Reviewed, overlay


@dataclass(slots=True)
class Turn:
    """How many decided values became right by a rule and how many wrong, with cases of either."""

    right: int = 0
    wrong: int = 0
    right_cases: list[Case] = field(default_factory=list)
    wrong_cases: list[Case] = field(default_factory=list)


@dataclass(slots=True)
class Agreement:
    """Over the `articles` that somebody decided on: how many values are decided, and how many either run reads so.

    A value is decided if a reviewer accepted, corrected or added it, and it is not nothing both by their word and in
    both runs; a rejected record is one value, and a run agrees that does not read it. `rules` are those of the value
    that is read after, or of the one before where nothing is read any more, with up to `most` cases of either kind.
    """

    most: int
    articles: int = 0
    decided: int = 0
    older: int = 0
    newer: int = 0
    rules: dict[str, Turn] = field(default_factory=dict)

    def add(self, article_id: str, older: Reading, newer: Reading, decisions: Sequence[Decision]) -> None:
        """Lay an article's decisions over what either run read of it, and count."""
        before = self.decided
        was, now = _by_record(older, decisions), _by_record(newer, decisions)
        for key, record in now.items():
            for agreed, agrees, change in _judged(was[key], record):
                self.decided += 1
                self.older += agreed
                self.newer += agrees
                if agreed != agrees and change:
                    self._turn(Case(article_id, change, record.state == "rejected"), agrees)
        self.articles += self.decided > before

    def _turn(self, case: Case, is_right: bool) -> None:
        turn = self.rules.setdefault(case.change.shown.rule, Turn())
        turn.right += is_right
        turn.wrong += not is_right
        cases = turn.right_cases if is_right else turn.wrong_cases
        if len(cases) < self.most:
            cases.append(case)


def _by_record(reading: Reading, decisions: Sequence[Decision]) -> dict[int, Reviewed]:
    laid = overlay(reading.text, reading.extraction, decisions)
    return {record.subject: record for record in laid if record.subject is not None}


def _judged(was: Reviewed, now: Reviewed) -> Iterator[tuple[bool, bool, Change | None]]:
    """Yield of each decided value of a record whether either run reads it so, and what changed if anything did."""
    before, after = was.proposed, now.proposed
    if now.state == "rejected" or now.values is None:
        found = list(changes(before, after)) if not (before and after) else []
        yield before is None, after is None, _leading(found)
        return
    for name, state in now.states.items():
        word = items(now.values[name])
        readings = [items(subject.values.get(name)) if subject else [] for subject in (before, after)]
        if state != "proposed" and (word or any(readings)):
            changed = next(field_changes(before, after, name), None)
            agreed, agrees = (_same(word, reading) for reading in readings)
            yield agreed, agrees, changed


def _leading(found: Sequence[Change]) -> Change | None:
    """Return the change that stands for a whole record: the first that quotes something of its own."""
    return next((change for change in found if change.shown.rule != INFERRED), found[0] if found else None)


def _same(one: Sequence[Any], other: Sequence[Any]) -> bool:
    return len(one) == len(other) and not missing(one, other)
