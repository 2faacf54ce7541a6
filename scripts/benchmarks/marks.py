"""What a system marks in an article, and what it is given to read."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any

from extractor.evaluate import Judged
from extractor.models import Article


@dataclass(frozen=True, slots=True)
class Mark:
    """An expression in a text: code points `[start, end)`, and its ISO values (`begin/end` for an interval).

    Without values it is an expression that says no calendar date (a duration, a bare time of day).
    """

    start: int
    end: int
    values: tuple[str, ...] = ()

    def overlaps(self, start: int, end: int) -> bool:
        """Whether it shares a character with `[start, end)`."""
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Document:
    """An article with gold, as the systems get it.

    `text` is the article's own with page furniture blanked: as long, so that offsets agree. `published` is the day of
    publication, None where there is none; `year` then stands in for it, None where nothing supports a year.
    """

    article: Article
    text: str
    gold: Judged
    group: str
    published: date | None = None
    year: int | None = None

    def reference(self, month: int, day: int) -> date | None:
        """Return the day of publication, else that day of the year that stands in for it, else None."""
        return self.published or (date(self.year, month, day) if self.year else None)


@dataclass(frozen=True, slots=True)
class System:
    """A system that is ready to read.

    `read` returns its raw output for a text and a reference day, and the seconds that it took. `marks` turns raw
    output into marks of the text. `stand_in` is the month and day that serve it best where only a year is known.
    """

    name: str
    version: str
    stand_in: tuple[int, int]
    read: Callable[[str, date], tuple[Any, float]]
    marks: Callable[[Any, str], Sequence[Mark]]


class Absent(Exception):
    """A system cannot be run here; the message says why."""


Opened = Callable[[], AbstractContextManager[System]]
"""Starts a system, and stops it at the end; raises Absent where that cannot be done."""
