"""Capitals of TCVN3: its fonts have none with a tone, so a text of capitals holds small letters among them."""

import re
from collections.abc import Container, Sequence
from unicodedata import normalize

from extractor.rules.lexicon import Lexicon

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")
_TONED = frozenset(
    normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in "\u0300\u0301\u0303\u0309\u0323"
)
_FIRST = re.compile(rf"(?<![\w\u0300-\u036f])[{''.join(sorted(_TONED))}]")
_SENTENCE_ENDS = re.compile(r"[.!?…](?=[\"”’)]*\s)|\n[ \t\r]*\n")
_BEGINS = re.compile(r"(?:^|[.!?…][\"”’)]*\s+|\n[ \t\r]*\n\s*)[\"“‘(]*$")
_SMALL = "a-z" + "".join(sorted(_TONED)) + "ăâđêôơư"
_NAME = f"[{_SMALL.upper()}][{_SMALL}]"
_BEHIND_NAME = re.compile(rf"(?:^|\W)({_NAME}+) $")
_BEHIND_TWO = re.compile(rf"(?:^|\W){_NAME}* ({_NAME}+) $")
_LABEL = re.compile(rf"\w{{2,8}}:\s*[{_SMALL.upper()}]")
_BEFORE_LABEL = re.compile(r"[-–;(.\n]\s*$")
_ALONE = re.compile(rf"\w+(?:\s*[^\s\w]|\s*$|\s+[{_SMALL.upper()}])")
_SEEN = 20
"""So many characters around a word show whether it begins a sentence, or is a name."""


class Capitals:
    """What restores the capitals of a text read from TCVN3."""

    def __init__(self, syllables: Container[str], names: Lexicon) -> None:
        """`syllables` tells words from abbreviations, `names` where a name is (the table tcvn3_names)."""
        self._syllables = syllables
        self._names = names

    def restore(self, text: str) -> str:
        """Return a text with the capitals that its other letters call for.

        They are the toned letters of a word whose other letters are capitals, or that stands between such words, and
        those that begin a sentence, a label or a name. A text without any capital was set in a font of capitals, and
        becomes capitals.
        """
        if text == text.lower() and len(_SENTENCE_ENDS.findall(text.strip() + "\n\n")) > 1:
            return text.upper()
        text = "\n".join(_line(line, self._syllables) for line in text.split("\n"))
        return _FIRST.sub(lambda found: found[0].upper() if self._begins(text, found.start()) else found[0], text)

    def _begins(self, text: str, at: int) -> bool:
        before, after = text[max(0, at - _SEEN) : at], text[at : at + _SEEN]
        if _BEGINS.search(before if at <= _SEEN else "x" + before):
            return True
        name = _BEHIND_NAME.search(before)
        if _LABEL.match(after):
            return name is not None or _BEFORE_LABEL.search(before) is not None
        return name is not None and self._is_name(before, after)

    def _is_name(self, before: str, after: str) -> bool:
        middle = _BEHIND_TWO.search(before)
        if middle and self._names.value(middle[1]) == "middle":
            return True
        word = _WORD.match(after)
        given = word is not None and self._names.value(word[0]) == "given"
        return given and _ALONE.match(after) is not None


def _line(line: str, syllables: Container[str]) -> str:
    words = list(_WORD.finditer(line))
    cases = [_case(word[0], syllables) for word in words]
    if True not in cases:
        return line
    before, after = _nearest(cases), list(reversed(_nearest(cases[::-1])))
    pieces, end = [], 0
    for index, (word, case) in enumerate(zip(words, cases, strict=True)):
        around = (before[index], after[index])
        # a capital beside a word in capitals is enough: `ảnh: HỒ CHÂU PHA`
        beside = word[0][0].isupper() and True in (*cases[max(0, index - 1) : index], *cases[index + 1 : index + 2])
        if case or (case is None and (beside or (True in around and False not in around))):
            pieces += [line[end : word.start()], word[0].upper()]
            end = word.end()
    return "".join([*pieces, line[end:]])


def _nearest(cases: Sequence[bool | None]) -> list[bool | None]:
    """Return for each word the case of the nearest before it that tells."""
    nearest: list[bool | None] = []
    last = None
    for case in cases:
        nearest.append(last)
        last = last if case is None else case
    return nearest


def _case(word: str, syllables: Container[str]) -> bool | None:
    """Return whether a word is in capitals, by its letters without a tone; None if they do not tell."""
    tells = [letter for letter in word if letter not in _TONED]
    if any(letter.islower() for letter in tells):
        return False
    # an abbreviation is in capitals whatever stands beside it
    return True if len(tells) > 1 and word in syllables else None
