"""0009: movements and their families, and the series of each: what became of it, over years, places and bodies."""

from sqlite_utils import Database

# Made anew from the records as they stand and from what `patterns/campaigns/` declares; no record refers to them.
_TABLES = """
CREATE TABLE movements (
    name TEXT PRIMARY KEY NOT NULL,
    kind TEXT,
    parent TEXT,
    follows TEXT,
    family TEXT NOT NULL,
    basis TEXT NOT NULL CHECK (basis IN ('declared', 'name', 'read'))
) STRICT;

CREATE TABLE movement_names (
    name TEXT PRIMARY KEY NOT NULL,
    movement TEXT NOT NULL REFERENCES movements (name) ON DELETE CASCADE
) STRICT;

CREATE INDEX movement_names_by_movement ON movement_names (movement);
"""

# A happening is dated by the first event of its article that names the movement, as it stands or as it was read.
# Reports of one event are of one happening: they share its occasion.
_SERIES = """
CREATE VIEW series AS
WITH told AS (
    SELECT row_number() OVER () AS number, * FROM (
        SELECT 'campaigns' AS record, c.record_id, c.article_id, c.name, r.name AS name_read,
            iif(c.role IN ('launched', 'reviewed'), c.role, 'running') AS what, c.year, NULL AS start, NULL AS until,
            c.theme, c.province, c.published, c.state, c.states, c.conflict, c.quote, c.context
        FROM campaign_list c LEFT JOIN campaigns r ON r.id = c.record_id
        UNION ALL
        SELECT 'phases', p.record_id, p.article_id, p.campaign, r.campaign, 'phase', NULL, p.start, p."end",
            coalesce(p.theme, p.focus), p.province, p.published, p.state, p.states, p.conflict, p.quote, p.context
        FROM phase_list p LEFT JOIN phases r ON r.id = p.record_id WHERE p.campaign IS NOT NULL
    )
), held AS (
    SELECT l.record_id, l.article_id, l.date, l.organisers, '; ' || l.campaigns || '; ' AS campaigns, t.occasion,
        e.position
    FROM timeline l LEFT JOIN events e ON e.id = l.record_id LEFT JOIN attestations t ON t.event_id = l.record_id
), dated AS (
    SELECT told.*, held.date, held.organisers, held.occasion,
        row_number() OVER (PARTITION BY told.number ORDER BY held.position IS NULL, held.position) AS place
    FROM told LEFT JOIN held ON held.article_id = told.article_id AND (
        instr(held.campaigns, '; ' || told.name || '; ') OR EXISTS (
            SELECT 1 FROM event_campaigns n WHERE n.event_id = held.record_id AND n.campaign = told.name_read))
), celebrated AS (
    SELECT e.record_id, e.quote, replace(
        substr(a.text, max(e.start - 60, 0) + 1, e."end" + 60 - max(e.start - 60, 0)), char(10), ' ') AS context
    FROM evidence e JOIN articles a ON a.id = e.article_id WHERE e.id IN (
        SELECT min(id) FROM evidence WHERE record = 'campaigns' AND field = 'role' AND rule GLOB 'jubilee.*'
        GROUP BY record_id)
), happened AS (
    SELECT d.name, d.what, d.year, d.theme, d.province, d.organisers, d.occasion, d.article_id, d.published, d.record,
        d.record_id, d.state, d.states, d.conflict, d.quote, d.context,
        CASE d.what WHEN 'phase' THEN coalesce(d.start, '') || '/' || coalesce(d.until, '')
            WHEN 'reviewed' THEN d.date ELSE coalesce(d.date, d.year) END AS at
    FROM dated d WHERE d.place = 1 AND NOT (d.what = 'running' AND d.record_id IN (SELECT record_id FROM celebrated))
    UNION ALL
    SELECT d.name, 'anniversary', d.year, d.theme, d.province, d.organisers, d.occasion, d.article_id, d.published,
        d.record, d.record_id, d.state, d.states, d.conflict, c.quote, c.context, d.date
    FROM dated d JOIN celebrated c ON d.record = 'campaigns' AND d.record_id = c.record_id WHERE d.place = 1
)
SELECT coalesce(m.family, h.name) AS family, coalesce(m.name, h.name) AS movement, h.what,
    nullif(iif(instr(h.at, '/'), substr(h.at, 1, instr(h.at, '/') - 1), h.at), '') AS begin,
    nullif(iif(instr(h.at, '/'), substr(h.at, instr(h.at, '/') + 1), NULL), '') AS "end",
    h.year, h.theme, h.province, h.organisers, h.occasion, h.article_id, h.published, h.record, h.record_id, h.state,
    h.states, h.conflict, h.quote, h.context
FROM happened h LEFT JOIN movement_names n ON n.name = h.name LEFT JOIN movements m ON m.name = n.movement
ORDER BY 1, coalesce(begin, h.published, '~'), h.article_id, h.record, h.record_id IS NULL, h.record_id, h.what;
"""


def upgrade(db: Database) -> None:
    """Make the tables and the view."""
    db.executescript(_TABLES)
    db.executescript(_SERIES)
