"""Reads a file of rules, and says where in it an error stands."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from extractor.errors import PatternError
from extractor.rules.lexicon import read_text
from extractor.rules.schema import RuleFile

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def parse(path: Path, name: str) -> RuleFile:
    """Return the file at `path`, called `name` in errors; raises PatternError for bad TOML and for what is no rule."""
    try:
        data = tomllib.loads(read_text(path, name))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise PatternError(f"{name}: not a TOML file: {error}") from error
    try:
        return RuleFile.model_validate(data)
    except ValidationError as error:
        # an unknown key is often a known one misspelt, so it explains the one that is then missing
        found = sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden")[0]
        raise PatternError(f"{name}: {_place(found['loc'], data)}{_complaint(found)}") from error


_CALLED = {"rule": "id", "movement": "name"}
"""The keys that name the tables of a list."""


def _place(loc: tuple[int | str, ...], data: Mapping[str, Any]) -> str:
    """Return where in a file an error stands: `thing.word: yes 1: quote: `."""
    words = [str(one + 1) if isinstance(one, int) else one for one in loc]
    if len(loc) > 1 and loc[0] in _CALLED and isinstance(loc[1], int):
        table = data[loc[0]][loc[1]]
        stated = table.get(_CALLED[loc[0]]) if isinstance(table, dict) else None
        words = [stated if isinstance(stated, str) else f"{loc[0]} {words[1]}", *words[2:]]
    return re.sub(r": (\d+)(?=: |$)", r" \1", ": ".join(words)) + ": "


def _complaint(error: "ErrorDetails") -> str:
    """Return what is wrong in the words of the rule files, not of Python."""
    known = {
        "extra_forbidden": "unknown key: correct or delete it",
        "missing": "it is missing: write it",
        "tuple_type": "not a list: write [[…]] for a table of it, […] for values",
        "too_short": "there is none: a rule needs at least one `yes` and one `no`",
    }
    return known.get(error["type"], error["msg"])
