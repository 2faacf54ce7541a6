"""Shows how an article was read: which rules matched where, what gave way, which records came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from extractor.assemble.build import build
from extractor.extract import read
from extractor.models import Article, Extraction
from extractor.rules.book import RuleBook
from extractor.rules.mention import Mention


@dataclass(frozen=True, slots=True)
class Found:
    """A match of a rule at `[start, end)`: `values` by group, its constants included.

    `lost_to` names the match that won the place, null where this one stands.
    """

    rule: str
    label: str
    start: int
    end: int
    quote: str
    values: Mapping[str, Any]
    is_frame: bool = False
    lost_to: "Found | None" = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All matches of an article in text order, those that gave way too, and the records made of the rest."""

    article: Article
    found: tuple[Found, ...]
    extraction: Extraction


def explain(article: Article, book: RuleBook) -> Explanation:
    """Return how `book` reads an article."""
    reading = read(article, book)
    found = [_found(m) for m in (*reading.mentions, *reading.frames)]
    found += [_found(lost.mention, _found(lost.winner)) for lost in reading.lost]
    return Explanation(article, tuple(sorted(found, key=lambda f: (f.start, f.is_frame, -f.end))), build(reading))


def _found(mention: Mention, lost_to: Found | None = None) -> Found:
    return Found(
        rule=mention.rule.id,
        label=mention.label,
        start=mention.start,
        end=mention.end,
        quote=mention.quote,
        values={**mention.const, **{group: mention.get(group) for group in mention.groups}},
        is_frame=bool(mention.rule.spec.over),
        lost_to=lost_to,
    )
