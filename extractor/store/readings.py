"""What each run read of each article; what was read otherwise before is kept. The caller holds the transaction."""

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from extractor.models import Extraction
from extractor.store import read
from extractor.store.runs import Run


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run and how many articles it read; of `present` of them its reading is the one that is stored now."""

    id: int
    version: str
    rulebook: str
    started: str
    finished: str | None
    articles: int
    present: int


@dataclass(frozen=True, slots=True)
class TwoReadings:
    """An article that two runs read: digests of its text and extraction as either read them and as they are stored.

    A digest of an extraction is null where only one reading is known, the one that is stored.
    """

    article_id: str
    texts: tuple[str, str]
    digests: tuple[str | None, str | None]
    stored_text: str
    stored: str | None
    is_decided: bool


def digest_of(extraction: Extraction) -> str:
    """Return what two extractions have in common if and only if they are equal, whatever their ids."""
    return hashlib.sha256(_canonical(extraction)).hexdigest()


def _canonical(extraction: Extraction) -> bytes:
    """Return an extraction as JSON that is the same before it is stored and after, and with fields yet to come."""
    form = extraction.model_dump_json(exclude={"id"}, exclude_defaults=True)
    whole = json.loads(form, parse_float=_number)
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def _number(digits: str) -> float | int:
    value = float(digits)
    return int(value) if value.is_integer() else value


def keep(db: Database, article_id: str, digest: str, run_id: int) -> None:
    """Before the run replaces what is stored of an article: keep that, if it is another's reading and a different one.

    `digest` is that of the extraction to come.
    """
    row = db.execute(
        "SELECT r.id, r.digest FROM readings r JOIN articles a ON (a.id, a.run_id) = (r.article_id, r.run_id)"
        " WHERE a.id = ?",
        (article_id,),
    ).fetchone()
    if row is None:
        return
    id, stored = row
    if stored is None:
        stored = digest_of(_stored(db, article_id))
        db.conn.execute("UPDATE readings SET digest = ? WHERE id = ?", (stored, id))
    by_others = db.execute("SELECT digest FROM readings WHERE article_id = ? AND run_id <> ?", (article_id, run_id))
    if stored != digest and (stored,) in by_others.fetchall():
        db.conn.execute(
            "INSERT INTO kept_extractions (digest, extraction) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (stored, zlib.compress(_canonical(_stored(db, article_id)))),
        )


def put(db: Database, article_id: str, sha256: str, digest: str, run: Run) -> None:
    """Note what the run read of an article that is stored; what it read of it before is forgotten.

    `sha256` is that of the text, `digest` that of the extraction.
    """
    db.conn.execute("DELETE FROM readings WHERE article_id = ? AND run_id = ?", (article_id, run.id))
    reading = db.conn.execute(
        "INSERT INTO readings (article_id, run_id, sha256, digest) VALUES (?, ?, ?, ?)",
        (article_id, run.id, sha256, digest),
    )
    if run.every:
        db.conn.execute("INSERT INTO readings_of_all (reading_id) VALUES (?)", (reading.lastrowid,))


def runs(db: Database) -> list[RunSummary]:
    """Return all runs; the one that read last is last."""
    sql = """SELECT u.id, u.version, u.rulebook, u.started, u.finished, count(r.id), count(a.id)
        FROM runs u LEFT JOIN readings r ON r.run_id = u.id
        LEFT JOIN articles a ON (a.id, a.run_id) = (r.article_id, r.run_id)
        GROUP BY u.id ORDER BY max(r.id), u.id"""
    return [RunSummary(*row) for row in db.execute(sql)]


def of_both(db: Database, older: int, newer: int) -> Iterator[TwoReadings]:
    """Yield the articles that both runs read, in the order in which they were first stored."""
    sql = """SELECT a.id, o.sha256, n.sha256, o.digest, n.digest, a.sha256, s.digest,
        EXISTS (SELECT 1 FROM decisions d WHERE d.article_id = a.id)
        FROM articles a JOIN readings o ON o.article_id = a.id JOIN readings n ON n.article_id = a.id
        JOIN readings s ON (s.article_id, s.run_id) = (a.id, a.run_id)
        WHERE o.run_id = ? AND n.run_id = ? ORDER BY a.rowid"""
    for id, *texts, digest, new_digest, stored_text, stored, is_decided in db.execute(sql, (older, newer)):
        yield TwoReadings(id, (texts[0], texts[1]), (digest, new_digest), stored_text, stored, bool(is_decided))


def extraction(db: Database, article_id: str, digest: str | None, stored: str | None) -> Extraction | None:
    """Return an extraction by its digest, from the tables if it is the one that is `stored`; None if it is not kept.

    Raises ValueError or zlib.error if what is kept is no extraction.
    """
    if digest == stored:
        return _stored(db, article_id)
    row = db.execute("SELECT extraction FROM kept_extractions WHERE digest = ?", (digest,)).fetchone()
    return Extraction.model_validate({"id": article_id, **json.loads(zlib.decompress(row[0]))}) if row else None


def _stored(db: Database, article_id: str) -> Extraction:
    found = read.extraction(db, article_id)
    assert found is not None, "who has a reading is stored"
    return found
