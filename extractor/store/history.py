"""What the runs read: which there are, and what two of them read differently."""

import zlib
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from extractor.errors import StoreError
from extractor.review.change import Reading
from extractor.review.comparison import Comparison, Reread, compare
from extractor.store import decisions, read, readings
from extractor.store.connection import explained, snapshot
from extractor.store.readings import RunSummary, TwoReadings


class History:
    """The side of a Store that looks back; raises what the Store raises."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db, self._path = db, path

    def runs(self) -> list[RunSummary]:
        """Return all runs; the one that read last is last."""
        with explained(self._path):
            return readings.runs(self._db)

    def compare(self, older: int, newer: int, examples: int) -> Comparison:
        """Return what the second of two runs read differently of what both read, with so many examples a rule."""
        with explained(self._path), snapshot(self._db):
            return compare(self._rereads(older, newer), examples)

    def _rereads(self, older: int, newer: int) -> Iterator[Reread]:
        for two in readings.of_both(self._db, older, newer):
            same_text, same = two.texts[0] == two.texts[1], two.digests[0] == two.digests[1]
            if same and not two.is_decided:  # most articles: nothing of them need be loaded
                yield Reread(two.article_id, same_text)
                continue
            before = self._reading(two, 0)
            after = before if same and same_text else self._reading(two, 1)
            yield Reread(two.article_id, same_text, (before, after), decisions.of_article(self._db, two.article_id))

    def _reading(self, two: TwoReadings, which: int) -> Reading:
        try:
            found = readings.extraction(self._db, two.article_id, two.digests[which], two.stored)
        except (ValueError, zlib.error):
            found = None
        if found is None:
            raise StoreError(f"{self._path}: what was read of {two.article_id} before cannot be understood any more")
        is_stored_text = two.texts[which] == two.stored_text
        article = read.article(self._db, two.article_id) if is_stored_text else None
        return Reading(article.text if article else "", found)
