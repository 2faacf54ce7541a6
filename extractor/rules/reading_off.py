"""What gates know of patterns, read off them; kept between runs, as to read it off takes longer than most commands."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from extractor.rules import cache
from extractor.rules.literals import LiteralReader
from extractor.rules.prefix import PrefixWriter
from extractor.rules.starts import StartReader
from extractor.rules.trees import Literals, Trees

ReadOff = tuple[tuple[Literals, ...], Literals | None, str]
"""Of a pattern: the literals that it requires, those that it begins with, and its prefix."""


def read_off(patterns: Sequence[tuple[str, bool]], pieces: Mapping[str, str]) -> Sequence[ReadOff]:
    """Return what is read off each of `patterns`: (pattern of `pieces`, whether it is cased)."""
    key = cache.key_of(json.dumps([patterns, dict(pieces)]), 0, _code())
    kept = cache.read(key, list)
    if kept is not None and len(kept) == len(patterns):
        return kept
    trees = Trees(pieces)
    literals, starts, prefixes = LiteralReader(trees), StartReader(trees), PrefixWriter(trees)
    found = [(literals.required(one), starts.starts(one), prefixes.prefix(one, cased)) for one, cased in patterns]
    cache.write(key, found)
    return found


@lru_cache(maxsize=1)
def _code() -> str:
    """Return a digest of the modules that read off: what an older version of them read is not taken for theirs."""
    here = Path(__file__).parent
    files = [here / f"{name}.py" for name in ("literals", "prefix", "starts", "trees")]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
