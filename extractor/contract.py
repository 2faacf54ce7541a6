"""Extractions as JSON of the record contract."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from extractor.models import RECORD_TYPES, Extraction
from extractor.normalize.numbers import plain
from extractor.review import Reviewed

_LINE_ENDS = {ord(char): f"\\u{ord(char):04x}" for char in "\x85\u2028\u2029"}
_SUPPORT = ("evidence", "basis")


def to_json(value: Any) -> str:
    """Return `value` as JSON on one line: whole numbers as integers, Vietnamese as it is."""
    # line ends of Unicode are legal in JSON but would break the line for readers that obey them
    return json.dumps(_whole(value), ensure_ascii=False).translate(_LINE_ENDS)


def _whole(value: Any) -> Any:
    if isinstance(value, float):
        return plain(value)
    if isinstance(value, Mapping):
        return {key: _whole(item) for key, item in value.items()}
    return [_whole(item) for item in value] if isinstance(value, list | tuple) else value


def contract(extraction: Extraction) -> str:
    """Return an extraction as one line of the record contract."""
    return to_json(_support_last(extraction.model_dump(mode="json")))


def reviewed_contract(extraction: Extraction, records: Sequence[Reviewed]) -> str:
    """Return an extraction of `review.stands` as `contract` does, each record that was decided on with its `review`.

    That is the record's `state`, those of its fields (`states`), and the `conflict`, if there is one.
    """
    value = _support_last(extraction.model_dump(mode="json"))
    owners = [value["article"], *(record for kind in RECORD_TYPES for record in value[kind])]
    for owner, record in zip(owners, records, strict=True):
        if record.decisions:
            owner["review"] = {"state": record.state, "states": record.states, "conflict": record.conflict}
    return to_json(value)


def _support_last(value: Any) -> Any:
    if isinstance(value, list):
        return [_support_last(item) for item in value]
    if isinstance(value, dict) and "evidence" in value:
        return {**{k: v for k, v in value.items() if k not in _SUPPORT}, **{k: value[k] for k in _SUPPORT}}
    return {key: _support_last(item) for key, item in value.items()} if isinstance(value, dict) else value
