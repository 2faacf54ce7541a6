"""0012: an occasion is shown as its fullest report tells it; bodies and places that are not told apart are doubtful."""

from sqlite_utils import Database

# Of several papers one is shown whole, as a row put together of all would say what none of them says.
_OCCASIONS = """
CREATE VIEW occasion_list AS
WITH told AS MATERIALIZED (
    SELECT *, row_number() OVER (PARTITION BY occasion ORDER BY (date IS NULL) + (kinds IS NULL)
        + (organisers IS NULL) + (chairs IS NULL) + (place IS NULL) + (province IS NULL) + (campaigns IS NULL),
        published IS NULL, published, article_id) AS place_in_order
    FROM attestation_list
), counted AS (
    SELECT occasion, count(*) AS reports, count(DISTINCT source) AS sources,
        CASE WHEN count(DISTINCT date) > 1 THEN group_concat(DISTINCT date) END AS dates_told,
        group_concat(DISTINCT article_id) AS articles
    FROM told GROUP BY occasion
)
SELECT c.occasion, c.reports, c.sources, t.date, c.dates_told, t.kinds, t.organisers, t.chairs, t.place, t.province,
    t.campaigns, t.article_id AS told_by, c.articles
FROM counted c JOIN told t ON t.occasion = c.occasion AND t.place_in_order = 1
ORDER BY t.date IS NULL, t.date, c.occasion;
"""

_AMBIGUOUS = ("several units have the name", "the units of the name lie in other provinces than the article''s")
_DOUBTS = f"""
UNION ALL
SELECT r.article_id, r.record, r.record_id, 'body of no known place', 2, group_concat(DISTINCT r.name), NULL
FROM record_bodies r JOIN bodies b ON b.id = r.body
LEFT JOIN standing s ON s.record = r.record AND s.record_id = r.record_id
WHERE b.reason IS NOT NULL AND r.record_id IS NOT NULL AND s.settled IS NOT 1 GROUP BY r.record, r.record_id
UNION ALL
SELECT r.article_id, r.record, r.record_id, 'place not told apart', 2, NULL, NULL
FROM record_units r LEFT JOIN standing s ON s.record = r.record AND s.record_id = r.record_id
WHERE r.reason IN ('{"', '".join(_AMBIGUOUS)}') AND r.record_id IS NOT NULL AND s.settled IS NOT 1
"""


def upgrade(db: Database) -> None:
    """Make the views anew."""
    db.execute("DROP VIEW occasion_list")
    db.executescript(_OCCASIONS)
    (doubts,) = db.execute("SELECT sql FROM sqlite_master WHERE type = 'view' AND name = 'doubts'").fetchone()
    db.execute("DROP VIEW doubts")
    db.execute(f"{doubts}{_DOUBTS}")
