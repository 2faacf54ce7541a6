"""Compiles the patterns of rules."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import regex

from extractor.errors import PatternError


def compiled(body: str, cased: bool, where: str) -> "regex.Pattern[str]":
    """Return the pattern compiled; `cased`: case is for its own groups to keep. Raises PatternError, naming `where`."""
    try:
        with uncollected():
            return regex.compile(body, flags=regex.IGNORECASE if cased else 0)
    except (regex.error, ValueError, RecursionError) as error:
        at = getattr(error, "pos", None)
        near = "" if at is None else f" of '{body[max(at - 30, 0) : at + 10]}'"
        raise PatternError(f"{where}: the pattern does not compile: {error}{near}") from error


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
