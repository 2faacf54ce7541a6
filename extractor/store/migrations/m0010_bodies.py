"""0010: bodies and administrative units that the records name, and views that follow a province through its mergers.

All of it is made of the records as they stand, anew when these have changed. A row names its record by `record_id`, or,
where a reviewer added the record, by `standing_id`.
"""

from sqlite_utils import Database

# `laid` holds what the rows were made of: while that is the same they are not made again.
_TABLES = """
CREATE TABLE units (
    code TEXT PRIMARY KEY NOT NULL,
    level TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    full_name TEXT NOT NULL,
    since TEXT,
    until TEXT,
    within TEXT REFERENCES units (code) DEFERRABLE INITIALLY DEFERRED,
    province TEXT REFERENCES units (code) DEFERRABLE INITIALLY DEFERRED,
    province_today TEXT REFERENCES units (code) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TABLE unit_successors (
    unit TEXT NOT NULL REFERENCES units (code),
    successor TEXT NOT NULL REFERENCES units (code),
    PRIMARY KEY (unit, successor)
) STRICT, WITHOUT ROWID;

CREATE TABLE bodies (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    office TEXT NOT NULL,
    kind TEXT,
    level TEXT,
    unit TEXT REFERENCES units (code),
    around TEXT,
    reason TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE body_names (
    body TEXT NOT NULL REFERENCES bodies (id),
    name TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (body, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_bodies (
    article_id TEXT NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
    record TEXT NOT NULL,
    record_id INTEGER,
    standing_id INTEGER REFERENCES standing (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('organiser', 'giver')),
    name TEXT NOT NULL,
    body TEXT NOT NULL REFERENCES bodies (id),
    time TEXT,
    CHECK ((record_id IS NULL) <> (standing_id IS NULL))
) STRICT;

CREATE TABLE record_units (
    article_id TEXT NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
    record TEXT NOT NULL,
    record_id INTEGER,
    standing_id INTEGER REFERENCES standing (id) ON DELETE CASCADE,
    time TEXT,
    unit TEXT REFERENCES units (code),
    province TEXT REFERENCES units (code),
    province_today TEXT REFERENCES units (code),
    basis TEXT CHECK (basis IN ('place', 'body', 'article')),
    reason TEXT,
    CHECK ((record_id IS NULL) <> (standing_id IS NULL))
) STRICT;

CREATE TABLE laid (what TEXT PRIMARY KEY NOT NULL, stamp TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE INDEX bodies_by_unit ON bodies (unit);
CREATE INDEX record_bodies_by_body ON record_bodies (body);
CREATE INDEX record_bodies_by_record ON record_bodies (record, record_id);
CREATE INDEX record_bodies_by_article ON record_bodies (article_id);
CREATE INDEX record_bodies_by_standing ON record_bodies (standing_id) WHERE standing_id IS NOT NULL;
CREATE INDEX record_units_by_unit ON record_units (unit, record);
CREATE INDEX record_units_by_record ON record_units (record, record_id);
CREATE INDEX record_units_by_article ON record_units (article_id);
CREATE INDEX record_units_by_standing ON record_units (standing_id) WHERE standing_id IS NOT NULL;
"""

