"""What the readers hand on: articles as their files hold them, not yet read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["dump", "record", "html"]


@dataclass(frozen=True, slots=True)
class Options:
    """How inputs are to be taken.

    `columns` maps our fields (`text`, `title`, `published` …) to the names that a table or a JSON object has for
    them, and wins over what the names tell. `encoding` is that of all texts, where it is not to be found out.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One article as its file holds it: plain data, so that it can go to another process.

    `content` is the text of a page dump, the fields of a record, or the source of an HTML page, as `kind` says.
    `given` is what the container states: `url`, `published`, and `fetched`, when the page was saved.
    `origin` is for messages: path, path:line, archive.zip!inner/name.txt, pages.warc@byte.
    """

    id: str
    origin: str
    kind: Kind
    content: str | Mapping[str, Any]
    given: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    repair: str | None = None
