"""0004: what reviewers decide, in rows that nobody can change, and who is at work on which article."""

from sqlite_utils import Database

# `anchor` (JSON) is the record as its reviewer saw it; by it the record is found again in another extraction.
# `subject` is the first decision on the same record, null for that decision itself. `value` is JSON.
# `review_states` says how many records of an article are not settled and how many are in conflict, as of a run, a text
# and the last decision: what the queue would otherwise have to lay anew over each article.
# Decisions outlive the article's extraction, and its deletion too: there is no reference to `articles`.
_TABLES = """
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    made TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected', 'corrected', 'added', 'noted', 'undone')),
    kind TEXT,
    field TEXT,
    value TEXT,
    anchor TEXT,
    subject INTEGER REFERENCES decisions (id),
    undoes INTEGER REFERENCES decisions (id),
    note TEXT
) STRICT;

CREATE INDEX decisions_by_article ON decisions (article_id);

CREATE TRIGGER decisions_are_never_changed BEFORE UPDATE ON decisions
BEGIN SELECT raise(ABORT, 'a decision is never changed: add one that undoes it'); END;

CREATE TRIGGER decisions_are_never_deleted BEFORE DELETE ON decisions
BEGIN SELECT raise(ABORT, 'a decision is never deleted: add one that undoes it'); END;

CREATE TABLE review_states (
    article_id TEXT PRIMARY KEY NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
    run_id INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    decision_id INTEGER NOT NULL,
    open INTEGER NOT NULL,
    conflicts INTEGER NOT NULL
) STRICT;

CREATE TABLE claims (
    article_id TEXT PRIMARY KEY NOT NULL REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE,
    reviewer TEXT NOT NULL,
    until TEXT NOT NULL
) STRICT;
"""


def upgrade(db: Database) -> None:
    """Make the tables."""
    db.executescript(_TABLES)
