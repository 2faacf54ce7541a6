"""What the tables, views and columns of a database mean, and common questions in SQL: the data of `described/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Described:
    """A table or view: what a row of it is, its columns by name, and what Datasette is told beside that."""

    about: str
    columns: Mapping[str, str]
    datasette: Mapping[str, Any]


@dataclass(frozen=True)
class CannedQuery:
    """A question in SQL; `sample` gives its parameters by name, each with a value to try."""

    title: str
    about: str
    sql: str
    sample: Mapping[str, str]


@lru_cache(maxsize=1)
def common_columns() -> Mapping[str, str]:
    """Return what a column of a name means in any table that does not say it itself."""
    columns: Mapping[str, str] = _read("tables")["columns"]
    return columns


@lru_cache(maxsize=1)
def tables() -> Mapping[str, Described]:
    """Return the tables and views, those to read first, with the columns that they describe themselves."""
    found = _read("tables")["tables"]
    return {
        name: Described(table["about"], table.get("columns", {}), table.get("datasette", {}))
        for name, table in found.items()
    }


@lru_cache(maxsize=1)
def queries() -> Mapping[str, CannedQuery]:
    """Return the questions by name."""
    return {
        name: CannedQuery(query["title"], query["about"], query["sql"].strip(), query["sample"])
        for name, query in _read("queries").items()
    }


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("described", f"{name}.toml").read_text(encoding="utf-8"))
