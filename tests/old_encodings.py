"""Texts as older software wrote them: the decoder's own tables the other way round, and what misreading makes."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache

import ftfy.bad_codecs  # noqa: F401 - registers sloppy-windows-1252

from extractor.rules.book import load

BOOK = load()
TONES = "\u0300\u0301\u0303\u0309\u0323"

# What the old encodings have not, as who typed in them wrote it instead
PLAIN = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "»": ">", "•": "*", "\u00a0": " "}
)


@cache
def codes(name: str) -> Mapping[str, bytes]:
    """Return the bytes of each letter."""
    found: dict[str, bytes] = {}
    for key, (letter, *_) in BOOK.table(f"encoding_{name}").terms.items():
        plain = re.sub(r"U\+([0-9A-F]{4})", lambda m: chr(int(m[1], 16)), letter)
        found.setdefault(plain, bytes.fromhex(key))
    return found


def in_table(text: str, name: str) -> bytes:
    if name == "tcvn3":
        # toned capitals became small letters
        text = "".join(c if c.isascii() or c in codes(name) else c.lower() for c in text)
    return b"".join(c.encode() if c.isascii() else codes(name).get(c, b"?") for c in text)


def in_1258(text: str) -> bytes:
    """Return what Windows writes: letters with their circumflex, breve or horn, then the tone."""
    parts = unicodedata.normalize("NFD", text)
    joined = [unicodedata.normalize("NFC", part) for part in re.split(f"([{TONES}])", parts)]
    # NFD puts the dot below before the circumflex
    mended = re.sub("([\u0323])([\u0302\u0306\u031b])", r"\2\1", "".join(joined))
    mended = re.sub("[AaEeOoUu][\u0302\u0306\u031b]", lambda m: unicodedata.normalize("NFC", m[0]), mended)
    return mended.encode("cp1258", "replace")


def printable(text: str, name: str) -> str:
    """Return a text without what an encoding has no code for."""
    if name in ("viscii", "vps", "tcvn5712"):
        text = text.translate(PLAIN)
    if name in ("tcvn3", "viscii", "vps", "tcvn5712"):
        text = text.replace("²", "2")
    if name in ("tcvn3", "vni"):
        text = text.replace("»", ">")
    if name == "tcvn3":  # with no capital Ủ, one wrote the tone on the other letter
        text = text.replace("Ủy", "Uỷ")
    return text


def misread(codec: str, times: int = 1) -> Callable[[str], bytes]:
    def write(text: str) -> bytes:
        for _ in range(times):
            text = text.encode().decode(codec)
        return text.encode()

    return write


WRITERS: dict[str, Callable[[str], bytes]] = {
    **{name: lambda text, name=name: in_table(text, name) for name in ("vni", "viscii", "vps", "tcvn5712")},
    "windows-1258": in_1258,
    "nfd": lambda text: unicodedata.normalize("NFD", text).encode(),
    "utf-8": str.encode,
    "utf-8-sig": lambda text: text.encode("utf-8-sig"),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "utf-16 with a mark": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "utf-16-be with a mark": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "UTF-8 read as Latin-1": misread("latin-1"),
    "UTF-8 read as windows-1252": misread("sloppy-windows-1252"),
    "UTF-8 read as windows-1252 twice": misread("sloppy-windows-1252", 2),
    "UTF-8 read as windows-1252, no-break spaces lost": lambda text: (
        text.encode().decode("sloppy-windows-1252").replace("\xa0", " ").encode()
    ),
    "NFD read as windows-1252": lambda text: misread("sloppy-windows-1252")(unicodedata.normalize("NFD", text)),
    "vni read as windows-1252": lambda text: in_table(text, "vni").decode("sloppy-windows-1252").encode(),
    "viscii read as Latin-1": lambda text: in_table(text, "viscii").decode("latin-1").encode(),
    "windows-1258 read as windows-1252": lambda text: in_1258(text).decode("sloppy-windows-1252").encode(),
}


def written(text: str, name: str) -> bytes:
    """Return the bytes of a text; those of TCVN3 do not give all capitals back."""
    return in_table(text, "tcvn3") if name == "tcvn3" else WRITERS[name](text)
