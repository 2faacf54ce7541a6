"""Records: one article with the fields that its publisher stated, from JSON Lines or a row of a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from extractor.errors import SourceError
from extractor.models import Article
from extractor.rules.book import RuleBook
from extractor.rules.mention import Span
from extractor.sources.analyse import analyse, information
from extractor.sources.lines import read_lines
from extractor.sources.source import host_of
from extractor.sources.stamp import given_value, stamp_value
from extractor.text import canonical, printed_view

_KNOWN = ("id", "title", "url", "published", "source", "author", "text")
_LONGEST_STAMP = 100


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a record states of its article; `title` is where a stated title stands in the text."""

    id: str
    text: str
    title: Span | None
    given: Mapping[str, str]
    extra: Mapping[str, Any]


def read_record(record: Mapping[str, Any], id: str, origin: str, book: RuleBook) -> Article:
    """Return the Article of one record; `id` is used where the object has none.

    Raises SourceError if the object holds no text or the text no characters that can be stored.
    """
    stated = _stated(record, id, book)
    return analyse(stated.text, stated.id, origin, book, stated.given, stated.title, stated.extra)


def sketch_record(record: Mapping[str, Any], id: str, origin: str, book: RuleBook) -> Article | None:
    """Return the Article of a record that states its title, with what else it states; its text is not looked into.

    None where the title is to be found in the text. Raises as `read_record` does.
    """
    stated = _stated(record, id, book)
    if "title" not in stated.given:
        return None
    return Article(id=stated.id, text=stated.text, origin=origin, info=information({}, stated.given))


def _stated(record: Mapping[str, Any], id: str, book: RuleBook) -> _Stated:
    text = _text(record, "text")
    if text is None:
        raise SourceError('the object has no "text": put the article\'s text under that key')
    title, extra = _text(record, "title"), {key: value for key, value in record.items() if key not in _KNOWN}
    given = {key: value for key in ("url", "author") if (value := _text(record, key))}
    published, source = _published(record.get("published"), book), _text(record, "source")
    if published:
        given["published"] = published
    elif record.get("published") is not None:
        extra["published"] = record["published"]
    if source:
        given["source"] = host_of(source) or source
    text, span = _with_title(text, title)
    if title:
        given["title"] = title
    return _Stated(stated_id(record) or id, text, span, given, extra)


def stated_id(record: Mapping[str, Any]) -> str | None:
    """Return the id that its publisher gave a record, or None."""
    stated = record.get("id")
    return None if stated is None or stated == "" else canonical(str(stated))


def _text(record: Mapping[str, Any], key: str) -> str | None:
    value = record.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise SourceError(f'"{key}" is not a text: write it in quotes')
    if "\0" in value or not _is_encodable(value):
        raise SourceError(f'"{key}" holds a character that no text can hold (NUL or half a surrogate pair)')
    value = canonical(value)
    return (value if key == "text" else " ".join(value.split())) if value.strip() else None


def _is_encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _published(value: object, book: RuleBook) -> str | None:
    """Return a stated time as ISO 8601: it may also be written as pages print it (12/05/2023 08:15)."""
    found = None if value is None else given_value(value)
    if found or not isinstance(value, str) or len(value) > _LONGEST_STAMP or not _is_encodable(value):
        return found
    stamp = next((line.mark("page_stamp") for line in read_lines(canonical(value), book)), None)
    return stamp_value(stamp) if stamp else None


def _with_title(text: str, title: str | None) -> tuple[str, Span | None]:
    """Return the text headed by its title, and where that stands; a text that begins with it is kept."""
    if title is None:
        return text, None
    start = len(text) - len(text.lstrip())
    end = start + len(title)
    if printed_view(text[start:end]) == printed_view(title) and text[end : end + 1] in ("", "\n", ".", " \n"):
        return text, (start, end)
    return f"{title}\n\n{text}", (0, len(title))
