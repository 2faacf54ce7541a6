"""Put one article and its extraction into the tables. The caller holds the transaction."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from extractor.models import RECORD_TYPES, Article, Event, Extraction, Record

PARTS_OF_EVENTS = ("kinds", "organisers", "chairs", "campaigns")
"""The fields of Event that are lists and have tables of their own."""

COLUMNS: dict[str, tuple[str, ...]] = {
    key: tuple(f for f in model.model_fields if f not in {"evidence", "basis", *PARTS_OF_EVENTS})
    for key, model in RECORD_TYPES.items()
}
"""Record table → the models' scalar fields, which are its columns."""

_NAMED_BY_ARTICLE = {
    "organisations": "SELECT organisation_id FROM event_organisers JOIN events e ON e.id = event_id"
    " WHERE e.article_id = :article"
    " UNION SELECT o.id FROM awards a JOIN organisations o ON o.name = a.awarded_by"
    " WHERE a.article_id = :article",
    "persons": "SELECT person_id FROM event_chairs JOIN events e ON e.id = event_id"
    " WHERE e.article_id = :article GROUP BY person_id",
}

_USE_OF_NAME = {
    "organisations": "SELECT 1 FROM event_organisers WHERE organisation_id = organisations.id"
    " UNION ALL SELECT 1 FROM awards WHERE awarded_by = organisations.name",
    "persons": "SELECT 1 FROM event_chairs WHERE person_id = persons.id",
}


def sha256(text: str) -> str:
    """Return the digest that identifies a text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def source_columns(article: Article, sha256: str) -> dict[str, Any]:
    """Return the columns of `articles` that the source determines, but for `id` and `origin`.

    `sha256` is the digest of the text.
    """
    return {
        "text": article.text,
        "sha256": sha256,
        "body": article.body,
        "furniture": json.dumps(article.furniture),
        "captions": json.dumps(article.captions),
        "stated": article.info.model_dump_json(exclude_defaults=True),
        "extra": json.dumps(article.extra, ensure_ascii=False, sort_keys=True),
    }


def replace(db: Database, article: Article, columns: Mapping[str, Any], extraction: Extraction, run_id: int) -> bool:
    """Store the article instead of what is stored under its id; return whether there was something.

    `columns` are those of `source_columns`.
    """
    is_old = db.execute("SELECT 1 FROM articles WHERE id = ?", (article.id,)).fetchone() is not None
    names = _take_out(db, article.id) if is_old else {}
    _put_article(db, article, columns, extraction, run_id)
    _put_names(db, extraction)
    owners: list[tuple[str, int | None, Record]] = [("articles", None, extraction.article)]
    for table in RECORD_TYPES:
        records: Sequence[Record] = getattr(extraction, table)
        first = _next_id(db, table)
        _put_records(db, table, records, first, (article.id, run_id))
        owners += [(table, first + i, record) for i, record in enumerate(records)]
        if table == "events":
            _put_parts_of_events(db, extraction.events, first)
    _put_support(db, article.id, owners)
    _drop_unused_names(db, names)
    return is_old


def _take_out(db: Database, article_id: str) -> dict[str, list[tuple[int]]]:
    """Delete the article's extraction; return the ids of the organisations and persons it named."""
    names = {table: db.execute(sql, {"article": article_id}).fetchall() for table, sql in _NAMED_BY_ARTICLE.items()}
    for table in (*RECORD_TYPES, "evidence", "inferences", "record_bodies", "record_units"):
        db.conn.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
    return names


def _put_article(
    db: Database, article: Article, columns: Mapping[str, Any], extraction: Extraction, run_id: int
) -> None:
    info = extraction.article
    row = {
        "id": article.id,
        **columns,
        "title": info.title,
        "published": info.published,
        "source": info.source,
        "url": info.url,
        "author": info.author,
        "province": extraction.province,
        "origin": article.origin,
        "run_id": run_id,
    }
    marks = ", ".join("?" * len(row))
    updates = ", ".join(f"{column} = excluded.{column}" for column in row)
    sql = f"INSERT INTO articles ({', '.join(row)}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {updates}"
    db.conn.execute(sql, tuple(row.values()))


def _put_names(db: Database, extraction: Extraction) -> None:
    """Give organisations and persons their rows, in the order they appear."""
    bodies = [body.name for event in extraction.events for body in event.organisers]
    bodies += [award.awarded_by for award in extraction.awards if award.awarded_by is not None]
    people = [person.name for event in extraction.events for person in event.chairs]
    for table, names in (("organisations", bodies), ("persons", people)):
        sql = f"INSERT INTO {table} (name) VALUES (?) ON CONFLICT (name) DO NOTHING"
        db.conn.executemany(sql, ((name,) for name in names))


def _put_records(db: Database, table: str, records: Iterable[Record], first: int, common: tuple[str, int]) -> None:
    columns = COLUMNS[table]
    names = ", ".join(f'"{name}"' for name in ("id", "article_id", "run_id", "position", *columns))
    sql = f"INSERT INTO {table} ({names}) VALUES (?, ?, ?, ?{', ?' * len(columns)})"
    rows = (
        (first + i, *common, i, *(getattr(record, column) for column in columns)) for i, record in enumerate(records)
    )
    db.conn.executemany(sql, rows)


def _put_parts_of_events(db: Database, events: Sequence[Event], first: int) -> None:
    numbered = list(enumerate(events, first))
    db.conn.executemany(
        "INSERT INTO event_kinds (event_id, position, kind) VALUES (?, ?, ?)",
        ((event_id, i, kind) for event_id, event in numbered for i, kind in enumerate(event.kinds)),
    )
    db.conn.executemany(
        "INSERT INTO event_organisers (event_id, position, organisation_id)"
        " VALUES (?, ?, (SELECT id FROM organisations WHERE name = ?))",
        ((event_id, i, body.name) for event_id, event in numbered for i, body in enumerate(event.organisers)),
    )
    db.conn.executemany(
        "INSERT INTO event_chairs (event_id, position, person_id, rank, title)"
        " VALUES (?, ?, (SELECT id FROM persons WHERE name = ?), ?, ?)",
        ((n, i, p.name, p.rank, p.title) for n, event in numbered for i, p in enumerate(event.chairs)),
    )
    db.conn.executemany(
        "INSERT INTO event_campaigns (event_id, position, campaign) VALUES (?, ?, ?)",
        ((event_id, i, name) for event_id, event in numbered for i, name in enumerate(event.campaigns)),
    )


def _put_support(db: Database, article_id: str, owners: list[tuple[str, int | None, Record]]) -> None:
    db.conn.executemany(
        'INSERT INTO evidence (article_id, record, record_id, field, start, "end", quote, rule)'
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (article_id, table, record_id, e.field, e.start, e.end, e.quote, e.rule)
            for table, record_id, record in owners
            for e in record.evidence
        ),
    )
    db.conn.executemany(
        "INSERT INTO inferences (article_id, record, record_id, field, basis) VALUES (?, ?, ?, ?, ?)",
        (
            (article_id, table, record_id, field, basis)
            for table, record_id, record in owners
            for field, basis in record.basis.items()
        ),
    )


def _next_id(db: Database, table: str) -> int:
    highest: int | None = db.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
    return (highest or 0) + 1


def _drop_unused_names(db: Database, names: dict[str, list[tuple[int]]]) -> None:
    """Delete those of the rows that nothing names any more."""
    for table, candidates in names.items():
        db.conn.executemany(f"DELETE FROM {table} WHERE id = ? AND NOT EXISTS ({_USE_OF_NAME[table]})", candidates)
