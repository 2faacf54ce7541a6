"""Whose the prizes of a contest are: the prize often stands alone, and who won it elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass

from extractor.assemble.quantities import group_number
from extractor.assemble.reading import Reading, evidence
from extractor.models import Evidence
from extractor.normalize.names import tidy
from extractor.rules.mention import Mention
from extractor.text import printed_view


@dataclass(frozen=True)
class Won:
    """The kind of recipient of a prize and how many won it: None with "mod" in the evidence where it is not said."""

    recipient: str
    count: int | None
    evidence: tuple[Evidence, ...]
    basis: dict[str, str]


def won(reading: Reading, prize: Mention) -> Won:
    """Return who won a prize; one prize where no number is printed, of a collective where no winner is."""
    own = reading.touching("winner", (prize.start, prize.end))
    winner = own or next(_told(reading, prize), None)
    usual = prize.const.get("implied", reading.book.table("constants").value("collective"))
    kind = str(winner.get("recipient") if winner else usual)
    quotes = [evidence("recipient", winner, "recipient")] if winner else []
    basis = {} if winner else {"recipient": "context"}
    for mention in (prize, own):
        count = group_number(reading, mention, "count") if mention else None
        if mention and count is not None:
            return Won(tidy(kind), int(count), (*quotes, evidence("count", mention, "count")), basis)
    if own and own.raw("mod"):
        return Won(tidy(kind), None, (*quotes, evidence("mod", own, "mod")), basis)
    return Won(tidy(kind), _names(own), tuple(quotes), {**basis, "count": "context"})


def _told(reading: Reading, prize: Mention) -> Iterator[Mention]:
    """Yield who may have won a prize that stands alone, the likeliest first.

    "1 giải Nhất, 2 giải Nhì cho các đội" tells it behind the last prize, "cho 9 sáng kiến, gồm 1 giải Nhất" before
    all, the sentence before may tell what was chosen, and the prizes told before went to the like.
    """
    start, end = reading.sentence(prize.start)
    index = reading.sentence_index(prize.start)
    individual = reading.book.table("constants").value("individual")
    yield from reading.within("winner", (prize.end, end))
    yield from reversed(list(reading.within("entry", (start, end))))
    yield from reversed(list(reading.within("winner", (start, prize.start))))
    yield from (m for m in reading.within("recipient", (start, end)) if m.get("recipient") == individual)
    if index:
        yield from reversed(list(reading.within("entry", reading.sentences[index - 1])))
    yield from reversed(list(reading.within("winner", (0, start))))


def _names(winner: Mention | None) -> int:
    """Return how many works a winner names in quotation marks, the last of which may never close; else one."""
    quoted = printed_view(winner.raw("names") or "") if winner else ""
    return (quoted.count('"') + 1) // 2 or 1
