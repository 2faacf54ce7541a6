"""Articles are found by their words, as people type them, and the index keeps in step with what is stored."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from desk_articles import article_of, desk_of, filled, readings
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from old_schema import as_of

from extractor.cli.main import main
from extractor.models import Article, Extraction
from extractor.normalize.excerpt import excerpt
from extractor.normalize.typed import phrases
from extractor.store import Store, questions, search
from extractor.text import canonical, folded_view, unmarked_view

TEXTS = {
    "dong-hoi": "Thành phố Đồng Hới tổng kết phong trào\nTối 15-10, TP.Đồng Hới tặng giấy khen cho 8 tập thể.",
    "dong-hoi-khac": "Hội đồng thi đua họp\nQuỹ có 11 tỷ đồng, hội viên tặng giấy khen cho 5 cá nhân.",
    "hoa-binh": "Tỉnh Hoà Bình ra quân\nUBND tỉnh Hoà Bình tặng bằng khen cho 3 tập thể.",
}
VOWELS = "aăâeêioôơuưy"


def titled(id: str) -> tuple[Article, Extraction]:
    """Return an article of TEXTS under its first line."""
    article, extraction = article_of(TEXTS[id], id)
    info = extraction.article.model_copy(update={"title": TEXTS[id].split("\n")[0]})
    return article, extraction.model_copy(update={"article": info})


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "campaigns.db"
    with filled(path, list(map(titled, TEXTS))):
        pass
    return path


def ids(path: Path, words: str) -> list[str]:
    with Store.open(path) as store:
        return [found.article_id for found in store.questions.search(phrases(words), 100)]


def is_whole(path: Path) -> bool:
    """Tell whether the index holds just the words of the articles."""
    with closing(sqlite3.connect(path)) as connection:
        # raises if not
        connection.execute("INSERT INTO article_search (article_search, rank) VALUES ('integrity-check', 1)")
        (there,) = connection.execute("SELECT count(*) FROM article_search_docsize").fetchone()
        return bool(connection.execute("SELECT count(*) = ? FROM articles", (there,)).fetchone()[0])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("dong hoi", ["dong-hoi", "dong-hoi-khac"]),
        ("DONG HOI", ["dong-hoi", "dong-hoi-khac"]),
        ("Đồng Hới", ["dong-hoi"]),
        ('"đồng hới"', ["dong-hoi"]),
        ("“đồng hới”", ["dong-hoi"]),
        ('"hoi dong"', ["dong-hoi-khac"]),
        ("hoà bình", ["hoa-binh"]),
        ("hòa bình", ["hoa-binh"]),
        ("HÒA bình", ["hoa-binh"]),
        ("hoa binh", ["hoa-binh"]),
        ("hoả bình", []),
        ("giay khen", ["dong-hoi-khac", "dong-hoi"]),
        ("giấy khen 15-10", ["dong-hoi"]),
        ("15/10", ["dong-hoi"]),
        ("giấy OR khen", []),
        ("TP.Đồng-Hới", ["dong-hoi"]),
    ],
)
def test_words_are_found_as_they_are_typed(db: Path, words: str, found: list[str]) -> None:
    assert sorted(ids(db, words)) == sorted(found)


def test_words_that_follow_one_another_come_first(db: Path) -> None:
    assert ids(db, "hoi dong")[0] == "dong-hoi-khac"
    assert ids(db, "thanh pho dong hoi")[0] == "dong-hoi"


def test_decomposed_input_is_the_same(db: Path) -> None:
    assert ids(db, "Đo\u0302\u0300ng Hơ\u0301i") == ["dong-hoi"]


def test_every_letter_is_found_without_its_marks(tmp_path: Path) -> None:
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    words = [canonical(f"z{letter}{tone}z") for letter in VOWELS + VOWELS.upper() for tone in tones]
    words += ["zđz", "zĐz"]
    with filled(tmp_path / "c.db", [article_of(" ".join(words))]) as store:
        for word in words:
            plain = unmarked_view(folded_view(word))
            assert plain.isascii()
            for typed in (plain, word, word.upper(), word.lower()):
                assert len(store.questions.search(phrases(typed), 9)) == 1, typed


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.one_of(st.text(), st.text(alphabet="\"*^-+:(){}~ '\\abĐNEAROT\x00;%_,/")))
@example(words='"')
@example(words="NEAR(dong hoi, 2)")
@example(words="title : dong")
@example(words="dong* ^hoi -x + NOT AND OR")
@example(words="\x00dong\x00")
@example(words="\ud800")
def test_any_input_is_answered(db: Path, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["search", "--db", str(db), "--", words])
    err = capsys.readouterr().err
    assert code == 0 or (code == 2 and "search takes words" in err)
    assert err.count("\n") <= 1 and "fts5" not in err.lower() and "syntax" not in err


def test_an_answer_shows_article_and_hit(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "Đồng Hới", "giay", "--db", str(db)]) == 0
    head, shown = capsys.readouterr().out.splitlines()
    assert head.startswith("dong-hoi") and "Thành phố Đồng Hới tổng kết phong trào" in head
    assert "⟦Đồng Hới⟧" in shown and "⟦giấy⟧" in shown


def test_an_argument_of_several_words_is_a_phrase(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "hoi dong", "--db", str(db)]) == 0
    assert capsys.readouterr().out.startswith("dong-hoi-khac")
    assert main(["search", "hoi tong", "--db", str(db)]) == 0
    shown = capsys.readouterr()
    assert not shown.out.count("dong-hoi-khac") and shown.out.startswith("dong-hoi  ")


def test_what_is_not_found_is_said_in_one_line(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "xyzzy", "--db", str(db)]) == 0
    shown = capsys.readouterr()
    assert shown.out == "" and shown.err == f"phongtrao: {db} has no article with xyzzy\n"


def test_limit_is_kept(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "khen", "--limit", "2", "--db", str(db)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_a_corrected_title_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "campaigns.db"
    with filled(path) as store:
        desk = desk_of(store, article=readings()[0][0].id)
        desk.next()
        desk.at = 0
        desk.correct("title", "Tên đã sửa")
    assert main(["search", "Quảng Trị", "--db", str(path)]) == 0
    assert "Tên đã sửa" in capsys.readouterr().out


def test_a_text_that_changed_is_found_by_its_new_words_only(db: Path) -> None:
    with filled(db, [article_of("Huyện Mai Sơn ra quân\nBản làng vui hội.", "dong-hoi")]):
        pass
    assert ids(db, "Đồng Hới") == [] and ids(db, "Mai Sơn") == ["dong-hoi"]
    assert is_whole(db)


def test_new_rules_leave_the_index_alone(db: Path) -> None:
    with closing(sqlite3.connect(db)) as connection:
        before = connection.execute("SELECT id, article_id FROM search_documents").fetchall()
    with filled(db, list(map(titled, TEXTS)), rules="rules-2") as store:
        assert store.counts()["runs"] == 2
    with closing(sqlite3.connect(db)) as connection:
        assert connection.execute("SELECT id, article_id FROM search_documents").fetchall() == before
    assert is_whole(db)


def test_a_failed_save_leaves_the_index_as_it_was(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("extractor.store.intake.put_source", fails)
    with pytest.raises(RuntimeError), filled(db, [article_of("Hoàn toàn khác", "dong-hoi")]):
        pass
    assert ids(db, "Đồng Hới") == ["dong-hoi"] and is_whole(db)


def test_other_programs_may_change_and_delete_articles(db: Path) -> None:
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("DELETE FROM articles WHERE id = 'dong-hoi'")
        connection.execute("UPDATE articles SET text = text || ' Lạng Sơn' WHERE id = 'hoa-binh'")
        connection.commit()
    assert ids(db, "Đồng Hới") == []
    assert ids(db, "Lạng Sơn") == ["hoa-binh"]
    with closing(sqlite3.connect(db, isolation_level=None)) as connection:
        connection.execute("VACUUM")
    assert ids(db, "Lạng Sơn") == ["hoa-binh"] and ids(db, '"hội đồng"') == ["dong-hoi-khac"]


def test_a_renamed_article_is_found(db: Path) -> None:
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("UPDATE articles SET id = 'moi' WHERE id = 'dong-hoi'")
        connection.commit()
    assert ids(db, "Đồng Hới") == ["moi"]


def test_a_database_of_before_is_searched(db: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    as_of("0006_standing", db, old)
    assert ids(old, "Đồng Hới") == ["dong-hoi"] and is_whole(old)


@pytest.fixture
def without_fts5(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    (tmp_path / "campaigns.db").touch()  # its own migrations make it, without the index
    for module in (search, questions):
        monkeypatch.setattr(module, "has_fts5", lambda db: False)
    monkeypatch.setattr("extractor.store.migrations.m0007_search.has_fts5", lambda db: False)
    return monkeypatch


def test_without_fts5_all_else_works_and_search_says_so(
    without_fts5: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "campaigns.db"
    with filled(path, list(map(titled, TEXTS))) as store:
        assert len(store.ids()) == 3
    assert main(["search", "Đồng Hới", "--db", str(path)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "phongtrao: this Python's SQLite is built without FTS5: it cannot search, all else works"
    ]
    without_fts5.undo()
    assert ids(path, "Đồng Hới") == ["dong-hoi"] and is_whole(path)


def test_what_was_written_without_fts5_is_indexed_later(without_fts5: pytest.MonkeyPatch, db: Path) -> None:
    without_fts5.undo()
    assert ids(db, "Đồng Hới") == ["dong-hoi"]
    for module in (search, questions):
        without_fts5.setattr(module, "has_fts5", lambda db: False)
    with filled(db, [article_of("Huyện Mai Sơn ra quân", "dong-hoi"), article_of("Xã Tân Lập ra quân", "moi")]):
        pass
    without_fts5.undo()
    assert ids(db, "Mai Sơn") == ["dong-hoi"] and ids(db, "Tân Lập") == ["moi"] and ids(db, "Đồng Hới") == []


@given(text=st.text(), typed=st.text())
def test_an_excerpt_marks_what_was_typed(text: str, typed: str) -> None:
    wanted = phrases(typed)
    text = canonical(text)
    shown = excerpt(text, wanted)
    assert len(shown.text) <= 260 and "\n" not in shown.text
    for start, end in shown.spans:
        assert 0 <= start < end <= len(shown.text)


def test_an_excerpt_shows_where_most_stands() -> None:
    text = "khen. " + "x " * 300 + "giấy khen ở Đồng Hới " + "y " * 300
    shown = excerpt(text, phrases("giay khen dong hoi"))
    assert [shown.text[slice(*span)] for span in shown.spans] == ["giấy", "khen", "Đồng", "Hới"]
    assert shown.text.startswith("… x") and shown.text.endswith("y …")


def test_an_excerpt_of_a_long_text_is_short() -> None:
    shown = excerpt("khen " * 200_000, phrases("khen"))
    assert shown.spans and len(shown.text) < 260
