"""Which articles want a reviewer, and why: what is doubtful, what is left to decide.

The caller holds the transaction.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from extractor.text import folded_view

_DOUBTS = """SELECT article_id, problem, weight FROM doubts WHERE weight > 0
    UNION ALL SELECT DISTINCT article_id, 'papers disagree', 7 FROM disagreements"""
_DOUBTFUL_RULE = (
    "SELECT article_id, 'rule often wrong' AS problem, 4 AS weight FROM evidence WHERE rule IN ({}) UNION ALL "
)
DOUBTS = (
    "more achieved than there are",
    "percent contradicts the fraction",
    "percent above 100",
    "a part is larger than its whole",
    "parts are more than their whole",
    "parts are less than their whole",
    "told twice with two values",
    "ends before it starts",
    "begins before the stage before has ended",
    "held after it was printed",
    "papers disagree",
    "two readings",
    "rule often wrong",
    "no date",
    "no dates",
    "no organiser",
    "no giver",
    "no count",
    "no publication date",
    "no province",
    "no year",
    "inferred date",
    "inferred year",
    "inferred dates",
)
"""All that may be doubtful about an article in the queue: the problems of the view `doubts` that weigh anything."""

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

    Raises KeyError for a filter that there is not.
    """
    # SQLite's own functions know upper and lower case of ASCII only
    db.conn.create_function("folded", 1, lambda text: text and folded_view(text), deterministic=True)
    wheres, parameters = ["1"], list(doubtful_rules)
    for name, value in narrowed.items():
        wheres.append(f"({FILTERS[name]})")
        parameters += [value] * FILTERS[name].count("?")
    rows = db.execute(
        f"WITH found AS ({_doubts(len(doubtful_rules))}), each AS MATERIALIZED ("
        "SELECT article_id, problem, sum(weight) AS weight FROM found GROUP BY 1, 2 ORDER BY 3 DESC), "
        "whole AS (SELECT article_id, sum(weight) AS weight, group_concat(problem, char(10)) AS said"
        " FROM each GROUP BY 1)"
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
    # the rules first, as their parameters are
    return (_DOUBTFUL_RULE.format(", ".join("?" * rules)) if rules else "") + _DOUBTS


def settled(db: Database) -> list[str]:
    """Return the articles of which every record is decided and none in conflict."""
    rows = db.execute(
        "SELECT a.id FROM articles a JOIN review_states s ON s.article_id = a.id"
        " WHERE s.open = 0 AND s.conflicts = 0 ORDER BY a.rowid"
    )
    return [id for (id,) in rows.fetchall()]
