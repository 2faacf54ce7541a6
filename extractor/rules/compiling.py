"""Compiles the patterns of rules."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import regex

from extractor.errors import PatternError
from extractor.rules import cache


def compiled(body: str, cased: bool, where: str) -> "regex.Pattern[str]":
    """Return the pattern compiled; `cased`: case is for its own groups to keep. Raises PatternError, naming `where`."""
    flags = int(regex.IGNORECASE) if cased else 0
    key = cache.key_of(body, flags, regex.__version__)
    kept = cache.read(key, regex.Pattern)
    if kept is not None:
        return kept
    try:
        with uncollected():
            pattern = regex.compile(body, flags=flags)
    except (regex.error, ValueError, RecursionError) as error:
        at = getattr(error, "pos", None)
        near = "" if at is None else f" of '{body[max(at - 30, 0) : at + 10]}'"
        raise PatternError(f"{where}: the pattern does not compile: {error}{near}") from error
    cache.write(key, pattern)
    return pattern


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold back the collector of garbage: patterns become trees of many objects, searched anew as they grow."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
