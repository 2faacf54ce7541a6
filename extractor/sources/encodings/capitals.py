"""Capitals of TCVN3: its fonts have none with a tone, so a text of capitals holds small letters among them."""

import re
import unicodedata
from collections.abc import Container, Sequence

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SENTENCE_ENDS = re.compile(r"[.!?…][\"”’)]*\s|\n\s*\n")
_BEGIN = re.compile(r"(?:^\W*|[.!?…][\"”’)]*\s+[\"“‘(]*|\n\s*\n[ \t\"“‘(]*)(\w)")


def restore(text: str, syllables: Container[str]) -> str:
    """Return a text read from TCVN3 with the capitals that its other letters call for.

    They are the toned letters of a word whose other letters are capitals, or that stands between such words, and
    those that begin a sentence. A text without any capital was set in a font of capitals, and becomes capitals.
    """
    if text == text.lower():
        return text.upper() if len(_SENTENCE_ENDS.findall(text + "\n\n")) > 1 else _begun(text)
    return _begun("\n".join(_line(line, syllables) for line in text.split("\n")))


def _begun(text: str) -> str:
    return _BEGIN.sub(lambda m: m[0][:-1] + (m[1].upper() if _toned(m[1]) else m[1]), text)


def _line(line: str, syllables: Container[str]) -> str:
    words = list(_WORD.finditer(line))
    cases = [_case(word[0], syllables) for word in words]
    if True not in cases:
        return line
    pieces, end = [], 0
    for index, word in enumerate(words):
        if cases[index] or (cases[index] is None and _among_capitals(cases, index)):
            pieces += [line[end : word.start()], word[0].upper()]
            end = word.end()
    return "".join([*pieces, line[end:]])


def _case(word: str, syllables: Container[str]) -> bool | None:
    """Return whether a word is in capitals, by its letters that could be either; None if they do not tell."""
    tells = [letter for letter in word if not _toned(letter)]
    if any(letter.islower() for letter in tells):
        return False
    # an abbreviation is in capitals whatever stands beside it
    return True if len(tells) > 1 and word in syllables else None


def _among_capitals(cases: Sequence[bool | None], index: int) -> bool:
    before = next((case for case in reversed(cases[:index]) if case is not None), None)
    after = next((case for case in cases[index + 1 :] if case is not None), None)
    return False not in (before, after) and True in (before, after)


def _toned(letter: str) -> bool:
    return not letter.isascii() and _TONES.search(unicodedata.normalize("NFD", letter)) is not None
