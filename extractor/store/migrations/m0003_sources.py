"""0003: where each article came from, what was passed over or failed, and which articles are alike."""

from sqlite_utils import Database

# `sources.sha256` is that of what lay there, before it was read: an input that is as it was is not read again.
# `article_id` is null where nothing was stored of it. `encoding` and `repair` say how its bytes became text.
# `alike` holds each pair once; `article_id` is the later one. `resemblance` is estimated from `signatures`.
_TABLES = """
CREATE TABLE sources (
    origin TEXT PRIMARY KEY NOT NULL,
    sha256 TEXT NOT NULL,
    article_id TEXT REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
    encoding TEXT,
    repair TEXT,
    run_id INTEGER NOT NULL REFERENCES runs (id)
) STRICT;

CREATE INDEX sources_by_article ON sources (article_id);
CREATE INDEX sources_by_sha256 ON sources (sha256);

CREATE TABLE passed_over (
    origin TEXT PRIMARY KEY NOT NULL REFERENCES sources (origin) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    title TEXT,
    source TEXT,
    why TEXT NOT NULL
) STRICT;

CREATE TABLE failures (
    origin TEXT PRIMARY KEY NOT NULL,
    reason TEXT NOT NULL,
    traceback TEXT,
    run_id INTEGER NOT NULL REFERENCES runs (id)
) STRICT;

CREATE TABLE signatures (
    article_id TEXT PRIMARY KEY NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
    hashes BLOB NOT NULL
) STRICT;

CREATE TABLE bands (
    band INTEGER NOT NULL,
    article_id TEXT NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
    PRIMARY KEY (band, article_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX bands_by_article ON bands (article_id);

CREATE TABLE alike (
    article_id TEXT NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
    other_id TEXT NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
    resemblance REAL NOT NULL,
    PRIMARY KEY (article_id, other_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX alike_by_other ON alike (other_id);

CREATE INDEX articles_by_origin ON articles (origin);

INSERT OR IGNORE INTO sources (origin, sha256, article_id, run_id)
SELECT origin, '', id, run_id FROM articles ORDER BY rowid;
"""


def upgrade(db: Database) -> None:
    """Make the tables, and give what is stored already its source."""
    db.executescript(_TABLES)
