"""Who gives an award whose clause does not say: the clause, the decision or the award told before."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from extractor.assemble.context import Context
from extractor.assemble.grants import Grant
from extractor.models import Award
from extractor.rules.mention import Mention
from extractor.text import folded_view

_BREAKS = ",;:"
_LINK = 8
"""Code points before a clause in which a subject of its own would stand."""


def inherited(context: Context, grants: Iterable[Grant], givers: dict[int, Mention]) -> Iterator[Grant]:
    """Let a grant without giver in an active clause take the giver of the clause before it in the sentence.

    In a passive clause it takes who signed the decision that this sentence or the one before names.
    """
    for grant in grants:
        sentence = context.reading.sentence_index(grant.frame.start)
        if grant.giver is not None:
            givers[sentence] = grant.giver
        else:
            grant = replace(grant, giver=_told_before(context, grant, givers.get(sentence)))
        yield grant


def _told_before(context: Context, grant: Grant, last: Mention | None) -> Mention | None:
    """Return who gives by what was told before; `last` gave in the clause before."""
    frame, goes_on = grant.frame, _goes_on(grant)
    giver = (last if goes_on else None) or _head(context, frame, passive=not goes_on) or _headed(context, frame)
    return giver or (None if goes_on or grant.named else _decided(context, grant))


def _goes_on(grant: Grant) -> bool:
    """Whether a grant goes on where the clause before it ended: active, no label, no subject of its own between."""
    frame = grant.frame
    before = frame.text[max(0, frame.start - _LINK) : frame.start]
    link = before[max(before.rfind(";"), before.rfind(",")) + 1 :]
    listed = grant.form is not None and ":" in frame.text[grant.form.end : grant.recipient.start]
    active = (frame.const["order"] == "form" and not listed) or grant.recipient.label == "title"
    return active and not any(c.isupper() for c in link)


def _head(context: Context, frame: Mention, passive: bool = False) -> Mention | None:
    """Return the body that decides or gives at the head of the sentence, before a clause without a giver."""
    start, _ = context.reading.sentence(frame.start)
    heads = [h for h in context.reading.within("giver_head", (start, frame.start)) if passive <= ("passive" in h.const)]
    return heads[-1].within("by")[0] if heads else None


def _headed(context: Context, frame: Mention) -> Mention | None:
    """Return the body headed by the person who gives: "Ông Hòa tặng …", his office printed elsewhere in the report."""
    start, _ = context.reading.sentence(frame.start)
    givers = list(context.reading.within("person", (start, frame.start)))
    if frame.const["order"] != "form" or not givers or set(frame.text[givers[-1].end : frame.start]) & set(_BREAKS):
        return None
    held = [o.within("by")[0] for o in context.reading.all("officer") if _same_person(o.within("who")[0], givers[-1])]
    return held[0] if held else None


def _same_person(person: Mention, other: Mention) -> bool:
    return folded_view(str(person.get("name"))) == folded_view(str(other.get("name")))


def _decided(context: Context, grant: Grant) -> Mention | None:
    """Return the body whose decision the sentence names before the grant, or the sentence before it."""
    reading = context.reading
    index = reading.sentence_index(grant.frame.start)
    decisions = list(reading.within("decision", (reading.sentences[max(0, index - 1)][0], grant.frame.start)))
    return decisions[-1].within("by")[0] if decisions else None


def given_with_others(found: Sequence[Award], unsaid: str | None) -> Iterator[Award]:
    """Give an award that nobody is said to give the giver of another that tells the same.

    "10 cá nhân nhận giải thưởng X" and "Y tôn vinh 10 cá nhân" tell one award; so do "Y trao giải thưởng cho 9 tác
    phẩm" and its parts, "trong đó, 3 giải A, 6 giải B".
    """
    praise = {(a.recipient, a.count): a for a in found if a.form == unsaid and a.awarded_by is not None}
    given = {(a.form, a.recipient, a.count) for a in found if a.awarded_by is not None}
    for award in found:
        by = None
        told = (award.form, award.recipient, award.count) in given
        if award.awarded_by is None and award.count is not None and not told:
            by = praise.get((award.recipient, award.count)) if award.count > 1 else None
            by = by or _whole(award, found)
        if by is not None:
            quotes = [e for e in by.evidence if e.field == "awarded_by"]
            basis = {**award.basis, "awarded_by": "context"}
            update = {"awarded_by": by.awarded_by, "basis": basis, "evidence": (*award.evidence, *quotes)}
            award = award.model_copy(update=update)
        yield award


def _whole(award: Award, found: Sequence[Award]) -> Award | None:
    """Return the award of which this is one part: the titles of its form add up to its number."""
    parts = [a for a in found if a.form == award.form and a.title and a.awarded_by is None]
    total = sum(a.count or 0 for a in parts)
    if award not in parts or len(parts) < 2:
        return None
    return next((a for a in found if a.form == award.form and a.awarded_by and a.count == total), None)
