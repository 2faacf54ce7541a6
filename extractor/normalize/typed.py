"""Words as people type them: without marks or with, in any case, with old or new tone placement."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from extractor.text import canonical, folded_view, printed_view, unmarked_view

_WORD = re.compile(r"[^\W_]+")
_TERM = re.compile(r'"([^"]*)"?|[^\s"]+')
Span = tuple[int, int]


@dataclass(frozen=True)
class Views:
    """A text folded, and without marks too; of the same length."""

    folded: str
    unmarked: str


def views(text: str) -> Views:
    """Return the views of a text in which phrases are looked for."""
    folded = folded_view(text)
    return Views(folded, unmarked_view(folded))


@dataclass(frozen=True)
class Phrase:
    """Words that follow one another, folded.

    A word without marks stands for all that are spelt so ("hoi": hội, hỏi, Hới), a word with marks for itself.
    """

    words: tuple[str, ...]

    @property
    def plain(self) -> tuple[str, ...]:
        """The words without marks."""
        return tuple(map(unmarked_view, self.words))

    @property
    def is_plain(self) -> bool:
        """Whether no word has marks."""
        return self.words == self.plain

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # lists of names are joined by semicolons: no name goes on behind one
        words = r")(?:[^\w;]|_)+(".join(map(re.escape, self.plain))
        return re.compile(rf"(?<![^\W_])({words})(?![^\W_])")

    def spans(self, text: Views) -> Iterator[Span]:
        """Yield where the phrase stands in a text, at word boundaries."""
        for found in self._pattern.finditer(text.unmarked):
            printed = (text.folded[slice(*found.span(i))] for i in range(1, len(self.words) + 1))
            if all(word in (one, unmarked_view(one)) for word, one in zip(self.words, printed, strict=True)):
                yield found.span()

    def is_in(self, text: Views) -> bool:
        """Whether the phrase stands anywhere in a text."""
        return next(self.spans(text), None) is not None


def phrase(text: str) -> Phrase | None:
    """Return all words of a text as one phrase; None if it has none."""
    words = _WORD.findall(folded_view(canonical(text)))
    return Phrase(tuple(words)) if words else None


def phrases(text: str) -> Sequence[Phrase]:
    """Return what is typed into a search: a phrase each for what stands in quotes and for what is between spaces."""
    terms = (found[1] if found[1] is not None else found[0] for found in _TERM.finditer(printed_view(canonical(text))))
    return [one for one in dict.fromkeys(map(phrase, terms)) if one is not None]


def together(several: Sequence[Phrase]) -> Phrase:
    """Return phrases as one: their words follow one another."""
    return Phrase(tuple(word for one in several for word in one.words))
