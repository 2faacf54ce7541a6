"""0011: what does not add up within an article, and in a series of articles; each finding in plain words with numbers.

The view `doubts` is built on what it was: its own lines get their numbers, and the rows of `contradictions` come in.
"""

from sqlite_utils import Database

from extractor.store.migrations.m0006_standing import _CONTEXT, _EARLIER

# Made by Python of the records as they stand after review. `start`, `end`, `quote`: the figure of the record;
# `other_…`: what it is held against in the same text, null where that is not printed. An article in `added_up` was
# looked at.
_TABLES = """
CREATE TABLE contradictions (
    id INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
    record TEXT NOT NULL,
    record_id INTEGER,
    problem TEXT NOT NULL,
    said TEXT NOT NULL,
    weight INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    quote TEXT NOT NULL,
    other_start INTEGER,
    other_end INTEGER,
    other_quote TEXT
) STRICT;

CREATE INDEX contradictions_by_article ON contradictions (article_id);

CREATE TABLE added_up (
    article_id TEXT PRIMARY KEY REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
"""


def _number(value: str) -> str:
    """Return SQL of a number without the `.0` of a whole one."""
    return f"CASE WHEN {value} = CAST({value} AS INTEGER) THEN CAST({value} AS INTEGER) ELSE {value} END"


_COMPUTED = _number("round(100.0 * r.achieved / r.total, 2)")
_SHARE = f"({_number('r.achieved')}) || ' of ' || ({_number('r.total')}) || ' ' || r.unit"
_PERCENT = f"({_number('r.percent')}) || '%'"
_OVERLAP = "o.article_id = r.article_id AND o.campaign IS r.campaign AND o.ordinal < r.ordinal AND " + _EARLIER.format(
    a="r.start", b='o."end"'
)
_SAID = {
    "more achieved than there are": f"{_SHARE} || ' achieved' FROM ratios r",
    "percent contradicts the fraction": f"{_SHARE} || ' is ' || ({_COMPUTED}) || '%, not ' || {_PERCENT} FROM ratios r",
    "percent above 100": f"{_PERCENT} || ' of ' || r.unit FROM ratios r",
    "ends before it starts": """'from ' || r.start || ' to ' || r."end" FROM phases r""",
    "begins before the stage before has ended": "'stage ' || r.ordinal || ' begins ' || r.start || ', stage '"
    f""" || o.ordinal || ' ends ' || o."end" FROM phases r JOIN phases o ON {_OVERLAP}""",
}
"""Problem → SQL of what is said of it, and of which record `r`."""
_MOVED = "held after it was printed"
"""What Python looks for from here on: it knows the words of what is still to come."""


def _doubts(was: str) -> str:
    said = "\n        ".join(
        f"WHEN '{problem}' THEN (SELECT {said} WHERE r.id = d.record_id LIMIT 1)" for problem, said in _SAID.items()
    )
    return f"""SELECT d.article_id, d.record, d.record_id, d.problem, d.weight,
    CASE d.problem
        {said}
    END AS said, NULL AS contradiction
FROM ({was}) d WHERE d.problem <> '{_MOVED}'
UNION ALL
SELECT article_id, record, record_id, problem, weight, said, id FROM contradictions"""


def _without_digits(text: str) -> str:
    for sign in "0123456789.,":
        text = f"replace({text}, '{sign}', '')"
    return text


def _evidence(row: str, prefix: str = "") -> str:
    """Return SQL of quote and context of a figure."""
    context = _CONTEXT.format(q="e").removesuffix(" AS context")
    found = (
        f"FROM evidence e JOIN articles a ON a.id = e.article_id WHERE e.record = {row}.record"
        f" AND e.record_id = {row}.record_id AND e.field = {row}.field LIMIT 1"
    )
    return f"(SELECT e.quote {found}) AS {prefix}quote,\n    (SELECT {context} {found}) AS {prefix}context"


