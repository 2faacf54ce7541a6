"""0001: articles, runs, the contract's record tables, names, evidence and inferences."""

from sqlite_utils import Database

# Offsets (`body`, `furniture`, `captions`, evidence) are code points into `articles.text`.
# `title` … `province` are what was extracted; `stated` (JSON) is what the source itself gave beside the text.
_ARTICLES = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    version TEXT NOT NULL,
    rulebook TEXT NOT NULL,
    started TEXT NOT NULL,
    finished TEXT,
    UNIQUE (version, rulebook)
) STRICT;

CREATE TABLE articles (
    id TEXT PRIMARY KEY NOT NULL,
    text TEXT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    title TEXT,
    published TEXT,
    source TEXT,
    url TEXT,
    author TEXT,
    province TEXT,
    origin TEXT NOT NULL,
    body INTEGER NOT NULL,
    furniture TEXT NOT NULL,
    captions TEXT NOT NULL,
    stated TEXT NOT NULL,
    extra TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id)
) STRICT;

CREATE TABLE organisations (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE persons (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
"""

# `awarded_by` keeps the contract's key and is linked by name, so that it reads without a join.
_RECORDS = {
    "times": "value TEXT NOT NULL, type TEXT NOT NULL, mod TEXT",
    "events": "date TEXT, part_of_day TEXT, place TEXT, status TEXT",
    "campaigns": "name TEXT NOT NULL, year TEXT, theme TEXT, role TEXT",
    "phases": 'campaign TEXT, ordinal INTEGER, start TEXT, "end" TEXT, theme TEXT, focus TEXT',
    "awards": """form TEXT NOT NULL, title TEXT, grade TEXT,
    awarded_by TEXT REFERENCES organisations (name) ON UPDATE CASCADE,
    office TEXT, recipient TEXT, count INTEGER, mod TEXT, period TEXT, status TEXT NOT NULL""",
    "ratios": """unit TEXT NOT NULL, achieved REAL, total REAL, percent REAL, mod TEXT,
    measure TEXT, criterion TEXT, period TEXT""",
    "statistics": "value REAL, mod TEXT, unit TEXT, description TEXT, period TEXT",
}

_RECORD_TABLE = """
CREATE TABLE {name} (
    id INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    position INTEGER NOT NULL,
    {columns},
    UNIQUE (article_id, position)
) STRICT;
"""

_PARTS_OF_EVENTS = {
    "event_kinds": "kind TEXT NOT NULL",
    "event_organisers": "organisation_id INTEGER NOT NULL REFERENCES organisations (id)",
    "event_chairs": "person_id INTEGER NOT NULL REFERENCES persons (id), rank TEXT, title TEXT",
    "event_campaigns": "campaign TEXT NOT NULL",
}

_PART_OF_EVENT_TABLE = """
CREATE TABLE {name} (
    event_id INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    {columns},
    PRIMARY KEY (event_id, position)
) STRICT, WITHOUT ROWID;
"""

# `record` names the table and `record_id` the row; for the article itself they are 'articles' and NULL.
_SUPPORT_TABLE = """
CREATE TABLE {name} (
    id INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
    record TEXT NOT NULL,
    record_id INTEGER,
    field TEXT NOT NULL,
    {columns},
    CHECK ((record = 'articles') = (record_id IS NULL))
) STRICT;

CREATE INDEX {name}_by_article ON {name} (article_id);
CREATE INDEX {name}_by_record ON {name} (record, record_id);
"""

_SUPPORTS = {
    "evidence": """start INTEGER NOT NULL, "end" INTEGER NOT NULL, quote TEXT NOT NULL, rule TEXT NOT NULL,
    CHECK (0 <= start AND start < "end")""",
    "inferences": "basis TEXT NOT NULL",
}

_INDEXES = """
CREATE INDEX awards_by_giver ON awards (awarded_by);
CREATE INDEX event_organisers_by_organisation ON event_organisers (organisation_id);
CREATE INDEX event_chairs_by_person ON event_chairs (person_id);
"""


def upgrade(db: Database) -> None:
    """Make the tables."""
    db.executescript(_ARTICLES)
    groups = (
        (_RECORD_TABLE, _RECORDS),
        (_PART_OF_EVENT_TABLE, _PARTS_OF_EVENTS),
        (_SUPPORT_TABLE, _SUPPORTS),
    )
    for form, tables in groups:
        for name, columns in tables.items():
            db.executescript(form.format(name=name, columns=columns))
    db.executescript(_INDEXES)