_LISTS = """
CREATE VIEW body_list AS
SELECT b.id AS body, b.name, b.kind, b.level, u.full_name AS unit, coalesce(p.name, b.around) AS province,
    t.name AS province_today,
    (SELECT group_concat(name, '; ') FROM (
        SELECT n.name FROM body_names n WHERE n.body = b.id ORDER BY n.times DESC, n.name)) AS names,
    count(DISTINCT iif(r.role = 'organiser', coalesce(a.occasion, r.record_id, '+' || r.standing_id), NULL)) AS events,
    count(DISTINCT iif(r.role = 'giver', coalesce(r.record_id, '+' || r.standing_id), NULL)) AS awards,
    min(r.time) AS first, max(r.time) AS last, b.office, b.reason
FROM bodies b LEFT JOIN units u ON u.code = b.unit
LEFT JOIN units p ON p.code = u.province LEFT JOIN units t ON t.code = u.province_today
LEFT JOIN record_bodies r ON r.body = b.id
LEFT JOIN attestations a ON r.record = 'events' AND a.event_id = r.record_id
GROUP BY b.id ORDER BY b.name, b.id;

CREATE VIEW place_list AS
SELECT u.code, u.full_name, u.level, w.full_name AS within, p.name AS province, u.since, u.until,
    (SELECT group_concat(full_name, '; ') FROM (
        SELECT n.full_name FROM unit_successors s JOIN units n ON n.code = s.successor
        WHERE s.unit = u.code AND s.successor <> u.code ORDER BY n.code)) AS became,
    t.name AS province_today,
    (SELECT count(*) FROM bodies b WHERE b.unit = u.code) AS bodies,
    (SELECT count(*) FROM record_units r WHERE r.unit = u.code AND r.record = 'events') AS events,
    (SELECT count(*) FROM record_units r WHERE r.unit = u.code AND r.record = 'awards') AS awards,
    (SELECT count(*) FROM record_units r WHERE r.unit = u.code AND r.record = 'ratios') AS ratios
FROM units u LEFT JOIN units w ON w.code = u.within
LEFT JOIN units p ON p.code = u.province LEFT JOIN units t ON t.code = u.province_today
ORDER BY u.code;
"""

# The last part of a period decides its year. An award or a ratio is of the occasion of its article's main event.
# `+` keeps SQLite from an index on what is null nearly always.
_SERIES = """
CREATE VIEW province_series AS
WITH told AS (
    SELECT 'events' AS record, record_id, NULL AS standing_id, article_id, kinds AS what, date AS time, published,
        status, NULL AS count, NULL AS achieved, NULL AS total, NULL AS percent, state, quote
    FROM timeline WHERE record_id IS NOT NULL
    UNION ALL
    SELECT 'awards', record_id, NULL, article_id, form, period, published, status, count, NULL, NULL, NULL, state, quote
    FROM award_list WHERE record_id IS NOT NULL
    UNION ALL
    SELECT 'ratios', record_id, NULL, article_id, unit, period, published, NULL, NULL, achieved, total, percent, state,
        quote
    FROM ratio_list WHERE record_id IS NOT NULL
    UNION ALL
    SELECT s.record, NULL, s.id, s.article_id,
        CASE s.record WHEN 'events' THEN (SELECT group_concat(j.value, '; ') FROM json_each(s."values", '$.kinds') j)
            WHEN 'awards' THEN json_extract(s."values", '$.form') ELSE json_extract(s."values", '$.unit') END,
        json_extract(s."values", iif(s.record = 'events', '$.date', '$.period')), l.published,
        json_extract(s."values", '$.status'), json_extract(s."values", '$.count'),
        json_extract(s."values", '$.achieved'), json_extract(s."values", '$.total'),
        json_extract(s."values", '$.percent'), s.state, s.quote
    FROM standing s JOIN article_list l ON l.article_id = s.article_id
    WHERE s.record IN ('events', 'awards', 'ratios') AND s.record_id IS NULL AND s.state <> 'rejected'
)
SELECT p.name AS province, n.name AS province_today, o.record,
    nullif(substr(coalesce(o.time, o.published), instr(coalesce(o.time, o.published), '/') + 1, 4), '') AS year,
    o.what, o.count, o.achieved, o.total, o.percent, o.status, u.full_name AS unit, r.basis, t.occasion, o.state,
    o.article_id, o.record_id, o.quote
FROM told o LEFT JOIN record_units r
    ON r.record = o.record AND r.record_id IS o.record_id AND +r.standing_id IS o.standing_id
LEFT JOIN units u ON u.code = r.unit
LEFT JOIN units p ON p.code = r.province LEFT JOIN units n ON n.code = r.province_today
LEFT JOIN attestations t ON t.event_id = iif(o.record = 'events', o.record_id,
    (SELECT e.id FROM events e WHERE e.article_id = o.article_id AND e.position = 0))
ORDER BY p.name IS NULL, p.name, year, o.article_id, o.record, o.record_id IS NULL, o.record_id;
"""


def upgrade(db: Database) -> None:
    """Make the tables and views."""
    db.executescript(_TABLES)
    db.executescript(_LISTS)
    db.executescript(_SERIES)
