"""Which texts a change of the rules can touch, on rules small enough to be told at a glance, and on ours."""

from collections.abc import Callable, Collection
from functools import reduce
from pathlib import Path

import pytest
from desk_articles import ARTICLES, BOOK

from extractor.extract import extract, is_on_campaigns
from extractor.models import Article
from extractor.review import overlay
from extractor.review.arithmetic import contradictions
from extractor.rules.book import RuleBook, load
from extractor.rules.changes import Changes, changes, forms
from extractor.sources import read


def rule(id: str, pattern: str, label: str = "thing", more: str = "") -> str:
    return f"""
[[rule]]
id = "{id}"
label = "{label}"
pattern = '''{pattern}'''
{more}
yes = [{{ text = "Có.", quote = "Có" }}]
no = [{{ text = "Không.", why = "no" }}]
"""


CAT, RAIN = rule("thing.cat", "con mèo", more='set = { kind = "tame" }'), rule("thing.rain", "trời mưa")
FILES = {
    "labels.toml": """
[labels.thing]
about = "a thing"
[labels.sign]
about = "of a page"
stage = "page"
""",
    "a.toml": CAT + RAIN + rule("thing.fruit", "trái {fruit}") + rule("thing.number", "số {number_words}"),
    "page.toml": rule("sign.end", "hết trang", "sign"),
    "lexicon/fruit.txt": "# source: test\ncam\tngọt\nbưởi\tchua\n",
    "lexicon/number_words.txt": "# source: test\nmột\t1\n",
    "tables/hosts.txt": "# source: test\nbao.example\tBáo\n",
}
TEXTS = {"Con mèo ngủ.", "Trời mưa.", "Trái cam.", "Trái bưởi.", "Trái na.", "Con chó sủa.", "Số một.", "Trang 1."}

Edit = Callable[[dict[str, str]], None]


def replaced(file: str, old: str, new: str) -> Edit:
    def edit(files: dict[str, str]) -> None:
        assert old in files[file]
        files[file] = files[file].replace(old, new)

    return edit


def renamed(files: dict[str, str]) -> None:
    files["b.toml"] = files.pop("a.toml")


CHANGES: dict[str, tuple[Edit, Collection[str]]] = {
    "an example": (replaced("a.toml", "Không.", "Chưa."), ()),
    "a comment": (replaced("a.toml", CAT, f"# ours\n{CAT}"), ()),
    "the name of a file": (renamed, ()),
    "a pattern": (replaced("a.toml", "con mèo", "con chó"), {"Con mèo ngủ.", "Con chó sủa."}),
    "a constant": (replaced("a.toml", "tame", "wild"), {"Con mèo ngủ."}),
    "a rule less": (replaced("a.toml", RAIN, ""), {"Trời mưa."}),
    "a rule more": (replaced("a.toml", RAIN, RAIN + rule("thing.dog", "con chó")), {"Con chó sủa."}),
    "a term more": (replaced("lexicon/fruit.txt", "bưởi", "na\tngọt\nbưởi"), {"Trái na."}),
    "a term less": (replaced("lexicon/fruit.txt", "cam\tngọt\n", ""), {"Trái cam."}),
    "what is said of a term": (replaced("lexicon/fruit.txt", "chua", "ngọt"), {"Trái bưởi."}),
    "the order of terms": (replaced("lexicon/fruit.txt", "cam\tngọt\nbưởi\tchua", "bưởi\tchua\ncam\tngọt"), ()),
    "a label": (replaced("labels.toml", '"a thing"', '"a thing"\nrank = 2'), TEXTS),
    "a table": (replaced("tables/hosts.txt", "Báo", "Báo ta"), TEXTS),
    "a lexicon that Python reads": (replaced("lexicon/number_words.txt", "một\t1", "một\t1\nhai\t2"), TEXTS),
    "a rule of pages": (replaced("page.toml", "hết trang", "cuối trang"), TEXTS),
}


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def touched(tmp_path: Path, older: dict[str, str], newer: dict[str, str], texts: Collection[str] = TEXTS) -> set[str]:
    """Return those of some texts that are read again when files of rules have become other ones."""
    found = changes(*(forms(load(written(tmp_path / name, files))) for name, files in (("a", older), ("b", newer))))
    return {text for text in texts if found is None or found.can_touch(text)}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_and_its_taking_back_can_touch_what_prints_what_it_needs(tmp_path: Path, change: str) -> None:
    edit, wanted = CHANGES[change]
    edit(edited := dict(FILES))
    assert touched(tmp_path / "there", FILES, edited) == set(wanted)
    assert touched(tmp_path / "back", edited, FILES) == set(wanted)


def test_rules_that_change_places_touch_what_both_may_match(tmp_path: Path) -> None:
    """Of two mentions alike the one whose rule stands first wins."""
    replaced("a.toml", CAT + RAIN, RAIN + CAT)(edited := dict(FILES))
    both = {"Con mèo gặp trời mưa."}
    assert touched(tmp_path, FILES, edited, {*both, "Trái cam."}) == both


def whole_of(article: Article, book: RuleBook) -> tuple[object, ...]:
    """Return all that is read of an article, also of what stands between its records."""
    found = extract(article, book)
    between = contradictions(article.text, overlay(article.text, found, []), book)
    said = [(one.problem, one.said, one.here, one.there) for one in between]
    return found, said, is_on_campaigns(article, book)


def check_that_rules_read_nothing_where_their_gates_are_shut(step: int) -> None:
    """Shut out, of each article, all rules that cannot touch it at once: one by one is the same, and takes an hour."""
    gates = {form.rule: Changes([form]) for form in forms(BOOK).rules}
    found = [article for article in read([ARTICLES], BOOK) if isinstance(article, Article)]
    for article in found[::step]:
        shut = [rule for rule, gate in gates.items() if not gate.can_touch(article.text)]
        assert len(shut) > len(gates) / 10
        less = reduce(RuleBook.without, shut, BOOK)
        assert whole_of(article, less) == whole_of(article, BOOK), article.id


def test_a_rule_reads_nothing_where_its_gate_is_shut() -> None:
    check_that_rules_read_nothing_where_their_gates_are_shut(step=31)


@pytest.mark.soak
def test_no_rule_reads_anything_where_its_gate_is_shut() -> None:
    check_that_rules_read_nothing_where_their_gates_are_shut(step=1)
