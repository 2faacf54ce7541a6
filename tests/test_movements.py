"""Movements are declared as data: what files say of them, what is wrong with them, and what names tell of others."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import PatternError
from extractor.link.movements import Placed, placed
from extractor.rules.book import RuleBook, load
from extractor.rules.movements import Movement
from extractor.text import folded_view

BOOK = load()
TREES = '[[movement]]\nname = "Trồng cây"\nkind = "phong trào"\naliases = ["TC", "trồng rừng"]\neveryday = ["cây"]\n'
SPRING = '[[movement]]\nname = "Trồng cây đầu xuân"\nkind = "tháng"\nparent = "Trồng cây"\nfollows = "Trồng cây"\n'
RULES = """[labels.thing]
about = "a thing"
[[rule]]
id = "thing.word"
label = "thing"
pattern = '''hội {name:campaign}'''
yes = [{ text = "Mở hội trồng cây.", quote = "hội trồng cây", value = { name = "Trồng cây" } }]
no = [{ text = "Mở hội thi.", why = "no movement" }]
"""
FIRST, SECOND = "campaigns/0.toml: Trồng cây: ", "campaigns/1.toml: Trồng cây đầu xuân: "
Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return what makes a folder of rules with these files of movements."""

    def make(*files: str, kinds: str = "# source: test\nphong trào\ntháng\n") -> Path:
        for name in ("tables", "campaigns"):
            (tmp_path / name).mkdir()
        (tmp_path / "tables" / "movement_kinds.txt").write_text(kinds, encoding="utf-8")
        (tmp_path / "rules.toml").write_text(RULES, encoding="utf-8")
        for number, text in enumerate(files):
            (tmp_path / "campaigns" / f"{number}.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return make


def test_terms_name_their_movement(folder: Folder) -> None:
    book = load(folder(SPRING, TREES))
    assert {term: book.table("campaign").row(term) for term in ("trồng cây", "tc", "CÂY", "Trồng rừng", "hoa")} == {
        "trồng cây": ("Trồng cây",),
        "tc": ("Trồng cây",),
        "CÂY": ("Trồng cây", "everyday"),
        "Trồng rừng": ("Trồng cây",),
        "hoa": None,
    }
    spring = book.movements["Trồng cây đầu xuân"]
    assert (spring.kind, spring.parent, spring.follows) == ("tháng", "Trồng cây", "Trồng cây")
    assert [one.name for one in spring.ancestors(book.movements)] == ["Trồng cây"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"phong trào"', '"phong tục"', FIRST + "kind: no kind 'phong tục' (kinds: phong trào, tháng)"),
        ("aliases", "alias", FIRST + "alias: unknown key"),
        ('kind = "phong trào"', "", FIRST + "kind: it is missing"),
        ('"TC"', '"Trồng rừng"', FIRST + "'Trồng rừng' is listed twice"),
        ('"TC"', '"trồng cây"', FIRST + "'Trồng cây' is listed twice"),
        ('"TC"', '"Trồng cây đầu xuân"', SECOND + "'Trồng cây đầu xuân' is a term of 'Trồng cây'"),
        ('"TC"', '"T\\tC"', FIRST + "aliases 1: "),
        ('name = "Trồng cây"', 'name = "Trồng hoa"', SECOND + "parent: no movement 'Trồng cây'"),
        ("aliases", 'parent = "Trồng cây"\naliases', FIRST + "parent: it comes back to 'Trồng cây'"),
        ("aliases", 'follows = "Trồng cây đầu xuân"\naliases', "follows: it comes back to 'Trồng cây'"),
        ('name = "Trồng cây"', "", "campaigns/0.toml: movement 1: name: it is missing"),
    ],
)
def test_a_mistake_names_file_and_movement(folder: Folder, old: str, new: str, said: str) -> None:
    assert old in TREES
    with pytest.raises(PatternError) as raised:
        load(folder(TREES.replace(old, new), SPRING))
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_name_may_be_words_of_every_day(folder: Folder) -> None:
    book = load(folder(TREES.replace('"cây"', '"TRỒNG CÂY"')))
    assert book.table("campaign").row("trồng cây") == ("Trồng cây", "everyday")
    assert book.table("campaign").row("trồng rừng") == ("Trồng cây",)


def test_without_a_list_of_kinds_there_are_no_movements(folder: Folder) -> None:
    path = folder(TREES)
    (path / "tables" / "movement_kinds.txt").unlink()
    with pytest.raises(PatternError, match=r"campaigns/0\.toml: Trồng cây: tables/movement_kinds\.txt is missing"):
        load(path)


