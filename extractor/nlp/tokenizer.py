"""A spaCy tokenizer that changes no character: `doc.text == text`, and `token.idx` is exact."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Literal

import regex
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer
from spacy.vocab import Vocab

from extractor.nlp.words import word_spans
from extractor.rules.mention import Span

Segment = Literal["syllables", "words"]
_SYLLABLE = regex.compile(r"[\w\p{M}]+|(?!\s)\X")


def create_tokenizer(segment: Segment = "syllables") -> Callable[[Language], "Tokenizer"]:
    """Return what spaCy makes the tokenizer `phongtrao.Tokenizer.v1` with.

    `syllables` cuts at white space and punctuation; `words` asks underthesea which syllables form a word, and
    is some thirty times slower.
    """
    return partial(_of_language, segment=segment)


def _of_language(nlp: Language, segment: Segment) -> "Tokenizer":
    return Tokenizer(nlp.vocab, segment)


class Tokenizer(DummyTokenizer):
    """Cuts a text into syllables or words. It has nothing to save: its setting is in the config."""

    def __init__(self, vocab: Vocab, segment: Segment = "syllables") -> None:
        """Tokens get their lexemes from `vocab`."""
        self.vocab = vocab
        self.segment = segment

    def __call__(self, text: str) -> Doc:
        """Return the Doc of any `text`; its words keep the white space printed inside them."""
        spans = word_spans(text) if self.segment == "words" else syllable_spans(text)
        words: list[str] = []
        spaces: list[bool] = []
        for word, spaced in _tokens(text, spans):
            words.append(word)
            spaces.append(spaced)
        return Doc(self.vocab, words=words, spaces=spaces)


def syllable_spans(text: str) -> Iterator[Span]:
    """Yield runs of letters and digits with their marks, and one by one all else but white space."""
    return (match.span() for match in _SYLLABLE.finditer(text))


def _tokens(text: str, spans: Iterable[Span]) -> Iterator[tuple[str, bool]]:
    """Yield tokens and whether a space follows; more white space becomes tokens of its own, as in spaCy."""
    at, held = 0, ""
    for start, end in (*spans, (len(text), len(text))):
        gap = text[at:start]
        if held:
            yield held, gap[:1] == " "
            gap = gap.removeprefix(" ")
        if gap:
            yield gap, False
        held, at = text[start:end], end
