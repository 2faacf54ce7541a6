"""What reads as Vietnamese: syllables of an onset, a rime and a tone that the spelling allows together."""

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from extractor.rules.lexicon import Lexicon
from extractor.text import canonical, folded_view

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STOP_TONES = frozenset("\u0301\u0323")
_STRAY = re.compile(
    r"[^\w\s\x20-\x7e\u0300-\u036f\u2010-\u2026\u00a0\u00ab\u00bb\u00b0\u00b2\u00b3\u00b7\x1a]|(?<=[^\W\d_])[“”–—…](?=[^\W\d_])"
)
"""What a wrong reading leaves among letters: control characters, signs that are rare in print, quotes within words."""
_KEPT = 20_000
_LONGEST = 14
"""No syllable is longer, its marks apart; and Unicode's normal form takes the square of a run of marks."""
_OFTEN = 8
"""A syllable that the table counts two to the power of this is as common as can be."""
_ENOUGH = 2
_MOST = 0.75
_SPREAD = 0.25


@dataclass(frozen=True, slots=True)
class Count:
    """The words of a text: those with a letter beyond ASCII that are syllables, and are none; those in ASCII."""

    good: int
    bad: int
    plain: int
    common: float
    """Those of `good` that are common syllables, each by how common it is (0 to 1)."""

    @property
    def share(self) -> float:
        """How much of what is beyond ASCII reads as Vietnamese, 0 to 1."""
        return self.good / (self.good + self.bad) if self.good else 0.0

    @property
    def score(self) -> float:
        """The share, where a rare syllable counts half: by this, readings are compared."""
        return (self.good + self.common) / 2 / (self.good + self.bad) if self.good else 0.0

    @property
    def is_vietnamese(self) -> bool:
        """Whether that is most of it, and enough of the text: more than half of all Vietnamese words bear a mark."""
        return (
            self.good >= _ENOUGH and self.share >= _MOST and self.good >= _SPREAD * (self.good + self.bad + self.plain)
        )


class Syllables:
    """The syllables that the spelling of Vietnamese allows."""

    def __init__(self, onsets: Lexicon, rimes: Lexicon, common: Lexicon) -> None:
        """Join the onsets with the rimes that may follow them; `common` has counts of folded syllables."""
        self._common = {
            term: min(1.0, math.log2(1 + int(count)) / _OFTEN) for term, (count, *_) in common.terms.items()
        }
        self._judged = lru_cache(maxsize=_KEPT)(self._judge)
        self._stops: dict[str, bool] = {}
        for onset, (vowels, *_) in onsets.terms.items():
            for rime, (tones, *_) in rimes.terms.items():
                if vowels == onset or rime[0] in vowels:
                    self._stops[("" if onset == "-" else onset) + rime] = tones == "stop"

    def __contains__(self, word: object) -> bool:
        """Return whether a word is one syllable, with the tone it bears, in any case and placement of the tone."""
        if not isinstance(word, str) or len(word) > _LONGEST:
            return False
        parts = unicodedata.normalize("NFD", word.lower())
        tones = [part for part in parts if part in _TONES]
        bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        stop = self._stops.get(bare)
        if stop is None or len(tones) > 1:
            return False
        return not stop or (len(tones) == 1 and tones[0] in _STOP_TONES)

    def count(self, text: str) -> Count:
        """Return how the words of `text` read."""
        good = bad = plain = 0
        common = 0.0
        for word, times in Counter(_WORD.findall(text)).items():
            if word.isascii():
                plain += times
                continue
            is_good, is_common = self._judged(word) if len(word) <= _LONGEST else (False, 0.0)
            good += times * is_good
            bad += times * (not is_good)
            common += times * is_common
        return Count(good, bad + len(_STRAY.findall(text)), plain, common)

    def _judge(self, word: str) -> tuple[bool, float]:
        if word not in self or not _has_plain_case(word):
            return False, 0.0
        return True, self._common.get(folded_view(canonical(word)), 0.0)


def _has_plain_case(word: str) -> bool:
    """Return whether a word is in small letters, in capitals, or begins with one."""
    return word[1:] == word[1:].lower() or word == word.upper()