_YEAR = "substr(period, instr(period, '/') + 1, 4)"
_COMPARED = "mod IS NULL AND {} >= 10 AND article_id IN (SELECT article_id FROM main)"
_SAME = ("record", "field", "unit", "what", "campaign", "province", "organisers", "precision")
# The same figure of one campaign, place and organisers, year after year: one of them ten times the others has lost or
# won a digit. An article that gives several figures for one thing is not compared, nor are small numbers, which do grow
# tenfold.
_JUMPS = f"""
CREATE VIEW jumps AS
WITH told AS (
    SELECT c.article_id, c.name AS campaign, min(c.record_id), coalesce(c.province, '') AS province,
        coalesce(t.organisers, '') AS organisers
    FROM campaign_list c LEFT JOIN timeline t ON t.article_id = c.article_id
        AND t.record_id IN (SELECT id FROM events WHERE position = 0)
    WHERE c.role IN ('reviewed', 'launched') GROUP BY c.article_id
), main AS MATERIALIZED (
    SELECT * FROM (SELECT *, count(*) OVER (PARTITION BY campaign, province, organisers) AS articles FROM told)
    WHERE articles > 1
), figures AS (
    SELECT 'ratios' AS record, 'total' AS field, record_id, article_id, published, total AS value, unit,
        coalesce(measure, '') || ', ' || coalesce(criterion, '') AS what, period
    FROM ratio_list WHERE {_COMPARED.format("total")}
    UNION ALL
    SELECT 'ratios', 'achieved', record_id, article_id, published, achieved, unit,
        coalesce(measure, '') || ', ' || coalesce(criterion, ''), period
    FROM ratio_list WHERE {_COMPARED.format("achieved")}
    UNION ALL
    SELECT 'statistics', 'value', record_id, article_id, published, value, unit,
        {_without_digits("description")}, period
    FROM statistic_list WHERE {_COMPARED.format("value")}
), series AS MATERIALIZED (
    SELECT f.record, f.field, f.record_id, f.article_id, f.value, f.unit, f.what, m.campaign,
        m.province, m.organisers, coalesce(length(f.period), 0) AS precision,
        CAST(coalesce({_YEAR.replace("period", "f.period")}, substr(f.published, 1, 4)) AS INTEGER) AS year
    FROM figures f JOIN main m ON m.article_id = f.article_id
    GROUP BY f.article_id, f.record, f.field, f.unit, f.what, f.period HAVING count(*) = 1
), beside AS MATERIALIZED (
    SELECT one.record, one.field, one.record_id, one.article_id, one.year, one.value, count(*) AS others,
        min(other.value) AS low, max(other.value) AS high, min(other.year || '#' || other.article_id) AS first
    FROM series one JOIN series other ON {" AND ".join(f"other.{name} = one.{name}" for name in _SAME)}
        AND other.article_id <> one.article_id AND abs(other.year - one.year) <= 1
    GROUP BY one.record, one.field, one.record_id, one.article_id
)
SELECT s.record, s.record_id, s.field, s.article_id, s.value, s.year, s.unit, {_evidence("s")},
    o.article_id AS other_article_id, o.value AS other_value, o.year AS other_year, {_evidence("o", "other_")}
FROM beside b JOIN series s ON s.record = b.record AND s.field = b.field AND s.record_id = b.record_id
JOIN series o ON {" AND ".join(f"o.{name} = s.{name}" for name in _SAME)} AND o.year || '#' || o.article_id = b.first
LEFT JOIN beside c ON c.record = o.record AND c.field = o.field AND c.record_id = o.record_id
LEFT JOIN standing d ON d.record = s.record AND d.record_id = s.record_id
WHERE d.settled IS NOT 1 AND (
    b.others > 1 AND b.high <= 2 * b.low AND (b.value >= 8 * b.high OR 8 * b.value <= b.low)
    OR b.others = 1 AND max(b.value, b.low) BETWEEN 9 * min(b.value, b.low) AND 11 * min(b.value, b.low)
        AND (c.others > 1 OR (s.year, s.article_id) > (o.year, o.article_id))
)
ORDER BY s.article_id, s.record, s.record_id, s.field;
"""

_TENFOLD = (
    f"({_number('j.value')}) || ' ' || j.unit || ' in ' || j.year || ', ' || ({_number('j.other_value')})"
    " || ' in ' || j.other_year"
)
_DISAGREE = f"({_number('one.value')}) || ' or ' || ({_number('other.value')}) || ': ' || one.what"
_HERE = _CONTEXT.format(q="c").removesuffix(" AS context")
_FINDINGS = f"""
CREATE VIEW findings AS
SELECT CASE WHEN d.weight >= 8 THEN 'error' ELSE 'warning' END AS severity, d.problem, d.said, n.record, n.record_id,
    n.article_id, n.quote, n.context, NULL AS other_article_id, NULL AS other_quote, NULL AS other_context
FROM needs_a_look n JOIN doubts d ON d.article_id = n.article_id AND d.record = n.record AND d.record_id IS n.record_id
    AND d.problem = n.problem
WHERE d.weight >= 5 AND d.problem <> 'two readings' AND d.contradiction IS NULL
UNION ALL
SELECT CASE WHEN c.weight >= 8 THEN 'error' ELSE 'warning' END, c.problem, c.said, c.record, c.record_id, c.article_id,
    c.quote, {_HERE}, iif(c.other_quote IS NULL, NULL, c.article_id), c.other_quote,
    {_HERE.replace("c.start", "c.other_start").replace('c."end"', "c.other_end")}
FROM contradictions c JOIN articles a ON a.id = c.article_id
UNION ALL
SELECT 'warning', 'papers disagree', {_DISAGREE}, one.record, one.record_id, one.article_id, one.quote, one.context,
    other.article_id, other.quote, other.context
FROM disagreements one JOIN disagreements other ON other.occasion = one.occasion AND other.record = one.record
    AND other.field = one.field AND (other.what = one.what OR one.record = 'events')
    AND other.article_id > one.article_id AND other.value <> one.value
UNION ALL
SELECT 'warning', 'tenfold in its series', {_TENFOLD}, j.record, j.record_id, j.article_id, j.quote, j.context,
    j.other_article_id, j.other_quote, j.other_context
FROM jumps j
ORDER BY severity, problem, article_id, record, record_id;
"""


def upgrade(db: Database) -> None:
    """Make the tables, and the views of what is doubtful anew."""
    (was,) = db.execute("SELECT sql FROM sqlite_master WHERE type = 'view' AND name = 'doubts'").fetchone()
    db.executescript(_TABLES)
    db.execute("DROP VIEW findings")
    db.execute("DROP VIEW doubts")
    db.execute(f"CREATE VIEW doubts AS\n{_doubts(was.partition(' AS')[2].strip())}")
    db.executescript(_JUMPS)
    db.executescript(_FINDINGS)
