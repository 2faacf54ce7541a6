"""0015: by which rules each run reads, so that new rules read again only what they can touch."""

from sqlite_utils import Database

# `run_commons` digests what bears on every article; a run that is not in it is older: which rules it had is not known.
# `rule_forms` are the rules as far as they bear on what is read, each once, however many runs have it, and
# `lexicon_forms` the lexicons that they read. `required` (JSON, compressed by zlib) are sets of literals of which the
# folded text of an article must hold one each, or the rule cannot match in it.
# `readings_of_all` are the readings for records whatever the article is on: few, so that most take no room here.
_TABLES = """
CREATE TABLE run_commons (
    run_id INTEGER PRIMARY KEY NOT NULL REFERENCES runs (id),
    digest TEXT NOT NULL
) STRICT;

CREATE TABLE rule_forms (
    digest TEXT PRIMARY KEY NOT NULL,
    rule TEXT NOT NULL,
    label TEXT NOT NULL,
    outline TEXT NOT NULL,
    lexicons TEXT NOT NULL,
    required BLOB NOT NULL
) STRICT;

CREATE TABLE run_rules (
    run_id INTEGER NOT NULL REFERENCES runs (id),
    position INTEGER NOT NULL,
    digest TEXT NOT NULL REFERENCES rule_forms (digest),
    PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE lexicon_forms (
    digest TEXT PRIMARY KEY NOT NULL,
    lexicon TEXT NOT NULL,
    terms BLOB NOT NULL
) STRICT;

CREATE TABLE run_lexicons (
    run_id INTEGER NOT NULL REFERENCES runs (id),
    digest TEXT NOT NULL REFERENCES lexicon_forms (digest),
    PRIMARY KEY (run_id, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE readings_of_all (
    reading_id INTEGER PRIMARY KEY NOT NULL REFERENCES readings (id) ON DELETE CASCADE
) STRICT;
"""


def upgrade(db: Database) -> None:
    """Make the tables."""
    db.executescript(_TABLES)
