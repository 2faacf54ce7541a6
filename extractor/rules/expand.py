"""Turns a rule's pattern into a regular expression: `{part}`, `{group:part}`, `<label>`, `<group:label>`, spaces."""

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
FIRST_TAG = 0xE000
"""Labels become characters of the private use area, from this one on."""


@dataclass
class Expander:
    """Expands references; remembers which parts and lexicons were used and which group reads which lexicon."""

    parts: Mapping[str, str]
    lexicons: Mapping[str, Lexicon]
    labels: Mapping[str, str]
    used: set[str] = field(default_factory=set)
    _cache: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def expand(self, pattern: str, where: str) -> tuple[str, dict[str, str]]:
        """Return the regular expression and {group: lexicon} for the groups that a lexicon gives values to.

        Raises PatternError for an unresolved or circular part and for a positional group.
        """
        return self._expand(printed_view(canonical(pattern)), where, ())

    def _expand(self, pattern: str, where: str, trail: tuple[str, ...]) -> tuple[str, dict[str, str]]:
        if _POSITIONAL.search(re.sub(r"\[(?:\\.|[^\]\\])*\]", "", pattern)):
            raise PatternError(f"{where}: groups are named '(?P<name>…)' or not captured '(?:…)'")
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

        spaced = _CLASS_OR_SPACE.sub(lambda m: " +" if m[0] == " " else m[0], pattern)
        return _TAG.sub(tag, _REFERENCE.sub(reference, spaced)), groups

    def _resolve(self, name: str, where: str, trail: tuple[str, ...], groups: dict[str, str]) -> str:
        self.used.add(name)
        if name in self.lexicons:
            if name not in self._cache:
                self._cache[name] = self.lexicons[name].pattern(), {}
        elif name in trail:
            raise PatternError(f"{where}: part '{name}' contains itself ({' > '.join((*trail, name))})")
        elif name not in self.parts:
            raise PatternError(f"{where}: no part or lexicon '{name}'")
        elif name not in self._cache:
            part = printed_view(canonical(self.parts[name].strip("\n")))
            self._cache[name] = self._expand(part, f"part {name}", (*trail, name))
        body, inner = self._cache[name]
        groups.update(inner)
        return body
