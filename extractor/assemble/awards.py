"""Awards: one record for each form, awarding body and kind of recipient."""

from collections.abc import Sequence

from extractor.assemble.context import Context, capitalised
from extractor.assemble.givers import given_with_others, inherited
from extractor.assemble.grants import RECIPIENTS, Grant, walk, with_recipients
from extractor.assemble.periods import Period, Periods
from extractor.assemble.prizes import won
from extractor.assemble.quantities import group_number
from extractor.assemble.reading import evidence
from extractor.assemble.retold import told_once, without_shadows
from extractor.models import Award, Event, Evidence
from extractor.normalize.names import tidy
from extractor.rules.mention import Mention
from extractor.text import folded_view

_KINDS = ("praise", "collective", "individual")


def awards(context: Context, periods: Periods) -> tuple[Award, ...]:
    """Return the awards of the article; a caption or a sum repeats none that was counted already."""
    frames = [f for f in context.reading.all("award") if _counts(context, f)]
    captions = [f for f in frames if context.reading.in_caption(f.start)]
    found = _awards_of(context, periods, [f for f in frames if f not in captions])
    found += [a for a in _awards_of(context, periods, captions) if _is_news(a, found)]
    unsaid, *halves = (str(context.reading.book.table("constants").value(name)) for name in _KINDS)
    told = list(without_shadows(tuple(given_with_others(found, unsaid)), unsaid, halves))
    return tuple(told_once(context.reading, told))


def _awards_of(context: Context, periods: Periods, frames: Sequence[Mention]) -> list[Award]:
    found: list[Award] = []
    seen: dict[tuple[object, ...], Grant] = {}
    givers: dict[int, Mention] = {}
    last: list[Grant] = []
    for frame in frames:
        grants = list(inherited(context, with_recipients(walk(frame), last), givers))
        last = grants or last
        for grant in grants:
            if _receives_for_others(context, grant):
                continue
            award = _award(context, periods, grant)
            if award.count is None and award.status != "given":
                continue  # what somebody means to give to whom it may concern
            key = (
                award.form,
                folded_view(award.awarded_by or ""),
                award.recipient,
                award.count,
                award.title,
                award.grade,
            )
            if key not in seen or _as_many_again(context, seen[key], grant):
                seen[key] = grant
                found.append(award)
    return found


def _is_news(award: Award, told: Sequence[Award]) -> bool:
    """Whether a caption tells what the text does not: a number or a name, a form and a body that are new."""
    known = {value for other in told for value in (other.form, other.awarded_by)}
    return award.count is not None and not ({award.form, award.awarded_by} & (known | {None}))


def _as_many_again(context: Context, grant: Grant, other: Grant) -> bool:
    """Whether one sentence goes on to as many of a kind: they are others ("X khen 5 cá nhân … và biểu dương 5 …")."""
    index = context.reading.sentence_index
    counted = all("count" in g.recipient.groups for g in (grant, other))
    apart = grant.frame is not other.frame and not other.frame.within("by")
    return counted and apart and index(grant.frame.start) == index(other.frame.start)


def by_organiser(context: Context, found: Sequence[Award], event: Event | None) -> tuple[Award, ...]:
    """Return the awards with praise that nobody is said to give given by who holds the ceremony of praise."""
    constants = context.reading.book.table("constants")
    praising = event is not None and constants.value("praise_kind") in event.kinds and event.organisers
    if not praising or event is None:
        return tuple(found)
    held_by = [e.model_copy(update={"field": "awarded_by"}) for e in event.evidence if e.field == "organisers[0]"]
    return tuple(
        award.model_copy(
            update={
                "awarded_by": event.organisers[0].name,
                "basis": {**award.basis, "awarded_by": "context"},
                "evidence": (*award.evidence, *held_by),
            }
        )
        if award.awarded_by is None and award.form == constants.value("praise") and award.count is not None
        else award
        for award in found
    )


def _counts(context: Context, frame: Mention) -> bool:
    reading = context.reading
    return not (
        reading.in_title(frame)
        or any(reading.touching("target", (m.start, m.end)) for m in frame.inside if m.label in RECIPIENTS)
        or any(m.get("mod") == "at_most" for m in frame.inside if m.label in RECIPIENTS)
        or reading.touching("ungiven", (frame.start, frame.end))
        or (frame.const.get("counted") is True and not any("count" in m.groups for m in frame.inside))
    )


def _receives_for_others(context: Context, grant: Grant) -> bool:
    """Whether a named person takes what only collectives are given (Law on Emulation and Commendation)."""
    person = bool(grant.named) and grant.recipient.label == "person"
    return person and grant.form is not None and grant.form.get("form") in context.reading.book.table("of_collectives")


