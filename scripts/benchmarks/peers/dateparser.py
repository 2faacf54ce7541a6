"""dateparser's `search_dates` for Vietnamese.

The reference is noon of the day of publication. Of its settings those are used that agree most with gold: words with
their accents (`NORMALIZE` off), the strategy `split`, all parsers, and a date without a year in the reference's own
(`PREFER_DATES_FROM: current_period`; `past` makes errors of its own and scores less). Without a printed day of
publication, the reference is 1 July of the article's year: a day and month then fall into that year.

Its period is the precision: `year` 2024, `month` 2024-10, `week` 2024-W42, all else 2024-10-18. It says which words
it read, not where they stand: they are looked for from the end of the last ones on.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from datetime import time as clock
from typing import Any

from benchmarks.marks import Mark, System
from benchmarks.peers.install import module, release

NAME = "dateparser"
Found = tuple[str, datetime, str | None]
_SETTINGS = {"PREFER_DATES_FROM": "current_period", "DATE_ORDER": "DMY", "NORMALIZE": False}


@contextmanager
def opened() -> Iterator[System]:
    """Give dateparser; raises Absent where it is not installed."""
    search = module("dateparser.search", "dateparser").search_dates

    def read(text: str, day: date) -> tuple[Any, float]:
        settings = {**_SETTINGS, "RELATIVE_BASE": datetime.combine(day, clock(12))}
        start = time.perf_counter()
        found = search(text, languages=["vi"], settings=settings, add_period=True)
        return found, time.perf_counter() - start

    yield System(NAME, release("dateparser"), (7, 1), read, lambda raw, text: marks(raw or (), text))


def marks(raw: Sequence[Found], text: str) -> list[Mark]:
    """Return the marks of dateparser's findings in `text`; one whose words are not in it stands nowhere."""
    found: list[Mark] = []
    at = 0
    for words, moment, period in raw:
        start = text.find(words, at)
        if start >= 0:
            at = start + len(words)
        found.append(Mark(max(start, 0), at if start >= 0 else 0, (iso(moment, period),)))
    return found


def iso(moment: datetime, period: str | None) -> str:
    """Return a moment at the precision of its period."""
    match period:
        case "year":
            return f"{moment.year:04}"
        case "month":
            return f"{moment.year:04}-{moment.month:02}"
        case "week":
            return f"{moment.isocalendar().year:04}-W{moment.isocalendar().week:02}"
    return moment.date().isoformat()
