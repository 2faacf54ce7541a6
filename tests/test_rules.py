"""Every rule holds its own examples, survives hostile text, and every mistake in a rule file is named."""

import shutil
import time
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest
from growth import is_linear

from extractor.check import Example, Failed, check_example, examples
from extractor.errors import PatternError
from extractor.explain import explain
from extractor.extract import extract
from extractor.models import Article
from extractor.rules.book import RuleBook, load, patterns_dir
from extractor.rules.match import match, match_frames
from extractor.rules.patience import TIMEOUT_SECONDS
from extractor.rules.rule import Rule

BOOK = load()
RULES = [pytest.param(rule, id=rule.id) for rule in BOOK.rules.values()]
EXAMPLES = {name: list(of_rule) for name, of_rule in groupby(examples(BOOK), lambda example: example.rule.id)}


# Examples


@pytest.mark.parametrize("rule", RULES)
def test_each_example_of_the_rule_holds(rule: Rule) -> None:
    failed = [failed for example in EXAMPLES[rule.id] if (failed := check_example(BOOK, example))]
    if failed:
        pytest.fail("\n" + "\n".join(map(str, failed)), pytrace=False)


@pytest.mark.parametrize("rule", RULES)
def test_without_the_rule_its_examples_fail(rule: Rule) -> None:
    """What a `yes` proves is this rule's doing."""
    book = BOOK.without(rule.id)
    for number, yes in enumerate(rule.spec.yes, 1):
        assert check_example(book, Example(rule, number, yes))


# Hostile text


HOSTILE = {
    "digits": "7" * 5000,
    "spaces": "a" + " " * 5000 + "b",
    "no-break spaces": "1" + "\u00a0" * 5000,
    "commas": "," * 5000,
    "numbers with commas": "1," * 2500,
    "quotes": '"' * 5000,
    "open brackets": "(" * 5000,
    "letters": "a" * 5000,
    "capitals": "A" * 5000,
    "dotted": "1." * 2500,
    "slashed": "1/" * 2500,
    "dashed": "1-" * 2500,
    "syllables": "Hội " * 1250,
    "counted": "5 xã, " * 800,
}


def tagged(rule: Rule, book: RuleBook) -> list[str]:
    """Runs of the labels that a frame reads, with and without words between."""
    tags = [book.tags[label] for label in rule.spec.over]
    return [gap.join([tag] * 600) for tag in tags for gap in (" ", ", ", " và ")] + [", ".join(tags * 150)]


@pytest.mark.parametrize("rule", RULES)
def test_rule_answers_hostile_text_in_time(rule: Rule) -> None:
    """Runs of labels are half as long as they may get, for a quarter of the time: some frames take its square."""
    texts = [(text, TIMEOUT_SECONDS) for text in HOSTILE.values()]
    for text, seconds in [*texts, *((text, TIMEOUT_SECONDS / 4) for text in tagged(rule, BOOK))]:
        for _ in rule.pattern.finditer(text, timeout=seconds):
            pass


LONG = {"digits": "7", "spaces": " ", "commas": ", ", "và": "và ", "quotes": '"'}
SIZES = 250_000, 500_000, 1_000_000


@pytest.mark.soak
@pytest.mark.parametrize("unit", LONG.values(), ids=LONG)
def test_each_rule_takes_twice_the_time_for_twice_the_text(unit: str) -> None:
    def seconds(rule: Rule, size: int) -> float:
        text = unit * (size // len(unit))
        began = time.process_time()
        for _ in rule.pattern.finditer(text, timeout=60):
            pass
        return time.process_time() - began

    took = {rule.id: [seconds(rule, size) for size in SIZES] for rule in BOOK.rules.values()}
    print(*(f"{size / 1e6} MB: {sum(t[at] for t in took.values()):.1f} s;" for at, size in enumerate(SIZES)))
    slower = {name: t for name, t in took.items() if t[2] > 3 * t[1] + 0.2}
    assert slower == {}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in HOSTILE.items()])
def test_the_pipeline_survives_hostile_text(text: str) -> None:
    extract(Article(id="x", text=text, origin="x"), BOOK)
    explain(Article(id="x", text=f"Ngày 12/5, {text}", origin="x"), BOOK)


def test_twice_the_text_takes_twice_the_time() -> None:
    """A rule that looks for what it needs beyond its sentence made long texts take the square of their length."""
    sentence = "Sáng 18/10/2024, UBND huyện Mây Trắng tổ chức hội nghị; tặng giấy khen cho 8 tập thể và 12 cá nhân. "

    def read(times: int) -> None:
        text = sentence * times
        spans = [(len(sentence) * n, len(sentence) * (n + 1)) for n in range(times)]
        match_frames(BOOK, text, spans, match(BOOK, text, spans, lambda _: frozenset()).mentions)

    assert is_linear(read, 200)


