"""0006: what stands after review beside what was read, views that show it, and one list of what is doubtful.

The readable views show the current truth: a record that was rejected is not there, one that was added is, a corrected
value stands instead of the one read. `state` is `proposed` (nobody decided), `accepted`, `corrected` or `added`;
`states` is that of each field as JSON, null where nobody decided; `conflict` says what changed under a decision.
`record_id` is the row of the record's own table, null for what a reviewer added. Each row names its article and shows
the `quote` of its main evidence with its `context`, up to 60 characters on either side.
"""

from sqlite_utils import Database

# `values` (JSON) is null for what is rejected; `record_id` is null for what no rule reads, and for the article itself.
# `start`, `end`, `quote`: where the record's main evidence stands in the text as it is now.
_TABLE = """
CREATE TABLE standing (
    id INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
    record TEXT NOT NULL,
    record_id INTEGER,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'accepted', 'corrected', 'added', 'rejected')),
    states TEXT NOT NULL,
    settled INTEGER NOT NULL,
    conflict TEXT,
    "values" TEXT,
    start INTEGER,
    "end" INTEGER,
    quote TEXT
) STRICT;

CREATE INDEX standing_by_article ON standing (article_id);
CREATE INDEX standing_by_record ON standing (record, record_id);
"""

_OLD = ("award_list", "ratio_list", "statistic_list", "timeline", "campaign_list", "phase_list", "needs_a_look")

_OF_ARTICLE = ("title", "published", "source", "province")
_ARTICLE = "a.id AS article_id, " + ", ".join(
    f"""iif(m.id IS NULL, a.{name}, json_extract(m."values", '$.{name}')) AS {"article" if name == "title" else name}"""
    for name in _OF_ARTICLE
)
_WITH_ARTICLE = """JOIN articles a ON a.id = {of}.article_id
LEFT JOIN standing m ON m.article_id = a.id AND m.record = 'articles'"""
_CONTEXT = """replace(
    substr(a.text, max({q}.start - 60, 0) + 1, {q}."end" + 60 - max({q}.start - 60, 0)), char(10), ' '
    ) AS context"""

_LEADING_FIELDS = {
    "events": ("kinds", "date", "organisers"),
    "campaigns": ("name",),
    "phases": ("ordinal", "start", "end"),
    "awards": ("count", "form"),
    "ratios": ("achieved", "percent"),
    "statistics": ("value",),
}


def _main_evidence(table: str, of: str) -> str:
    """Return the join that gives a record's main evidence as `q`: that of its leading field, or else the first."""
    order = " ".join(f"WHEN '{field}' THEN {i}" for i, field in enumerate(_LEADING_FIELDS[table]))
    return f"""LEFT JOIN evidence q ON q.id = (
    SELECT e.id FROM evidence e WHERE e.record = '{table}' AND e.record_id = {of}
    ORDER BY CASE e.field {order} ELSE 9 END, e.id LIMIT 1)"""


def _joined(value: str, source: str) -> str:
    """Return SQL that joins the parts of event `r` in their order."""
    return f"""(SELECT group_concat(part, '; ') FROM (
        SELECT {value} AS part FROM {source} WHERE l.event_id = r.id ORDER BY l.position))"""


_PARTS = {  # of events: as read, and the JSON path of each item's text
    "kinds": (_joined("l.kind", "event_kinds l"), "$"),
    "organisers": (
        _joined("o.name", "event_organisers l JOIN organisations o ON o.id = l.organisation_id"),
        "$.name",
    ),
    "chairs": (_joined("p.name", "event_chairs l JOIN persons p ON p.id = l.person_id"), "$.name"),
    "campaigns": (_joined("l.campaign", "event_campaigns l"), "$"),
}
_FIELDS = {
    "awards": ("form", "title", "grade", "awarded_by", "office", "recipient", "count", "mod", "period", "status"),
    "ratios": ("unit", "achieved", "total", "percent", "mod", "measure", "criterion", "period"),
    "statistics": ("value", "mod", "unit", "description", "period"),
    "events": ("date", "part_of_day", "status", "kinds", "organisers", "chairs", "place", "campaigns"),
    "campaigns": ("name", "year", "role", "theme"),
    "phases": ("campaign", "ordinal", "start", "end", "theme", "focus"),
}


def _decided(table: str, field: str) -> str:
    """Return SQL of what a reviewer's word on a field is, from `s`."""
    if table == "events" and field in _PARTS:
        item = "j.value" if _PARTS[field][1] == "$" else f"json_extract(j.value, '{_PARTS[field][1]}')"
        return f"""(SELECT group_concat({item}, '; ') FROM json_each(s."values", '$.{field}') j)"""
    return f"""json_extract(s."values", '$.{field}')"""


