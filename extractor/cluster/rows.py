"""A row of a shard: what is known of an input and what it yields, as plain values, and back."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from extractor.batch import Facts, Input, PassedOver, Read, Result, Skipped
from extractor.models import Article, Extraction
from extractor.sources import Failure
from extractor.store import Failed, Source

Outcome = tuple[Facts, Result] | Failure
"""What became of one input; a Failure where its reader could not even tell what it is."""

COLUMNS = {
    "position": "int64",
    "outcome": "string",
    "origin": "string",
    "id": "string",
    "named": "bool",
    "length": "int64",
    "sha256": "string",
    "encoding": "string",
    "repair": "string",
    "article": "string",
    "extraction": "string",
    "signature": "binary",
    "reason": "string",
    "traceback": "string",
}
"""Columns and their Arrow types. `article` and `extraction` are JSON, `sha256` is the digest of the input."""


def row_of(outcome: Outcome, position: int) -> dict[str, Any]:
    """Return the row of an outcome; columns that it has nothing for are left out."""
    if isinstance(outcome, Failure):
        return {"position": position, "outcome": "unreadable", **_texts(asdict(outcome))}
    facts, result = outcome
    known = {"id": facts.id, "named": facts.named, "length": facts.length, **asdict(facts.source)}
    return {"position": position, **_texts(known), **_yielded(result)}


def outcome_of(row: Mapping[str, Any]) -> Input | Failure:
    """Return what a row tells; what the input yields is made of it when that is begun."""
    if row["outcome"] == "unreadable":
        return Failure(row["origin"], row["reason"])
    source = Source(row["origin"], row["sha256"], row["encoding"], row["repair"])
    facts = Facts(row["id"], row["named"], source, row["length"])
    return Input(facts, lambda: lambda: _result(row))


def _yielded(result: Result) -> dict[str, Any]:
    match result:
        case Read(article, extraction, signature):
            made = {"article": _json(article), "extraction": _json(extraction), "signature": signature}
            return {"outcome": "read", **made}
        case PassedOver(article, why):
            return {"outcome": "passed over", "article": _json(article), "reason": why}
        case Skipped():
            return {"outcome": "skipped"}
        case Failed(_, reason, traceback):
            return {"outcome": "failed", **_texts({"reason": reason, "traceback": traceback})}


def _result(row: Mapping[str, Any]) -> Result:
    match row["outcome"]:
        case "read":
            return Read(_article(row), Extraction.model_validate(json.loads(row["extraction"])), row["signature"])
        case "passed over":
            return PassedOver(_article(row), row["reason"])
        case "skipped":
            return Skipped()
        case _:
            return Failed(row["origin"], row["reason"], row["traceback"])


def _article(row: Mapping[str, Any]) -> Article:
    return Article.model_validate(json.loads(row["article"]))


def _json(model: BaseModel) -> str:
    """Return a model as JSON in ASCII: that holds half a surrogate pair too, which only the store may refuse."""
    return json.dumps(model.model_dump())


def _texts(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with such texts as a column of UTF-8 can hold."""
    return {
        name: value.encode(errors="backslashreplace").decode() if isinstance(value, str) else value
        for name, value in values.items()
    }