# Mistakes in rule files


LABELS = '[labels.thing]\nabout = "a thing"\n'
RULE = """
[[rule]]
id = "thing.word"
label = "thing"
pattern = '''cây {number:count}'''
[[rule.yes]]
text = "Có cây một."
quote = "cây một"
value = { number = "1" }
[[rule.no]]
text = "Có hoa một."
why = "a flower"
"""
Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return what makes a folder of rules: one good rule, and what a test puts beside or instead of it."""

    def make(rules: str = RULE, **lexicons: str) -> Path:
        (tmp_path / "lexicon").mkdir()
        for name, text in {"count": "# source: test\nmột\t1\n", **lexicons}.items():
            (tmp_path / "lexicon" / f"{name}.txt").write_text(text, encoding="utf-8")
        shutil.copytree(patterns_dir() / "tables", tmp_path / "tables")
        (tmp_path / "things.toml").write_text(LABELS + rules, encoding="utf-8")
        return tmp_path

    return make


def error(folder: Path) -> str:
    with pytest.raises(PatternError) as caught:
        load(folder)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_good_folder_loads_and_its_examples_hold(folder: Folder) -> None:
    book = load(folder())
    assert list(book.rules) == ["thing.word"]
    assert [e.name for e in examples(book)] == ["thing.word yes 1", "thing.word no 1"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("pattern =", "colour = 'red'\npattern =", "thing.word: colour: unknown key"),
        ("quote =", "qoute =", "thing.word: yes 1: qoute: unknown key"),
        ("why =", "reason =", "thing.word: no 1: reason: unknown key"),
        ('text = "Có cây một."', "text = 5", "thing.word: yes 1: text: "),
        ('id = "thing.word"', "", "rule 1: id: it is missing"),
        ('id = "thing.word"', 'id = "thing"', "thing: id: "),
        (RULE, "[rule]\n", "rule: not a list"),
        (RULE, "[[rules]]\n", "rules: unknown key"),
    ],
)
def test_a_mistake_names_file_rule_and_key(folder: Folder, old: str, new: str, said: str) -> None:
    assert error(folder(RULE.replace(old, new, 1))).startswith(f"things.toml: {said}")


def test_a_rule_without_a_yes_is_an_error(folder: Folder) -> None:
    yes, no = RULE.index("[[rule.yes]]"), RULE.index("[[rule.no]]")
    assert error(folder(RULE[:yes] + RULE[no:])).startswith("things.toml: thing.word: yes: it is missing")


def test_a_rule_without_a_no_is_an_error(folder: Folder) -> None:
    message = error(folder(RULE.partition("[[rule.no]]")[0]))
    assert message.startswith("things.toml: thing.word: no: it is missing")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RULE, "z/other.toml: thing.word: a rule of things.toml has this id already"),
        (LABELS, "z/other.toml: the label 'thing' is defined in things.toml already"),
        ("[parts]\ncount = 'x'\n", "z/other.toml: part count: lexicon/count.txt has that name already"),
    ],
)
def test_a_name_given_twice_is_an_error_naming_both_files(folder: Folder, text: str, said: str) -> None:
    path = folder()
    (path / "z").mkdir()
    (path / "z" / "other.toml").write_text(text, encoding="utf-8")
    assert error(path).startswith(said)


def test_a_list_given_twice_is_an_error_naming_both_files(folder: Folder) -> None:
    path = folder()
    shutil.copy(path / "lexicon" / "count.txt", path / "tables" / "count.txt")
    assert error(path).startswith("tables/count.txt: the list 'count' is defined in lexicon/count.txt already")


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("cây {nothing}", "no part or lexicon 'nothing'"),
        ("cây ({number:count})", "(?P<name>"),
        ("cây <nothing> {number:count}", "no label 'nothing'"),
        ("cây [{number:count}", "does not compile"),
        ("cây {number:count} {count", "'{count' is no reference"),
        ("cây {number:count} count}", "'}' is no reference"),
        ("cây {number:count} {Count}", "'{Count}' is no reference"),
        ("cây {number:count} { count }", "'{ count }' is no reference"),
        ("cây {number:count} <thing", "'<thing' is no reference"),
        ("(?:" * 3000 + "cây {number:count}" + ")" * 3000, "does not compile"),
    ],
)
def test_a_bad_pattern_is_an_error_naming_file_and_rule(folder: Folder, pattern: str, said: str) -> None:
    message = error(folder(RULE.replace("cây {number:count}", pattern)))
    assert message.startswith("things.toml: thing.word: ")
    assert said in message


@pytest.mark.parametrize(
    "more", [r"a{2}b{2,}c{,2}d{2,3}", r"\p{Lu}\{\<", "[{<a]", "(?<=a)(?<!b)(?P<x>c)(?<y>d)", "</?[a-z]+>"]
)
def test_braces_that_are_no_references_are_left_alone(folder: Folder, more: str) -> None:
    assert list(load(folder(RULE.replace("cây {number:count}", f"cây {{number:count}}(?:{more})?"))).rules)


def test_a_bad_part_is_an_error_naming_file_and_part(tmp_path: Path, folder: Folder) -> None:
    path = folder(RULE.replace("'cây", "'{round}cây"))
    (path / "parts.toml").write_text("[parts]\nround = 'x{round}'\n", encoding="utf-8")
    assert error(path).startswith("parts.toml: part round: part 'round' contains itself")


def test_an_unknown_label_is_an_error_naming_file_and_rule(folder: Folder) -> None:
    message = error(folder(RULE.replace('label = "thing"', 'label = "ting"')))
    assert message.startswith("things.toml: thing.word: no label 'ting'")


def test_what_no_rule_uses_is_an_error_naming_its_file(folder: Folder) -> None:
    path = folder(spare="# source: test\nhai\n")
    (path / "parts.toml").write_text("[parts]\nidle = 'x'\n", encoding="utf-8")
    message = error(path)
    assert "parts.toml: part idle: no rule uses it" in message
    assert "lexicon/spare.txt: no rule uses it" in message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("một\t1\n", ": the head must say '# source:"),
        ("# source: test\n", ": no term in it"),
        ("# source: test\nmột\nmột\n", ":3: 'một' is listed twice"),
        ("# source: test\n\t1\n", ":2: no term before the tab"),
    ],
)
def test_a_bad_lexicon_is_an_error_naming_file_and_line(folder: Folder, text: str, said: str) -> None:
    assert error(folder(count=text)).startswith(f"lexicon/count.txt{said}")


@pytest.mark.parametrize("name", ["things.toml", "lexicon/count.txt", "tables/hosts.txt"])
def test_a_file_that_is_not_utf8_is_an_error(folder: Folder, name: str) -> None:
    path = folder()
    (path / name).write_bytes(b"# source: \xff")
    assert error(path) == f"{name}: not UTF-8 at byte 10: save it as UTF-8"


def test_byte_order_marks_are_no_errors(folder: Folder) -> None:
    path = folder()
    for name in ("things.toml", "lexicon/count.txt"):
        (path / name).write_bytes(b"\xef\xbb\xbf" + (path / name).read_bytes())
    assert list(load(path).rules) == ["thing.word"]


def test_bad_toml_is_an_error(folder: Folder) -> None:
    assert error(folder("[[rule")).startswith("things.toml: not a TOML file")


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    assert "no such folder" in error(tmp_path / "none")


# The check itself finds what is wrong


def only(folder: Path) -> Failed:
    book = load(folder)
    (failed,) = [failed for example in examples(book) if (failed := check_example(book, example))]
    assert failed.rule == "thing.word"
    return failed


def test_a_yes_that_does_not_match_fails(folder: Folder) -> None:
    failed = only(folder(RULE.replace("Có cây một.", "Có hoa một.", 1)))
    assert (failed.example, failed.came) == ("thing.word yes 1", "no match")


def test_a_yes_with_another_quote_fails(folder: Folder) -> None:
    failed = only(folder(RULE.replace('quote = "cây một"', 'quote = "cây"')))
    assert (failed.expected, failed.came) == ("match of “cây”", "match of “cây một”")


def test_a_yes_with_another_value_fails(folder: Folder) -> None:
    failed = only(folder(RULE.replace('number = "1"', 'number = "2"')))
    assert (failed.expected, failed.came) == ('{"number": "2"}', '[{"number": "1"}]')


def test_a_no_that_matches_fails(folder: Folder) -> None:
    failed = only(folder(RULE.replace("Có hoa một.", "Có cây một.")))
    assert (failed.example, failed.expected) == ("thing.word no 1", "no match: a flower")


def test_what_won_is_named(folder: Folder) -> None:
    longer = RULE.replace("thing.word", "thing.words").replace("cây {", "có cây {").replace("cây một", "Có cây một")
    failed = only(folder(RULE + longer.replace("Có Có", "Có")))
    assert failed.came == "“cây một” gave way to thing.words “Có cây một”"
