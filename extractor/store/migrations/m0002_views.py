"""0002: views to read and to check by eye.

Each row names its article and shows the `quote` of its main evidence (that of the record's leading field, or
else the first) with its `context`, up to 60 characters on either side.
"""

from sqlite_utils import Database

_ARTICLE = "a.id AS article_id, a.title AS article, a.published, a.source, a.province"

_QUOTE = """q.quote,
    replace(
        substr(a.text, max(q.start - 60, 0) + 1, q."end" + 60 - max(q.start - 60, 0)), char(10), ' '
    ) AS context"""

_LEADING_FIELDS = {
    "events": ("kinds", "date", "organisers"),
    "campaigns": ("name",),
    "phases": ("ordinal", "start", "end"),
    "awards": ("count", "form"),
    "ratios": ("achieved", "percent"),
    "statistics": ("value",),
}


def _from(table: str) -> str:
    """Return the FROM clause: record `r`, its article `a`, its main evidence `q`."""
    order = " ".join(f"WHEN '{field}' THEN {i}" for i, field in enumerate(_LEADING_FIELDS[table]))
    return f"""FROM {table} r JOIN articles a ON a.id = r.article_id LEFT JOIN evidence q ON q.id = (
    SELECT e.id FROM evidence e WHERE e.record = '{table}' AND e.record_id = r.id
    ORDER BY CASE e.field {order} ELSE 9 END, e.id LIMIT 1)"""


def _plain(column: str) -> str:
    """Return SQL that shows a whole REAL without its `.0`."""
    whole = f"CAST(r.{column} AS INTEGER)"
    return f"CASE WHEN r.{column} = {whole} THEN {whole} ELSE r.{column} END AS {column}"


def _joined(value: str, source: str) -> str:
    """Return SQL that joins the parts of event `r` in their order."""
    return f"""(SELECT group_concat(part, '; ') FROM (
        SELECT {value} AS part FROM {source} WHERE l.event_id = r.id ORDER BY l.position))"""


_LISTS = {
    "award_list": (
        "awards",
        "r.form, r.title, r.grade, r.awarded_by, r.office, r.recipient, r.count, r.mod, r.period, r.status",
        "a.id, r.position",
    ),
    "ratio_list": (
        "ratios",
        f"""r.unit, {_plain("achieved")}, {_plain("total")}, {_plain("percent")},
    round(100.0 * r.achieved / nullif(r.total, 0), 2) AS computed_percent,
    r.mod, r.measure, r.criterion, r.period""",
        "a.id, r.position",
    ),
    "statistic_list": (
        "statistics",
        f"{_plain('value')}, r.mod, r.unit, r.description, r.period",
        "a.id, r.position",
    ),
    "timeline": (
        "events",
        f"""r.date, r.part_of_day, r.status, {_joined("l.kind", "event_kinds l")} AS kinds,
    {_joined("o.name", "event_organisers l JOIN organisations o ON o.id = l.organisation_id")} AS organisers,
    {_joined("p.name", "event_chairs l JOIN persons p ON p.id = l.person_id")} AS chairs,
    r.place, {_joined("l.campaign", "event_campaigns l")} AS campaigns""",
        "r.date IS NULL, r.date, a.id, r.position",
    ),
    "campaign_list": ("campaigns", "r.name, r.year, r.role, r.theme", "r.name, r.year, a.id, r.position"),
    "phase_list": (
        "phases",
        'r.campaign, r.ordinal, r.start, r."end", r.theme, r.focus',
        "r.campaign, r.start, a.id, r.position",
    ),
}

_PROBLEMS = (
    ("events", "no date", "r.date IS NULL"),
    ("campaigns", "no year", "r.year IS NULL"),
    ("phases", "no dates", 'r.start IS NULL AND r."end" IS NULL'),
    ("awards", "no giver", "r.awarded_by IS NULL"),
    ("awards", "no count", "r.count IS NULL AND r.mod IS NOT 'many'"),
    ("awards", "no period", "r.period IS NULL"),
    ("ratios", "more achieved than there are", "r.achieved > r.total"),
    (
        "ratios",
        "percent contradicts the fraction",
        "r.total > 0 AND abs(100.0 * r.achieved / r.total - r.percent) > 0.6",
    ),
    ("ratios", "percent above 100", "r.percent > 100"),
    ("ratios", "no period", "r.period IS NULL"),
    ("statistics", "no value", "r.value IS NULL AND r.mod IS NOT 'many'"),
    ("statistics", "no period", "r.period IS NULL"),
)

_UNDATED_ARTICLES = f"""SELECT 'articles' AS record, NULL AS record_id, 'no publication date' AS problem,
    {_ARTICLE}, NULL AS quote, NULL AS context FROM articles a WHERE a.published IS NULL"""


def upgrade(db: Database) -> None:
    """Make the views."""
    for name, (table, columns, order) in _LISTS.items():
        shown = f"{_ARTICLE},\n    {columns},\n    {_QUOTE}"
        db.execute(f"CREATE VIEW {name} AS SELECT {shown}\n{_from(table)}\nORDER BY {order}")
    shown = f"{_ARTICLE},\n    {_QUOTE}"
    problems = [
        f"SELECT '{table}', r.id, '{problem}',\n    {shown}\n{_from(table)}\nWHERE {condition}"
        for table, problem, condition in _PROBLEMS
    ]
    db.execute("CREATE VIEW needs_a_look AS\n" + "\nUNION ALL\n".join([_UNDATED_ARTICLES, *problems]))
