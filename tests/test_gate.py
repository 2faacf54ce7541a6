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
from extractor.rules.book import RuleBook, load
from extractor.rules.gate import Gate
from extractor.rules.literals import LiteralReader
from extractor.rules.match import match, match_frames
from extractor.rules.mention import Span
from extractor.rules.prefix import PrefixWriter
from extractor.rules.rule import Stage
from extractor.rules.sieve import Sieve
from extractor.rules.starts import StartReader
from extractor.rules.trees import DIGIT, Trees
from extractor.rules.view import SentenceView
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
    copy.rules = {key: replace(rule, required=(), starts=None) for key, rule in book.rules.items()}

    def opened(stages: Mapping[T, Stage]) -> dict[T, Stage]:
        return {
            name: Stage([copy.rules[rule.id] for rule in stage.rules], always_open(len(stage.rules)))
            for name, stage in stages.items()
        }

    copy.__dict__.update(stages=opened(book.stages), frame_stages=opened(book.frame_stages))
    return copy


def always_open(rules: int) -> Gate:
    return Gate([()] * rules, [None] * rules)


def spans_of(text: str) -> list[Span]:
    return sentences(text, BOOK.table("unbroken").terms)


def missed(stage: Stage, text: str, spans: Sequence[Span]) -> list[str]:
    """Return what rules would find where the gate shuts them out, or lets them begin elsewhere only."""
    printed, folded = printed_view(text), folded_view(text)
    found: list[str] = []
    for span in spans:
        view = SentenceView(folded, printed, span)
        begun = dict(stage.gate.openings(view.folded, view.start))
        for index, rule in enumerate(stage.rules):
            starts = begun.get(index, ())
            if starts is not None:
                hits = rule.pattern.finditer(view.text(rule.cased), view.start)
                found += [f"{rule.id}: {hit[0]!r}" for hit in hits if hit[0] and hit.start() not in starts]
    return found


def shown(book: RuleBook, text: str) -> list[list[tuple[int, int, str]]]:
    spans = spans_of(text)
    found = match(book, text, spans, lambda span: word_boundaries(text, span))
    frames = match_frames(book, text, spans, found.mentions)
    lists = (found.mentions, [lost.mention for lost in found.lost], frames.mentions)
    return [[(m.start, m.end, m.rule.id) for m in mentions] for mentions in lists]


def sharpened(stage: Stage) -> Stage:
    """Return the stage with a gate as it becomes when it is much used."""
    other = Stage.of(stage.rules)
    other.gate.sharpen()
    assert other.gate.is_sharp
    return other


SHARP = {name: sharpened(stage) for name, stage in BOOK.stages.items()}
STAGES = {**BOOK.stages, **{f"{name}, sharp": stage for name, stage in SHARP.items()}}


@pytest.mark.parametrize("name", STAGES)
def test_no_rule_finds_anything_behind_its_gate(name: str) -> None:
    every = texts(30)[list(STAGES).index(name) % 5 :: 5]
    assert [miss for text in every for miss in missed(STAGES[name], text, spans_of(text))] == []


@pytest.mark.soak
@pytest.mark.parametrize("name", STAGES)
def test_no_rule_finds_anything_behind_its_gate_in_all_articles(name: str) -> None:
    assert [miss for text in texts(10_000) for miss in missed(STAGES[name], text, spans_of(text))] == []


@pytest.mark.soak
def test_mentions_and_frames_are_the_same_without_gates() -> None:
    free, sharp = ungated(BOOK), BOOK.without("none.such")
    sharp.__dict__["stages"] = SHARP
    for text in texts(6):
        assert shown(free, text) == shown(BOOK, text) == shown(sharp, text)


WORDS = sorted({word for text in EXAMPLES for word in text.split()})


@given(st.lists(st.sampled_from(WORDS) | st.sampled_from(["😀", "²", "٣", "İ", "K", "\u00a0", "\n"]), max_size=30))
def test_gate_is_open_wherever_a_rule_finds_something(words: list[str]) -> None:
    text = canonical(" ".join(words))
    for stage in STAGES.values():
        assert missed(stage, text, spans_of(text)) == []


def test_most_rules_have_a_gate() -> None:
    without = [rule.id for rule in BOOK.rules.values() if not rule.required]
    assert len(without) <= len(BOOK.rules) // 10, without


