"""One article as the assembler sees it: sentences, mentions, frames, and what the context supports."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from operator import attrgetter

from extractor.models import Article, Evidence
from extractor.rules.book import RuleBook
from extractor.rules.mention import Lost, Mention, Span


@dataclass(frozen=True)
class Reading:
    """All that was found in an article, before it is put together. Sequences are in text order."""

    article: Article
    book: RuleBook
    sentences: Sequence[Span]
    mentions: Sequence[Mention]
    frames: Sequence[Mention]
    lost: Sequence[Lost] = field(default=())

    @property
    def text(self) -> str:
        """The canonical text."""
        return self.article.text

    @cached_property
    def _by_label(self) -> dict[str, list[Mention]]:
        table: dict[str, list[Mention]] = {}
        for mention in sorted((*self.mentions, *self.frames), key=attrgetter("start")):
            table.setdefault(mention.label, []).append(mention)
        return table

    @cached_property
    def _starts_by_label(self) -> dict[str, list[int]]:
        return {label: [m.start for m in mentions] for label, mentions in self._by_label.items()}

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    def all(self, label: str) -> Sequence[Mention]:
        """Return the mentions or frames of a label, which are disjoint."""
        return self._by_label.get(label, [])

    def within(self, label: str, span: Span) -> Iterator[Mention]:
        """Yield the mentions of `label` that lie inside `span`."""
        first = bisect_left(self._starts_by_label.get(label, []), span[0])
        for mention in islice(self.all(label), first, None):
            if mention.start > span[1]:
                return
            if mention.end <= span[1]:
                yield mention

    def touching(self, label: str, span: Span) -> Mention | None:
        """Return the first mention of `label` that shares a character with `span`, or None."""
        first = bisect_left(self._starts_by_label.get(label, []), span[0])
        near = islice(self.all(label), max(0, first - 1), first + 1)
        return next((mention for mention in near if mention.overlaps(*span)), None)

    def sentence(self, at: int) -> Span:
        """Return the sentence around offset `at`."""
        index = max(0, bisect_right(self._starts, at) - 1)
        return self.sentences[index]

    def sentence_index(self, at: int) -> int:
        """Return the number of the sentence around offset `at`."""
        return max(0, bisect_right(self._starts, at) - 1)

    def clause(self, at: int) -> Span:
        """Return the part of the sentence around `at` between semicolons."""
        start, end = self.sentence(at)
        left = self.text.rfind(";", start, at) + 1
        right = self.text.find(";", at, end)
        return max(start, left), right if right >= 0 else end

    @cached_property
    def title_span(self) -> Span | None:
        """Where the title stands in the text, or None."""
        return next(((e.start, e.end) for e in self.article.info.evidence if e.field == "title"), None)

    def in_title(self, mention: Mention) -> bool:
        """Whether a mention lies in the title."""
        return bool(self.title_span and self.title_span[0] <= mention.start and mention.end <= self.title_span[1])

    def in_caption(self, at: int) -> bool:
        """Whether offset `at` lies in a caption."""
        return any(start <= at < end for start, end in self.article.captions)


def evidence(field_name: str, mention: Mention, *groups: str) -> Evidence:
    """Return the evidence for a field: the span of the first of `groups` that took part, else the whole mention."""
    span = next((mention.groups[g] for g in groups if g in mention.groups), (mention.start, mention.end))
    return Evidence(
        field=field_name,
        start=span[0],
        end=span[1],
        quote=mention.text[span[0] : span[1]],
        rule=mention.rule.id,
    )
