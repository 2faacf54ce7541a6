"""Awards told more than once: what tells less gives way, and lends its giver to what tells more."""

from collections.abc import Iterator, Sequence

from extractor.models import Award
from extractor.text import folded_view


def without_shadows(found: Sequence[Award], unsaid: str, halves: Sequence[str]) -> Iterator[Award]:
    """Drop what tells less of the same: no number, no giver or no form where the same award has one."""
    counted = {(a.form, a.recipient) for a in found if a.count is not None}
    given = {(a.form, a.recipient, a.count, title) for a in found if a.awarded_by is not None for title in _titles(a)}
    formed = {(a.recipient, a.count) for a in found if a.form != unsaid}
    givers = {(a.recipient, a.count, a.awarded_by) for a in found if a.form != unsaid}
    for award in found:
        if award.count is None:
            told = (award.form, award.recipient) in counted
        else:
            told = award.awarded_by is None and (award.form, award.recipient, award.count, _titles(award)[0]) in given
            told |= award.form == unsaid and award.awarded_by is None and (award.recipient, award.count) in formed
            told |= award.form == unsaid and (award.recipient, award.count, award.awarded_by) in givers
            told |= _is_sum(award, found, halves)
        if not told:
            yield award


def with_givers(found: Sequence[Award], unsaid: str) -> Iterator[Award]:
    """Give an award that nobody is said to give the giver of the praise that names the same recipients.

    "10 cá nhân nhận giải thưởng X" and "Y tôn vinh 10 cá nhân" tell one award.
    """
    praise = {(a.recipient, a.count): a for a in found if a.form == unsaid and a.awarded_by is not None}
    given = {(a.form, a.recipient, a.count) for a in found if a.awarded_by is not None}
    for award in found:
        by = praise.get((award.recipient, award.count))
        told = (award.form, award.recipient, award.count) in given
        if award.awarded_by is None and by is not None and (award.count or 0) > 1 and not told:
            quotes = [e for e in by.evidence if e.field == "awarded_by"]
            basis = {**award.basis, "awarded_by": "context"}
            update = {"awarded_by": by.awarded_by, "basis": basis, "evidence": (*award.evidence, *quotes)}
            award = award.model_copy(update=update)
        yield award


def _is_sum(award: Award, found: Sequence[Award], halves: Sequence[str]) -> bool:
    """Whether an undivided number of recipients is told again by its parts.

    "30 tập thể, cá nhân" as 12 and 18, or "19 tấm gương" as 13 `halves` of one kind and 6 of the other.
    """
    kinds = (award.recipient or "").split(", ")
    kinds = kinds if len(kinds) > 1 else [kind for kind in halves if kind != award.recipient]
    if len(kinds) < 2 or award.count is None:
        return False
    parts = [
        sum({a.count or 0 for a in found if a.form == award.form and a.recipient == kind and _same_giver(a, award)})
        for kind in kinds
    ]
    return 0 not in parts and sum(parts) == award.count


def _same_giver(award: Award, other: Award) -> bool:
    return None in (award.awarded_by, other.awarded_by) or award.awarded_by == other.awarded_by


def _titles(award: Award) -> Sequence[tuple[str | None, str | None]]:
    """Return what a teller of less may say of an award's title and grade: the same, or nothing."""
    return [(folded_view(award.title) if award.title else None, award.grade), (None, None)]
