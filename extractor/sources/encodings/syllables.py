"""What reads as Vietnamese: syllables of an onset, a rime and a tone that the spelling allows together."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from extractor.rules.lexicon import Lexicon

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STOP_TONES = frozenset("\u0301\u0323")
_STRAY = re.compile(r"[^\w\s\x20-\x7e\u0300-\u036f\u2010-\u2026\u00a0\u00ab\u00bb\u00b0\u00b2\u00b3\u00b7\x1a]")
"""What a wrong reading leaves between letters: control characters and signs that are rare in print."""
_ENOUGH = 2
_MOST = 0.75
_SPREAD = 0.25


@dataclass(frozen=True, slots=True)
class Count:
    """The words of a text: those with a letter beyond ASCII that are syllables, and are none; those in ASCII."""

    good: int
    bad: int
    plain: int

    @property
    def score(self) -> float:
        """How much of what is beyond ASCII reads as Vietnamese, 0 to 1."""
        return self.good / (self.good + self.bad) if self.good else 0.0

    @property
    def is_vietnamese(self) -> bool:
        """Whether that is most of it, and enough of the text: more than half of all Vietnamese words bear a mark."""
        return (
            self.good >= _ENOUGH and self.score >= _MOST and self.good >= _SPREAD * (self.good + self.bad + self.plain)
        )


class Syllables:
    """The syllables that the spelling of Vietnamese allows."""

    def __init__(self, onsets: Lexicon, rimes: Lexicon) -> None:
        """Join the onsets with the rimes that may follow them."""
        self._stops: dict[str, bool] = {}
        for onset, (vowels, *_) in onsets.terms.items():
            for rime, (tones, *_) in rimes.terms.items():
                if vowels == onset or rime[0] in vowels:
                    self._stops[("" if onset == "-" else onset) + rime] = tones == "stop"

    def __contains__(self, word: str) -> bool:
        """Return whether a word is one syllable, with the tone it bears, in any case and placement of the tone."""
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
        for word, times in Counter(_WORD.findall(text)).items():
            if word.isascii():
                plain += times
            elif word in self:
                good += times
            else:
                bad += times
        return Count(good, bad + len(_STRAY.findall(text)), plain)
