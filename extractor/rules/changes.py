"""What one RuleBook reads otherwise than another, and which texts that can touch."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from extractor.rules.book import Rule, RuleBook
from extractor.rules.gate import Gate
from extractor.rules.lexicon import Lexicon
from extractor.rules.trees import Literals
from extractor.text import folded_view

_SAID_OF_IT = {"about", "yes", "no"}
"""What a rule says of itself: nothing is read by it."""


@dataclass(frozen=True, slots=True)
class Form:
    """A rule as far as it bears on what is read.

    `digest` is the same for two rules that read the same. Where the rule matches a text stands one literal of each of
    the sets `required` in the folded text; it may match in any text if there is none.
    """

    digest: str
    rule: str
    label: str
    required: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Forms:
    """A RuleBook as far as it bears on what is read of an article.

    `common` is a digest of what bears on every article, whatever it prints: labels, lists that Python looks values up
    in, and the rules of pages, by which an article's own text and data are told. `rules` are all others, in order.
    """

    common: str
    rules: tuple[Form, ...]


def forms(book: RuleBook) -> Forms:
    """Return what a book reads by. What it says of its rules (examples, comments) is not in it, nor are file names."""
    lists = _Lists()
    tags = re.compile(f"[{''.join(book.tags.values())}]") if book.tags else None
    whole: list[Any] = [
        [[name, label.stage, label.contest, label.rank] for name, label in book.labels.items()],
        [[name, lists.digest(book.table(name))] for name in sorted(book.tables)],
    ]
    found: list[Form] = []
    for rule in book.rules.values():
        if book.labels[rule.label].stage == "page":
            whole.append(_form(rule, lists, tags).digest)
        else:
            found.append(_form(rule, lists, tags))
    return Forms(_digest(whole), tuple(found))


class Changes:
    """The rules in which two books differ, as either has them."""

    def __init__(self, differing: Sequence[Form]) -> None:
        required = [[frozenset(literals) for literals in form.required] for form in differing]
        self._gate = Gate(required, [None] * len(differing))
        self.labels = frozenset(form.label for form in differing)
        """The labels of these rules."""

    def can_touch(self, text: str) -> bool:
        """Tell whether anything may be read otherwise in a canonical text: one of the rules may match in it."""
        if not self.labels:
            return False
        folded = folded_view(text)
        return any(self._gate.open(folded, [(0, len(folded))]))


def changes(older: Forms, newer: Forms) -> Changes | None:
    """Return in what two books differ; None if it is in what bears on every article.

    A rule that stands in another place among those that both have differs too: of two mentions alike the one whose rule
    stands first wins.
    """
    if older.common != newer.common:
        return None
    before, after = ([form.digest for form in one.rules] for one in (older, newer))
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    kept = {digest for block in blocks for digest in before[block.a : block.a + block.size]}
    differing = (form for one in (older, newer) for form in one.rules if form.digest not in kept)
    return Changes(list({form.digest: form for form in differing}.values()))


class _Lists:
    """Digests of lexicons, each made once: most stand in many rules."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def digest(self, lexicon: Lexicon) -> str:
        key = id(lexicon)
        if key not in self._known:
            self._known[key] = _digest([lexicon.keep_case, list(lexicon.terms.items())])
        return self._known[key]


def _form(rule: Rule, lists: _Lists, tags: "re.Pattern[str] | None") -> Form:
    said = rule.spec.model_dump(mode="json", exclude=_SAID_OF_IT)
    values: Mapping[str, str] = {group: lists.digest(lexicon) for group, lexicon in sorted(rule.values.items())}
    required = tuple(_required(rule.required, tags))
    return Form(_digest([said, rule.body, values, required]), rule.id, rule.label, required)


def _required(sets: Iterable[Literals], tags: "re.Pattern[str] | None") -> Iterator[tuple[str, ...]]:
    """Yield what stands in the text itself of what a rule requires; of a frame's tags only the words beside them do."""
    for literals in sets:
        printed = {max(tags.split(literal), key=len) if tags else literal for literal in literals}
        if all(literal.strip() for literal in printed):
            yield tuple(sorted(printed))


def _digest(of: Any) -> str:
    return hashlib.sha256(json.dumps(of, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()
