"""Runs every rule's own examples through the whole pipeline."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from extractor.assemble.build import build
from extractor.assemble.quantities import group_number, quantity_value, unit
from extractor.assemble.reading import Reading
from extractor.extract import read
from extractor.models import RECORD_TYPES, Article, ArticleInfo
from extractor.rules.book import RuleBook
from extractor.rules.match import match
from extractor.rules.mention import Mention, Span
from extractor.rules.rule import Rule
from extractor.rules.schema import No, Yes
from extractor.text import canonical

PUBLISHED = "2023-11-15"
"""Every example is read as if it were published on this day."""
_LIST_OF = {"time": "times", "duration": "times", "award": "awards", "phase": "phases"}
_COUNTED = ("quantity", "change", "ratio")
_SHARES = ("achieved", "total", "percent")


@dataclass(frozen=True, slots=True)
class Example:
    """One `yes` or `no` of a rule; `number` counts from 1."""

    rule: Rule
    number: int
    given: Yes | No

    @property
    def name(self) -> str:
        """`time.full_date yes 2`: where the example stands."""
        return f"{self.rule.id} {'yes' if isinstance(self.given, Yes) else 'no'} {self.number}"


@dataclass(frozen=True, slots=True)
class Failed:
    """An example that does not hold: what its rule file expects, and what came instead."""

    rule: str
    example: str
    text: str
    expected: str
    came: str

    def __str__(self) -> str:
        return f"{self.example}: {self.text}\n  expected: {self.expected}\n  came:     {self.came}"


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the pipeline finds in an example's text; `reading` is null for rules about pages."""

    mentions: Sequence[Mention]
    reading: Reading | None = None

    def of(self, rule: Rule) -> list[Mention]:
        return [m for m in self.mentions if m.rule.id == rule.id]


def examples(book: RuleBook) -> Iterator[Example]:
    """Yield the examples of every rule, in the order of the files."""
    for rule in book.rules.values():
        yield from (Example(rule, n, yes) for n, yes in enumerate(rule.spec.yes, 1))
        yield from (Example(rule, n, no) for n, no in enumerate(rule.spec.no, 1))


def check_example(book: RuleBook, example: Example) -> Failed | None:
    """Return how an example fails, or None if it holds.

    A `yes` holds if a mention or frame of the rule stands with exactly its quote and, where it gives values,
    each of them is part of a record (or else of the groups). A `no` holds if the rule finds nothing.
    """
    given = example.given
    try:
        seen = _see(book, book.labels[example.rule.label].stage, canonical(given.text))
        problem = _yes(seen, example.rule, given) if isinstance(given, Yes) else _no(seen, example.rule, given)
    except TimeoutError:
        problem = "an answer in time", "a rule ran out of time"
    return Failed(example.rule.id, example.name, given.text, *problem) if problem else None


@lru_cache(maxsize=2)  # what several rules are asked of one text is read once
def _see(book: RuleBook, stage: str, text: str) -> _Seen:
    if stage != "record":
        return _Seen(match(book, text, _lines(text), lambda _: frozenset(), book.stages[stage]).mentions)
    reading = read(Article(id="example", text=text, origin="example", info=ArticleInfo(published=PUBLISHED)), book)
    return _Seen((*reading.mentions, *reading.frames), reading)


def _lines(text: str) -> list[Span]:
    spans: list[Span] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return spans


def _no(seen: _Seen, rule: Rule, given: No) -> tuple[str, str] | None:
    found = seen.of(rule)
    return (f"no match: {given.why}", _quotes(found)) if found else None


def _yes(seen: _Seen, rule: Rule, given: Yes) -> tuple[str, str] | None:
    quote = canonical(given.quote)
    standing = [m for m in seen.of(rule) if m.quote == quote]
    if not standing:
        return f"match of “{quote}”", _instead(seen, rule)
    wanted = [given.value] if isinstance(given.value, Mapping) else given.value or []
    for values in wanted:
        found = _values(seen, rule, standing, values)
        if not any(_part_of(values, candidate) for candidate in found):
            return _json(values), _json([{k: one[k] for k in values if k in one} for one in found])
    return None


def _instead(seen: _Seen, rule: Rule) -> str:
    """Say what the rule found instead, or to what its match gave way."""
    if seen.of(rule):
        return _quotes(seen.of(rule))
    lost = [x for x in (seen.reading.lost if seen.reading else ()) if x.mention.rule.id == rule.id]
    winners = [f"“{x.mention.quote}” gave way to {x.winner.rule.id} “{x.winner.quote}”" for x in lost]
    return "; ".join(winners) or "no match"


def _quotes(mentions: Sequence[Mention]) -> str:
    return ", ".join(f"match of “{m.quote}”" for m in mentions)


def _values(seen: _Seen, rule: Rule, standing: Sequence[Mention], wanted: Mapping[str, Any]) -> list[Any]:
    """Return what `wanted` may be part of: records, or the values of the mention itself."""
    if seen.reading is not None and rule.label in _COUNTED:
        return [{**_groups(m, wanted), **_quantity(seen.reading, m)} for m in standing]
    records = _records(seen.reading, rule) if seen.reading is not None else []
    if rule.label not in _LIST_OF:
        # a record of another label may quote the rule for a field that the example does not speak of
        records = [record for record in records if wanted.keys() <= record.keys()]
        records = records or [_groups(m, wanted) for m in standing]
    return records


def _quantity(reading: Reading, mention: Mention) -> dict[str, Any]:
    shares = {name: group_number(reading, mention, name) for name in _SHARES}
    return {
        "value": quantity_value(reading, mention),
        "mod": mention.get("mod"),
        "unit": unit(mention),
        **shares,
    }


def _groups(mention: Mention, names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: mention.get(name) for name in names}


def _records(reading: Reading, rule: Rule) -> list[dict[str, Any]]:
    found = build(reading).model_dump(mode="json")
    if rule.label in _LIST_OF:
        return list(found[_LIST_OF[rule.label]])
    every = (record for key in RECORD_TYPES for record in found[key])
    return [record for record in every if any(e["rule"] == rule.id for e in record["evidence"])]


def _part_of(wanted: Any, found: Any) -> bool:
    """Whether `wanted` is `found` or a part of it: of an object some keys, of a list some members."""
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(k in found and _part_of(v, found[k]) for k, v in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and all(any(_part_of(w, f) for f in found) for w in wanted)
    if isinstance(found, Mapping) and isinstance(wanted, str):
        return bool(found.get("name") == wanted)  # an organisation or a person, by name
    return bool(wanted == found)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
