"""The Vietnamese encodings from before Unicode, each from its table `patterns/tables/encoding_<name>.txt`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from extractor.errors import PatternError
from extractor.rules.book import RuleBook
from extractor.rules.lexicon import Lexicon
from extractor.sources.encodings.capitals import Capitals
from extractor.sources.encodings.syllables import Count, Syllables

UNKNOWN = "\ufffd"
"""Stands where an encoding has no letter for a byte."""
WINDOWS = "windows-1258"
CAPITALS = "tcvn3h"
"""TCVN3 set in the fonts that draw all letters as capitals (.VnTimeH): never found, only stated by the caller."""
_TABLES = ("tcvn3", "vni", "viscii", "vps", "tcvn5712")
_CODE_POINT = re.compile(r"U\+([0-9A-F]{4})")
_TRIED = 5_000
"""So many characters tell the encoding."""


@dataclass(frozen=True)
class Charset:
    """An encoding of one byte, or of two (a letter and its mark), a letter."""

    name: str
    letters: Mapping[str, str]
    """The bytes of a letter, as characters of the same numbers, to the letter."""
    finish: Callable[[str], str] = field(default=str)

    @cached_property
    def _singles(self) -> Mapping[int, str]:
        known = {ord(key): letter for key, letter in self.letters.items() if len(key) == 1}
        return {byte: known.get(byte, UNKNOWN) for byte in {*range(0x80, 0x100), *known}}

    @cached_property
    def _pairs(self) -> re.Pattern[str] | None:
        pairs = [key for key in self.letters if len(key) == 2]
        if not pairs:
            return None
        heads, marks = ("".join(sorted({key[place] for key in pairs})) for place in (0, 1))
        return re.compile(f"[{re.escape(heads)}][{re.escape(marks)}]|[\x80-\xff]")

    def read(self, view: str) -> str:
        """Return the text of `view` (the bytes as characters of the same numbers); UNKNOWN for bytes without a letter.

        Characters beyond the bytes stay.
        """
        if self._pairs is None:
            return self.finish(view.translate(self._singles))
        return self.finish(self._pairs.sub(self._letter, view))

    def _letter(self, found: re.Match[str]) -> str:
        letter = self.letters.get(found[0])
        if letter is not None:
            return letter
        # no pair after all: the first may still be a letter by itself
        return "".join(c if c.isascii() else self._singles[ord(c)] for c in found[0])


class Charsets:
    """All of the encodings, and the test of Vietnamese that tells them apart."""

    def __init__(self, tables: RuleBook) -> None:
        """Read the tables; raises PatternError if one is missing or no such table."""
        self.syllables = Syllables(
            tables.table("syllable_onsets"), tables.table("syllable_rimes"), tables.table("syllables_common")
        )
        read = {name: _letters(tables.table(f"encoding_{name}")) for name in _TABLES}
        finish = {"tcvn3": Capitals(self.syllables, tables.table("tcvn3_names")).restore}
        self.found = [Charset(name, letters, finish.get(name, str)) for name, letters in read.items()]
        self.found.insert(-1, Charset(WINDOWS, _windows()))
        self.named = {one.name: one for one in self.found}
        self.named[CAPITALS] = Charset(CAPITALS, read["tcvn3"], str.upper)

    def best(self, view: str) -> tuple[Charset, Count] | None:
        """Return the encoding in which `view` reads as Vietnamese, and how well; None if none does."""
        sample = _sample(view)
        counts = [(one, self.syllables.count(one.read(sample))) for one in self.found]
        charset, count = max(counts, key=lambda pair: pair[1].score)  # the first of equals
        return (charset, count) if count.is_vietnamese else None


def _letters(table: Lexicon) -> Mapping[str, str]:
    letters = {}
    for key, columns in table.terms.items():
        try:
            letters[bytes.fromhex(key).decode("latin-1")] = _CODE_POINT.sub(lambda m: chr(int(m[1], 16)), columns[0])
        except ValueError as error:
            raise PatternError(f"{table.source}: '{key}' is no byte in hexadecimal: write it as B5") from error
    return letters


def _windows() -> Mapping[str, str]:
    """Return windows-1258 as Python has it: letters and combining tones."""
    letters = {chr(byte): bytes([byte]).decode("cp1258", "ignore") for byte in range(0x80, 0x100)}
    return {key: letter for key, letter in letters.items() if letter}


def _sample(view: str) -> str:
    """Return the part of a text that tells most: from where it first leaves ASCII."""
    first = re.search(r"[^\x00-\x7f]", view)
    start = max(0, first.start() - _TRIED // 10) if first else 0
    return view[start : start + _TRIED]
