"""Occasions in the database: which events are one, found anew from what stands, and what reviewers said of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from extractor.errors import StoreError
from extractor.link.likeness import estimate
from extractor.link.occasions import Report, occasions
from extractor.link.reports import report
from extractor.review import Anchor, anchor
from extractor.review.place import place
from extractor.review.subject import Subject, subjects
from extractor.store import read
from extractor.store.connection import explained, snapshot, transaction

Verdict = Literal["joined", "split"]
_BETWEEN = "; "
"""Between the parts of an event in the view `timeline`."""


class Occasions:
    """The side of a Store that knows which reports are of one event; raises what the Store raises."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db, self._path = db, path

    def link_new(self) -> None:
        """Find the occasions anew if there is an event that none of them holds."""
        sql = """SELECT 1 FROM events e LEFT JOIN attestations t ON t.event_id = e.id
            LEFT JOIN standing s ON s.record = 'events' AND s.record_id = e.id
            WHERE t.event_id IS NULL AND s.state IS NOT 'rejected' LIMIT 1"""
        with explained(self._path):
            is_new = self._db.execute(sql).fetchone() is not None
        if is_new:
            self.link()

    def link(self) -> None:
        """Find the occasions anew from the events as they stand, reviewers' decisions in force."""
        with explained(self._path), snapshot(self._db):  # others may write while occasions are looked for
            found = dict(self._found())
            rows = self._db.execute("SELECT event_id, occasion FROM attestations").fetchall()
        if found == dict(rows):
            return
        with explained(self._path), transaction(self._db):
            self._db.conn.execute("DELETE FROM attestations")
            self._db.conn.executemany(
                "INSERT INTO attestations (event_id, occasion) SELECT id, ?2 FROM events WHERE id = ?1",
                sorted(found.items()),
            )
            self.lay_disputes()

    def lay_disputes(self) -> None:
        """Keep for the queue of review what contradicts between articles, as it is now; in the caller's transaction."""
        self._db.conn.execute("DELETE FROM disputes")
        self._db.conn.execute(
            "INSERT INTO disputes (article_id, record, record_id, problem, said)"
            " SELECT DISTINCT article_id, record, record_id, problem, said FROM findings"
            " WHERE problem IN ('papers disagree', 'tenfold in its series') AND record_id IS NOT NULL"
        )

    def decide(self, one: str, other: str, verdict: Verdict, reviewer: str, made: str) -> int:
        """Keep that two events are one or are not, and find the occasions anew; return the decision's id.

        An event is named `ARTICLE` (its main event) or `ARTICLE#2` (its second). Raises StoreError if there is none.
        """
        with explained(self._path), transaction(self._db):
            sides = [self._side(name) for name in (one, other)]
            cursor = self._db.conn.execute(
                "INSERT INTO link_decisions (reviewer, made, verdict, one, other) VALUES (?, ?, ?, ?, ?)",
                (reviewer, made, verdict, *sides),
            )
        self.link()
        return int(cursor.lastrowid or 0)

    def undo(self, id: int, reviewer: str, made: str) -> None:
        """Take a decision back, and find the occasions anew; raises StoreError if it is not in force."""
        with explained(self._path), transaction(self._db):
            if id not in [row[0] for row in self._in_force()]:
                raise StoreError(f"{self._path} has no decision {id} on occasions that is in force")
            sql = "INSERT INTO link_decisions (reviewer, made, verdict, undoes) VALUES (?, ?, 'undone', ?)"
            self._db.conn.execute(sql, (reviewer, made, id))
        self.link()

    def _found(self) -> Iterator[tuple[int, str]]:
        """Yield event and occasion of all events that rules read and nobody rejected."""
        reports = list(self._reports())
        names = dict(self._db.execute("SELECT id, article_id || '#' || (position + 1) FROM events").fetchall())
        pairs: dict[str, list[frozenset[int]]] = {"joined": [], "split": []}
        for _, verdict, one, other in self._in_force():
            events = frozenset(id for side in (one, other) if (id := self._event_of(json.loads(side))) is not None)
            if len(events) == 2:
                pairs[verdict].append(events)
        for group in occasions(reports, self._resemblance, pairs["joined"], pairs["split"]):
            for id in group:
                yield id, names[group[0]]

    def _reports(self) -> Iterator[Report]:
        sql = """SELECT l.record_id, l.article_id, e.position, l.date, l.published, l.province, l.place, l.kinds,
            l.organisers, l.campaigns,
            (SELECT group_concat(c.name, '; ') FROM campaign_list c WHERE c.article_id = l.article_id)
            FROM timeline l JOIN events e ON e.id = l.record_id JOIN articles a ON a.id = l.article_id
            ORDER BY a.rowid, e.position"""
        for *told, kinds, organisers, own, others in self._db.execute(sql):
            parts = [(text or "").split(_BETWEEN) if text else [] for text in (kinds, organisers, own or others)]
            yield report(*told, *parts)

    def _resemblance(self, one: str, other: str) -> float:
        """Return the estimated resemblance of two articles' texts."""
        sql = "SELECT hashes FROM signatures WHERE article_id IN (?, ?)"
        hashes = [row[0] for row in self._db.execute(sql, (one, other))]
        return estimate(*hashes) if len(hashes) == 2 and all(hashes) else 0.0

    def _in_force(self) -> list[tuple[int, str, str, str]]:
        return self._db.execute(
            "SELECT id, verdict, one, other FROM link_decisions WHERE verdict <> 'undone'"
            " AND id NOT IN (SELECT undoes FROM link_decisions WHERE undoes IS NOT NULL) ORDER BY id"
        ).fetchall()

    def _side(self, name: str) -> str:
        """Return an event as its reviewer saw it."""
        article_id, _, number = name.rpartition("#") if "#" in name else (name, "", "1")
        events = list(self._events(article_id))
        if not number.isascii() or not number.isdecimal() or not 1 <= int(number) <= len(events):
            raise StoreError(f"{self._path} has no event {name}")
        article = read.article(self._db, article_id)
        assert article is not None, "an event is an article's"
        seen = anchor(article.text, events[int(number) - 1])
        return json.dumps({"article_id": article_id, "anchor": seen.model_dump(mode="json")}, ensure_ascii=False)

    def _event_of(self, side: dict[str, Any]) -> int | None:
        """Return the event that a side of a decision is now; None if nothing is read there any more."""
        article = read.article(self._db, side["article_id"])
        if article is None:
            return None
        events = list(self._events(article.id))
        found = place(article.text, events, {0: Anchor.model_validate(side["anchor"])}).get(0)
        if found is None:
            return None
        sql = "SELECT id FROM events WHERE article_id = ? AND position = ?"
        row = self._db.execute(sql, (article.id, found.position)).fetchone()
        return int(row[0]) if row else None

    def _events(self, article_id: str) -> Iterator[Subject]:
        extraction = read.extraction(self._db, article_id)
        return (s for s in subjects(extraction) if s.kind == "events") if extraction else iter(())
