"""Walks an award frame: which form goes to which recipients from which body."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.rules.mention import Mention

RECIPIENTS = ("recipient", "recipient_sum")
NAMED = ("body", "person", "unit")
COUNTED = ("prize", "title")


@dataclass(frozen=True)
class Grant:
    """One form to one kind of recipient; `form` is None where only praise was printed.

    `named` are the recipients printed by name: one, or several of a kind in a row.
    """

    frame: Mention
    recipient: Mention
    form: Mention | None = None
    giver: Mention | None = None
    named: tuple[Mention, ...] = ()


def walk(frame: Mention) -> Iterator[Grant]:
    """Yield the grants of a frame in text order, after the frame's `order`; the parts of a sum replace it."""
    found = list(_ORDERS[frame.const["order"]](frame))
    for index, grant in enumerate(found):
        if grant.recipient.label != "recipient_sum" or not _split(grant, found[index + 1 :]):
            yield grant


def with_recipients(grants: Iterator[Grant], told: Sequence[Grant]) -> Iterator[Grant]:
    """Let a form that is given "too", to nobody in its clause, go to the recipients of the grants told before.

    Those who are given "again", no form told, are given the form of the grant before.
    """
    recipients = {grant.recipient.start: grant for grant in told if grant.recipient.label not in COUNTED}.values()
    form = next((grant.form for grant in reversed(told) if grant.form is not None), None)
    for grant in grants:
        if grant.frame.const["order"] == "again":
            yield from () if form is None else (replace(grant, form=form),)
        elif grant.frame.const["order"] != "too":
            yield grant
        else:
            yield from (replace(grant, recipient=to.recipient, named=to.named) for to in recipients)


def _too(frame: Mention) -> Iterator[Grant]:
    """Yield forms of a body for recipients that were told before."""
    body = next(iter(frame.within("by")))
    return (Grant(frame, form, form, body) for form in frame.within("what", "form"))


def _again(frame: Mention) -> Iterator[Grant]:
    """Yield what a body gives of the form that the clause before told."""
    body = next(iter(frame.within("by")))
    return (Grant(frame, to, giver=body, named=named) for kind, to, named in _items(frame) if kind == "recipient")


def _in_turn(frame: Mention) -> Iterator[Grant]:
    """Yield what each of several named recipients is given "lần lượt": by its body, in its form, or both."""
    to, by, what = frame.within("to"), frame.within("by"), frame.within("what")
    givers = by if len(by) == len(to) else by[:1] * len(to)
    forms = what if len(what) == len(to) else what[:1] * len(to)
    for index, (recipient, form) in enumerate(zip(to, forms, strict=True)):
        named = (recipient,) if recipient.label in NAMED else ()
        yield Grant(frame, recipient, form, givers[index] if givers else None, named)


def _counted(frame: Mention) -> Iterator[Grant]:
    """Yield prizes and titles, which say themselves what is given and how often."""
    giver = next(iter(frame.within("by")), None)
    return (Grant(frame, given, given, giver) for given in frame.inside if given.label in COUNTED)


def _received(frame: Mention) -> Iterator[Grant]:
    """Yield the form for the body behind "của", who receives it at its own ceremony."""
    (form,), (body,) = frame.within("what"), frame.within("to")
    yield Grant(frame, body, form, named=(body,))


def _split(grant: Grant, rest: Sequence[Grant]) -> bool:
    """Whether the recipients right behind a sum stand in brackets: they are its parts."""
    between = grant.recipient.text[grant.recipient.end : rest[0].recipient.start] if rest else ""
    return "(" in between and ")" not in between


