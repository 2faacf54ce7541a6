"""Write what `extractor/store/described/` says of the database into docs/database.md.

python scripts/describe_database.py
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from extractor.store import Store
from extractor.store.description import CannedQuery, Described, common_columns, queries, tables

DOCS = Path(__file__).resolve().parents[1] / "docs" / "database.md"
_MARK = "<!-- What follows is written by scripts/describe_database.py -->\n"


def described(document: str) -> str:
    """Return the document with its second part made anew."""
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "new.db") as store:
        there = store.questions.columns()
    parts = ["\n## Tables and views\n", *(_table(name, one, there[name]) for name, one in tables().items())]
    parts += ["\n## Common questions in SQL\n\nParameters may be left empty.\n", *_queries(queries())]
    return document.partition(_MARK)[0] + _MARK + "".join(parts)


def _table(name: str, table: Described, columns: Sequence[str]) -> str:
    rows = (f"| `{column}` | {table.columns.get(column) or common_columns()[column]} |\n" for column in columns)
    return f"\n### {name}\n\n{table.about}\n\n| column | what it is |\n| --- | --- |\n{''.join(rows)}"


def _queries(found: Mapping[str, CannedQuery]) -> Iterator[str]:
    for one in found.values():
        yield f"\n### {one.title}\n\n{one.about}\n\n```sql\n{one.sql}\n```\n"


def main() -> None:
    """Rewrite docs/database.md in place."""
    DOCS.write_text(described(DOCS.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
