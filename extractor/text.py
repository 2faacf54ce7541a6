"""Canonical text and its equal-length views for matching.

Offsets everywhere in phongtrao are Unicode code points into the canonical text. The views below change characters
one for one, never their number, so a match in a view is a match at the same place of the canonical text.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import product

_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u3000\ufeff\t\v\f"
)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02"
_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u00b4`"
_PUNCTUATION = (
    dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_DOUBLE_QUOTES, '"')
    | dict.fromkeys(_SINGLE_QUOTES, "'")
    | dict.fromkeys("\u2044\u2215", "/")
)
_ODD = re.compile(f"[{re.escape(''.join(_PUNCTUATION))}]")
"""What is unified. It is rare: to search for it is far faster than `str.translate`, which asks for each character."""

_LONGEST_NAME = 100
"""Code points of what is folded again and again: names, kinds, units. Texts as long as articles are not kept."""
_BROKEN_NAME = re.compile(r"\n(?<=\bTP\.\n)(?=\w)")
"""A line end inside a city's name ("TP.", "Hà Nội"), where whoever saved the page took the dot for a full stop."""


def canonical(text: str) -> str:
    """Return `text` in NFC with newlines as `\\n` and without a leading byte order mark; all else is kept."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    # U+2028 and U+0085 are line ends too, and regular expressions disagree on them: they stay as printed.
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=1)
def _tone_placement() -> tuple[re.Pattern[str], dict[str, str]]:
    """Old-style to new-style tone placement (the tone on the first vowel of oa, oe, uy at a syllable's end)."""
    tones = "\u0300\u0301\u0309\u0303\u0323"
    table: dict[str, str] = {}
    for first, second in ("oa", "oe", "uy"):
        for tone in tones:
            for head, tail in product((first, first.upper()), (second, second.upper())):
                old = head + unicodedata.normalize("NFC", tail + tone)
                table[old] = unicodedata.normalize("NFC", head + tone) + tail
    # After q the u is part of the consonant; before a letter both styles agree. Sets are found fastest.
    heads, tails = ("".join(sorted({old[at] for old in table})) for at in (0, 1))
    return re.compile(rf"[{heads}](?<![qQ].)[{tails}](?!\w)"), table


def printed_view(text: str) -> str:
    """Return `text` with spaces, dashes, quotes and tone placement unified, case kept; same length."""
    pattern, table = _tone_placement()
    plain = _ODD.sub(lambda m: _PUNCTUATION[m[0]], text)
    return _BROKEN_NAME.sub(" ", pattern.sub(lambda m: table.get(m[0], m[0]), plain))


def folded_view(text: str) -> str:
    """Return `printed_view(text)` in lower case; same length even where Unicode lower-casing lengthens."""
    return _folded_name(text) if len(text) <= _LONGEST_NAME else lowered(printed_view(text))


def lowered(view: str) -> str:
    """Return a view in lower case, of the same length: `folded_view` for who has the printed view already."""
    lower = view.lower()
    return lower if len(lower) == len(view) else "".join(c.lower() if len(c.lower()) == 1 else c for c in view)


@lru_cache(maxsize=1 << 14)
def _folded_name(text: str) -> str:
    return lowered(printed_view(text))


class _Unmarked(dict[int, str]):
    """Code point → its letter without marks, looked up once each."""

    def __missing__(self, code: int) -> str:
        taken_apart = unicodedata.normalize("NFD", chr(code))
        is_latin = taken_apart[0].isascii() and all(map(unicodedata.combining, taken_apart[1:]))
        self[code] = taken_apart[0] if is_latin else chr(code)
        return self[code]


_UNMARKED = _Unmarked({ord("đ"): "d", ord("Đ"): "D"})


def unmarked_view(view: str) -> str:
    """Return a view without the marks of tones and vowels, and with d for đ; same length."""
    return view.translate(_UNMARKED)


def bare(text: str) -> str:
    """Return any `text` in lower case and without marks: what names are sorted and looked up by, however typed."""
    return unmarked_view(folded_view(canonical(text)))
