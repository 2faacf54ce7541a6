"""The current truth of an article: what the rules read, overlaid with what reviewers decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from extractor.models import Extraction
from extractor.review.decision import ADDED, NOTED, Anchor, Decision
from extractor.review.place import place
from extractor.review.subject import Subject, Values, subjects

State = Literal["proposed", "accepted", "corrected", "added", "rejected"]
"""Of a value or a record: what the rules propose, or what a reviewer made of it."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One record as it stands.

    `proposed` is what the rules read now (null: nothing), `values` what is true as far as anyone said (null:
    rejected), `states` says for each field whose word it is. `conflict` says in one line what changed under a
    decision. `decisions` are those in force on it, oldest first.
    """

    kind: str
    proposed: Subject | None
    values: Values | None
    state: State
    states: Mapping[str, State]
    conflict: str | None
    decisions: tuple[Decision, ...]
    subject: int | None

    @property
    def decided(self) -> bool:
        """Whether someone has said of each of its values whether it is right."""
        return self.state == "rejected" or "proposed" not in self.states.values()

    @property
    def settled(self) -> bool:
        """Whether nothing about it is left to a reviewer."""
        return self.decided and self.conflict is None


def overlay(text: str, extraction: Extraction, decisions: Sequence[Decision]) -> list[Reviewed]:
    """Return all records of the article: those read now in their order, then those that only reviewers know.

    `text` is the canonical text that the extraction is of. Each decision that is not undone is on one of them.
    """
    by_record = threads(decisions)
    found = list(subjects(extraction))
    anchors = {key: _anchor_of(thread) for key, thread in by_record.items()}
    placed = place(text, found, anchors)
    owner = {(s.kind, s.position): key for key, s in placed.items()}
    result = []
    for subject in found:
        key = owner.get((subject.kind, subject.position))
        result.append(_reviewed(subject, key, by_record[key]) if key is not None else _proposed(subject))
    result += [_reviewed(None, key, thread) for key, thread in by_record.items() if key not in placed]
    return result


def in_force(decisions: Sequence[Decision]) -> list[Decision]:
    """Return the decisions that no other takes back, in their order; what takes back may be taken back itself."""
    undone: set[int | None] = set()
    for decision in reversed(decisions):
        if decision.verdict == "undone" and decision.id not in undone:
            undone.add(decision.undoes)
    return [d for d in decisions if d.verdict != "undone" and d.id not in undone]


def threads(decisions: Sequence[Decision]) -> dict[int, list[Decision]]:
    """Return the decisions in force by the record that they are on: the id of the first decision on it."""
    found: dict[int, list[Decision]] = {}
    for decision in in_force(decisions):
        key = decision.id if decision.subject is None else decision.subject
        assert key is not None, "decisions are stored before they are laid over anything"
        found.setdefault(key, []).append(decision)
    return found


def _anchor_of(thread: Sequence[Decision]) -> Anchor:
    # a remark is no second look at the values
    anchor = next((d for d in reversed(thread) if d.verdict != NOTED), thread[-1]).anchor
    assert anchor is not None, "only what is undone has none"
    return anchor


def _proposed(subject: Subject) -> Reviewed:
    states: dict[str, State] = dict.fromkeys(subject.values, "proposed")
    return Reviewed(subject.kind, subject, subject.values, "proposed", states, None, (), None)


def _reviewed(subject: Subject | None, key: int, thread: Sequence[Decision]) -> Reviewed:
    """Lay the decisions on one record over what is read of it now."""
    anchor = _anchor_of(thread)
    verdict = next((d for d in reversed(thread) if d.field is None and d.verdict != NOTED), None)
    now = subject.values if subject else None
    common = anchor.kind, subject
    if verdict and verdict.verdict == "rejected":
        conflict = _changes(now, anchor.values, anchor.values) if now else None
        return Reviewed(*common, None, "rejected", {}, conflict, tuple(thread), key)
    word, states = _word(thread)
    values: dict[str, Any] = {**(now or anchor.values), **word}
    whole: dict[str, State] = {name: states.get(name, "proposed") for name in values}
    if now is None:
        conflict = None if verdict and verdict.verdict == ADDED else "no rule reads it any more"
    else:
        conflict = _changes(now, word, anchor.values)
    return Reviewed(*common, values, _state(whole), whole, conflict, tuple(thread), key)


def _word(thread: Sequence[Decision]) -> tuple[dict[str, Any], dict[str, State]]:
    """Return what the reviewers' word is on each field, and what kind of word."""
    word: dict[str, Any] = {}
    states: dict[str, State] = {}
    for decision in thread:
        seen = _anchor_of([decision]).values
        match decision.verdict, decision.field:
            case "added", _:
                word.update(decision.value)
                states.update(dict.fromkeys(decision.value, "added"))
            case "accepted", None:
                standing = {name: value for name, value in seen.items() if states.get(name) != "corrected"}
                word.update(standing)
                states.update({name: states.get(name, "accepted") for name in standing})
            case "accepted", str(field):
                word[field], states[field] = seen.get(field), "accepted"
            case "rejected", str(field):
                word[field], states[field] = None, "corrected"
            case "corrected", str(field):
                word[field], states[field] = decision.value, "corrected"
    return word, states


def _state(states: Mapping[str, State]) -> State:
    """Return the state of a record: added or corrected if any of its values is, accepted if all are."""
    kinds = set(states.values())
    for state in ("added", "corrected"):
        if state in kinds:
            return state
    return "proposed" if "proposed" in kinds else "accepted"


def _changes(now: Values, word: Values, seen: Values) -> str | None:
    """Say which values are read otherwise than the reviewer decided and than they saw; null if none is."""
    changed = [
        f"{name}: {_shown(said)} was decided, {_shown(now.get(name))} is read now"
        for name, said in word.items()
        if now.get(name) not in (said, seen.get(name)) or (now.get(name) != said and name not in seen)
    ]
    return "; ".join(changed) or None


def _shown(value: object) -> str:
    return "nothing" if value is None else str(value)
