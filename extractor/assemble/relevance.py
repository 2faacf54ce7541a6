"""Whether an article is a report on a campaign at all: figures of other news are no campaign's."""

from extractor.assemble.reading import Reading
from extractor.text import folded_view

NEEDED = ("subject", "form")
"""The labels that alone tell whether an article is on the subject."""
_LEAST = 2
"""Words of the subject that a report prints at least, its title's among them."""
_PER_CHARACTERS = 1600
"""Code points of text to a word of the subject, at most. Of 268 campaign reports the sparsest had one in 1,510; of
2,000 articles of general news one in thirty had as many."""


def on_subject(reading: Reading) -> bool:
    """Return whether the words of the subject stand close enough for a report on a campaign, an award or a drive.

    One word over and over ("volunteer") is of other news, unless a form of award is named.
    """
    words = reading.all("subject")
    several = len({folded_view(word.quote) for word in words}) > 1 or bool(reading.all("form"))
    return several and len(words) >= least_words(reading.text)


def least_words(text: str) -> int:
    """Return how many words of the subject a report of that length prints at least."""
    return max(_LEAST, -(-len(text) // _PER_CHARACTERS))