def test_most_rules_have_beginnings() -> None:
    without = [rule.id for rule in BOOK.stages["record"].rules if rule.starts is None]
    assert len(without) <= len(BOOK.stages["record"].rules) // 10, without


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("tặng", [{"tặng"}]),
        ("Tặng", [{"tặng"}]),
        ("bằng khen", [{"bằng khen"}]),
        ("(?:giấy|bằng) khen", [{"giấy khen", "bằng khen"}]),
        ("(?:giấy|bằng)", [{"giấy", "bằng"}]),
        ("(?:giấy|bằng)?x", [{"giấyx", "bằngx", "x"}]),
        ("(?P<form>huân chương)(?:abc)*", [{"huân chương"}]),
        ("(?-i:UBND) x", [{"ubnd x"}]),
        (r"\d+", [{DIGIT}]),
        (r"\d+ hộ", [{DIGIT}, {" hộ"}]),
        (r"\d+ hộ (?:và|với) \w+ (?:bản|làng)", [{DIGIT}, {" hộ và ", " hộ với "}, {" bản", " làng"}]),
        (r"(?:\d+|năm)", [{DIGIT, "năm"}]),
        (r"(?:\d+|\w+)", []),
        (r"\w+", []),
        (r"\p{Lu}\w+", []),
        (r"\p{^Lu}ab", [{"ab"}]),
        ("(?:ab|)", []),
        ("(?:ab){0,2}", []),
        ("(?:ab){2}", [{"ab"}]),
        ("(?:ab)++c", [{"ab"}, {"c"}]),
        ("(?>ab)c", [{"abc"}]),
        ("[xy]", [{"x", "y"}]),
        ("[abcde]", [{"a", "b", "c", "d", "e"}]),
        ("[^x]", []),
        ("[a-z]", []),
        ("(?=ab)", [{"ab"}]),
        ("(" * 3000 + "ab" + ")" * 3000, []),
        ("(?!ab)cd", [{"cd"}]),
        ("(?<!ab)c", [{"c"}]),
        ("", []),
        (r"a\.b", [{"a.b"}]),
        ("hoà bình", [{"hoà bình"}]),
        ("İabc", [{"İabc"}]),
        (r"\X", []),
        (r"(?|a|b)", []),
        (r"(?P<a>\w+) / (?P=a) hộ", [{" / "}, {" hộ"}]),
    ],
)
def test_required_literals(pattern: str, literals: list[set[str]]) -> None:
    assert list(LiteralReader(Trees({})).required(pattern)) == literals


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("tặng", {"tặng"}),
        ("Bằng khen", {"bằng"}),
        ("(?:giấy|bằng)?x", {"giấyx", "bằngx", "x"}),
        (r"(?:khoảng |trên )?\d+ hộ", {"khoảng", "trên", DIGIT}),
        (r"(?:về )*nguồn", {"về", "nguồn"}),
        ("(?<!số )(?:ab|cd){2}", {"ab", "cd"}),
        ("khuyến học khuyến tài", {"khuyến"}),
        ("nghiêngngảngả", {"nghiêngngả"}),
        ("[xy]z", {"xz", "yz"}),
        ("[1-3]a", {"1", "2", "3"}),
        (r"[\d(]a", {DIGIT, "("}),
        ('"x', {'"x'}),
        (r"a\d", {"a"}),
        (r"a\w", {"a"}),
        (r"\w+", None),
        (r"\w*a", None),
        (r"(?:\w|a)b", None),
        (r"(?:a|\p{Lu})b", None),
        ("[^x]a", None),
        (".a", None),
        (" a", None),
        ("\na", None),
        ("(?:a)?", None),
        ("", None),
        (r"(?=hộ|xã)\w+", {"hộ", "xã"}),
        (r"(?:số )?(?!hai)(?=hộ|xã)\w+", {"số", "hộ", "xã"}),
        (r"(?=hộ)\w* hay", {"hộ"}),
        (r"(?=h?)\w+", None),
        (r"(?:một )?(?P<a>x)(?P=a)", {"một", "x"}),
        (r"(?P<a>\w)(?P=a)", None),
    ],
)
def test_beginnings(pattern: str, literals: set[str] | None) -> None:
    assert StartReader(Trees({})).starts(pattern) == literals


