"""The current record as text with styles."""

from collections.abc import Mapping

from rich.style import Style
from rich.text import Text

from extractor.desk import Desk
from extractor.desk.card import SIGNS, Card, Line, card
from extractor.desk.visible import one_line
from extractor.desk.words import _
from extractor.review import State

_STATES: Mapping[State, Style] = {
    "proposed": Style(dim=True),
    "accepted": Style(color="green"),
    "corrected": Style(color="magenta"),
    "added": Style(color="cyan"),
    "rejected": Style(color="red"),
}
_CONFLICT = Style(color="red", bold=True)
_NAME = Style(bold=True)
_HERE = Style(reverse=True)
_FAINT = Style(dim=True)


def described(desk: Desk, field: str) -> tuple[Text, int]:
    """Return the current record as text, `field` marked, and the line on which that is."""
    shown = card(desk, desk.record)
    lines = [_head(desk, shown)]
    if shown.conflict:
        lines.append(Text(one_line(f"! {shown.conflict}"), _CONFLICT))
    for said, against in shown.doubts:
        lines.append(Text(one_line(f"! {said}"), _CONFLICT))
        if against:
            lines.append(Text(one_line(f"  … {against} …"), _FAINT))
    empty, at = [], 0
    for line in shown.lines:
        if line.name == field:
            at = len(lines)
        if line.value or line.name == field:
            lines.append(_line(line, line.name == field))
        else:
            empty.append(_(line.name))
    if empty:
        lines.append(Text(_("empty: {names}").format(names=", ".join(empty)), _FAINT))
    lines += [Text(one_line(f"“{note}” – {reviewer}"), _FAINT) for note, reviewer in shown.notes]
    return Text("\n").join(lines), at


def _head(desk: Desk, shown: Card) -> Text:
    head = Text()
    head.append(f"{_(shown.kind)} ", _NAME)
    head.append(f"{desk.at + 1}/{len(desk.records)} ")
    head.append(f"{SIGNS[shown.state]} {_(shown.state)}", _STATES[shown.state])
    if shown.who:
        head.append(f" ({one_line(', '.join(shown.who))})", _FAINT)
    return head


def _line(line: Line, here: bool) -> Text:
    style = _STATES[line.state]
    text = Text(f"{SIGNS[line.state]} ", style)
    text.append(_(line.name), _HERE if here else _NAME)
    text.append(": ").append(one_line(line.value) or "–", style)
    if line.state != "proposed":
        text.append(f" [{_(line.state)}]", style)
    if line.support:
        text.append(f"  ({one_line(line.support)})", _FAINT)
    return text
