"""datapackage.json: what the files of an export hold, told in the terms of the Data Package standard 2.0."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from extractor import __version__
from extractor.export.citation import title
from extractor.export.formats import Form, Resource
from extractor.export.licence import Licence
from extractor.store import Column, Summary, Table
from extractor.store.description import common_columns, tables

_PROFILES = "https://datapackage.org/profiles/2.0"
_MEDIA = {"csv": "text/csv", "jsonl": "application/jsonl", "parquet": "application/vnd.apache.parquet"}
_TYPES = {"TEXT": "string", "INTEGER": "integer", "REAL": "number", "BLOB": "string"}


def descriptor(resources: Sequence[Resource], form: Form, step: str, summary: Summary, licence: Licence | None) -> str:
    """Return the file; times in it are those of the data, so that the same database gives the same bytes."""
    words = _words()
    about = [words["about"][part] for part in ("all", form)]
    package: dict[str, Any] = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": "phongtrao-records",
        "title": title(summary),
        "description": " ".join([*about, words["about"]["licence" if licence else "no_licence"]]),
        "keywords": words["about"]["keywords"],
    }
    if summary.latest:
        package["created"] = summary.latest
    if licence:
        package["licenses"] = [{"name": licence.name} if licence.name else {"path": licence.path}]
    package["resources"] = [_resource(resource, words) for resource in resources]
    package["phongtrao"] = {"format": form, "version": __version__, "schema": step, **_provenance(summary)}
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _provenance(summary: Summary) -> dict[str, Any]:
    """Return which runs read the articles with which rules, and how far people have reviewed what was read."""
    runs = [
        {
            "id": run.id,
            "version": run.version,
            "rulebook": run.rulebook,
            "started": run.started,
            "finished": run.finished,
            "articles": run.present,
        }
        for run in summary.runs
    ]
    records = {state: summary.records[state] for state in sorted(summary.records)}
    settled = {"total": summary.articles, "fully reviewed": summary.settled}
    return {"runs": runs, "review": {"decisions": summary.decisions, "articles": settled, "records": records}}


def _resource(resource: Resource, words: Mapping[str, Any]) -> dict[str, Any]:
    told = (
        {"title": _title(resource.name), "description": tables()[resource.name].about}
        if resource.table
        else words["jsonl"]
    )
    about = {
        "name": resource.name,
        "path": resource.path,
        "title": told["title"],
        "description": told["description"],
        "format": resource.form,
        "mediatype": _MEDIA[resource.form],
        "bytes": resource.size,
        "hash": resource.digest,
    }
    if resource.form != "parquet":
        about["encoding"] = "utf-8"
    if resource.table:
        about |= {"type": "table", "schema": _schema(resource.table)}
    return about


def _schema(table: Table) -> dict[str, Any]:
    own = tables()[table.name].columns
    schema: dict[str, Any] = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(column, own.get(column.name) or common_columns()[column.name]) for column in table.columns],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.references:
        schema["foreignKeys"] = [
            {
                "fields": list(reference.columns),
                # the standard names a table itself by nothing
                "reference": {
                    "resource": "" if reference.table == table.name else reference.table,
                    "fields": list(reference.of),
                },
            }
            for reference in table.references
        ]
    return schema


def _field(column: Column, description: str) -> dict[str, Any]:
    return {
        "name": column.name,
        "title": _title(column.name),
        "type": _TYPES[column.type],
        "description": description,
        **({"constraints": {"required": True}} if column.required else {}),
    }


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


@cache
def _words() -> Mapping[str, Any]:
    """Return what is said of the export itself."""
    return tomllib.loads(files("extractor.export").joinpath("words.toml").read_text(encoding="utf-8"))
