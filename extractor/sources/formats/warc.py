"""WARC: what a crawler brought home; the pages of it are articles."""

import io
from collections.abc import Iterator
from typing import Any

from extractor.errors import SourceError
from extractor.sources.failure import Failure
from extractor.sources.formats.given import Given
from extractor.sources.formats.html import MOST_SOURCE, item
from extractor.sources.formats.library import careful, library
from extractor.sources.item import Item, Options

_TYPES = ("text/html", "application/xhtml+xml")
_OK = 200
_WHAT = "WARC file"


class _Stream:
    """A stream with the two methods that fastwarc asks for; it takes a `seek` that fails for a reason to give up."""

    def __init__(self, stream: io.BufferedIOBase | Any) -> None:
        self._some, self._at = stream.read1, 0  # what comes before damage is not lost with it

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes."""
        data: bytes = self._some(size)
        self._at += len(data)
        return data

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self._at


def read(file: Given, options: Options) -> Iterator[Item | Failure]:
    """Yield an Item for each HTML page that its server gave; `origin` has the byte its record begins at, unpacked."""
    fastwarc = library("fastwarc.warc", "warc")
    found = 0
    with careful(_WHAT):
        records = fastwarc.ArchiveIterator(
            _Stream(file.stream), record_types=fastwarc.WarcRecordType.response, parse_http=True, auto_decode="all"
        )
    while True:
        with careful(_WHAT):
            record = next(records, None)
            if record is None:
                break
            page = _is_page(record)
        if page:
            found += 1
            yield _read_page(record, f"{file.stem}:{found}", file, options)
    if not found:
        raise SourceError("no HTML page in it: nothing to read")


def _is_page(record: Any) -> bool:
    return bool(record.http_headers and record.http_headers.status_code == _OK and record.http_content_type in _TYPES)


def _read_page(record: Any, id: str, file: Given, options: Options) -> Item | Failure:
    origin = f"{file.origin}@{record.stream_pos}"
    try:
        with careful("WARC record"):
            size, coded = record.content_length, _is_coded(record)
            data = record.reader.read(MOST_SOURCE + 1)
            if not coded and len(data) < size and len(data) <= MOST_SOURCE:
                raise SourceError(f"a {_WHAT} cut short: get it anew")
            given = {"url": record.headers.get("WARC-Target-URI"), "fetched": record.headers.get("WARC-Date")}
            charset = record.http_charset
        stated = {name: str(value) for name, value in given.items() if value}
        return item(data, id, origin, options, stated, charset)
    except SourceError as error:
        return Failure(origin, str(error))


def _is_coded(record: Any) -> bool:
    """Whether the page was sent packed: its length is that of what was sent then."""
    names = {name.lower() for name, _ in record.http_headers.items()}
    return bool(names & {"content-encoding", "transfer-encoding"})
