"""The current record, field by field: whose word each value is, how it was inferred, which rule read it."""

from collections.abc import Mapping, Sequence

from rich.style import Style
from rich.text import Text

from extractor.cli.terminal.shown import one_line
from extractor.desk import FIELDS, Desk, shown
from extractor.desk.words import _, conflict_said
from extractor.models import Evidence
from extractor.review import NOTED, Reviewed
from extractor.review.precision import REVIEWER, Tally

_STATES = {
    "proposed": Style(dim=True),
    "accepted": Style(color="green"),
    "corrected": Style(color="magenta"),
    "added": Style(color="cyan"),
    "rejected": Style(color="red"),
}
_CONFLICT = Style(color="red", bold=True)
_NAME = Style(bold=True)
_HERE = Style(reverse=True)
_RULE = Style(dim=True)
_SIGNS = {"proposed": "?", "accepted": "✓", "corrected": "✎", "added": "+", "rejected": "✗"}


def names_of(record: Reviewed) -> list[str]:
    """Return the names of a record's fields in the order in which they are shown: those that are empty last."""
    values = _values(record)
    names = [field.name for field in FIELDS[record.kind]]
    return sorted(names, key=lambda name: values.get(name) in (None, [], ()))


def described(desk: Desk, field: str) -> tuple[Text, int]:
    """Return the current record as text, `field` marked, and the line on which that is."""
    record = desk.record
    lines = [_head(desk, record)]
    if record.conflict:
        lines.append(Text(one_line(f"! {conflict_said(record.conflict)}"), _CONFLICT))
    basis, rules, values = desk.basis(record), _rules(desk.evidence(record)), _values(record)
    empty, at = [], 0
    by_name = {f.name: f for f in FIELDS[record.kind]}
    for name in names_of(record):
        if name == field:
            at = len(lines)
        if values.get(name) in (None, [], ()) and name != field:
            empty.append(_(name))
            continue
        state = record.states.get(name, record.state)
        line = Text(f"{_SIGNS[state]} ", _STATES[state])
        line.append(_(name), _HERE if name == field else _NAME)
        line.append(": ").append(one_line(shown(by_name[name], values.get(name))) or "–", _STATES[state])
        if state != "proposed":
            line.append(f" [{_(state)}]", _STATES[state])
        line.append(_support(name, basis, rules, desk.tallies), _RULE)
        lines.append(line)
    if empty:
        lines.append(Text(_("empty: {names}").format(names=", ".join(empty)), _RULE))
    lines += [Text(one_line(f"“{d.note}” – {d.reviewer}"), _RULE) for d in record.decisions if d.note]
    return Text("\n").join(lines), at


def _values(record: Reviewed) -> Mapping[str, object]:
    """Return the values that stand, of a rejected record those that were rejected."""
    if record.values is not None:
        return record.values
    if record.proposed:
        return record.proposed.values
    return next((d.anchor.values for d in reversed(record.decisions) if d.anchor), {})


def _head(desk: Desk, record: Reviewed) -> Text:
    head = Text()
    head.append(f"{_(record.kind)} ", _NAME)
    head.append(f"{desk.at + 1}/{len(desk.records)} ")
    state = record.state if record.decided or record.state == "proposed" else "proposed"
    head.append(f"{_SIGNS[state]} {_(state)}", _STATES[state])
    who = {d.reviewer: None for d in record.decisions if d.verdict != NOTED}
    if who:
        head.append(f" ({one_line(', '.join(who))})", _RULE)
    return head


def _rules(evidence: Sequence[Evidence]) -> dict[str, list[str]]:
    """Return field → the rules that read it, those of the items of a list under its name."""
    rules: dict[str, list[str]] = {}
    for e in evidence:
        found = rules.setdefault(e.field.split("[")[0], [])
        if e.rule not in found:
            found.append(e.rule)
    return rules


def _support(
    name: str, basis: Mapping[str, str], rules: Mapping[str, Sequence[str]], tallies: Mapping[str, Tally]
) -> str:
    """Return how a field's value came about: basis, rules, and how often each was right."""
    how = dict.fromkeys(_(said) for field, said in basis.items() if field.split("[")[0] == name)
    parts = [_("inferred: {how}").format(how=", ".join(how))] if how else []
    for rule in rules.get(name, ()):
        tally = tallies.get(rule)
        if rule == REVIEWER:
            parts.append(_("selected by a reviewer"))
        else:
            parts.append(f"{rule} {tally.right}/{tally.decided}" if tally else rule)
    return f"  ({one_line('; '.join(parts))})" if parts else ""
