"""From Items to Articles: the slow part of reading, done wherever the Item was sent."""

from collections.abc import Mapping

import regex

from extractor.errors import SourceError
from extractor.models import Article
from extractor.rules.book import RuleBook
from extractor.sources.formats.html import read_html
from extractor.sources.item import Item
from extractor.sources.page import read_page
from extractor.sources.record import read_record

_MARKS = regex.compile(r"\p{M}{200}")
"""Unicode's normal form takes the square of a run of marks."""
_TOO_SLOW = "took too long to read: cut it into articles"


def article_of(item: Item, book: RuleBook) -> Article:
    """Return the Article of an Item; raises SourceError if it holds no text or cannot be read in time."""
    try:
        return _read(item, book)
    except TimeoutError as error:  # a rule that a hostile text holds up is stopped by the clock
        raise SourceError(_TOO_SLOW) from error


def _read(item: Item, book: RuleBook) -> Article:
    content = item.content
    if isinstance(content, Mapping):
        for value in content.values():
            _check_marks(value)
        return read_record({**item.given, **content}, item.id, item.origin, book)
    _check_marks(content)
    if item.kind == "html":
        return read_html(item, book)
    return read_page(content, item.id, item.origin, book)


def _check_marks(value: object) -> None:
    if isinstance(value, str) and _MARKS.search(value):
        raise SourceError("hundreds of combining marks on one letter: no text")
