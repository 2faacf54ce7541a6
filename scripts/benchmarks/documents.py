"""The articles that have gold, as the systems get them."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from benchmarks.marks import Document
from benchmarks.setting import ROOT, SHARED
from extractor.assemble.times import read_calendar
from extractor.errors import SourceError
from extractor.evaluate import Judged, read_gold
from extractor.extract import read as read_mentions
from extractor.models import Article
from extractor.rules.book import RuleBook
from extractor.sources import read

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class Group(NamedTuple):
    """A set of articles: its name, its gold, the files or folders that hold its articles."""

    name: str
    gold: Path
    articles: Sequence[Path]


_KNOWN = (
    Group("seeds", SHARED / "gold" / "seeds.jsonl", [SHARED / "seeds"]),
    Group("dev", SHARED / "gold" / "dev.jsonl", [SHARED / "articles" / "dev.jsonl"]),
    Group("corpus", ROOT / "corpus" / "gold.jsonl", [ROOT / "corpus" / "articles"]),
)


def known_groups() -> list[Group]:
    """Return the project's sets of articles with gold, those that are there."""
    return [group for group in _KNOWN if all(path.exists() for path in (group.gold, *group.articles))]


def documents(group: Group, book: RuleBook) -> list[Document]:
    """Return the articles of a set that have gold.

    Raises SourceError, in one line, for gold or an article that cannot be read and for gold without its article.
    """
    articles: dict[str, Article] = {}
    for found in read(group.articles, book):
        if not isinstance(found, Article):
            raise SourceError(str(found))
        articles[found.id] = found
    judged = read_gold([group.gold])
    lost = [one.id for one in judged if one.id not in articles]
    if lost:
        raise SourceError(f"{group.gold}: no article has the id {lost[0]}: name the files that hold the articles")
    return [document(articles[one.id], one, group.name, book) for one in judged]


def document(article: Article, gold: Judged, group: str, book: RuleBook) -> Document:
    """Return an article with what the systems are told of it; raises SourceError for a `published` that is no date."""
    stated = gold.article.published if gold.article else None
    stamp = stated or article.info.published
    try:
        published = date.fromisoformat(stamp[:10]) if stamp and len(stamp) >= 10 else None
    except ValueError as error:
        raise SourceError(f"{gold.id}: article.published in gold is no ISO date: {stamp}") from error
    year = None if published else supported_year(article, book)
    return Document(article, report(article), gold, group, published, year)


def report(article: Article) -> str:
    """Return an article's text with its furniture blanked, line ends kept; as long as the text."""
    text, at, pieces = article.text, 0, []
    for start, end in article.furniture:
        pieces += [text[at:start], re.sub(r"[^\n]", " ", text[start:end])]
        at = end
    return "".join([*pieces, text[at:]])


def supported_year(article: Article, book: RuleBook) -> int | None:
    """Return the year that stands in for a missing date: the one our rules take, else the last one printed."""
    year = read_calendar(read_mentions(article, book)).anchor.year
    return year or max(map(int, _YEAR.findall(article.text)), default=None)
