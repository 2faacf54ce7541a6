"""Bodies and units in the database: made anew from the records as they stand, where these have changed."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from extractor import __version__
from extractor.link.located import Named
from extractor.link.whereabouts import Kind, Told, Whereabouts, whereabouts, with_related
from extractor.places import NEWEST, Unit, load, today_of
from extractor.places.files import digest
from extractor.store.connection import explained, snapshot, transaction

_TRIES = 5
_BETWEEN = "; "
"""Between the parts of an event in the view `timeline`."""
_ROLES = {"events": "organiser", "awards": "giver"}
_TABLES = ("record_units", "record_bodies", "body_names", "bodies", "unit_successors", "units")
"""Each before those it refers to."""

_TOLD: Mapping[Kind, str] = {
    "events": "SELECT record_id, article_id, date, published, province, place, organisers FROM timeline",
    "awards": "SELECT record_id, article_id, period, published, province, NULL, awarded_by FROM award_list",
    "ratios": "SELECT record_id, article_id, period, published, province, NULL, NULL FROM ratio_list",
}
_READ = "WHERE record_id IS NOT NULL"
_ADDED = """SELECT s.id, s.record, s.article_id, s."values", l.published, l.province
FROM standing s JOIN article_list l ON l.article_id = s.article_id
WHERE s.record IN ('events', 'awards', 'ratios') AND s.record_id IS NULL AND s.state <> 'rejected' ORDER BY s.id"""
_MAIN = """SELECT e.article_id, l.date FROM events e JOIN timeline l ON l.record_id = e.id
WHERE e.position = 0 AND l.date IS NOT NULL AND l.status IS NULL"""


@dataclass(frozen=True, slots=True)
class _Row:
    """A record: what it tells, and how its rows are known; one of `record_id` and `standing_id` is null."""

    article_id: str
    record_id: int | None
    standing_id: int | None
    told: Told


@dataclass
class _Laid:
    """The rows of the tables."""

    record_units: list[tuple[Any, ...]] = field(default_factory=list)
    record_bodies: list[tuple[Any, ...]] = field(default_factory=list)
    names: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    bodies: defaultdict[str, Counter[Named]] = field(default_factory=lambda: defaultdict(Counter))
    units: dict[str, Unit] = field(default_factory=dict)

    def take(self, row: _Row) -> None:
        """Add a record."""
        found = whereabouts(row.told)
        of = (row.article_id, row.told.kind, row.record_id, row.standing_id)
        places = (found.unit, found.province, found.today)
        self.record_units.append((*of, row.told.when, *map(_code, places), found.basis, found.reason))
        for name, body in found.bodies:
            self.record_bodies.append((*of, _ROLES[row.told.kind], name, body.id, row.told.when))
            self.names[body.id][name] += 1
            self.bodies[body.id][body] += 1
        self._need(found)

    def _need(self, found: Whereabouts) -> None:
        units = (found.unit, found.province, found.today, *(body.unit for _, body in found.bodies))
        self.units.update((unit.code, unit) for unit in units if unit)


class Bodies:
    """The side of a Store that knows bodies and places; raises what the Store raises."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db, self._path = db, path

    def lay(self) -> None:
        """Make bodies and units anew from the records as they stand; nothing is written where they are as they were.

        Others may write while they are made: what they change meanwhile, the next call finds.
        """
        for _ in range(_TRIES):
            with explained(self._path), snapshot(self._db):
                stamp = self._stamp()
                if self._is_laid(stamp):
                    return
                laid = self._laid()
            with explained(self._path), transaction(self._db):
                if self._stamp() == stamp:
                    self._put(laid, stamp)
                    return

    def lay_within(self) -> None:
        """Do the same in a transaction that the caller holds."""
        stamp = self._stamp()
        if not self._is_laid(stamp):
            self._put(self._laid(), stamp)

    def _stamp(self) -> str:
        """Return what tells whether anything has changed of which the rows are made."""
        whole = hashlib.sha256(f"{__version__} {digest()}".encode())
        for sql in (
            "SELECT id, run_id, sha256, published, province FROM articles ORDER BY id",
            "SELECT article_id, run_id, decision_id FROM review_states ORDER BY article_id",
        ):
            for row in self._db.execute(sql):
                whole.update(repr(row).encode("utf-8", "surrogatepass"))
        return whole.hexdigest()

    def _is_laid(self, stamp: str) -> bool:
        return bool(self._db.execute("SELECT stamp FROM laid WHERE what = 'bodies'").fetchone() == (stamp,))

    def _laid(self) -> _Laid:
        laid = _Laid()
        for row in self._records():
            laid.take(row)
        return laid

    def _records(self) -> Iterator[_Row]:
        main = dict(self._db.execute(_MAIN).fetchall())
        for kind, sql in _TOLD.items():
            for id, article_id, time, published, province, place, bodies in self._db.execute(f"{sql} {_READ}"):
                names = tuple(bodies.split(_BETWEEN) if kind == "events" else [bodies]) if bodies else ()
                told = Told(kind, time, main.get(article_id), published, province, place, names)
                yield _Row(article_id, id, None, told)
        for id, kind, article_id, text, published, province in self._db.execute(_ADDED):
            values = json.loads(text)
            time, place = values.get("date" if kind == "events" else "period"), values.get("place")
            names = tuple(body["name"] for body in values.get("organisers") or ())
            names += (values["awarded_by"],) if values.get("awarded_by") else ()
            told = Told(kind, time, main.get(article_id), published, province, place, names)
            yield _Row(article_id, None, id, told)

    def _put(self, laid: _Laid, stamp: str) -> None:
        for table in _TABLES:
            self._db.conn.execute(f"DELETE FROM {table}")
        units = with_related(laid.units.values())
        self._insert("units", map(_unit_row, units))
        self._insert("unit_successors", (pair for unit in units for pair in _successors(unit)))
        self._insert("bodies", (_body_row(id, laid) for id in sorted(laid.bodies)))
        names = ((id, *one) for id, found in sorted(laid.names.items()) for one in sorted(found.items()))
        self._insert("body_names", names)
        self._insert("record_bodies", laid.record_bodies)
        self._insert("record_units", laid.record_units)
        self._db.conn.execute("INSERT OR REPLACE INTO laid (what, stamp) VALUES ('bodies', ?)", (stamp,))

    def _insert(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        found = list(rows)
        if found:
            self._db.conn.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(found[0]))})", found)


def _code(unit: Unit | None) -> str | None:
    return unit.code if unit else None


def _unit_row(unit: Unit) -> tuple[Any, ...]:
    province = load().province_of(unit, unit.until or NEWEST)
    days = [day.isoformat() if day else None for day in (unit.since, unit.until)]
    above = (unit.parent or None, _code(province), _code(today_of(unit)))
    return (unit.code, unit.level, unit.kind, unit.name, unit.full_name, *days, *above)


def _successors(unit: Unit) -> list[tuple[str, str]]:
    return [(unit.code, one.code) for one in load().successors(unit, NEWEST)]


def _body_row(id: str, laid: _Laid) -> tuple[Any, ...]:
    """Return a body: what most records that name it say of it, by its most frequent name, of several the longest."""
    name = max(laid.names[id].items(), key=lambda item: (item[1], len(item[0]), item[0]))[0]
    found = laid.bodies[id]
    body = max(found, key=lambda one: (found[one], one.kind or "", one.level or "", one.reason or ""))
    return id, name, body.office, body.kind, body.level, _code(body.unit), body.around, body.reason
