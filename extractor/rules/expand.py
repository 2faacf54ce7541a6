"""Turns a rule's pattern into a regular expression: `{part}`, `{group:part}`, `<label>` and `<group:label>`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from extractor.errors import PatternError
from extractor.rules.lexicon import Lexicon
from extractor.text import canonical, printed_view

_REFERENCE = re.compile(r"\{(?:(?P<group>[a-z_]\w*):)?(?P<name>[a-z_]\w*)\}")
_TAG = re.compile(r"(?<!\(\?)(?<!\(\?P)<(?:(?P<group>[a-z_]\w*):)?(?P<name>[a-z_]\w*)>")
_CLASS_OR_SPACE = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]| (?![*+?{])")
_POSITIONAL = re.compile(r"(?<!\\)\((?!\?)")
_NAMES = r"(?:[a-z_]\w*:)?[a-z_]\w*"
_BRACES = re.compile(
    rf"\\[pP]\{{\^?\w+\}}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{{(?:\d+,?\d*|,\d+|{_NAMES})\}}|\(\?P?<|<{_NAMES}>"
    r"|(?P<stray>[{}]|<(?=[A-Za-z]))",
    re.S,
)
"""What braces and `<` before a letter belong to: escapes, classes, counts, references, groups; else `stray`."""
FIRST_TAG, LAST_TAG = 0xE000, 0xE0FF
"""Labels become characters of the private use area, from this one on."""
LABEL_TAG = re.compile(f"[{chr(FIRST_TAG)}-{chr(LAST_TAG)}]")
_FIRST_PIECE = 0xF0000
"""Parts and lexicons stand as characters of the supplementary private use area while a pattern is put together."""
_PIECE = re.compile("[\U000f0000-\U000ffffd]")


@dataclass(frozen=True, slots=True)
class Part:
    """A named piece of patterns; `where` names it and its file in errors."""

    text: str
    where: str


@dataclass
class Expander:
    """Expands references; remembers which parts and lexicons were used and which group reads which lexicon.

    A pattern is first put together of `pieces`: of characters that each stand for a part or a lexicon, as most of
    these stand in many patterns and some are long; `spelt` gives the regular expression.
    """

    parts: Mapping[str, Part]
    lexicons: Mapping[str, Lexicon]
    labels: Mapping[str, str]
    used: set[str] = field(default_factory=set)
    pieces: dict[str, str] = field(default_factory=dict)
    _cache: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    _spelt: dict[str, str] = field(default_factory=dict)

    def expand(self, pattern: str, where: str) -> tuple[str, dict[str, str]]:
        """Return the pattern, of pieces, and {group: lexicon} for the groups that a lexicon gives values to.

        Raises PatternError for an unresolved or circular part, a positional group and a reference not closed.
        """
        return self._expand(printed_view(canonical(pattern)), where, ())

    def spelt(self, pattern: str) -> str:
        """Return an expanded pattern with all pieces in full."""

        def piece(match: re.Match[str]) -> str:
            if match[0] not in self._spelt:
                self._spelt[match[0]] = self.spelt(self.pieces[match[0]])
            return self._spelt[match[0]]

        return _PIECE.sub(piece, pattern)

    def outline(self, pattern: str) -> tuple[str, frozenset[str]]:
        """Return an expanded pattern with its lexicons by name only, whatever terms they hold; and their names."""
        names = {self._cache[name][0]: name for name in self.lexicons if name in self._cache}
        found: set[str] = set()

        def piece(match: re.Match[str]) -> str:
            if match[0] not in names:
                return _PIECE.sub(piece, self.pieces[match[0]])
            found.add(names[match[0]])
            return f"{{{names[match[0]]}}}"

        return _PIECE.sub(piece, pattern), frozenset(found)

    def unused(self) -> list[str]:
        """Return the names of the parts and lexicons that no pattern expanded so far refers to."""
        return sorted((self.parts.keys() | self.lexicons.keys()) - self.used)

    def _expand(self, pattern: str, where: str, trail: tuple[str, ...]) -> tuple[str, dict[str, str]]:
        if _POSITIONAL.search(re.sub(r"\[(?:\\.|[^\]\\])*\]", "", pattern)):
            raise PatternError(f"{where}: groups are named '(?P<name>…)' or not captured '(?:…)'")
        for match in _BRACES.finditer(pattern):
            if match["stray"]:
                near = pattern[match.start() : match.start() + 20]
                raise PatternError(
                    f"{where}: '{near}' is no reference: write {{name}}, {{group:name}} or <label>,"
                    f" or \\{match['stray']} for the character"
                )
        groups: dict[str, str] = {}

        def reference(match: re.Match[str]) -> str:
            name, group = match["name"], match["group"]
            body = self._resolve(name, where, trail, groups)
            if group and name in self.lexicons:
                groups[group] = name
            return f"(?P<{group}>{body})" if group else f"(?:{body})"

        def tag(match: re.Match[str]) -> str:
            if match["name"] not in self.labels:
                raise PatternError(f"{where}: no label '{match['name']}' (labels: {', '.join(self.labels)})")
            char = self.labels[match["name"]]
            return f"(?P<{match['group']}>{char})" if match["group"] else char

        return _TAG.sub(tag, _REFERENCE.sub(reference, pattern)), groups

    def _resolve(self, name: str, where: str, trail: tuple[str, ...], groups: dict[str, str]) -> str:
        self.used.add(name)
        if name in self.lexicons:
            if name not in self._cache:
                self._cache[name] = self._piece(self.lexicons[name].pattern()), {}
        elif name in trail:
            raise PatternError(f"{where}: part '{name}' contains itself ({' > '.join((*trail, name))})")
        elif name not in self.parts:
            raise PatternError(f"{where}: no part or lexicon '{name}'")
        elif name not in self._cache:
            part = self.parts[name]
            text = printed_view(canonical(part.text.strip("\n")))
            body, inner = self._expand(text, part.where, (*trail, name))
            self._cache[name] = self._piece(body), inner
        piece, inner = self._cache[name]
        groups.update(inner)
        return piece

    def _piece(self, body: str) -> str:
        piece = chr(_FIRST_PIECE + len(self.pieces))
        self.pieces[piece] = body
        return piece
