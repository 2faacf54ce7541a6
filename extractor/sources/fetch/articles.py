"""From addresses to Items: redirects, robots.txt and feeds; no address stops the rest."""

from collections.abc import Iterable, Iterator, Mapping

import httpx

from extractor.errors import SourceError
from extractor.sources.decode import Decoded
from extractor.sources.failure import Failure
from extractor.sources.fetch.addresses import Address, entries, is_feed
from extractor.sources.fetch.charset import text_of
from extractor.sources.fetch.client import Answer, Client
from extractor.sources.fetch.options import FetchOptions
from extractor.sources.fetch.robots import Robots
from extractor.sources.fetch.urls import shown, url_of
from extractor.sources.item import Item

_PLAIN = "text/plain"
_PAGES = ("text/html", "application/xhtml+xml", _PLAIN)
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml")
_HEAD = 2000


def articles(addresses: Iterable[str], options: FetchOptions) -> Iterator[Item | Failure]:
    """Yield an Item or Failure for each address, and for each entry of one that is a feed.

    What interrupts it closes its connections and is passed on.
    """
    with Client(options) as client:
        reader = _Reader(client, options)
        for address in addresses:
            yield from reader.read(address)


class _Reader:
    def __init__(self, client: Client, options: FetchOptions) -> None:
        self._client, self._options = client, options
        self._robots = Robots(client)

    def read(self, address: str) -> Iterator[Item | Failure]:
        """Yield what is at an address, of a feed each entry."""
        found = self._found(address)
        if not isinstance(found, list):
            yield found
            return
        for entry in found:
            item = self._found(entry)
            if isinstance(item, list):
                item = Failure(shown(entry), "a feed inside a feed: give its address by itself")
            yield item

    def _found(self, address: str) -> Item | Failure | list[Address]:
        given = address.given if isinstance(address, Address) else {}
        try:
            if not address.strip():
                raise SourceError("an entry without a link: nothing to read" if given else "an empty address")
            answer = self._answer(url_of(address.strip()))
            page = text_of(answer.body, str(answer.headers.get("content-type", "")))
            if is_feed(page.text):
                return entries(page.text, str(answer.url))
            return _item(answer, page, given)
        except SourceError as error:
            return Failure(shown(address or given.get("title", "") or "''"), str(error))

    def _answer(self, url: httpx.URL) -> Answer:
        """Return the page at the end of the redirects; raises SourceError if there is none to be read."""
        seen = {url}
        for _ in range(self._options.most_redirects + 1):
            self._robots.check(url)
            answer = self._client.get(url, self._options.most_bytes, (*_PAGES, *_FEEDS))
            if answer.target is None:
                break
            url = answer.target
            if url in seen:
                raise SourceError(f"redirected in a circle, to {shown(str(url))} again")
            seen.add(url)
        else:
            raise SourceError(f"redirected more than {self._options.most_redirects} times")
        if answer.status != 200:
            raise SourceError(f"{url.host} answers {answer.says}")
        if not answer.body.strip():
            raise SourceError("an empty page: nothing to read")
        return answer


def _item(answer: Answer, page: Decoded, given: Mapping[str, str]) -> Item:
    if answer.type in _FEEDS and "<html" not in page.text[:_HEAD].lower():
        raise SourceError(f"neither a page nor a feed but {answer.type}: it is not read")
    url = str(answer.url)
    return Item(
        id=url.partition("://")[2],
        origin=url,
        kind="dump" if answer.type == _PLAIN else "html",
        content=page.text,
        given={**given, "url": url},
        encoding=page.encoding,
        repair=page.repair,
    )