def _award(context: Context, periods: Periods, grant: Grant) -> Award:
    form, quotes = _form(context, grant)
    giver, giver_quotes, basis = _giver(context, grant, form)
    recipient, count, recipient_quotes, recipient_basis = _recipient(context, grant)
    (title, titled), (grade, graded) = (_part(context, grant, name) for name in ("title", "grade"))
    period = _period(context, periods, grant)
    office = _office(context, grant) if giver else None
    status = _status(context, grant)
    many = context.reading.book.table("constants").value("many")
    quotes += [evidence(name, form, name) for name, form in (("title", titled), ("grade", graded)) if form]
    quotes += [office[1]] if office else []
    return Award(
        form=form,
        title=title,
        grade=grade,
        awarded_by=giver,
        office=office[0] if office else None,
        recipient=recipient,
        count=count,
        mod=grant.recipient.get("mod") or (many if count is None and recipient_quotes[-1].field == "mod" else None),
        period=period.value,
        status=status or "given",
        basis={**basis, **recipient_basis, **period.basis, **({} if status else {"status": "context"})},
        evidence=(
            *quotes,
            *giver_quotes,
            *recipient_quotes,
            *period.evidence,
            *_status_quote(context, grant),
        ),
    )


def _form(context: Context, grant: Grant) -> tuple[str, list[Evidence]]:
    if grant.form is not None:
        return str(grant.form.get("form")), [evidence("form", grant.form, "form")]
    return str(grant.frame.const["form"]), [evidence("form", grant.frame, "verb")]


def _part(context: Context, grant: Grant, name: str) -> tuple[str | None, Mention | None]:
    """Return a form's title or grade and the mention it stands in: "hạng Nhì" shares the title of the form before."""
    form = grant.form
    if form is not None and form.const.get("inherits") == name:
        before = [m for m in grant.frame.inside if m.label == form.label and m.start < form.start and name in m.groups]
        form = before[-1] if before else form
    value = form.get(name) if form is not None else None
    return (context.abbreviations.expand(tidy(str(value))), form) if value else (None, None)


def _giver(context: Context, grant: Grant, form: str) -> tuple[str | None, list[Evidence], dict[str, str]]:
    if grant.giver is None:
        return None, [], {}
    name, basis = context.body(grant.giver)
    if name is None or not _may_give(context, form, name):
        return None, [], {}
    return name, [evidence("awarded_by", grant.giver)], {"awarded_by": basis} if basis else {}


def _may_give(context: Context, form: str, name: str) -> bool:
    """Whether a body gives that form: orders are the State President's (Law on Emulation and Commendation)."""
    givers = context.reading.book.table("sole_giver")
    return form not in givers.terms or folded_view(givers.terms[form][0]) == folded_view(name)


def _recipient(context: Context, grant: Grant) -> tuple[str, int | None, list[Evidence], dict[str, str]]:
    mention = grant.recipient
    constants = context.reading.book.table("constants")
    if grant.named:
        kind = constants.value("individual" if mention.label == "person" else "collective")
        return (
            str(kind),
            sum(_names(m) for m in grant.named),
            [evidence("recipient", m) for m in grant.named],
            {"count": "context"},
        )
    counted = mention if "count" in mention.groups or grant.form is None else grant.form
    value = group_number(context.reading, counted, "count")
    quotes = [evidence("count", counted, "count")] if value is not None else []
    if mention.raw("mod") or mention.const.get("mod"):
        quotes.append(evidence("mod", mention, "mod"))
    if mention.label == "title":
        return str(mention.get("implied")), int(value or 0), [*quotes, evidence("recipient", mention, "implied")], {}
    if mention.label == "prize":
        prize = won(context.reading, mention)
        return prize.recipient, prize.count, list(prize.evidence), prize.basis
    quotes.append(evidence("recipient", mention, "recipient"))
    return tidy(str(mention.get("recipient"))), None if value is None else int(value), quotes, {}


def _names(mention: Mention) -> int:
    """Return how many a mention names: places in a row are as many."""
    return len(capitalised(mention.raw("places") or "")) or 1


def _office(context: Context, grant: Grant) -> tuple[str, Evidence] | None:
    """Return the office-holder printed right before the giver."""
    assert grant.giver is not None
    for office in context.reading.all("office"):
        if 0 <= grant.giver.start - office.end <= 1:
            return tidy(office.quote), evidence("office", office)
    return None


def _status_cue(context: Context, grant: Grant) -> Mention | None:
    start, _ = context.reading.clause(grant.frame.start)
    own = grant.form is not None and grant.form.start >= grant.frame.start
    end = grant.form.end if grant.form is not None and own else grant.frame.end
    return next(iter(context.reading.within("proposal", (start, end))), None)


def _status(context: Context, grant: Grant) -> str | None:
    cue = _status_cue(context, grant)
    return str(cue.const["status"]) if cue else None


def _status_quote(context: Context, grant: Grant) -> list[Evidence]:
    cue = _status_cue(context, grant)
    return [evidence("status", cue)] if cue else []


def _period(context: Context, periods: Periods, grant: Grant) -> Period:
    """Return the period of the reason clause behind the award, else the one the figure's surroundings give."""
    _, end = context.reading.clause(grant.frame.end - 1)
    others = context.reading.within("recipient", (grant.frame.end, end))
    end = next((m.start for m in others), end)
    behind = periods.within(grant.frame.end, end)
    return behind or periods.of(grant.recipient)