def _items(frame: Mention) -> Iterator[tuple[str, Mention, tuple[Mention, ...]]]:
    """Yield what matters of a frame in text order: recipients (named ones of a kind together), forms, bodies."""
    given, home = frame.within("to"), frame.within("home")
    run: list[Mention] = []
    whole = False  # a count is no sum: what brackets say behind it narrows it, and adds nothing
    for mention in frame.inside:
        if mention in home or (run and _is_home(run[-1], mention)):
            continue
        named = mention.label in NAMED and mention in given
        if run and not (named and mention.label == run[-1].label):
            yield "recipient", run[0], tuple(run)
            run = []
        if named:
            run.append(mention)
        elif mention.label in RECIPIENTS:
            bracketed = frame.brackets(mention)
            if not (whole and bracketed):
                yield "recipient", mention, ()
            whole = whole if bracketed else mention.label == "recipient"
        elif mention.label in ("form", "body") and not frame.brackets(mention):
            yield mention.label, mention, ()
    if run:
        yield "recipient", run[0], tuple(run)


def _is_home(person: Mention, mention: Mention) -> bool:
    """Whether a body or place right behind a person's name and a comma is where that person belongs."""
    between = person.text[person.end : mention.start].strip()
    return person.label == "person" and mention.label in ("body", "unit") and between == ","


def _form_first(frame: Mention) -> Iterator[Grant]:
    subject = next(iter(frame.within("by")), None)
    current: list[tuple[Mention | None, Mention | None]] = [(None, subject)] if "form" in frame.const else []
    fresh = True
    for kind, mention, named in _items(frame):
        if kind == "recipient":
            yield from (Grant(frame, mention, form, giver, named) for form, giver in current)
            fresh = True
        elif kind == "form":
            current = [(mention, subject)] if fresh else [*current, (mention, subject)]
            fresh = False
        elif current and not fresh:
            current = [*current[:-1], (current[-1][0], mention)]


def _shared(frame: Mention) -> Iterator[Grant]:
    """Yield each form of the body before it, for the recipients that stand behind all of them."""
    given: list[tuple[Mention, Mention | None]] = []
    giver: Mention | None = None
    for kind, mention, named in _items(frame):
        if kind == "recipient":
            yield from (Grant(frame, mention, form, body, named) for form, body in given)
        elif kind == "form":
            given.append((mention, giver))
            giver = None
        else:
            giver = giver or mention


def _recipients_first(frame: Mention) -> Iterator[Grant]:
    waiting: list[Grant] = []
    joint, then = frame.within("by")[:1], frame.within("then")
    giving, before = None, ""  # who gives the forms behind: "được X tặng …, được Y và Z tặng …"
    for kind, mention, named in _items(frame):
        if kind == "recipient":
            waiting.append(Grant(frame, mention, named=named))
        elif mention in then:
            giving = mention
        elif kind == "form":
            waiting = _formed(waiting, mention, giving)
        elif not (giving and before == "body"):
            waiting = _given(waiting, mention)
        before = kind
    for grant in waiting:
        if grant.form is not None or "form" in frame.const:
            yield grant if grant.giver or not joint else replace(grant, giver=joint[0])


def _given(waiting: Sequence[Grant], body: Mention) -> list[Grant]:
    """Give a body to the grants that have none; printed behind a form ("giấy khen của X") it wins for that form."""
    last = waiting[-1].form if waiting else None
    return [replace(g, giver=body) if g.giver is None or (last is not None and g.form is last) else g for g in waiting]


def _formed(waiting: Sequence[Grant], form: Mention, giving: Mention | None) -> list[Grant]:
    first = waiting[0].form if waiting else None
    if first is None:
        return [replace(g, form=form) for g in waiting]
    return [*waiting, *(replace(g, form=form, giver=giving or g.giver) for g in waiting if g.form is first)]


_ORDERS: dict[str, Callable[[Mention], Iterator[Grant]]] = {
    "form": _form_first,
    "recipients": _recipients_first,
    "counted": _counted,
    "received": _received,
    "shared": _shared,
    "too": _too,
    "again": _again,
    "in turn": _in_turn,
}
"""How the parts of a frame belong together, by its `order`."""
