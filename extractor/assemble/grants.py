"""Walks an award frame: which form goes to which recipients from which body."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractor.rules.mention import Mention

RECIPIENTS = ("recipient", "recipient_sum")


@dataclass
class Grant:
    """One form to one recipient mention; `form` is None where only praise was printed."""

    recipient: Mention
    form: Mention | None = None
    giver: Mention | None = None
    frame: Mention | None = field(default=None, repr=False)


def walk(frame: Mention) -> Iterator[Grant]:
    """Yield the grants of a frame in text order, after the frame's `order`."""
    order = frame.const["order"]
    if order == "form":
        yield from _form_first(frame)
    elif order == "recipients":
        yield from _recipients_first(frame)
    else:
        yield from (Grant(form, form, frame=frame) for form in frame.inside if "count" in form.groups)


def _is_recipient(frame: Mention, mention: Mention) -> bool:
    if mention.label in RECIPIENTS:
        return True
    return mention.label in ("body", "person") and mention in frame.within("to")


def _form_first(frame: Mention) -> Iterator[Grant]:
    subject = next(iter(frame.within("by")), None)
    current: list[tuple[Mention | None, Mention | None]] = [(None, subject)] if "form" in frame.const else []
    fresh = True
    for mention in frame.inside:
        if _is_recipient(frame, mention):
            yield from (Grant(mention, form, giver, frame) for form, giver in current)
            fresh = True
        elif mention.label == "form":
            current = [(mention, subject)] if fresh else [*current, (mention, subject)]
            fresh = False
        elif mention.label == "body" and current and not fresh:
            current = [*((f, g) for f, g in current[:-1]), (current[-1][0], mention)]


def _recipients_first(frame: Mention) -> Iterator[Grant]:
    waiting: list[Grant] = []
    joint = frame.within("by")[:1]
    for mention in frame.inside:
        if _is_recipient(frame, mention):
            waiting.append(Grant(mention, frame=frame))
        elif mention.label == "body":
            _give(waiting, mention, after=bool(waiting and waiting[-1].form))
        elif mention.label == "form":
            waiting = _formed(waiting, mention)
    for grant in waiting:
        if grant.giver is None and joint:
            grant.giver = joint[0]
        if grant.form is not None or "form" in frame.const:
            yield grant


def _give(waiting: Sequence[Grant], body: Mention, after: bool) -> None:
    for grant in waiting:
        if grant.giver is None:
            grant.giver = body
    if after and waiting:
        # "bằng khen của Bộ, giấy khen của tỉnh": the giver printed behind the form wins over the agent before it
        last = waiting[-1].form
        for grant in waiting:
            if grant.form is last:
                grant.giver = body


def _formed(waiting: list[Grant], form: Mention) -> list[Grant]:
    if any(grant.form is not None for grant in waiting):
        return [*waiting, *(Grant(g.recipient, form, g.giver, g.frame) for g in waiting if g.form is waiting[0].form)]
    for grant in waiting:
        grant.form = form
    return waiting
