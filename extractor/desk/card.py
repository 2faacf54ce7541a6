"""The current record as it is shown, field by field: whose word a value is, how it was inferred, which rule read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.desk.desk import Desk
from extractor.desk.fields import FIELDS, shown
from extractor.desk.words import _, conflict_said, doubt_said
from extractor.models import Evidence
from extractor.review import NOTED, Decision, Reviewed, State
from extractor.review.precision import REVIEWER
from extractor.review.subject import Values

SIGNS: Mapping[State, str] = {"proposed": "?", "accepted": "✓", "corrected": "✎", "added": "+", "rejected": "✗"}
"""A sign for each state, so that none is told by its colour alone."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its value as it is typed (empty: none), whose word that is, and how it came about in one line."""

    name: str
    value: str
    state: State
    support: str


@dataclass(frozen=True, slots=True)
class Card:
    """A record: its state, who decided, what changed under a decision, its fields (empty ones last), its notes."""

    kind: str
    state: State
    who: tuple[str, ...]
    conflict: str | None
    doubts: tuple[tuple[str, str], ...]
    """What of it cannot be true, and what the text prints against it (empty: nothing in this article)."""
    lines: tuple[Line, ...]
    notes: tuple[tuple[str, str], ...]
    """What was noted, and by whom."""


def card(desk: Desk, record: Reviewed) -> Card:
    """Return what is shown of a record of the desk's article."""
    return Card(
        kind=record.kind,
        state=state_of(record),
        who=tuple(dict.fromkeys(d.reviewer for d in record.decisions if d.verdict != NOTED)),
        conflict=conflict_said(record.conflict) if record.conflict else None,
        doubts=tuple((doubt_said(d.problem, d.said), d.against or "") for d in desk.doubts(record)),
        lines=tuple(_lines(desk, record)),
        notes=tuple((d.note, d.reviewer) for d in record.decisions if d.note),
    )


def state_of(record: Reviewed) -> State:
    """Return the state that is shown of a record: proposed as long as anything of it is left to a reviewer."""
    return record.state if record.decided else "proposed"


def standing(record: Reviewed) -> Values:
    """Return the values that stand, of a rejected record those that were rejected."""
    if record.values is not None:
        return record.values
    if record.proposed:
        return record.proposed.values
    return next((d.anchor.values for d in reversed(record.decisions) if d.anchor), {})


def names_of(record: Reviewed) -> list[str]:
    """Return the names of a record's fields in the order in which they are shown: those that are empty last."""
    values = standing(record)
    names = [field.name for field in FIELDS[record.kind]]
    return sorted(names, key=lambda name: values.get(name) in (None, [], ()))


def said_of(decision: Decision) -> str:
    """Return what a decision says of its field, or of its record, in one line."""
    parts = [_(decision.verdict)]
    if decision.anchor:
        parts.append(_(decision.anchor.kind) + (f" · {_(decision.field)}" if decision.field else ""))
    if decision.anchor and decision.field and decision.verdict == "corrected":
        field = next(f for f in FIELDS[decision.anchor.kind] if f.name == decision.field)
        parts.append(
            f"{shown(field, decision.anchor.values.get(field.name)) or '–'} → {shown(field, decision.value) or '–'}"
        )
    if decision.note:
        parts.append(f"“{decision.note}”")
    return ": ".join(parts)


def _lines(desk: Desk, record: Reviewed) -> list[Line]:
    basis, rules, values = desk.basis(record), _rules(desk.evidence(record)), standing(record)
    by_name = {field.name: field for field in FIELDS[record.kind]}
    return [
        Line(
            name=name,
            value=shown(by_name[name], values.get(name)),
            state=record.states.get(name, record.state),
            support=_support(desk, name, basis, rules.get(name, ())),
        )
        for name in names_of(record)
    ]


def _rules(evidence: Sequence[Evidence]) -> dict[str, list[str]]:
    """Return field → the rules that read it, those of the items of a list under its name."""
    rules: dict[str, list[str]] = {}
    for e in evidence:
        found = rules.setdefault(e.field.split("[")[0], [])
        if e.rule not in found:
            found.append(e.rule)
    return rules


def _support(desk: Desk, name: str, basis: Mapping[str, str], rules: Sequence[str]) -> str:
    """Return how a field's value came about: basis, rules, and how often each was right."""
    how = dict.fromkeys(_(said) for field, said in basis.items() if field.split("[")[0] == name)
    parts = [_("inferred: {how}").format(how=", ".join(how))] if how else []
    for rule in rules:
        tally = desk.tallies.get(rule)
        if rule == REVIEWER:
            parts.append(_("selected by a reviewer"))
        else:
            parts.append(f"{rule} {tally.right}/{tally.decided}" if tally else rule)
    return "; ".join(parts)
