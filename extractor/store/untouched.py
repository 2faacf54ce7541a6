"""What another run of the same version read, taken over by a run whose rules read the same of it."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from extractor.assemble.relevance import NEEDED
from extractor.models import RECORD_TYPES
from extractor.rules.changes import Changes, changes
from extractor.store import intake, readings, run_rules, runs, standing
from extractor.store.connection import explained, transaction
from extractor.store.intake import Source
from extractor.store.runs import Run

TakenOver = Literal["stored", "passed over"]

# What lies there must be the article's own source, and the reading of it the one that is stored: of a duplicate it is
# not known whether its text is still another's.
_STORED = """SELECT s.run_id, a.id, a.text, json_extract(a.stated, '$.published'), a.sha256, r.digest
FROM sources s JOIN articles a ON a.id = s.article_id AND a.origin = s.origin AND a.run_id = s.run_id
JOIN readings r ON (r.article_id, r.run_id, r.sha256) = (a.id, a.run_id, a.sha256)
JOIN runs u ON u.id = s.run_id
WHERE s.origin = ? AND s.sha256 = ? AND u.id <> ? AND u.version = ? AND r.digest IS NOT NULL
AND EXISTS (SELECT 1 FROM readings_of_all WHERE reading_id = r.id) = ?
AND NOT EXISTS (SELECT 1 FROM failures f WHERE f.origin = s.origin)"""
_PASSED_OVER = """SELECT s.run_id, p.origin, p.sha256, p.title, p.source, p.why
FROM sources s JOIN passed_over p ON p.origin = s.origin JOIN runs u ON u.id = s.run_id
WHERE s.origin = ? AND s.sha256 = ? AND u.id <> ? AND u.version = ? AND s.article_id IS NULL
AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.sha256 = p.sha256)"""


class Untouched:
    """The side of a Store that spares what need not be read again; raises what the Store raises."""

    def __init__(self, db: Database, path: Path, lay: Callable[[Iterable[str]], None]) -> None:
        """`lay` lays decisions over articles, as `Reviews.lay` does."""
        self._db, self._path, self._lay = db, path, lay
        self._changes: dict[tuple[int, int], Changes | None] = {}

    def take_over(self, source: Source, run: Run, id: str | None, since: str | None) -> TakenOver | None:
        """Take over what another run made of the very same input; return what that is, None if it must be read again.

        All is then as if the input had been read again, but for the numbers of rows. `id` is the one that the input
        gives its article, `since` the date before which articles are left out.
        """
        given = (source.origin, source.sha256, run.id, run.version)
        with explained(self._path):
            stored = self._db.execute(_STORED, (*given, run.every)).fetchone()
            if stored is not None and self._is_same(stored, run, id, since):
                return self._written("stored", _STORED, (*given, run.every), stored, source, run)
            passed = None if run.every or since else self._db.execute(_PASSED_OVER, given).fetchone()
            if passed is not None and self._is_off(passed[0], run):
                return self._written("passed over", _PASSED_OVER, given, passed, source, run)
        return None

    def _is_same(self, stored: tuple[Any, ...], run: Run, id: str | None, since: str | None) -> bool:
        before, article_id, text, published = stored[:4]
        if id not in (None, article_id) or (since and published and published[: len(since)] < since):
            return False
        differing = self._between(before, run)
        return differing is not None and not differing.can_touch(text)

    def _is_off(self, before: int, run: Run) -> bool:
        differing = self._between(before, run)
        return differing is not None and differing.labels.isdisjoint(NEEDED)

    def _between(self, before: int, run: Run) -> Changes | None:
        """Return what differs between the rules of another run and of this; None if that may touch anything."""
        if (before, run.id) not in self._changes:
            older, newer = run_rules.of_run(self._db, before), run_rules.of_run(self._db, run.id)
            self._changes[before, run.id] = changes(older, newer) if older and newer else None
        return self._changes[before, run.id]

    def _written(
        self, what: TakenOver, sql: str, given: tuple[Any, ...], found: tuple[Any, ...], source: Source, run: Run
    ) -> TakenOver | None:
        with transaction(self._db):
            if self._db.execute(sql, given).fetchone() != found:  # somebody else has written meanwhile
                return None
            if what == "stored":
                self._take(found[1], found[4], found[5], run)
                intake.put_source(self._db, source, found[1], run.id)
            else:
                intake.put_source(self._db, source, None, run.id)
                intake.put_passed_over(self._db, *found[1:])
        return what

    def _take(self, article_id: str, sha256: str, digest: str, run: Run) -> None:
        runs.reopen(self._db, run)
        self._db.conn.execute("UPDATE articles SET run_id = ? WHERE id = ?", (run.id, article_id))
        for table in RECORD_TYPES:
            self._db.conn.execute(f"UPDATE {table} SET run_id = ? WHERE article_id = ?", (run.id, article_id))
        readings.put(self._db, article_id, sha256, digest, run)
        self._lay(standing.decided(self._db, [article_id]))