def _read(table: str, field: str) -> str:
    return _PARTS[field][0] if table == "events" and field in _PARTS else f'r."{field}"'


def _rows(table: str) -> str:
    """Return SELECT of the records of a table as they stand: those that rules read, and those that reviewers added."""
    fields = _FIELDS[table]
    read = ",\n    ".join(f'iif(s.id IS NULL, {_read(table, f)}, {_decided(table, f)}) AS "{f}"' for f in fields)
    added = ",\n    ".join(f'{_decided(table, f)} AS "{f}"' for f in fields)
    return f"""SELECT r.id AS record_id, r.article_id, r.position, {read},
    coalesce(s.state, 'proposed') AS state, s.states, s.conflict, q.start AS at, q."end" AS until, q.quote
FROM {table} r LEFT JOIN standing s ON s.record = '{table}' AND s.record_id = r.id
{_main_evidence(table, "r.id")}
WHERE s.state IS NOT 'rejected'
UNION ALL
SELECT NULL, s.article_id, NULL, {added}, s.state, s.states, s.conflict, s.start, s."end", s.quote
FROM standing s WHERE s.record = '{table}' AND s.record_id IS NULL AND s.state <> 'rejected'"""


def _plain(column: str) -> str:
    """Return SQL that shows a whole REAL without its `.0`."""
    whole = f"CAST(r.{column} AS INTEGER)"
    return f"CASE WHEN r.{column} = {whole} THEN {whole} ELSE r.{column} END AS {column}"


_PLACE = "a.id, r.position IS NULL, r.position"
_LISTS = {
    "award_list": (
        "awards",
        "r.form, r.title, r.grade, r.awarded_by, r.office, r.recipient, r.count, r.mod, r.period, r.status",
        _PLACE,
    ),
    "ratio_list": (
        "ratios",
        f"""r.unit, {_plain("achieved")}, {_plain("total")}, {_plain("percent")},
    round(100.0 * r.achieved / nullif(r.total, 0), 2) AS computed_percent,
    r.mod, r.measure, r.criterion, r.period""",
        _PLACE,
    ),
    "statistic_list": ("statistics", f"{_plain('value')}, r.mod, r.unit, r.description, r.period", _PLACE),
    "timeline": (
        "events",
        "r.date, r.part_of_day, r.status, r.kinds, r.organisers, r.chairs, r.place, r.campaigns",
        f"r.date IS NULL, r.date, {_PLACE}",
    ),
    "campaign_list": ("campaigns", "r.name, r.year, r.role, r.theme", f"r.name, r.year, {_PLACE}"),
    "phase_list": (
        "phases",
        'r.campaign, r.ordinal, r.start, r."end", r.theme, r.focus',
        f"r.campaign, r.start, {_PLACE}",
    ),
}

