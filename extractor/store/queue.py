"""Which articles want a reviewer, and why. SQL over what is stored; the caller chooses the order."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

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
)
"""Table, what is doubtful, how much that weighs, and when it is so."""

FILTERS: Mapping[str, str] = {
    "campaign": "EXISTS (SELECT 1 FROM campaigns c WHERE c.article_id = a.id AND c.name LIKE ? ESCAPE '\\')",
    "province": "a.province LIKE ? ESCAPE '\\'",
    "year": "EXISTS (SELECT 1 FROM events e WHERE e.article_id = a.id AND e.date LIKE ? || '%' ESCAPE '\\')"
    " OR a.published LIKE ? || '%' ESCAPE '\\'",
    "source": "a.source LIKE ? ESCAPE '\\'",
    "rule": "EXISTS (SELECT 1 FROM evidence e WHERE e.article_id = a.id AND e.rule LIKE ? ESCAPE '\\')",
    "article": "a.id LIKE ? ESCAPE '\\'",
}
"""By what the queue can be narrowed: the condition on article `a`."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article in the queue: how doubtful it is, and what about it, the heaviest first."""

    article_id: str
    weight: int
    doubts: tuple[str, ...]


def waiting(db: Database, narrowed: Mapping[str, str]) -> list[Waiting]:
    """Return the articles that fit `narrowed` (filter name → text), the most doubtful first.

    Raises KeyError for a filter that there is not.
    """
    doubts = " UNION ALL ".join(
        f"SELECT r.article_id, '{said}' AS said, {weight} AS weight FROM {table} r WHERE {condition}"
        for table, said, weight, condition in _DOUBTS
    )
    wheres, parameters = ["1"], []
    for name, value in narrowed.items():
        wheres.append(f"({FILTERS[name]})")
        parameters += [_literal(value)] * FILTERS[name].count("?")
    rows = db.execute(
        f"WITH doubts AS ({doubts}), each AS (SELECT article_id, said, sum(weight) AS weight FROM doubts GROUP BY 1, 2)"
        " SELECT a.id, coalesce(sum(each.weight), 0) AS weight, group_concat(said, char(10)) FROM articles a"
        " LEFT JOIN each ON each.article_id = a.id"
        f" WHERE {' AND '.join(wheres)} GROUP BY a.id ORDER BY 2 DESC, a.rowid",
        parameters,
    )
    return [Waiting(id, weight, tuple((said or "").split("\n")) if said else ()) for id, weight, said in rows.fetchall()]


def _literal(value: str) -> str:
    return value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
