"""HTML: a page's article, title, day and author; where none can be told, all of its text."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from extractor.errors import SourceError
from extractor.models import Article
from extractor.rules.book import RuleBook
from extractor.sources.decode import Decoded, decode
from extractor.sources.formats.given import EMPTY, MOST_BYTES, TOO_LONG, Given
from extractor.sources.formats.library import careful, library
from extractor.sources.formats.plain import plain_text
from extractor.sources.item import Item, Options
from extractor.sources.page import read_page
from extractor.sources.record import read_record
from extractor.sources.source import host_of
from extractor.sources.stamp import in_vietnam

MOST_SOURCE = 30_000_000
"""Pages saved in one file hold their pictures."""
_MOST_MARKUP = 4_000_000
"""What is left without them is no longer, in characters."""
_PICTURE = re.compile(r"data:[\w.+/-]{1,80};base64,[A-Za-z0-9+/=%\s]*")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[^<>]{5000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_MOST_ATTRIBUTES = 500
"""The parser takes the square of a tag's attributes."""
_PUBLISHED = re.compile(
    r"<meta\b[^<>]{0,400}?\b(?:published_time|datePublished)\b[^<>]{0,400}>|\"datePublished\"\s{0,9}:\s{0,9}\"[^\"]{1,60}\"",
    re.IGNORECASE,
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d{3,6})?(?:Z|[+-]\d\d:?\d\d)?")
_CELL_EDGES = re.compile(r"^\| | \|$|^\|$", re.MULTILINE)


def read(file: Given, options: Options) -> Iterator[Item]:
    """Yield the page's one Item; raises SourceError if it is too long or no text."""
    yield item(file.whole(MOST_SOURCE), file.stem, file.origin, options, {}, None, file.encoding)


def item(
    data: bytes,
    id: str,
    origin: str,
    options: Options,
    given: Mapping[str, str],
    charset: str | None = None,
    recoded: str | None = None,
) -> Item:
    """Return the Item of a page's bytes; `charset` is what its sender said of them.

    Raises SourceError if they are empty, too many or no text.
    """
    if len(data) > MOST_SOURCE:
        raise SourceError(f"a page longer than {MOST_SOURCE // 1_000_000} MB: save it without its pictures")
    if not data.strip():
        raise SourceError(EMPTY)
    found = _decoded(data, options, charset)
    text = _PICTURE.sub("data:,", found.text).strip() if ";base64," in found.text else found.text
    if len(text) > _MOST_MARKUP:
        raise SourceError(f"a page longer than {_MOST_MARKUP // 1_000_000} MB without its pictures: give its text")
    return Item(id, origin, "html", text, given, recoded or found.encoding, found.repair)


def _decoded(data: bytes, options: Options, charset: str | None) -> Decoded:
    try:
        return decode(data, options.encoding)
    except SourceError:
        # many pages state what they are not, so what they state comes second
        stated = _CHARSET.search(data[:4096])
        name = charset or (stated[1].decode("ascii") if stated else None)
        if options.encoding or name is None or b"\0" in data:
            raise
        return decode(data, name)


def read_html(page: Item, book: RuleBook) -> Article:
    """Return the Article of an HTML page; raises SourceError if there is no text in it, or too much.

    A day and an author that the page prints win over those it states in its head: they can be quoted.
    """
    source = str(page.content)
    _check_tags(source)
    trafilatura = library("trafilatura", "html")
    try:
        with careful("page"):
            found = _extracted(trafilatura, source, page.given.get("url"))
    except SourceError:  # its text can be read all the same
        found = None
    if found is None or not (found.text or "").strip():
        return _read_plain(page, source, book)
    record = {"text": _CELL_EDGES.sub("", found.text).strip(), "title": found.title}
    _check_length(record["text"])
    record["url"] = page.given.get("url") or found.url
    record["source"] = None if record["url"] else found.hostname
    if "fetched" in page.given:
        record["fetched"] = page.given["fetched"]
    article = read_record({key: value for key, value in record.items() if value}, page.id, page.origin, book)
    stated = {"published": page.given.get("published") or _moment(source, found.date), "author": _author(found)}
    return _with_stated(article, stated)


def _extracted(trafilatura: Any, source: str, url: str | None) -> Any:
    # only days that the markup states: the text's own are for our rules
    days = {"extensive_search": False, "original_date": True}
    return trafilatura.bare_extraction(
        source, url=url, with_metadata=True, include_comments=False, include_tables=True, date_extraction_params=days
    )


def _moment(source: str, day: str | None) -> str | None:
    """Return the day on which the markup says that the page was published, with the hour where it says that too."""
    stated = (found[0] for tag in _PUBLISHED.finditer(source) for found in _MOMENT.finditer(tag[0]))
    for moment in stated:
        if day and moment.startswith(day):
            with suppress(ValueError):
                return in_vietnam(datetime.fromisoformat(moment))
    return day


def _author(found: Any) -> str | None:
    """Return the stated author, unless it is the site itself."""
    author = " ".join((found.author or "").split())
    sites = {(name or "").casefold() for name in (found.sitename, found.hostname)}
    return author if author and author.casefold() not in sites else None


def _with_stated(article: Article, stated: Mapping[str, str | None]) -> Article:
    info = article.info
    values: dict[str, str] = {}
    published, author = stated["published"], stated["author"]
    if published and not (info.published or "").startswith(published[:10]):
        values["published"] = published
    if author and not info.author:
        values["author"] = author
    if not values:
        return article
    evidence = tuple(one for one in info.evidence if one.field not in values)
    basis = info.basis | dict.fromkeys(values, "source")
    return article.model_copy(update={"info": info.model_copy(update={**values, "evidence": evidence, "basis": basis})})


def _check_tags(source: str) -> None:
    for tag in _LONG_TAG.finditer(source):
        if len(_QUOTED.sub("", tag[0]).split()) > _MOST_ATTRIBUTES:
            raise SourceError("a tag with hundreds of attributes: no page of an article; give its text")


def _check_length(text: str) -> None:
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise SourceError(TOO_LONG)


def _read_plain(page: Item, source: str, book: RuleBook) -> Article:
    with careful("page"):
        text = plain_text(source)
    if not text.strip():
        raise SourceError(EMPTY)
    _check_length(text)
    article = read_page(text, page.id, page.origin, book)
    url = page.given.get("url")
    if url:
        basis = article.info.basis | {"url": "source", "source": "source"}
        evidence = tuple(one for one in article.info.evidence if one.field not in ("url", "source"))
        values = {"url": url, "source": host_of(url), "basis": basis, "evidence": evidence}
        article = article.model_copy(update={"info": article.info.model_copy(update=values)})
    return article