_INFERRED = (
    "EXISTS (SELECT 1 FROM inferences i WHERE i.record = '{table}' AND i.record_id = r.id AND i.field IN ({fields}))"
)
_EARLIER = "substr({a}, 1, min(length({a}), length({b}))) < substr({b}, 1, min(length({a}), length({b})))"
"""Whether one ISO date is before another, as precisely as both are told."""
_OF_RECORDS = (
    ("phases", "ends before it starts", 8, _EARLIER.format(a='r."end"', b="r.start")),
    (
        "phases",
        "begins before the stage before has ended",
        5,
        "EXISTS (SELECT 1 FROM phases o WHERE o.article_id = r.article_id AND o.campaign IS r.campaign"
        " AND o.ordinal < r.ordinal AND " + _EARLIER.format(a="r.start", b='o."end"') + ")",
    ),
    (
        "events",
        "held after it was printed",
        8,
        "r.status IS NULL AND EXISTS (SELECT 1 FROM articles p WHERE p.id = r.article_id AND "
        + _EARLIER.format(a="substr(p.published, 1, 10)", b="substr(r.date, 1, 10)")
        + ")",
    ),
    ("ratios", "more achieved than there are", 9, "r.achieved > r.total"),
    (
        "ratios",
        "percent contradicts the fraction",
        9,
        "r.total > 0 AND abs(100.0 * r.achieved / r.total - r.percent) > 0.6",
    ),
    ("ratios", "percent above 100", 6, "r.percent > 100"),
    ("events", "no date", 4, "r.date IS NULL"),
    ("events", "no organiser", 3, "NOT EXISTS (SELECT 1 FROM event_organisers o WHERE o.event_id = r.id)"),
    ("phases", "no dates", 4, 'r.start IS NULL AND r."end" IS NULL'),
    ("awards", "no giver", 3, "r.awarded_by IS NULL AND r.status = 'given'"),
    ("awards", "no count", 3, "r.count IS NULL AND r.mod IS NOT 'many'"),
    ("campaigns", "no year", 2, "r.year IS NULL"),
    ("events", "inferred date", 1, _INFERRED.format(table="events", fields="'date'")),
    ("campaigns", "inferred year", 1, _INFERRED.format(table="campaigns", fields="'year'")),
    ("phases", "inferred dates", 1, _INFERRED.format(table="phases", fields="'start', 'end'")),
    ("awards", "no period", 0, "r.period IS NULL"),
    ("ratios", "no period", 0, "r.period IS NULL"),
    ("statistics", "no value", 0, "r.value IS NULL AND r.mod IS NOT 'many'"),
    ("statistics", "no period", 0, "r.period IS NULL"),
)
"""Table, what is doubtful, how much that weighs in the queue of review, and when it is so."""
_OF_ARTICLES = (
    ("no publication date", 2, "a.published IS NULL"),
    ("no province", 2, "a.province IS NULL"),
)
_TWO_READINGS = """SELECT article_id, 'articles' AS record, NULL AS record_id, 'two readings' AS problem, 5 AS weight
FROM evidence
WHERE record IN ('awards', 'ratios', 'statistics') AND field IN ('count', 'achieved', 'percent', 'value')
GROUP BY article_id, start, "end" HAVING count(DISTINCT record || record_id) > 1"""


def upgrade(db: Database) -> None:
    """Make the table, and the views anew."""
    db.executescript(_TABLE)
    db.execute("DELETE FROM review_states")  # what stands is laid anew
    for name in _OLD:
        db.execute(f"DROP VIEW {name}")
    for name, (table, columns, order) in _LISTS.items():
        shown = f"r.record_id, {_ARTICLE},\n    {columns}, r.state, r.states, r.conflict,\n    r.quote,\n    {_at('r')}"
        joins = _WITH_ARTICLE.format(of="r")
        db.execute(f"CREATE VIEW {name} AS SELECT {shown}\nFROM ({_rows(table)}) r\n{joins}\nORDER BY {order}")
    db.execute(f"CREATE VIEW doubts AS\n{_doubts()}")
    db.execute(f"CREATE VIEW needs_a_look AS\n{_needs_a_look()}")


def _at(row: str) -> str:
    return _CONTEXT.format(q=row).replace(f"{row}.start", f"{row}.at").replace(f'{row}."end"', f"{row}.until")


def _doubts() -> str:
    """Return SELECT of what is doubtful about records that are not settled, and about articles."""
    unsettled = "LEFT JOIN standing s ON s.record = '{0}' AND s.record_id {1} WHERE s.settled IS NOT 1"
    parts = [
        f"SELECT r.article_id, '{table}' AS record, r.id AS record_id, '{problem}' AS problem, {weight} AS weight\n"
        f"FROM {table} r {unsettled.format(table, '= r.id')} AND {condition}"
        for table, problem, weight, condition in _OF_RECORDS
    ]
    parts += [
        f"SELECT a.id, 'articles', NULL, '{problem}', {weight} FROM articles a"
        f" {unsettled.format('articles', 'IS NULL AND s.article_id = a.id')} AND {condition}"
        for problem, weight, condition in _OF_ARTICLES
    ]
    return "\nUNION ALL\n".join([*parts, _TWO_READINGS])


def _needs_a_look() -> str:
    tables = [
        f"SELECT d.record, d.record_id, d.problem, d.weight, {_ARTICLE},\n    q.quote, {_CONTEXT.format(q='q')}\n"
        f"FROM doubts d {_WITH_ARTICLE.format(of='d')}\n{_main_evidence(table, 'd.record_id')}\n"
        f"WHERE d.record = '{table}'"
        for table in _LEADING_FIELDS
    ]
    articles = (
        f"SELECT d.record, d.record_id, d.problem, d.weight, {_ARTICLE}, NULL AS quote, NULL AS context\n"
        f"FROM doubts d {_WITH_ARTICLE.format(of='d')} WHERE d.record = 'articles'"
    )
    found = "\nUNION ALL\n".join([articles, *tables])
    return f"SELECT * FROM ({found}) ORDER BY weight DESC, article_id, record, problem, record_id"
