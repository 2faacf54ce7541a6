"""Awards told more than once: what tells less gives way."""

from collections.abc import Callable, Iterator, Sequence
from itertools import product

from extractor.assemble.reading import Reading
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


def _is_sum(award: Award, found: Sequence[Award], halves: Sequence[str]) -> bool:
    """Whether an undivided number of recipients is told again by its parts.

    "30 tập thể, cá nhân" as 12 and 18, or "19 tấm gương" as 13 `halves` of one kind and 6 of the other.
    """
    kinds = (award.recipient or "").split(", ")
    kinds = kinds if len(kinds) > 1 else [kind for kind in halves if kind != award.recipient]
    if len(kinds) < 2 or award.count is None:
        return False
    like = [a for a in found if a.form == award.form and a.count and _may_share_giver(a, award)]
    parts = [{a.count or 0 for a in like if a.recipient == kind} for kind in kinds]
    return any(sum(some) == award.count for some in product(*({*counts, sum(counts)} - {0} for counts in parts)))


def _may_share_giver(award: Award, other: Award) -> bool:
    """Whether one body may give both: the same is named, or none for one of them."""
    return None in (award.awarded_by, other.awarded_by) or _same_giver(award, other)


def _titles(award: Award) -> Sequence[tuple[str | None, str | None]]:
    """Return what a teller of less may say of an award's title and grade: the same, or nothing."""
    title = folded_view(award.title) if award.title else None
    return [(title, award.grade), (title, None), (None, None)]


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


def _prize_again(reading: Reading, award: Award, other: Award) -> bool:
    """Whether a prize that one work won is among those that a body handed out before."""
    constants = reading.book.table("constants")
    work = award.recipient not in (constants.value("individual"), constants.value("collective"))
    unsaid = award.awarded_by is None or "awarded_by" in award.basis
    alone = work and unsaid and award.basis.get("count") == "context" and bool(award.title)
    return alone and other.awarded_by is not None and _start(other) < _start(award) and _same_title(award, other)


_TESTS: tuple[Callable[[Reading, Award, Award], bool], ...] = (
    _named_again,
    _many,
    _other_noun,
    _longer_giver,
    _prize_again,
)


def _may_be_one(reading: Reading, award: Award, other: Award) -> bool:
    """Whether nothing that is said of two awards of one form tells them apart."""
    periods = None in (award.period, other.period) or award.period == other.period
    return _may_share_giver(award, other) and periods and award.status == other.status and _same_title(award, other)


def _same_giver(award: Award, other: Award) -> bool:
    return folded_view(award.awarded_by or "") == folded_view(other.awarded_by or "")


def _same_title(award: Award, other: Award) -> bool:
    return (folded_view(award.title or ""), award.grade) == (folded_view(other.title or ""), other.grade)


def _start(award: Award) -> int:
    return min(e.start for e in award.evidence if e.field in ("recipient", "count", "form"))
