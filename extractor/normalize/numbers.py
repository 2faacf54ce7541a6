"""Vietnamese numbers: `1.686` is 1686, `24,7` is 24.7, `7 tỷ 350 triệu` is 7350000000, words by a lexicon."""

import re
from collections.abc import Callable

_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_ENGLISH_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")


def number(text: str, words: Callable[[str], str | None], scaled: bool = False) -> float | None:
    """Return the value of a number in digits or, through `words` (word → digits), in words; None if it is neither.

    A dot before exactly three digits and a comma before three digits of a whole noun separate thousands; with
    `scaled` (a word such as "million" follows) a comma is always decimal.
    """
    text = text.strip()
    if not text[:1].isdigit():
        value = words(text)
        return float(value) if value is not None and value.isdigit() else None
    text = text.replace(" ", "")
    if _THOUSANDS.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    if _ENGLISH_THOUSANDS.fullmatch(text) and not scaled:
        return float(text.replace(",", ""))
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def plain(value: float) -> float | int:
    """Return a whole number as an int, so that 32.0 is stored and printed as 32."""
    return int(value) if value == int(value) else round(value, 6)