def test_a_lexicon_beside_the_movements_is_an_error(folder: Folder) -> None:
    path = folder(TREES)
    (path / "lexicon").mkdir()
    (path / "lexicon" / "campaign.txt").write_text("# source: test\ncây\n", encoding="utf-8")
    with pytest.raises(PatternError, match="the list 'campaign' is defined"):
        load(path)


def test_every_term_of_ours_names_the_movement_that_lists_it() -> None:
    table = BOOK.table("campaign")
    for one in BOOK.movements.values():
        for term in one.terms:
            flags = {"everyday"} if term in one.everyday else {"umbrella"} if one.umbrella else set()
            row = table.row(term)
            assert row is not None
            assert (row[0], set(row[1:])) == (one.name, flags)
    assert len(table.terms) == sum(len(one.terms) for one in BOOK.movements.values())


# Which movement a name is of


def find(*names: str, book: RuleBook = BOOK) -> dict[str, Placed]:
    return {row.name: row for row in placed(names, book.movements)}


ORDER = "toàn dân bảo vệ an ninh Tổ quốc"


def test_a_declared_movement_is_found_with_its_ancestors() -> None:
    rows = find("Mùa hè xanh")
    assert {(row.name, row.parent, row.family, row.basis) for row in rows.values()} == {
        ("Mùa hè xanh", "thanh niên tình nguyện hè", "thanh niên tình nguyện", "declared"),
        ("thanh niên tình nguyện hè", "thanh niên tình nguyện", "thanh niên tình nguyện", "declared"),
        ("thanh niên tình nguyện", None, "thanh niên tình nguyện", "declared"),
    }
    assert "tình nguyện mùa hè xanh" in map(folded_view, rows["Mùa hè xanh"].names)


def test_what_one_movement_took_the_place_of_is_told_beside_it() -> None:
    (row,) = find("toàn dân đoàn kết xây dựng nông thôn mới, đô thị văn minh").values()
    assert (row.follows, row.family) == ("toàn dân đoàn kết xây dựng đời sống văn hóa", row.name)


@pytest.mark.parametrize(
    ("name", "parent"),
    [
        (f"90 ngày đêm thi đua {ORDER}", ORDER),
        ("Tuổi trẻ Mây Trắng TOÀN DÂN BẢO VỆ ANTQ", ORDER),
        ("Phong trào thi đua bảo vệ an ninh Tổ quốc", None),  # everyday words
        ("Dân vận khéo ở cơ sở", "Dân vận khéo"),
        ("hội Dân vận khéoo", None),  # part of a word
        ("Đường hoa DVK", None),  # too short to tell
        ("Nhà nhà trồng hoa", None),
    ],
)
def test_an_undeclared_name_is_a_child_of_the_movement_that_it_names(name: str, parent: str | None) -> None:
    row = find(name)[name]
    family, basis = (parent, "name") if parent else (name, "read")
    assert (row.parent, row.family, row.basis, row.kind) == (parent, family, basis, None)


def test_the_longest_name_in_a_name_tells_its_parent() -> None:
    held: Mapping[str, Movement] = {
        name: Movement(name, "phong trào", (name,)) for name in ("trồng cây xanh", "trồng cây xanh ven biển")
    }
    rows = placed(["Tuần trồng cây xanh ven biển"], held)
    assert [(row.name, row.parent) for row in rows] == [
        ("Tuần trồng cây xanh ven biển", "trồng cây xanh ven biển"),
        ("trồng cây xanh ven biển", None),
    ]


def test_names_that_differ_in_case_and_tone_placement_are_one_movement() -> None:
    (row,) = find("Nhà nhà hoà thuận", "NHÀ NHÀ HÒA THUẬN", "Nhà nhà - hòa thuận").values()
    assert (row.name, row.names) == (
        "Nhà nhà hoà thuận",
        ("Nhà nhà hoà thuận", "NHÀ NHÀ HÒA THUẬN", "Nhà nhà - hòa thuận"),
    )


@given(st.lists(st.one_of(st.text(max_size=30).filter(str.strip), st.sampled_from(sorted(BOOK.movements)))))
def test_every_name_is_of_one_movement_and_every_parent_is_there(names: list[str]) -> None:
    rows = find(*names)
    owners = [(name, row.name) for row in rows.values() for name in row.names]
    assert len({name for name, _ in owners}) == len(owners)
    assert set(names) <= {name for name, _ in owners}
    for row in rows.values():
        assert row.parent is None or rows[row.parent].family == row.family
        assert rows[row.family].parent is None
