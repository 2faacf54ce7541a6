"""0008: occasions: which events that articles tell are one, where reviewers joined or split them, what contradicts."""

from sqlite_utils import Database

# An occasion is named by the first report of it: article id, `#`, the event's place in the article from 1.
# `one` and `other` (JSON: article_id, anchor) are the events as their reviewer saw them.
_TABLES = """
CREATE TABLE attestations (
    event_id INTEGER PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
    occasion TEXT NOT NULL
) STRICT;

CREATE INDEX attestations_by_occasion ON attestations (occasion);

CREATE TABLE link_decisions (
    id INTEGER PRIMARY KEY,
    reviewer TEXT NOT NULL,
    made TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('joined', 'split', 'undone')),
    one TEXT,
    other TEXT,
    undoes INTEGER REFERENCES link_decisions (id),
    CHECK ((verdict = 'undone') = (undoes IS NOT NULL) AND (verdict = 'undone') = (one IS NULL))
) STRICT;

CREATE TRIGGER link_decisions_are_never_changed BEFORE UPDATE ON link_decisions
BEGIN SELECT raise(ABORT, 'a decision is never changed: add one that undoes it'); END;

CREATE TRIGGER link_decisions_are_never_deleted BEFORE DELETE ON link_decisions
BEGIN SELECT raise(ABORT, 'a decision is never deleted: add one that undoes it'); END;

CREATE VIEW attestation_list AS
SELECT t.occasion, l.* FROM attestations t JOIN timeline l ON l.record_id = t.event_id
ORDER BY t.occasion, l.published, l.article_id;

CREATE VIEW occasion_list AS
SELECT occasion, count(*) AS reports, count(DISTINCT source) AS sources, min(date) AS date,
    CASE WHEN count(DISTINCT date) > 1 THEN group_concat(DISTINCT date) END AS dates_told,
    max(kinds) AS kinds, max(organisers) AS organisers, max(place) AS place, max(province) AS province,
    max(campaigns) AS campaigns, group_concat(DISTINCT article_id) AS articles
FROM attestation_list GROUP BY occasion ORDER BY date IS NULL, date, occasion;
"""

# Two papers tell the same figure otherwise: what is counted is the same in all else. A paper that gives several
# figures for one thing is not compared: which of them is meant is not known.
_FIGURES = """
CREATE VIEW disagreements AS
WITH told AS (
    SELECT DISTINCT t.occasion, e.article_id FROM attestations t JOIN events e ON e.id = t.event_id
    WHERE e.position = 0 AND t.occasion IN (SELECT occasion FROM attestations GROUP BY 1 HAVING count(*) > 1)
), figures AS (
    SELECT article_id, record_id, 'awards' AS record, 'count' AS field, count AS value, quote, context,
        form || coalesce(' ' || title, '') || coalesce(', ' || awarded_by, '') || coalesce(', ' || recipient, '')
            || ', ' || status || coalesce(', ' || period, '') AS what
    FROM award_list WHERE count IS NOT NULL
    UNION ALL
    SELECT article_id, record_id, 'ratios', 'percent', percent, quote, context,
        unit || coalesce(', ' || measure, '') || coalesce(', ' || criterion, '') || coalesce(', ' || period, '')
    FROM ratio_list WHERE percent IS NOT NULL
    UNION ALL
    SELECT article_id, record_id, 'ratios', 'achieved', achieved, quote, context,
        unit || coalesce(', ' || measure, '') || coalesce(', ' || criterion, '') || coalesce(', ' || period, '')
    FROM ratio_list WHERE achieved IS NOT NULL
    UNION ALL
    SELECT article_id, record_id, 'events', 'date', date, quote, context, kinds
    FROM timeline WHERE date IS NOT NULL AND length(date) >= 10
        AND record_id IN (SELECT event_id FROM attestations JOIN events ON id = event_id WHERE position = 0)
), single AS (
    SELECT told.occasion, f.* FROM told JOIN figures f ON f.article_id = told.article_id
    GROUP BY f.article_id, f.record, f.field, f.what HAVING count(*) = 1
)
SELECT s.* FROM single s JOIN (
    SELECT occasion, record, field, CASE record WHEN 'events' THEN '' ELSE what END AS of FROM single
    GROUP BY 1, 2, 3, 4 HAVING count(DISTINCT value) > 1
) d ON d.occasion = s.occasion AND d.record = s.record AND d.field = s.field
    AND d.of = CASE s.record WHEN 'events' THEN '' ELSE s.what END
ORDER BY s.occasion, s.record, s.field, s.what, s.article_id;
"""

# What cannot all be true, each with the evidence of what is said against it where another article says it.
_FINDINGS = """
CREATE VIEW findings AS
SELECT CASE WHEN weight >= 8 THEN 'error' ELSE 'warning' END AS severity, problem, record, record_id, article_id,
    quote, context, NULL AS other_article_id, NULL AS other_quote, NULL AS other_context
FROM needs_a_look WHERE weight >= 5 AND problem <> 'two readings'
UNION ALL
SELECT 'warning', 'papers disagree', one.record, one.record_id, one.article_id, one.quote, one.context,
    other.article_id, other.quote, other.context
FROM disagreements one JOIN disagreements other ON other.occasion = one.occasion AND other.record = one.record
    AND other.field = one.field AND (other.what = one.what OR one.record = 'events')
    AND other.article_id > one.article_id AND other.value <> one.value
ORDER BY severity, problem, article_id, record, record_id;
"""


def upgrade(db: Database) -> None:
    """Make the tables and views."""
    db.executescript(_TABLES)
    db.executescript(_FIGURES)
    db.executescript(_FINDINGS)
