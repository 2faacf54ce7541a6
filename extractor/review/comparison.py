"""Two runs compared over all articles that both read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.review.agreement import Agreement
from extractor.review.change import Reading
from extractor.review.decision import Decision
from extractor.review.difference import Difference


@dataclass(frozen=True, slots=True)
class Reread:
    """An article that two runs read; `readings` is null where they read the same and nobody decided on it."""

    article_id: str
    same_text: bool
    readings: tuple[Reading, Reading] | None = None
    decisions: Sequence[Decision] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs where the text was the same, what where it was corrected between, and what reviewers say to it."""

    same_text: Difference
    other_text: Difference
    agreement: Agreement


def compare(rereads: Iterable[Reread], examples: int) -> Comparison:
    """Return what differs over all articles, with so many examples a rule."""
    found = Comparison(Difference(examples), Difference(examples), Agreement(examples))
    for reread in rereads:
        difference = found.same_text if reread.same_text else found.other_text
        difference.articles += 1
        if reread.readings:
            difference.add(reread.article_id, *reread.readings)
            found.agreement.add(reread.article_id, *reread.readings, reread.decisions)
    return found
