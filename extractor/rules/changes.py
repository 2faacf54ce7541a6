"""What one RuleBook reads otherwise than another, and which texts that can touch."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from extractor.rules.book import RuleBook
from extractor.rules.expand import LABEL_TAG
from extractor.rules.gate import Gate
from extractor.rules.lexicon import Lexicon
from extractor.rules.rule import Rule
from extractor.rules.trees import Literals
from extractor.rules.view import squeezed
from extractor.text import folded_view, printed_view

_SAID_OF_IT = {"about", "yes", "no"}
"""What a rule says of itself: nothing is read by it."""

Row = tuple[str, str]
"""A term of a lexicon as it is looked for, and what the lexicon says of it (JSON)."""


@dataclass(frozen=True, slots=True)
class Form:
    """A rule as far as it bears on what is read.

    `digest` is the same for two rules that read the same, `outline` for two that would if the terms of the `lexicons`
    they read were the same too. Where the rule matches a text stands one literal of each of the sets `required` in the
    folded text; it may match in any text if there is none.
    """

    digest: str
    rule: str
    label: str
    outline: str
    lexicons: tuple[str, ...]
    required: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Forms:
    """A RuleBook as far as it bears on what is read of an article.

    `common` is a digest of what bears on every article, whatever it prints: labels, lists that Python looks values up
    in, and the rules of pages, by which an article's own text and data are told. `rules` are all others, in order;
    `lexicons` are those that they read.
    """

    common: str
    rules: tuple[Form, ...]
    lexicons: Mapping[str, frozenset[Row]]


def forms(book: RuleBook) -> Forms:
    """Return what a book reads by. What it says of its rules (examples, comments) is not in it, nor are file names."""
    names = frozenset[str]().union(*(rule.lexicons for rule in book.rules.values()))
    lexicons = {name: _rows(book.terms(name)) for name in sorted(names)}
    digests = {name: _digest(sorted(rows)) for name, rows in lexicons.items()}
    found = [(_form(rule, digests), book.labels[rule.label].stage) for rule in book.rules.values()]
    common = [
        [[name, label.stage, label.contest, label.rank] for name, label in book.labels.items()],
        [[name, list(book.table(name).terms.items())] for name in sorted(book.tables)],
        [form.digest for form, stage in found if stage == "page"],
    ]
    return Forms(_digest(common), tuple(form for form, stage in found if stage != "page"), lexicons)


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
        # what a rule finds may go over the end of a line, and a lexicon is asked for it with plain spaces
        both = f"{folded}\n{' '.join(folded.split())}"
        return any(self._gate.open(both, [(0, len(both))]))


def changes(older: Forms, newer: Forms) -> Changes | None:
    """Return in what two books differ; None if it is in what bears on every article.

    A rule that stands in another place among those that both have differs too: of two mentions alike the one whose rule
    stands first wins. A rule whose lexicons alone differ touches only texts that print one of the terms that do.
    """
    if older.common != newer.common:
        return None
    before, after = ([form.outline for form in one.rules] for one in (older, newer))
    differing: list[Form] = []
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            differing += [*older.rules[i:j], *newer.rules[k:m]]
            continue
        for one, other in zip(older.rules[i:j], newer.rules[k:m], strict=True):
            terms = tuple(sorted(_terms(one, older, newer)))
            if terms:
                differing += [replace(form, required=(*form.required, terms)) for form in (one, other)]
    return Changes(differing)


def _terms(form: Form, older: Forms, newer: Forms) -> set[str]:
    """Return the terms of a rule's lexicons in which two books differ."""
    return {term for name in form.lexicons for term, _ in older.lexicons[name] ^ newer.lexicons[name]}


def _rows(lexicon: Lexicon) -> frozenset[Row]:
    """Return the terms of a lexicon in their folded form, those that are alike in it together, in their order."""
    said: dict[str, list[Any]] = {}
    for term, columns in lexicon.terms.items():
        printed = printed_view(term) if lexicon.keep_case else None
        said.setdefault(squeezed(folded_view(term)), []).append([printed, *columns])
    return frozenset((term, json.dumps(rows, ensure_ascii=False)) for term, rows in said.items())


def _form(rule: Rule, lexicons: Mapping[str, str]) -> Form:
    said = rule.spec.model_dump(mode="json", exclude=_SAID_OF_IT)
    values = sorted((group, lexicon.name) for group, lexicon in rule.values.items())
    outline = _digest([said, rule.outline, rule.cased, values])
    names, required = tuple(sorted(rule.lexicons)), tuple(_required(rule.required))
    digest = _digest([outline, [[name, lexicons[name]] for name in names], required])
    return Form(digest, rule.id, rule.label, outline, names, required)


def _required(sets: Iterable[Literals]) -> Iterator[tuple[str, ...]]:
    """Yield what stands in the text itself of what a rule requires; of a frame's tags only the words beside them do."""
    for literals in sets:
        printed = {max(LABEL_TAG.split(literal), key=len) for literal in literals}
        if all(literal.strip() for literal in printed):
            yield tuple(sorted(printed))


def _digest(of: Any) -> str:
    return hashlib.sha256(json.dumps(of, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()
