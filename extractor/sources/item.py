"""What a reader finds before any of it is read as an article."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Item:
    """One article as its file holds it, not yet read: plain data, so that it can go to another process."""

    id: str
    """The file's stem, the record's own id, or stem:number inside a file of many."""
    origin: str
    """For messages and the sources table: path, path:line, archive.zip!inner/name.txt, file.warc.gz@offset."""
    kind: Literal["dump", "record", "html"]
    content: str | Mapping[str, Any]
    """The text of a page dump; the fields of a record (title, text, published …); HTML source."""
    given: Mapping[str, str]
    """What the container states: url, published (WARC, MHTML, sidecar); may be empty."""
    encoding: str | None = None
    """As `extractor.sources.decode` found it."""
    repair: str | None = None
    """What `decode` mended, in words, e.g. "UTF-8 read as Latin-1"."""
