"""Metadata by which Datasette shows a database with its meaning and answers common questions."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from extractor.store.description import common_columns, queries, tables

_TITLE = "Emulation campaigns in the Vietnamese press"
_ABOUT = (
    "Read by phongtrao: every value quotes its evidence. Begin with the lists (award_list, ratio_list, statistic_list,"
    " timeline, campaign_list, phase_list), which show what stands after review."
)


def columns(db: Database) -> Mapping[str, Sequence[str]]:
    """Return the tables and views of a database with their columns, those left out that are SQLite's own."""
    sql = """SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c
        WHERE t.schema = 'main' AND t.type IN ('table', 'view', 'virtual')
        AND t.name NOT LIKE '%sqlite#_%' ESCAPE '#' ORDER BY t.name, c.cid"""
    found: dict[str, list[str]] = {}
    for table, column in db.execute(sql):
        found.setdefault(table, []).append(column)
    return found


def metadata(db: Database, name: str) -> dict[str, Any]:
    """Return the metadata of a database that Datasette calls `name`."""
    there = columns(db)
    return {
        "title": _TITLE,
        "description": _ABOUT,
        "databases": {
            name: {
                "tables": {table: _table(table, there[table]) for table in tables() if table in there},
                "queries": {
                    query: {"title": one.title, "description": one.about, "sql": one.sql, "params": list(one.sample)}
                    for query, one in queries().items()
                },
            }
        },
    }


def _table(name: str, there: Sequence[str]) -> dict[str, Any]:
    described = tables()[name]
    meanings = {column: described.columns.get(column) or common_columns()[column] for column in there}
    return {"description": described.about, "columns": meanings, **described.datasette}
