"""Which articles want a reviewer, and why: what is doubtful in SQL, what is left to decide by the overlay.

The caller holds the transaction.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from extractor.review import Reviewed
from extractor.text import folded_view

_INFERRED = (
    "EXISTS (SELECT 1 FROM inferences i WHERE i.record = '{table}' AND i.record_id = r.id AND i.field IN ({fields}))"
)
_DOUBTS = (
    ("ratios", "more achieved than there are", 9, "r.achieved > r.total"),
    (
        "ratios",
        "percent contradicts the fraction",
        9,
        "r.total > 0 AND abs(100.0 * r.achieved / r.total - r.percent) > 0.6",
    ),
    ("ratios", "percent above 100", 6, "r.percent > 100"),
    ("events", "no date", 4, "r.date IS NULL"),
    ("awards", "no giver", 3, "r.awarded_by IS NULL AND r.status = 'given'"),
    ("awards", "no count", 3, "r.count IS NULL AND r.mod IS NOT 'many'"),
    ("campaigns", "no year", 2, "r.year IS NULL"),
    ("phases", "no dates", 4, 'r.start IS NULL AND r."end" IS NULL'),
    ("events", "inferred date", 1, _INFERRED.format(table="events", fields="'date'")),
    ("campaigns", "inferred year", 1, _INFERRED.format(table="campaigns", fields="'year'")),
    ("phases", "inferred dates", 1, _INFERRED.format(table="phases", fields="'start', 'end'")),
)
"""Table, what is doubtful, how much that weighs, and when it is so."""
_NO_PROVINCE = "SELECT id AS article_id, 'no province' AS said, 2 AS weight FROM articles WHERE province IS NULL"
_TWO_READINGS = """SELECT article_id, 'two readings' AS said, 5 AS weight FROM evidence
    WHERE record IN ('awards', 'ratios', 'statistics') AND field IN ('count', 'achieved', 'percent', 'value')
    GROUP BY article_id, start, "end" HAVING count(DISTINCT record || record_id) > 1"""
_DOUBTFUL_RULE = "SELECT article_id, 'rule often wrong' AS said, 4 AS weight FROM evidence WHERE rule IN ({})"
DOUBTS = ("two readings", "rule often wrong", "no province", *(said for _, said, _, _ in _DOUBTS))
"""All that may be doubtful about an article."""

FILTERS: Mapping[str, str] = {
    "campaign": "EXISTS (SELECT 1 FROM campaigns c WHERE c.article_id = a.id AND instr(folded(c.name), folded(?)))",
    "province": "folded(a.province) = folded(?)",
    "year": "instr(a.published, ?) = 1"
    " OR EXISTS (SELECT 1 FROM events e WHERE e.article_id = a.id AND instr(e.date, ?) = 1)",
    "source": "folded(a.source) = folded(?)",
    "rule": "a.id IN (SELECT article_id FROM evidence WHERE rule = ?)",
    "article": "a.id = ?",
}
"""By what the queue can be narrowed: the condition on article `a`."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article in the queue: how doubtful it is and what about it, the heaviest first; records in conflict."""

    article_id: str
    weight: int
    doubts: tuple[str, ...]
    conflicts: int = 0
    settled: bool = False


def waiting(db: Database, narrowed: Mapping[str, str], doubtful_rules: Collection[str] = ()) -> list[Waiting]:
    """Return the articles that fit `narrowed` (filter name → text): those with conflicts, then the most doubtful.

    `review_states` are fresh. Raises KeyError for a filter that there is not.
    """
    # SQLite's own functions know upper and lower case of ASCII only
    db.conn.create_function("folded", 1, lambda text: text and folded_view(text), deterministic=True)
    wheres, parameters = ["1"], list(doubtful_rules)
    for name, value in narrowed.items():
        wheres.append(f"({FILTERS[name]})")
        parameters += [value] * FILTERS[name].count("?")
    rows = db.execute(
        f"WITH doubts AS ({_doubts(len(doubtful_rules))}), each AS MATERIALIZED ("
        "SELECT article_id, said, sum(weight) AS weight FROM doubts GROUP BY 1, 2 ORDER BY 3 DESC), "
        "whole AS (SELECT article_id, sum(weight) AS weight, group_concat(said, char(10)) AS said FROM each GROUP BY 1)"
        " SELECT a.id, coalesce(w.weight, 0), w.said, coalesce(s.conflicts, 0), s.open IS 0 AND s.conflicts IS 0"
        " FROM articles a LEFT JOIN whole w ON w.article_id = a.id LEFT JOIN review_states s ON s.article_id = a.id"
        f" WHERE {' AND '.join(wheres)} ORDER BY coalesce(s.conflicts, 0) > 0 DESC, 2 DESC, a.rowid",
        parameters,
    )
    return [
        Waiting(id, weight, tuple(said.split("\n")) if said else (), conflicts, bool(settled))
        for id, weight, said, conflicts, settled in rows.fetchall()
    ]


def _doubts(rules: int) -> str:
    parts = [
        f"SELECT r.article_id, '{said}' AS said, {weight} AS weight FROM {table} r WHERE {condition}"
        for table, said, weight, condition in _DOUBTS
    ]
    parts += [_NO_PROVINCE, _TWO_READINGS]
    if rules:  # first, as its parameters are
        parts.insert(0, _DOUBTFUL_RULE.format(", ".join("?" * rules)))
    return " UNION ALL ".join(parts)


def refresh(db: Database, reviewed: Callable[[str], list[Reviewed]]) -> None:
    """Bring `review_states` up to date: of each article with decisions, by its records as they stand."""
    rows = db.execute(
        "SELECT a.id, a.run_id, a.sha256, d.last FROM"
        " (SELECT article_id, max(id) AS last FROM decisions GROUP BY article_id) d"
        " JOIN articles a ON a.id = d.article_id LEFT JOIN review_states s ON s.article_id = a.id"
        " WHERE (s.run_id, s.sha256, s.decision_id) IS NOT (a.run_id, a.sha256, d.last)"
    )
    for id, run_id, sha256, last in rows.fetchall():
        records = reviewed(id)
        left, conflicts = sum(not r.settled for r in records), sum(r.conflict is not None for r in records)
        db.conn.execute(
            "INSERT OR REPLACE INTO review_states (article_id, run_id, sha256, decision_id, open, conflicts)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (id, run_id, sha256, last, left, conflicts),
        )


def settled(db: Database) -> list[str]:
    """Return the articles of which every record is decided and none in conflict; `review_states` are fresh."""
    rows = db.execute(
        "SELECT a.id FROM articles a JOIN review_states s ON s.article_id = a.id"
        " WHERE s.open = 0 AND s.conflicts = 0 ORDER BY a.rowid"
    )
    return [id for (id,) in rows.fetchall()]
