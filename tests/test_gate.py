"""The gate is a short cut and nothing more: with it and without it the rules find the same."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.nlp.sentences import sentences
from extractor.nlp.words import word_boundaries
from extractor.rules.book import RuleBook, Stage, load
from extractor.rules.gate import Gate
from extractor.rules.literals import DIGIT, LiteralReader
from extractor.rules.match import match, match_frames
from extractor.rules.mention import Span
from extractor.text import canonical, folded_view, printed_view

T = TypeVar("T")
ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("PHONGTRAO_SHARED", ROOT.parent / "shared"))
UNLABELLED = SHARED / "articles" / "unlabelled.jsonl"
BOOK = load()
EXAMPLES = [example.text for rule in BOOK.rules.values() for example in (*rule.spec.yes, *rule.spec.no)]


def texts(most: int) -> list[str]:
    """Return the corpus, the rules' own examples and, if it is there, a sample of the articles beside us."""
    pages = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpus" / "articles").glob("*.txt"))]
    others = UNLABELLED.read_text(encoding="utf-8").splitlines()[:most] if UNLABELLED.exists() else []
    return [canonical(text) for text in [*pages, *EXAMPLES, *(json.loads(line)["text"] for line in others)]]


def ungated(book: RuleBook) -> RuleBook:
    """Return the book with gates that are always open."""
    copy = book.without("none.such")
    copy.rules = {key: replace(rule, literals=None) for key, rule in book.rules.items()}

    def opened(stages: Mapping[T, Stage]) -> dict[T, Stage]:
        return {
            name: Stage([copy.rules[rule.id] for rule in stage.rules], Gate([None] * len(stage.rules)))
            for name, stage in stages.items()
        }

    copy.__dict__.update(stages=opened(book.stages), frame_stages=opened(book.frame_stages))
    return copy


def spans_of(text: str) -> list[Span]:
    return sentences(text, BOOK.table("unbroken").terms)


def missed(stage: Stage, text: str, spans: Sequence[Span]) -> list[str]:
    """Return what rules would find where the gate shuts them out."""
    printed, folded = printed_view(text), folded_view(text)
    found: list[str] = []
    for span, indices in zip(spans, stage.gate.open(folded, spans), strict=True):
        for rule in (rule for index, rule in enumerate(stage.rules) if index not in indices):
            hit = rule.pattern.search(printed if rule.cased else folded, *span)
            found += [f"{rule.id}: {text[slice(*hit.span())]!r}"] if hit and hit[0] else []
    return found


def shown(book: RuleBook, text: str) -> list[list[tuple[int, int, str]]]:
    spans = spans_of(text)
    found = match(book, text, spans, lambda span: word_boundaries(text, span))
    frames = match_frames(book, text, spans, found.mentions)
    lists = (found.mentions, [lost.mention for lost in found.lost], frames.mentions)
    return [[(m.start, m.end, m.rule.id) for m in mentions] for mentions in lists]


@pytest.mark.parametrize("name", BOOK.stages)
def test_no_rule_finds_anything_behind_its_gate(name: str) -> None:
    assert [miss for text in texts(30) for miss in missed(BOOK.stages[name], text, spans_of(text))] == []


@pytest.mark.soak
@pytest.mark.parametrize("name", BOOK.stages)
def test_no_rule_finds_anything_behind_its_gate_in_all_articles(name: str) -> None:
    assert [miss for text in texts(10_000) for miss in missed(BOOK.stages[name], text, spans_of(text))] == []


@pytest.mark.soak
def test_mentions_and_frames_are_the_same_without_gates() -> None:
    free = ungated(BOOK)
    for text in texts(6):
        assert shown(free, text) == shown(BOOK, text)


WORDS = sorted({word for text in EXAMPLES for word in text.split()})


