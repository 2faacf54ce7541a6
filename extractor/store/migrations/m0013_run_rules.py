"""0013: by which rules each run reads, so that new rules read again only what they can touch."""

from sqlite_utils import Database

# `common` is a digest of what bears on every article; `rule_forms` are the rules as far as they bear on what is read,
# each once, however many runs have it, and `lexicon_forms` the lexicons that they read. `required` (JSON, compressed by
# zlib) are sets of literals of which the folded text of an article must hold one each, or the rule cannot match in it.
# `every` says that an article was read for records whatever it is on. Both columns are null where a run or reading is
# older: which rules it had is not known.
_TABLES = """
CREATE TABLE rule_forms (
    digest TEXT PRIMARY KEY NOT NULL,
    rule TEXT NOT NULL,
    label TEXT NOT NULL,
    outline TEXT NOT NULL,
    lexicons TEXT NOT NULL,
    required BLOB NOT NULL
) STRICT;

CREATE TABLE lexicon_forms (
    digest TEXT PRIMARY KEY NOT NULL,
    lexicon TEXT NOT NULL,
    terms BLOB NOT NULL
) STRICT;

CREATE TABLE run_rules (
    run_id INTEGER NOT NULL REFERENCES runs (id),
    position INTEGER NOT NULL,
    digest TEXT NOT NULL REFERENCES rule_forms (digest),
    PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_lexicons (
    run_id INTEGER NOT NULL REFERENCES runs (id),
    digest TEXT NOT NULL REFERENCES lexicon_forms (digest),
    PRIMARY KEY (run_id, digest)
) STRICT, WITHOUT ROWID;

ALTER TABLE runs ADD COLUMN common TEXT;

ALTER TABLE readings ADD COLUMN every INTEGER;
"""


def upgrade(db: Database) -> None:
    """Make the tables and columns."""
    db.executescript(_TABLES)
