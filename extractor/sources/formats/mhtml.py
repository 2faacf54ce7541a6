"""MHTML: one page with its pictures, as a browser saves it in one file."""

import email
from collections.abc import Iterator
from email.message import Message

from extractor.errors import SourceError
from extractor.sources.formats.given import Given
from extractor.sources.formats.html import item
from extractor.sources.formats.library import careful
from extractor.sources.item import Item, Options

_URL = ("Snapshot-Content-Location", "Content-Location")


def read(file: Given, options: Options) -> Iterator[Item]:
    """Yield the page's one Item; raises SourceError if the file is damaged or holds no page."""
    data = file.whole()
    with careful("MHTML file"):
        message = email.message_from_bytes(data)
        page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
        source = page.get_payload(decode=True) if page else None
        if page is None or not isinstance(source, bytes) or not source.strip():
            raise SourceError("no HTML page in it: save it anew as one file, or as .html")
        given = _given(message, page)
        charset = page.get_content_charset()
    yield item(source, file.stem, file.origin, options, given, charset)


def _given(message: Message, page: Message) -> dict[str, str]:
    urls = (str(part[name]).strip() for part in (message, page) for name in _URL if part[name])
    url = next((url for url in urls if url.startswith(("http://", "https://"))), None)
    found = {"url": url, "fetched": str(message["Date"]).strip() if message["Date"] else None}
    return {name: value for name, value in found.items() if value}
