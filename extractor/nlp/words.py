"""Word boundaries by underthesea, for the rules and tokenizers that ask for them."""

import logging
import threading
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from extractor.nlp.alignment import align
from extractor.rules.mention import Span

_LONGEST = 4000
"""Longer lines are cut at a space: some of underthesea's expressions take the square of a line's length."""
_AS_READ = str.maketrans("\u00f0\u00d0", "\u0111\u0110")
"""What underthesea makes of letters even where it is told not to normalise; equal length."""
_loading = threading.Lock()


def word_spans(text: str) -> list[Span]:
    """Return the spans of underthesea's words in `text`, ascending and disjoint.

    White space between words belongs to none, white space inside a word to it, all else to a word. No word
    crosses a line end. Any text will do: what is not canonical is read as if it were, by its own offsets.
    """
    aligned = align(text)
    words: list[Span] = []
    for start, end in _pieces(aligned.view):
        shown = aligned.view[start:end].translate(_AS_READ)
        for a, b in _located(shown):
            first, last = aligned.span(start + a, start + b)
            first = max(first, words[-1][1]) if words else first
            if first < last:  # underthesea may cut inside what is one character of the text as given
                words.append((first, last))
    return words


def _located(text: str) -> Iterator[Span]:
    """Yield where underthesea's words stand: it gives them in order, syllables joined by single spaces."""
    end = 0
    for word in _tokenizer()(text, use_token_normalize=False):
        start = -1
        for syllable in word.split():
            found = text.find(syllable, end)
            if found < 0:
                break
            start = found if start < 0 else start
            end = found + len(syllable)
        if start >= 0:
            yield start, end


def _pieces(text: str) -> Iterator[Span]:
    """Yield the lines, long ones in parts."""
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        while end - at > _LONGEST:
            space = text.rfind(" ", at + 1, at + _LONGEST)
            cut = space if space > 0 else at + _LONGEST
            yield at, cut
            at = cut
        yield at, end
        at = end + 1


def _tokenizer() -> Callable[..., list[str]]:
    """Return `underthesea.word_tokenize`, warmed up: its first use by several threads at a time crashes."""
    with _loading:
        return _load()


@lru_cache(maxsize=1)
def _load() -> Callable[..., list[str]]:
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    from underthesea import word_tokenize  # heavy (a second, 70 MB): only who asks pays for it

    for handler in set(root.handlers).difference(handlers):  # the import configures logging for everybody
        root.removeHandler(handler)
    root.setLevel(level)
    word_tokenize("")
    tokenize: Any = word_tokenize
    return tokenize  # type: ignore[no-any-return]  # underthesea has no types


@lru_cache(maxsize=256)
def boundaries(sentence: str) -> frozenset[int]:
    """Return the offsets in `sentence` at which a word begins or ends; the last sentences are remembered."""
    return frozenset(at for span in word_spans(sentence) for at in span)


def word_boundaries(text: str, span: Span) -> frozenset[int]:
    """Return the offsets in `text` at which a word of the sentence `span` begins or ends."""
    start, end = span
    return frozenset(start + at for at in boundaries(text[start:end]))
