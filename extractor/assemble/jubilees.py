"""Anniversaries: which campaigns an article marks as so many years old."""

from collections.abc import Callable, Iterator, Sequence

from extractor.assemble.reading import Reading, evidence
from extractor.models import Campaign
from extractor.rules.mention import Mention
from extractor.text import folded_view

_NEXT = 2
"""Code points at most between the words of an anniversary and the movement: a space, a quote."""


def with_jubilees(
    reading: Reading, found: Sequence[Campaign], name_of: Callable[[Mention], str]
) -> tuple[Campaign, ...]:
    """Return the campaigns; to the first of each name that is celebrated, as evidence of its role, the words for it."""
    celebrated: dict[str, Mention] = {}
    for words, movement in _celebrated(reading):
        celebrated.setdefault(folded_view(name_of(movement)), words)
    campaigns = []
    for one in found:
        more = [evidence("role", celebrated.pop(name)) for name in {folded_view(one.name)} & celebrated.keys()]
        campaigns.append(one.model_copy(update={"evidence": (*one.evidence, *more)}))
    return tuple(campaigns)


def _celebrated(reading: Reading) -> Iterator[tuple[Mention, Mention]]:
    """Yield the words of anniversaries with the movements right behind them."""
    for jubilee in reading.all("jubilee"):
        movement = next(reading.within("campaign", (jubilee.end, len(reading.text))), None)
        if movement is not None and movement.start - jubilee.end <= _NEXT:
            yield jubilee, movement
