"""A rule, and rules that run together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from extractor.rules.compiling import compiled
from extractor.rules.expand import LABEL_TAG
from extractor.rules.gate import Gate
from extractor.rules.lexicon import Lexicon
from extractor.rules.schema import RuleSpec
from extractor.rules.trees import Literals

if TYPE_CHECKING:
    import regex


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule, its pattern expanded to `body`. `cased`: it reads the printed view (case kept), not the folded one.

    `required`, `starts` and `prefix` are read off the pattern, for its gate. `outline` is the body with the lexicons
    that it reads by name only.
    """

    spec: RuleSpec
    body: str
    cased: bool
    required: Sequence[Literals]
    starts: Literals | None
    prefix: str
    values: Mapping[str, Lexicon]
    source: str
    outline: str
    lexicons: frozenset[str]

    @cached_property
    def pattern(self) -> "regex.Pattern[str]":
        """The compiled pattern: made when a text first needs it, as most texts need few. Raises PatternError."""
        return compiled(self.body, self.cased, f"{self.source}: {self.id}")

    @cached_property
    def id(self) -> str:
        """The rule's id, unique in the book."""
        return self.spec.id

    @cached_property
    def label(self) -> str:
        """The label of what the rule finds."""
        return self.spec.label


@dataclass(frozen=True)
class Stage:
    """Rules that run together, in file order, and the gate derived from them."""

    rules: Sequence[Rule]
    gate: Gate

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> "Stage":
        """Return the stage of some rules."""
        required, starts = [rule.required for rule in rules], [rule.starts for rule in rules]
        is_over_text = not any(rule.spec.over for rule in rules)  # over tags few rules are tried at a place
        return cls(rules, Gate(required, starts, [rule.prefix for rule in rules] if is_over_text else None))

    def may_match(self, tags: frozenset[str]) -> bool:
        """Tell whether one of the rules can match among mentions of these labels only, told by their characters.

        The gate tells it too, but of a view that must be made first.
        """
        known = self._known.get(tags)
        if known is None:
            known = self._known[tags] = any(
                all(any(needed <= tags for needed in needs) for needs in rule) for rule in self._tags_needed
            )
        return known

    @cached_property
    def _known(self) -> dict[frozenset[str], bool]:
        return {}

    @cached_property
    def _tags_needed(self) -> Sequence[Sequence[frozenset[frozenset[str]]]]:
        """For each rule, and each set of literals that it needs: the tags in each of these."""
        return [[frozenset(map(_tags_in, literals)) for literals in rule.required] for rule in self.rules]

    def without(self, rule_id: str) -> "Stage":
        """Return the stage with one rule shut out; the gate is not made anew, which takes far longer than a reading."""
        index = next((index for index, rule in enumerate(self.rules) if rule.id == rule_id), None)
        return self if index is None else Stage(self.rules, self.gate.without(index))


def stages_over(frames: Iterable[Rule]) -> Mapping[tuple[str, ...], Stage]:
    """Return frames by the labels that they run over, in their order."""
    rules: dict[tuple[str, ...], list[Rule]] = {}
    for rule in frames:
        rules.setdefault(rule.spec.over, []).append(rule)
    return {over: Stage.of(group) for over, group in rules.items()}


def _tags_in(literal: str) -> frozenset[str]:
    return frozenset(LABEL_TAG.findall(literal))
