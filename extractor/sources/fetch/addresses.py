"""Addresses to read, from a list with one a line or from an RSS or Atom feed."""

import io
import re
from collections.abc import Mapping
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any, Self

from extractor.errors import SourceError
from extractor.sources.fetch.charset import text_of
from extractor.sources.stamp import in_vietnam

_ROOT = re.compile(r"<(?:(html)|rss|feed|(?:\w+:)?RDF)\b", re.IGNORECASE)
_HEAD = 2000
_MOST_LETTERS = 2_000_000
"""Of a feed; feedparser takes some 20 s for a million letters of tags without end."""
_COMMENT = re.compile(r"(?:^|\s)#.*")
_TAG = re.compile(r"<[^<>]*>")
_ZONE = re.compile(r"\b(?:GMT|UTC) ?([+-])(\d\d?)(?::?00)?$")
"""As some papers write +0700."""


class Address(str):
    """A URL with what its feed states of the article: title, published; empty for one from a list."""

    given: Mapping[str, str]

    def __new__(cls, url: str, given: Mapping[str, str] | None = None) -> Self:
        """Return the address of `url`."""
        address = super().__new__(cls, url)
        address.given = given or {}
        return address


def addresses_of(text_or_bytes: str | bytes) -> list[Address]:
    """Return the addresses of a list or feed, each once; blank lines and what follows a `#` are left out.

    Raises SourceError if it is a damaged
    feed, another kind of file or not text, or if a feed is to be read and feedparser is not installed. The
    addresses themselves are not looked at: `fetch` says what is wrong with one.
    """
    text = text_or_bytes if isinstance(text_or_bytes, str) else text_of(text_or_bytes, "").text
    if is_feed(text):
        return entries(text)
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        raise SourceError("neither a feed nor a list of addresses: give one address a line")
    lines = (_COMMENT.sub("", line).strip("\ufeff \t\r") for line in text.split("\n"))
    return [Address(line) for line in dict.fromkeys(lines) if line]


def is_feed(text: str) -> bool:
    """Return whether `text` begins as RSS or Atom does."""
    head = text[:_HEAD].lstrip("\ufeff \t\r\n")
    root = _ROOT.search(head) if head.startswith("<") else None
    return root is not None and root[1] is None


def entries(text: str, base: str = "") -> list[Address]:
    """Return the entries of a feed, each address once; of an entry without a link the address is empty.

    Links are taken from `base`. Raises SourceError if it has none or is too long, or if feedparser is not installed.
    """
    try:
        import feedparser
    except ModuleNotFoundError as error:
        raise SourceError(f"reading a feed needs {error.name}: install phongtrao[fetch]") from error
    if len(text) > _MOST_LETTERS:
        raise SourceError(f"a feed of more than {_MOST_LETTERS / 1_000_000:g} million characters: it is not read")
    # A stream: feedparser would open bytes as a file's name, and a string as an address. The header outdoes the
    # encoding that the feed names, which is no longer its own.
    stream = io.BytesIO(text.encode(errors="replace"))
    headers = {"content-location": base, "content-type": "application/xml; charset=utf-8"}
    feed = feedparser.parse(stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        if feed.bozo:
            raise SourceError(f"a damaged feed ({' '.join(str(feed.bozo_exception).split())}): nothing to read")
        raise SourceError("a feed without entries: nothing to read")
    # RSS has dates of publication only, and feedparser files dc:date under `updated`; Atom's `updated` is a change.
    dates = ("published", "updated") if feed.version.startswith("rss") else ("published",)
    found: dict[str, Address] = {}
    for number, entry in enumerate(feed.entries):
        address = Address(str(entry.get("link") or "").strip(), _given(entry, dates))
        found.setdefault(address or f"entry {number}", address)
    return list(found.values())


def _given(entry: Mapping[str, Any], dates: tuple[str, ...]) -> Mapping[str, str]:
    title = " ".join(unescape(_TAG.sub("", str(entry.get("title") or ""))).split())
    published = next((value for name in dates if name in entry and (value := _published(entry[name]))), None)
    return {key: value for key, value in (("title", title), ("published", published)) if value}


def _published(printed: object) -> str | None:
    """Return a feed's date as ISO 8601 in Vietnam's time, whose day is the paper's; null if it is none."""
    text = _ZONE.sub(_offset, str(printed or "").strip())
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return in_vietnam(read(text))
        except (ValueError, OverflowError):
            continue
    return None


def _offset(zone: re.Match[str]) -> str:
    return f"{zone[1]}{int(zone[2]):02}00"
