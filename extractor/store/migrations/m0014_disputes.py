"""0014: what contradicts between articles waits for review as what contradicts within one does."""

from sqlite_utils import Database

# The views that find these look at the whole archive, and a reviewer waits for the queue: what they found when the
# occasions were found last lies here.
_TABLE = """
CREATE TABLE disputes (
    article_id TEXT NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
    record TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    problem TEXT NOT NULL,
    said TEXT NOT NULL
) STRICT;

CREATE INDEX disputes_by_article ON disputes (article_id);
"""
_DOUBTS = """
UNION ALL
SELECT d.article_id, d.record, d.record_id, d.problem, 5, d.said, NULL
FROM disputes d LEFT JOIN standing s ON s.record = d.record AND s.record_id = d.record_id WHERE s.settled IS NOT 1
"""
_ASIDE = "d.problem <> 'two readings'"
_FOUND_ELSEWHERE = "d.problem NOT IN ('two readings', 'papers disagree', 'tenfold in its series')"


def upgrade(db: Database) -> None:
    """Make the table, and let the views of what is doubtful have it, that of findings once only."""
    db.executescript(_TABLE)
    sql = "SELECT sql FROM sqlite_master WHERE type = 'view' AND name = ?"
    (doubts,), (findings,) = (db.execute(sql, (name,)).fetchone() for name in ("doubts", "findings"))
    db.execute("DROP VIEW findings")
    db.execute("DROP VIEW doubts")
    db.execute(f"{doubts}{_DOUBTS}")
    db.execute(findings.replace(_ASIDE, _FOUND_ELSEWHERE))
