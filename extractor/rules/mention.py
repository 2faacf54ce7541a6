"""What rules find: spans of the canonical text with named groups, nothing interpreted yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.rules.rule import Rule

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Mention:
    """A match of `rule` at `[start, end)`; `groups` are the spans of its named groups.

    For a frame, `inside` holds the mentions that its tags stood for, in text order, and `captures` every span that
    a repeated group took.
    """

    rule: "Rule"
    start: int
    end: int
    text: str
    groups: Mapping[str, Span]
    inside: tuple["Mention", ...] = field(default=())
    captures: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The rule's label."""
        return self.rule.label

    @property
    def const(self) -> Mapping[str, Any]:
        """The rule's constants (`set` in its file)."""
        return self.rule.spec.set

    @property
    def quote(self) -> str:
        """The exact characters."""
        return self.text[self.start : self.end]

    def raw(self, group: str) -> str | None:
        """Return the characters of a group, or None where it did not take part."""
        span = self.groups.get(group)
        return self.text[span[0] : span[1]] if span else None

    def get(self, group: str) -> Any:
        """Return the rule's constant `group`, else the lexicon's value of the group, else its characters, else None."""
        if group in self.const:
            return self.const[group]
        raw = self.raw(group)
        lexicon = self.rule.values.get(group)
        if raw is None or lexicon is None:
            return raw
        value = lexicon.value(raw)
        return value if value is not None else raw

    def within(self, group: str, label: str | None = None) -> list["Mention"]:
        """Return the mentions (of `label`) that stand inside a frame's group."""
        spans = self.captures.get(group, ())
        return [
            m
            for m in self.inside
            if label in (None, m.label) and any(start <= m.start and m.end <= end for start, end in spans)
        ]

    def brackets(self, inner: "Mention") -> bool:
        """Whether `inner` stands in round brackets that open inside this mention."""
        before = self.text[self.start : inner.start]
        return before.count("(") > before.count(")")

    def overlaps(self, start: int, end: int) -> bool:
        """Whether the mention shares a character with `[start, end)`."""
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Lost:
    """A match that gave way to a longer or higher-ranked one."""

    mention: Mention
    winner: Mention
