"""Whether an article is a report on a campaign at all: figures of other news are no campaign's."""

_LEAST = 2
"""Words of the subject that a report prints at least, its title's among them."""
_PER_CHARACTERS = 1600
"""Code points of text to a word of the subject, at most. Of 268 campaign reports the sparsest had one in 1,510; of
2,000 articles of general news one in thirty had as many."""


def is_report(words: int, length: int) -> bool:
    """Return whether a text of `length` code points with so many words of the subject is a report on a campaign."""
    return words >= _LEAST and words * _PER_CHARACTERS >= length
