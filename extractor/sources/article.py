"""From Items to Articles: the slow part of reading, done wherever the Item was sent."""

from collections.abc import Mapping
from typing import Any

import regex

from extractor.errors import SourceError
from extractor.models import Article
from extractor.rules.book import RuleBook
from extractor.sources.formats.html import read_html
from extractor.sources.item import Item
from extractor.sources.page import read_page
from extractor.sources.record import read_record, sketch_record

_MARKS = regex.compile(r"\p{M}{200}")
"""Unicode's normal form takes the square of a run of marks."""
_TOO_SLOW = "took too long to read: cut it into articles"


def article_of(item: Item, book: RuleBook) -> Article:
    """Return the Article of an Item; raises SourceError if it holds no text or cannot be read in time."""
    try:
        return _read(item, book)
    except TimeoutError as error:  # a rule that a hostile text holds up is stopped by the clock
        raise SourceError(_TOO_SLOW) from error


def sketch_of(item: Item, book: RuleBook) -> Article | None:
    """Return what is known of an Item's article before its text is read: see `sketch_record`; None if that is not all.

    Raises SourceError as `article_of` does.
    """
    if not isinstance(item.content, Mapping):
        return None
    try:
        return sketch_record(_fields(item.content, item), item.id, item.origin, book)
    except TimeoutError as error:
        raise SourceError(_TOO_SLOW) from error


def _read(item: Item, book: RuleBook) -> Article:
    content = item.content
    if isinstance(content, Mapping):
        return read_record(_fields(content, item), item.id, item.origin, book)
    _check_marks(content)
    if item.kind == "html":
        return read_html(item, book)
    return read_page(content, item.id, item.origin, book)


def _fields(content: Mapping[str, Any], item: Item) -> Mapping[str, Any]:
    for value in content.values():
        _check_marks(value)
    return {**item.given, **content}


def _check_marks(value: object) -> None:
    if isinstance(value, str) and _MARKS.search(value):
        raise SourceError("hundreds of combining marks on one letter: no text")
