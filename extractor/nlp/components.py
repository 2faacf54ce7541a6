"""spaCy components that work on characters: sentences and mentions. All they keep is their settings.

The offsets they hand out are those of `doc.text`, whatever its form; text that is not canonical (NFD, CRLF)
is read through its canonical form. To read `doc._.mentions` of saved documents, import this module first.
"""

from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from extractor.nlp.alignment import align
from extractor.nlp.sentences import sentences
from extractor.nlp.words import word_boundaries
from extractor.rules.book import RuleBook, load
from extractor.rules.match import match, match_frames

SPANS_KEY = "phongtrao"
_MENTIONS = "phongtrao_mentions"


class Found(NamedTuple):
    """A mention: `doc.text[start:end]`, found by `rule`."""

    start: int
    end: int
    label: str
    rule: str


def book_of(patterns: str | None) -> RuleBook:
    """Return the RuleBook of a folder named in a pipeline's config (none: ours); it is read once."""
    return load(Path(patterns)) if patterns else load()


def _found(doc: Doc) -> tuple[Found, ...]:
    return tuple(Found(*values) for values in doc.user_data.get(_MENTIONS, ()))


# What is stored is plain data that the extension reads, so that documents can be saved.
if not Doc.has_extension("mentions"):
    Doc.set_extension("mentions", getter=_found)


@Language.factory(
    "phongtrao_sentences", assigns=["token.is_sent_start", "doc.sents"], default_config={"patterns": None}
)
def create_sentences(nlp: Language, name: str, patterns: str | None) -> Callable[[Doc], Doc]:
    """Return the component that marks where sentences begin; `patterns` names a folder of rules."""
    book_of(patterns)  # a bad folder is an error now, not at the first document
    return Sentences(patterns)


@Language.factory("phongtrao_mentions", assigns=["doc.spans", "doc._.mentions"], default_config={"patterns": None})
def create_mentions(nlp: Language, name: str, patterns: str | None) -> Callable[[Doc], Doc]:
    """Return the component that runs the rules; `patterns` names a folder of rules."""
    book_of(patterns)
    return Mentions(patterns)


class Sentences:
    """Sets `token.is_sent_start`. A sentence that begins inside a token begins with that token."""

    def __init__(self, patterns: str | None = None) -> None:
        """Abbreviations that end no sentence come from the rules in `patterns`."""
        self.patterns = patterns

    def __call__(self, doc: Doc) -> Doc:
        """Mark the sentences; white space belongs to the sentence before it, at the head to the first."""
        aligned = align(doc.text)
        found = sentences(aligned.view, book_of(self.patterns).table("unbroken").terms)
        offsets = [token.idx for token in doc]
        heads = {bisect_right(offsets, aligned.span(*span)[0]) - 1 for span in found[1:]} | {0}
        for token in doc:
            token.is_sent_start = token.i in heads
        return doc


class Mentions:
    """Runs the rules over the sentences of a text: mentions, and the frames found over them."""

    def __init__(self, patterns: str | None = None) -> None:
        """The rules are those of the folder `patterns`."""
        self.patterns = patterns

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc._.mentions`, exact, and `doc.spans["phongtrao"]`, widened to tokens; both in text order.

        A span's label is the mention's label, its id (`span.id_`) the rule's.
        """
        book, aligned = book_of(self.patterns), align(doc.text)
        view = aligned.view
        spans = sentences(view, book.table("unbroken").terms)
        plain = match(book, view, spans, lambda span: word_boundaries(view, span)).mentions
        frames = match_frames(book, view, spans, plain).mentions
        found = sorted(Found(*aligned.span(m.start, m.end), m.label, m.rule.id) for m in (*plain, *frames))
        doc.user_data[_MENTIONS] = [list(mention) for mention in found]
        widened = (doc.char_span(m.start, m.end, label=m.label, span_id=m.rule, alignment_mode="expand") for m in found)
        doc.spans[SPANS_KEY] = [span for span in widened if span is not None]
        return doc
