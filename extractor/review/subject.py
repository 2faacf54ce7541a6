"""The records of an extraction as subjects of decisions: kind, place in the list, values, evidence."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from extractor.models import RECORD_TYPES, ArticleInfo, Evidence, Extraction, Record

METADATA = "article"
"""The kind of the one subject that is no list: the article's metadata and its province."""
_WITHOUT = {"evidence", "basis"}
_ITEM = re.compile(r"([^.\[]+)(?:\[(\d+)\])?")

Values = Mapping[str, Any]
"""A record's fields as JSON, without evidence and basis."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A record that can be decided on; `position` is its place among those of its kind."""

    kind: str
    position: int
    values: Values
    evidence: tuple[Evidence, ...]


def subjects(extraction: Extraction) -> Iterator[Subject]:
    """Yield all records of an extraction, the article's own data first."""
    info = extraction.article
    yield Subject(METADATA, 0, {**values_of(info), "province": extraction.province}, info.evidence)
    for kind in RECORD_TYPES:
        for position, record in enumerate(getattr(extraction, kind)):
            yield Subject(kind, position, values_of(record), record.evidence)


def values_of(record: Record) -> dict[str, Any]:
    """Return a record's values as JSON."""
    return record.model_dump(mode="json", exclude=_WITHOUT)


def field_of(evidence: Evidence) -> tuple[str, int | None]:
    """Return the field that the evidence is of, and which of its items if it is a list."""
    found = _ITEM.match(evidence.field)
    assert found, "every evidence is of a field"
    return found[1], int(found[2]) if found[2] else None


def checked(kind: str, values: Values) -> dict[str, Any]:
    """Return values as the record's model has them; raises pydantic.ValidationError if it does not take them."""
    if kind == METADATA:
        own = {name: value for name, value in values.items() if name != "province"}
        return {**values_of(ArticleInfo.model_validate(own)), "province": values.get("province")}
    return values_of(RECORD_TYPES[kind].model_validate(dict(values)))
