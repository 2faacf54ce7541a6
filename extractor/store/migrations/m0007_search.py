"""0007: full-text search of articles, and a list of them as they stand after review."""

from sqlite_utils import Database

# FTS5 may be missing from a Python's SQLite, and a database may be written by one that has it and one that has not.
# `search_documents` says what is in the index just as it is stored now; plain triggers take out what has changed,
# whoever changed it. Numbers are never used again: words that were left in the index under one find no article.
# A rowid of `articles` would not do: VACUUM may give other ones.
# The index takes marks off letters, but not the bar of đ.
_TABLES = """
CREATE TABLE search_documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id TEXT NOT NULL UNIQUE REFERENCES articles (id) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;

CREATE VIEW search_texts AS
SELECT d.id, replace(replace(a.title, 'đ', 'd'), 'Đ', 'D') AS title,
    replace(replace(a.text, 'đ', 'd'), 'Đ', 'D') AS text
FROM search_documents d JOIN articles a ON a.id = d.article_id;

CREATE TRIGGER search_forgets_what_changed AFTER UPDATE OF title, text ON articles
WHEN old.title IS NOT new.title OR old.text IS NOT new.text
BEGIN DELETE FROM search_documents WHERE article_id IN (old.id, new.id); END;

CREATE TRIGGER search_forgets_what_is_deleted AFTER DELETE ON articles
BEGIN DELETE FROM search_documents WHERE article_id = old.id; END;
"""

_INDEX = """
CREATE VIRTUAL TABLE IF NOT EXISTS article_search USING fts5 (
    title, text, content = 'search_texts', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
)
"""

_ARTICLES = """
CREATE VIEW article_list AS SELECT a.id AS article_id, {columns},
    coalesce(m.state, 'proposed') AS state, m.states, m.conflict
FROM articles a LEFT JOIN standing m ON m.article_id = a.id AND m.record = 'articles'
ORDER BY published IS NULL, published, a.id
"""


def upgrade(db: Database) -> None:
    """Make the tables and views, and the index where it can be."""
    db.executescript(_TABLES)
    columns = ", ".join(
        f"""iif(m.id IS NULL, a.{name}, json_extract(m."values", '$.{name}')) AS {name}"""
        for name in ("title", "published", "source", "url", "author", "province")
    )
    db.execute(_ARTICLES.format(columns=columns))
    if has_fts5(db):
        index_rest(db)


def has_fts5(db: Database) -> bool:
    """Tell whether this SQLite can search."""
    return db.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone() is not None


def index_rest(db: Database) -> None:
    """Make the index if there is none, and index the articles that are not in it; needs FTS5."""
    db.execute(_INDEX)
    last = db.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'search_documents'").fetchone()[0]
    db.execute(
        "INSERT INTO search_documents (article_id)"
        " SELECT id FROM articles WHERE id NOT IN (SELECT article_id FROM search_documents) ORDER BY rowid"
    )
    db.execute(
        "INSERT INTO article_search (rowid, title, text) SELECT id, title, text FROM search_texts WHERE id > ?", (last,)
    )
