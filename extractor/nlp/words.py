"""Word boundaries by underthesea, for the rules that ask for them."""

import logging
from functools import lru_cache

from extractor.rules.mention import Span


@lru_cache(maxsize=1)
def _tokenize():  # type: ignore[no-untyped-def]  # underthesea has no types
    root, level = logging.getLogger(), logging.getLogger().level
    handlers = list(root.handlers)
    from underthesea import word_tokenize  # heavy: only rules that ask pay for it

    root.handlers, _ = handlers, root.setLevel(level)  # importing it installs a root handler
    word_tokenize("")
    return word_tokenize


def word_spans(text: str) -> list[Span]:
    """Return the spans of underthesea's words in `text`, ascending; white space between words belongs to none."""
    spans: list[Span] = []
    at = 0
    for word in _tokenize()(text, use_token_normalize=False):
        start, end = _locate(text, word, at)
        if start < 0:
            continue
        spans.append((start, end))
        at = end
    return spans


def _locate(text: str, word: str, at: int) -> Span:
    start = text.find(word, at)
    if start >= 0:
        return start, start + len(word)
    # underthesea joins the syllables of a word by single spaces, whatever white space was printed
    syllables = word.split()
    start = end = -1
    for syllable in syllables:
        found = text.find(syllable, at)
        if found < 0:
            return -1, -1
        start = found if start < 0 else start
        at = end = found + len(syllable)
    return start, end


@lru_cache(maxsize=256)
def word_boundaries(text: str, span: Span) -> frozenset[int]:
    """Return the offsets in `text` at which a word of the sentence `span` begins or ends."""
    start, end = span
    return frozenset(start + at for pair in word_spans(text[start:end]) for at in pair)