@given(st.lists(st.sampled_from(WORDS) | st.sampled_from(["😀", "²", "٣", "İ", "K", "\u00a0", "\n"]), max_size=30))
def test_gate_is_open_wherever_a_rule_finds_something(words: list[str]) -> None:
    text = canonical(" ".join(words))
    for stage in BOOK.stages.values():
        assert missed(stage, text, spans_of(text)) == []


def test_most_rules_have_a_gate() -> None:
    without = [rule.id for rule in BOOK.rules.values() if rule.literals is None]
    assert len(without) <= len(BOOK.rules) // 10, without


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("tặng", {"tặng"}),
        ("Tặng", {"tặng"}),
        ("bằng +khen", {"bằng khen"}),
        ("giấy +khen", {"giấy khen"}),
        ("(?:giấy|bằng) +khen", {"giấy khen", "bằng khen"}),
        ("(?:giấy|bằng)", {"giấy", "bằng"}),
        ("(?:giấy|bằng)?x", {"giấyx", "bằngx", "x"}),
        ("(?P<form>huân chương)(?:abc)*", {"huân chương"}),
        ("(?-i:UBND) x", {"ubnd x"}),
        (r"\d+", {DIGIT}),
        (r"\d+ +hộ", {" hộ"}),
        (r"(?:\d+|năm)", {DIGIT, "năm"}),
        (r"(?:\d+|\w+)", None),
        (r"\w+", None),
        (r"\p{Lu}\w+", None),
        (r"\p{^Lu}ab", {"ab"}),
        ("(?:ab|)", None),
        ("(?:ab){0,2}", None),
        ("(?:ab){2}", {"ab"}),
        ("(?:ab)++c", {"ab"}),
        ("(?>ab)c", {"abc"}),
        ("[xy]", {"x", "y"}),
        ("[abcde]", {"a", "b", "c", "d", "e"}),
        ("[^x]", None),
        ("[a-z]", None),
        ("(?=ab)", {"ab"}),
        ("(" * 3000 + "ab" + ")" * 3000, None),
        ("(?!ab)cd", {"cd"}),
        ("(?<!ab)c", {"c"}),
        ("", None),
        (r"a\.b", {"a.b"}),
        ("hoà bình", {"hoà bình"}),
        ("İabc", {"İabc"}),
        (r"\X", None),
        (r"(?|a|b)", None),
    ],
)
def test_required_literals(pattern: str, literals: set[str] | None) -> None:
    assert LiteralReader({}).required(pattern) == literals


def test_gate_opens_by_sentence() -> None:
    gate = Gate([frozenset({"tặng"}), None, frozenset({DIGIT}), frozenset({"ặn", "khen"}), frozenset({DIGIT, "năm"})])
    text = "😀 tặng. 5 hộ. không. khen năm"
    spans = [(0, 7), (8, 13), (14, 20), (21, 30)]
    assert gate.open(text, spans) == [{0, 1, 3}, {1, 2, 4}, {1}, {1, 3, 4}]


def test_a_gate_without_a_rule_is_shut_to_it_alone() -> None:
    literals = [frozenset({"tặng"}), None, frozenset({DIGIT})]
    gate = Gate(literals)
    opened = {index: gate.without(index).open("tặng 5", [(0, 6)]) for index in range(3)}
    assert opened == {0: [{1, 2}], 1: [{0, 2}], 2: [{0, 1}]}
    assert gate.without(0).without(1).open("tặng 5", [(0, 6)]) == [{2}]
    assert gate.open("tặng 5", [(0, 6)]) == [{0, 1, 2}]


def test_gate_ignores_what_stands_between_sentences() -> None:
    gate = Gate([frozenset({"tặng"})])
    assert gate.open("tặng a tặng b tặng", [(5, 6), (12, 13)]) == [set(), set()]
    assert gate.open("a", []) == []
    assert Gate([]).open("a", [(0, 1)]) == [set()]


def test_gate_counts_every_digit() -> None:
    gate = Gate([frozenset({DIGIT})])
    assert gate.open("٣ ３ x", [(0, 1), (2, 3), (4, 5)]) == [{0}, {0}, set()]
