"""Awards that are told twice: at a distance an article says the same again, with less or with its parts."""

from collections.abc import Callable, Sequence

from extractor.assemble.reading import Reading
from extractor.models import Award
from extractor.text import folded_view

_SUM = ", "
"""Stands in the recipient of an undivided number: "tập thể, cá nhân"."""


def told_once(reading: Reading, found: Sequence[Award]) -> list[Award]:
    """Drop awards that tell again what another award of the article tells better."""
    by_form: dict[str, list[Award]] = {}
    for award in found:
        by_form.setdefault(award.form, []).append(award)
    unsaid = reading.book.table("constants").value("praise")
    kept: list[Award] = []
    for award in found:
        others = [other for other in by_form[award.form] if other is not award]
        formed = [other for other in found if other.form != unsaid] if award.form == unsaid else []
        if not (
            any(test(reading, award, other) for test in _TESTS for other in others)
            or any(_formless(award, other) for other in formed)
            or _summed(reading, award, others)
        ):
            kept.append(award)
    return kept


def _formless(award: Award, other: Award) -> bool:
    """Whether praise has its form told elsewhere: the same number of the same by the same body."""
    same = (award.recipient, award.count) == (other.recipient, other.count)
    return award.count is not None and same and _same_giver(award, other)


def _named_again(reading: Reading, award: Award, other: Award) -> bool:
    """Whether somebody named, with no giver of their own, is one of those told before to have the same."""
    named = (
        award.awarded_by is None
        and award.basis.get("count") == "context"
        and any(e.field == "recipient" for e in award.evidence)
    )
    more = other.count is not None and award.count is not None and other.count > award.count
    before = _start(other) < _start(award)
    return named and more and before and award.recipient == other.recipient and _may_be_one(reading, award, other)


def _many(reading: Reading, award: Award, other: Award) -> bool:
    """Whether "many" or "the" are those of whom another sentence tells the number."""
    same = award.awarded_by is None or award.recipient == other.recipient
    apart = reading.sentence_index(_start(award)) != reading.sentence_index(_start(other))
    return award.count is None and other.count is not None and same and apart and _may_be_one(reading, award, other)


def _other_noun(reading: Reading, award: Award, other: Award) -> bool:
    """Whether praise of as many by the same body is told again with another noun ("400 đại biểu", "400 gương")."""
    constants = reading.book.table("constants")
    apart = reading.sentence_index(_start(award)) != reading.sentence_index(_start(other))
    kinds = {award.recipient, other.recipient} - {constants.value("individual"), constants.value("collective")}
    same = award.form == constants.value("praise") and award.count is not None and award.count == other.count
    return same and apart and bool(kinds) and _start(other) < _start(award) and _same_giver(award, other)


def _longer_giver(reading: Reading, award: Award, other: Award) -> bool:
    """Whether the same is told of a giver called with a place more ("…, tỉnh Hải Lam") or less."""
    same = (award.recipient, award.count, award.status) == (other.recipient, other.count, other.status)
    names = folded_view(award.awarded_by or ""), folded_view(other.awarded_by or "")
    longer = names[0] != names[1] and (names[1].startswith(f"{names[0]}, ") or names[0].startswith(f"{names[1]}, "))
    return same and longer and _start(other) < _start(award) and _same_title(award, other)


_TESTS: tuple[Callable[[Reading, Award, Award], bool], ...] = (_named_again, _many, _other_noun, _longer_giver)


def _summed(reading: Reading, award: Award, others: Sequence[Award]) -> bool:
    """Whether one number for several kinds is told by kind in another sentence."""
    if award.count is None or _SUM not in (award.recipient or ""):
        return False
    kinds = (award.recipient or "").split(_SUM)
    parts = [o for o in others if o.recipient in kinds and o.count and _may_be_one(reading, award, o)]
    return len({p.recipient for p in parts}) > 1 and sum(p.count or 0 for p in parts) == award.count


def _may_be_one(reading: Reading, award: Award, other: Award) -> bool:
    """Whether nothing that is said of two awards of one form tells them apart."""
    givers = None in (award.awarded_by, other.awarded_by) or _same_giver(award, other)
    periods = None in (award.period, other.period) or award.period == other.period
    return givers and periods and award.status == other.status and _same_title(award, other)


def _same_giver(award: Award, other: Award) -> bool:
    return folded_view(award.awarded_by or "") == folded_view(other.awarded_by or "")


def _same_title(award: Award, other: Award) -> bool:
    return (folded_view(award.title or ""), award.grade) == (folded_view(other.title or ""), other.grade)


def _start(award: Award) -> int:
    return min(e.start for e in award.evidence if e.field in ("recipient", "count", "form"))
