"""However wide its spaces are printed, a sentence reads the same, and what is found lies where it is printed."""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from extractor.nlp.words import word_boundaries
from extractor.rules.book import load
from extractor.rules.match import Matches, match, match_frames
from extractor.rules.mention import Mention
from extractor.text import canonical, printed_view

BOOK = load()
EXAMPLES = sorted(
    {text for rule in BOOK.rules.values() for given in rule.spec.yes if "  " not in (text := printed_view(given.text))}
)
Places = Sequence[int]


def found(text: str, places: Places) -> tuple[list[tuple[object, ...]], ...]:
    """What rules find in a text of one sentence, what of it stands, and all frames; offsets looked up in `places`."""
    whole = (0, len(text))
    seen = match(BOOK, text, [whole], lambda span: word_boundaries(text, span))
    frames = match_frames(BOOK, text, [whole], seen.mentions)
    return shown(every(seen), places), shown(seen.mentions, places), shown(every(frames), places)


def every(matches: Matches) -> list[Mention]:
    return [*matches.mentions, *(lost.mention for lost in matches.lost)]


def shown(mentions: Iterable[Mention], places: Places) -> list[tuple[object, ...]]:
    return sorted((m.rule.id, places[m.start], places[m.end], groups_of(m, places)) for m in mentions)


def groups_of(mention: Mention, places: Places) -> list[tuple[str, int, int]]:
    return sorted((name, places[start], places[end]) for name, (start, end) in mention.groups.items())


@settings(deadline=None, max_examples=300)  # patterns compile when first needed
@given(st.sampled_from(EXAMPLES), st.lists(st.integers(1, 9), min_size=1, max_size=7), st.sampled_from(" \u00a0\u3000"))
def test_wide_spaces_change_nothing_but_offsets(text: str, widths: list[int], space: str) -> None:
    text = canonical(text)
    width_of = {at: widths[n % len(widths)] for n, at in enumerate(m.start() for m in re.finditer(" ", text))}
    wide = "".join(space * width_of[at] if at in width_of else char for at, char in enumerate(text))
    places = [0, *accumulate(width_of.get(at, 1) for at in range(len(text)))]

    all_found, standing, frames = found(text, places)
    wide_found, wide_standing, wide_frames = found(wide, range(len(wide) + 1))
    assert wide_found == all_found
    assume(wide_standing == standing)  # the longer wins, which wide spaces may make another
    assert wide_frames == frames
