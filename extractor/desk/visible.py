"""Text as it may be shown: of the same length, with a symbol for each character that would hide or change others."""

import regex

UNSEEN = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}--\n]", regex.V1)
_STANDS_FOR_ANY = "⍰"
_PICTURES = 0x2400
"""Where Unicode's pictures of the control characters begin."""


def visible(text: str) -> str:
    """Return `text`, of the same length, with a symbol for each character that one cannot see or a terminal obeys."""
    return UNSEEN.sub(lambda found: _symbol(found[0]), text)


def one_line(text: str) -> str:
    """Return `text` on one line, visible."""
    return visible(" ".join(text.split()))


def name_of(char: str) -> str | None:
    """Return the code point of a character that `visible` replaces, else None."""
    return f"U+{ord(char):04X}" if UNSEEN.fullmatch(char) else None


def _symbol(char: str) -> str:
    if char == "\t":
        return " "
    if char < " ":
        return chr(_PICTURES + ord(char))
    return "␡" if char == "\x7f" else _STANDS_FOR_ANY
