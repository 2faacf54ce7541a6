"""Read articles, extractions, counts and views back."""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from extractor.models import Article, Extraction
from extractor.store.write import COLUMNS

VIEWS = (
    "award_list",
    "ratio_list",
    "statistic_list",
    "timeline",
    "campaign_list",
    "phase_list",
    "article_list",
    "occasion_list",
    "attestation_list",
    "disagreements",
    "findings",
    "series",
    "body_list",
    "place_list",
    "province_series",
    "needs_a_look",
)
"""What people read; the names are part of the schema."""

_Row = dict[str, Any]
_Owner = tuple[str, int | None]

_PARTS_OF_EVENTS = {
    "kinds": "SELECT event_id, kind FROM event_kinds",
    "organisers": "SELECT event_id, name FROM event_organisers JOIN organisations ON id = organisation_id",
    "chairs": "SELECT event_id, name, rank, title FROM event_chairs JOIN persons ON id = person_id",
    "campaigns": "SELECT event_id, campaign FROM event_campaigns",
}
_MODELLED_PARTS = {"organisers", "chairs"}


def article(db: Database, article_id: str) -> Article | None:
    """Return the article as it was read from its source."""
    for row in rows(db, "SELECT * FROM articles WHERE id = ?", article_id):
        return Article.model_validate(
            {
                **{column: row[column] for column in ("id", "text", "origin", "body")},
                "info": json.loads(row["stated"]),
                **{column: json.loads(row[column]) for column in ("furniture", "captions", "extra")},
            }
        )
    return None


def extraction(db: Database, article_id: str) -> Extraction | None:
    """Return the article's extraction, equal to the one that was saved."""
    support = _support(db, article_id)
    parts = _parts_of_events(db, article_id)
    found = rows(db, "SELECT title, published, source, url, author, province FROM articles WHERE id = ?", article_id)
    if not found:
        return None
    (info,) = found
    result: _Row = {"id": article_id, "province": info.pop("province")}
    result["article"] = {**info, **support["articles", None]}
    for table, columns in COLUMNS.items():
        sql = f"SELECT * FROM {table} WHERE article_id = ? ORDER BY position"
        result[table] = [
            {
                **{column: row[column] for column in columns},
                **support[table, row["id"]],
                **(parts[row["id"]] if table == "events" else {}),
            }
            for row in rows(db, sql, article_id)
        ]
    return Extraction.model_validate(result)


def owner_of_text(db: Database, digest: str) -> str | None:
    """Return the id under which the text of a digest is stored."""
    row = db.execute("SELECT id FROM articles WHERE sha256 = ?", (digest,)).fetchone()
    return row[0] if row else None


def id_for(db: Database, id: str, origin: str, digest: str, owner: str | None, named: bool) -> str | None:
    """Return the id under which to store an article, or None if it is another's duplicate; see Store for the rules.

    `id`, `origin` and the `digest` of its text are the article's, `owner` is the id under which that text is stored.
    """
    if owner is not None:
        is_same = owner == id if named else _origin(db, owner) == origin
        return owner if is_same else None
    if named or _origin(db, id) is None:
        return id
    row = db.execute("SELECT id FROM articles WHERE origin = ?", (origin,)).fetchone()
    return row[0] if row else f"{id}~{digest[:8]}"


def _origin(db: Database, article_id: str) -> str | None:
    row = db.execute("SELECT origin FROM articles WHERE id = ?", (article_id,)).fetchone()
    return row[0] if row else None


def is_stored(db: Database, article_id: str, columns: Mapping[str, Any], run_id: int) -> bool:
    """Tell whether an article is stored by this run, with all that its source gives: `write.source_columns`."""
    wanted = {**columns, "run_id": run_id}
    sql = f"SELECT {', '.join(wanted)} FROM articles WHERE id = ?"
    return bool(db.execute(sql, (article_id,)).fetchone() == tuple(wanted.values()))


def ids(db: Database) -> list[str]:
    """Return the articles' ids in the order in which they were first stored."""
    return [row[0] for row in db.execute("SELECT id FROM articles ORDER BY rowid")]


def view(db: Database, name: str) -> list[_Row]:
    """Return the rows of one of VIEWS."""
    if name not in VIEWS:
        raise ValueError(f"{name} is not a view; there are {', '.join(VIEWS)}")
    return rows(db, f"SELECT * FROM {name}")


def problems(db: Database) -> list[tuple[str, str, int]]:
    """Return each kind of record and problem with the number of its doubts, what weighs most first."""
    sql = "SELECT record, problem, count(*) FROM doubts GROUP BY record, problem ORDER BY max(weight) DESC, 1, 2"
    return list(db.execute(sql))


_NAMES = {
    "organisations": "SELECT name, count(*) FROM (SELECT o.name FROM event_organisers e"
    " JOIN organisations o ON o.id = e.organisation_id UNION ALL SELECT awarded_by FROM awards"
    " WHERE awarded_by IS NOT NULL) GROUP BY name ORDER BY 2 DESC, 1",
    "persons": "SELECT p.name, count(*) FROM event_chairs e JOIN persons p ON p.id = e.person_id"
    " GROUP BY p.name ORDER BY 2 DESC, 1",
    "campaigns": "SELECT name, count(*) FROM campaigns GROUP BY name ORDER BY 2 DESC, 1",
}


def names(db: Database) -> dict[str, list[str]]:
    """Return the names of bodies, persons and campaigns, the most frequent first."""
    return {kind: [row[0] for row in db.execute(sql).fetchall()] for kind, sql in _NAMES.items()}


def _support(db: Database, article_id: str) -> defaultdict[_Owner, _Row]:
    """Return evidence and basis by the record they belong to."""
    support: defaultdict[_Owner, _Row] = defaultdict(lambda: {"evidence": [], "basis": {}})
    for row in rows(db, "SELECT * FROM evidence WHERE article_id = ? ORDER BY id", article_id):
        value = {key: row[key] for key in ("field", "start", "end", "quote", "rule")}
        support[row["record"], row["record_id"]]["evidence"].append(value)
    for row in rows(db, "SELECT * FROM inferences WHERE article_id = ? ORDER BY id", article_id):
        support[row["record"], row["record_id"]]["basis"][row["field"]] = row["basis"]
    return support


def _parts_of_events(db: Database, article_id: str) -> defaultdict[int, _Row]:
    """Return the lists of each event of the article by the event's id."""
    parts: defaultdict[int, _Row] = defaultdict(lambda: {field: [] for field in _PARTS_OF_EVENTS})
    for field, select in _PARTS_OF_EVENTS.items():
        of_article = "event_id IN (SELECT id FROM events WHERE article_id = ?)"
        for row in rows(db, f"{select} WHERE {of_article} ORDER BY event_id, position", article_id):
            event_id = row.pop("event_id")
            parts[event_id][field].append(row if field in _MODELLED_PARTS else next(iter(row.values())))
    return parts


def rows(db: Database, sql: str, *parameters: object) -> list[_Row]:
    cursor = db.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
