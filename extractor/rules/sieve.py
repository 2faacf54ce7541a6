"""Which of many patterns can begin at one place of a text: all of them tried in one pass, by RE2."""

from collections.abc import Sequence

import re2

_MOST_MEMORY = 128 << 20
"""Bytes for the patterns and the states of the automaton; past it RE2 forgets states and makes them anew."""
_ALWAYS, _NEVER = "", r"[^\x00-\x{10FFFF}]"


class Sieve:
    """Some prefixes (`extractor.rules.prefix`), tried together."""

    def __init__(self, prefixes: Sequence[str | None]) -> None:
        """Where there is no prefix nothing matches. Raises ValueError if they are too many for RE2."""
        options = re2.Options()
        options.max_mem = _MOST_MEMORY
        options.log_errors = False
        self._set = re2.Set.MatchSet(options)
        for prefix in prefixes:
            try:
                self._set.Add(_NEVER if prefix is None else prefix)
            except re2.error:
                self._set.Add(_ALWAYS)
        self._all = range(len(prefixes))
        self._sentinel = self._set.Add(_ALWAYS)
        try:
            self._set.Compile()
        except re2.error as error:
            raise ValueError("too many patterns for RE2") from error

    def beginning(self, text: bytes | memoryview) -> Sequence[int]:
        """Return the numbers of the prefixes that `text`, in UTF-8, begins with, and one more that stands for none.

        Of all where RE2 gives up: what always matches is not among what matched then.
        """
        found: Sequence[int] | None = self._set.Match(text)
        return found if found and self._sentinel in found else self._all
