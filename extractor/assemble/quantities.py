"""Numbers of mentions: value, mod and unit of a quantity, a ratio's or a recipient's group."""

import unicodedata
from decimal import Decimal

from extractor.assemble.reading import Reading
from extractor.normalize.names import tidy
from extractor.normalize.numbers import number, plain
from extractor.rules.mention import Mention


def group_number(
    reading: Reading, mention: Mention, group: str, scale_group: str | None = "scale"
) -> float | int | None:
    """Return the number in `group`, times the scale in `scale_group` if it has one; None where there is none."""
    text = mention.raw(group)
    if text is None:
        return None
    scale = mention.get(scale_group) if scale_group else None
    words = reading.book.table("number_words")
    value = number(text, words.value, scaled=scale is not None)
    if value is None or not scale:
        return None if value is None else plain(value)
    return plain(float(Decimal(str(value)) * Decimal(str(scale))))


def quantity_value(reading: Reading, mention: Mention) -> float | int | None:
    """Return the value of a quantity, both parts of "7 tỷ 350 triệu" added."""
    first = group_number(reading, mention, "number")
    second = group_number(reading, mention, "number2", "scale2")
    return first if first is None or second is None else plain(float(first) + float(second))


def unit(mention: Mention, group: str = "unit") -> str | None:
    """Return the counted noun phrase, tidied, "m²" written "m2"."""
    text = mention.get(group)
    return unicodedata.normalize("NFKC", tidy(str(text))) if text else None
