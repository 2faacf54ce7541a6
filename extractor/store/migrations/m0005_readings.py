"""0005: what each run read of each article, so that two runs can be compared."""

from sqlite_utils import Database

# `sha256` is that of the text that was read, `digest` that of the extraction without its id. The latest `id` of a run
# says when it last read anything: its row in `runs` is the same when older rules are used again.
# `digest` is null where an article was stored before there were readings and has not been read again since: its
# extraction is in the tables, and to digest them all would keep whoever opens a large database waiting.
# An extraction is kept (JSON, compressed by zlib) when another replaces it, as long as a reading is it.
_TABLES = """
CREATE TABLE readings (
    id INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    sha256 TEXT NOT NULL,
    digest TEXT,
    UNIQUE (article_id, run_id)
) STRICT;

CREATE INDEX readings_by_digest ON readings (digest);

CREATE TABLE kept_extractions (
    digest TEXT PRIMARY KEY NOT NULL,
    extraction BLOB NOT NULL
) STRICT;

CREATE TRIGGER kept_extractions_go_with_their_last_reading AFTER DELETE ON readings
BEGIN
    DELETE FROM kept_extractions WHERE digest = old.digest
    AND NOT EXISTS (SELECT 1 FROM readings WHERE digest = old.digest);
END;

INSERT INTO readings (article_id, run_id, sha256)
SELECT a.id, a.run_id, a.sha256 FROM articles a JOIN runs r ON r.id = a.run_id
ORDER BY coalesce(r.finished, r.started), r.id, a.rowid;
"""


def upgrade(db: Database) -> None:
    """Make the tables, and note what is stored already as read by its run."""
    db.executescript(_TABLES)