@pytest.mark.parametrize(
    ("pattern", "begin", "begin_otherwise"),
    [
        (r"(?<!\w)(?:tặng +hộ)(?!\w)", ["tặng  hộ", "tặng hộ.", "tặng hộ khác"], ["tặng hội", "tặng", "x tặng hộ"]),
        (r"(?:\d+|hai) ngày", ["12 ngày", "hai ngày", "٣ ngày"], ["ba ngày", "12"]),
        (r"[\dx]{2}(?:a|b)?c", ["11ac", "x1c", "111c"], ["1a", "cx"]),
        (r"a[^;]{0,60}b", ["a", "a; không"], ["b"]),
        (r"(?:a.*b|c)d", ["a", "c"], ["d"]),
        (r"\p{Lu}\p{^Lu}x", ["a.x", "ô x"], [".ax", "a."]),
        (r"\P{L}x", [".x", "1x"], ["xy"]),
        (r"(?=hộ)\w+ nghèo", ["hộ nghèo", "xã nghèo"], ["hộ giàu"]),
        (r"(?P<a>\w)-(?P=a)", ["a-", "a-b"], ["-a"]),
        (r"[a-c]x|[^a-c]y", ["bx", "dy"], ["dx"]),
        (r"(?:ab){2,3}+c", ["ababc", "abc"], ["ac"]),
        (r"", ["", "a"], []),
        (r"\X", ["a"], []),
    ],
)
def test_prefixes(pattern: str, begin: list[str], begin_otherwise: list[str]) -> None:
    """A prefix may let through more than the pattern, as RE2 knows less, but never less."""
    sieve = Sieve([PrefixWriter(Trees({})).prefix(pattern, False), None])
    assert [text for text in begin if set(sieve.beginning(text.encode())) != {0, 2}] == []
    assert [text for text in begin_otherwise if set(sieve.beginning(text.encode())) != {2}] == []


def test_a_sieve_that_is_too_much_for_re2_is_none() -> None:
    huge = [f"(?:[a-z]{{500}}{{{n}}})" for n in range(1000)]
    gate = Gate([()] * 1000, [frozenset({"a"})] * 1000, [rf"(?:\pL\pN){{900}}{n}" for n in range(1000)])
    before = list(gate.openings("a b", 0))
    gate.sharpen()
    assert not gate.is_sharp and list(gate.openings("a b", 0)) == before
    assert set(Sieve(huge[:1]).beginning(b"a")) == {0, 1}  # of a pattern that RE2 refuses: it may begin anywhere


def test_a_gate_that_is_much_used_becomes_sharp() -> None:
    gate = Gate([(), ()], [frozenset({"tặng"}), frozenset({"tặng"})], ["tặng hộ", "tặng quà"])
    assert list(gate.openings("tặng quà", 0)) == [(0, [0]), (1, [0])]
    for _ in range(3):
        list(gate.openings("tặng " * 10_000, 0))
    assert gate.is_sharp and list(gate.openings("ô tặng quà tặng hộ", 0)) == [(0, [11]), (1, [2])]


def gate_of(*required: set[str] | None) -> Gate:
    """Return the gate of rules that need one literal each of a set; None needs none."""
    return Gate([() if literals is None else (frozenset(literals),) for literals in required], [None] * len(required))


def test_gate_opens_by_sentence() -> None:
    gate = gate_of({"tặng"}, None, {DIGIT}, {"ặn", "khen"}, {DIGIT, "năm"})
    text = "😀 tặng. 5 hộ. không. khen năm"
    spans = [(0, 7), (8, 13), (14, 20), (21, 30)]
    assert gate.open(text, spans) == [[0, 1, 3], [1, 2, 4], [1], [1, 3, 4]]


def test_gate_opens_where_all_that_is_needed_stands() -> None:
    gate = Gate([(frozenset({"tặng"}), frozenset({DIGIT, "nhiều"}))], [None])
    texts = ["tặng 5", "nhiều tặng phẩm", "tặng", "5"]
    assert [gate.open(text, [(0, len(text))]) for text in texts] == [[[0]], [[0]], [[]], [[]]]


def test_rules_begin_only_where_they_can() -> None:
    gate = Gate([(), (), ()], [frozenset({"tặng", '"'}), frozenset({DIGIT}), None])
    text = 'x tặng "tặng" quà tặng\xa0 12.5 hộ, tặngkèm'
    assert list(gate.openings(folded_view(text), 2)) == [(0, [2, 7, 8, 12, 18, 33]), (1, [24, 27]), (2, None)]
    assert list(gate.openings("không", 0)) == [(2, None)]


def test_a_gate_without_a_rule_is_shut_to_it_alone() -> None:
    gate = gate_of({"tặng"}, None, {DIGIT})
    opened = {index: gate.without(index).open("tặng 5", [(0, 6)]) for index in range(3)}
    assert opened == {0: [[1, 2]], 1: [[0, 2]], 2: [[0, 1]]}
    assert gate.without(0).without(1).open("tặng 5", [(0, 6)]) == [[2]]
    assert gate.open("tặng 5", [(0, 6)]) == [[0, 1, 2]]


def test_gate_ignores_what_stands_between_sentences() -> None:
    gate = gate_of({"tặng"})
    assert gate.open("tặng a tặng b tặng", [(5, 6), (12, 13)]) == [[], []]
    assert gate.open("a", []) == []
    assert gate_of().open("a", [(0, 1)]) == [[]]


def test_gate_counts_every_digit() -> None:
    gate = gate_of({DIGIT})
    assert gate.open("٣ ３ x", [(0, 1), (2, 3), (4, 5)]) == [[0], [0], []]
