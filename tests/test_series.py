"""A movement is told across articles: launched, in phases, reviewed, celebrated, with what is part of it."""

import csv
import io
import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from desk_articles import BOOK, article_of, at_kind, desk_of, filled
from exports import export, run, same_files
from old_schema import as_of

from extractor.batch import worker
from extractor.cli.main import main
from extractor.extract import extract
from extractor.models import Article, Extraction
from extractor.rules.book import patterns_dir
from extractor.store import Store

ORDER = "toàn dân bảo vệ an ninh Tổ quốc"
LAUNCH = """Mây Trắng phát động phong trào toàn dân bảo vệ an ninh Tổ quốc năm 2021

Sáng 12/3/2021, UBND huyện Mây Trắng tổ chức lễ phát động phong trào toàn dân bảo vệ an ninh Tổ quốc năm 2021."""
REVIEW = """Mây Trắng tổng kết phong trào toàn dân bảo vệ ANTQ năm 2021

Sáng 20/1/2022, UBND huyện Mây Trắng tổ chức hội nghị tổng kết phong trào toàn dân bảo vệ ANTQ năm 2021."""
JUBILEE = """Mây Trắng kỷ niệm Ngày hội

Sáng 15/8/2023, UBND huyện Mây Trắng tổ chức lễ kỷ niệm 18 năm Ngày hội toàn dân bảo vệ an ninh Tổ quốc."""
DRIVE = """Đường Xuôi ra quân

Sáng 3/4/2024, UBND xã Đường Xuôi tổ chức lễ phát động đợt thi đua “Tuổi trẻ Đường Xuôi với phong trào toàn dân bảo vệ \
ANTQ” năm 2024. Đợt thi đua chia làm 2 đợt: đợt 1 từ ngày 5/4/2024 đến ngày 30/4/2024; đợt 2 từ ngày 2/5/2024 đến ngày \
31/5/2024."""
OTHER = """Nhà nhà trồng hoa

Sáng 3/4/2024, UBND xã Đường Xuôi tổ chức lễ phát động phong trào “Nhà nhà trồng hoa ven lộ” năm 2024."""
CHILD = f"Tuổi trẻ Đường Xuôi với phong trào {ORDER}"
TEXTS = {"launch": LAUNCH, "review": REVIEW, "jubilee": JUBILEE, "drive": DRIVE, "other": OTHER}


@lru_cache
def readings() -> Sequence[tuple[Article, Extraction]]:
    return [article_of(text, id) for id, text in TEXTS.items()]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with filled(tmp_path / "campaigns.db", readings()) as store:
        store.occasions.link()
        store.series.lay(BOOK.movements)
        yield store


def rows(db: Path, *columns: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute(f"SELECT {', '.join(columns)} FROM series").fetchall()


def told(*arguments: str | Path, code: int = 0) -> Any:
    assert main(["series", *map(str, arguments)]) == code


def of_order(db: Path) -> list[tuple[Any, ...]]:
    return [row for row in rows(db, "movement", "what", "begin", "year", "article_id") if row[0] == ORDER]


def test_a_family_is_told_in_order_with_what_is_part_of_it(store: Store) -> None:
    found = [row for row in rows(store.path, "family", "movement", "what", "begin", '"end"', "year") if row[0] == ORDER]
    assert found == [
        (ORDER, ORDER, "launched", "2021-03-12", None, "2021"),
        (ORDER, ORDER, "reviewed", "2022-01-20", None, "2021"),
        (ORDER, ORDER, "anniversary", "2023-08-15", None, None),
        (ORDER, CHILD, "launched", "2024-04-03", None, "2024"),
        (ORDER, CHILD, "phase", "2024-04-05", "2024-04-30", None),
        (ORDER, CHILD, "phase", "2024-05-02", "2024-05-31", None),
    ]


def test_every_row_quotes_its_article(store: Store) -> None:
    for article_id, quote, context, what in rows(store.path, "article_id", "quote", "context", "what"):
        text = store.article(article_id).text
        assert quote in text and context.replace("\n", " ") in text.replace("\n", " ")
        assert (quote == "kỷ niệm 18 năm Ngày hội") == (what == "anniversary")


def test_an_anniversary_is_evidence_of_the_role_and_changes_no_value(store: Store) -> None:
    found = store.extraction("jubilee")
    (campaign,) = found.campaigns
    jubilee = [e for e in campaign.evidence if e.rule == "jubilee.years"]
    assert [(e.field, e.quote) for e in jubilee] == [("role", "kỷ niệm 18 năm Ngày hội")]
    (less,) = extract(store.article("jubilee"), BOOK.without("jubilee.years")).campaigns
    assert less.model_dump(exclude={"evidence"}) == campaign.model_dump(exclude={"evidence"})
    assert [e for e in campaign.evidence if e not in less.evidence] == jubilee


def test_an_event_that_several_papers_tell_has_one_occasion(tmp_path: Path) -> None:
    again = REVIEW.replace("Mây Trắng tổng kết", "Huyện Mây Trắng: Tổng kết", 1) + " Hội nghị thành công tốt đẹp."
    with filled(tmp_path / "a.db", [article_of(REVIEW, "one"), article_of(again, "two")]) as store:
        store.occasions.link()
        store.series.lay(BOOK.movements)
        assert {row[0] for row in rows(store.path, "occasion")} == {"one#1"}
        (row,) = store.series.tree()
    assert (row["events"], row["articles"], row["first"], row["last"]) == (1, 2, "2022", "2022")


def test_a_rejected_campaign_is_in_no_series(store: Store) -> None:
    desk = desk_of(store, article="review")
    assert desk.next()
    at_kind(desk, "campaigns").reject()
    assert "review" not in {row[-1] for row in of_order(store.path)}
    desk = desk_of(store, article="other")
    assert desk.next()
    at_kind(desk, "campaigns").reject()
    told("--db", store.path)
    assert "Nhà nhà trồng hoa ven lộ" not in {row["movement"] for row in store.series.tree()}


def test_a_corrected_name_moves_to_its_movement(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    desk = desk_of(store, article="other")
    assert desk.next()
    at_kind(desk, "campaigns").correct("name", "bảo vệ an ninh Tổ quốc ven lộ")
    assert ("bảo vệ an ninh Tổ quốc ven lộ", "launched") in rows(store.path, "movement", "what")
    desk.correct("name", ORDER.upper())
    told("bvantq", "--db", store.path, "--format", "json")
    found = {row["article_id"]: row for row in json.loads(capsys.readouterr().out)}
    assert (found["other"]["begin"], found["other"]["state"]) == ("2024-04-03", "corrected")


def test_what_a_reviewer_adds_is_in_the_series(store: Store) -> None:
    text = store.article("launch").text
    start = text.index("phong trào toàn dân")
    desk = desk_of(store, article="launch")
    assert desk.next()
    desk.add("campaigns", start, start + 20, {"name": "Dân vận khéo", "role": "reviewed", "year": "2020"})
    store.series.lay(BOOK.movements)
    assert ("Dân vận khéo", "reviewed", None, "2020", "added") in rows(
        store.path, "movement", "what", "begin", "year", "state"
    )


def test_an_older_database_tells_its_series(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = rows(store.path, "family", "movement", "what", "begin")
    store.close()
    as_of("0006_standing", store.path, tmp_path / "old.db")
    told("--db", tmp_path / "old.db")
    assert rows(tmp_path / "old.db", "family", "movement", "what", "begin") == wanted


def test_a_second_ingest_changes_nothing(tmp_path: Path, inline: None) -> None:
    folder, db = tmp_path / "in", tmp_path / "a.db"
    folder.mkdir()
    for id, text in TEXTS.items():
        (folder / f"{id}.txt").write_text(text, encoding="utf-8")

    def laid() -> list[Any]:
        assert main(["ingest", str(folder), "--db", str(db), "--workers", "1"]) == 0
        with closing(sqlite3.connect(db)) as connection:
            names = ("movements", "movement_names", "series")
            return [connection.execute(f"SELECT * FROM {name}").fetchall() for name in names]

    first = laid()
    assert all(first) and {row[0] for row in first[0]} == {ORDER, CHILD, "Nhà nhà trồng hoa ven lộ"}
    assert laid() == first


def test_a_package_brings_the_series_back(store: Store, tmp_path: Path) -> None:
    wanted = rows(store.path, "*")
    out = export(store.path, tmp_path / "out", "--licence", "CC-BY-4.0")
    assert run("import", out, "--db", tmp_path / "b.db") == 0
    assert rows(tmp_path / "b.db", "*") == wanted
    assert same_files(out, export(tmp_path / "b.db", tmp_path / "again", "--licence", "CC-BY-4.0"))


# The command


def test_the_list_is_a_tree(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    told("--db", store.path)
    assert capsys.readouterr().out.splitlines() == [
        f"{ORDER}: 3 events in 3 articles, 2021-2023",
        f"  {CHILD}: 1 event in 1 article, 2024",
        "Nhà nhà trồng hoa ven lộ: 1 event in 1 article, 2024",
    ]


@pytest.mark.parametrize(
    "name", [ORDER, "toan dan bao ve an ninh to quoc", "TDBVANTQ", "bảo vệ antq", "toàn dân bảo vệ an ninh Tổ Quốc"]
)
def test_a_movement_is_known_by_any_name(store: Store, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    told(name, "--db", store.path, "--format", "json")
    assert len(json.loads(capsys.readouterr().out)) == 6


def test_words_of_one_movement_are_enough(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    told("duong xuoi", "--db", store.path)
    out = capsys.readouterr().out.splitlines()
    assert out[0].split()[:3] == ["when", "what", "who"]
    assert [line.split()[0] for line in out if line[0] != " "][1:] == [
        "2024-04-03",
        "2024-04-05/2024-04-30",
        "2024-05-02/2024-05-31",
    ]


def test_csv_has_all_columns(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    told(ORDER, "--db", store.path, "--format", "csv")
    head, *found = csv.reader(io.StringIO(capsys.readouterr().out))
    assert len(found) == 6 and {"when", "family", "movement", "what", "begin", "end", "occasion", "quote"} <= set(head)
    told("--db", store.path, "--format", "csv")
    head, *found = csv.reader(io.StringIO(capsys.readouterr().out))
    assert len(found) == 3 and {"movement", "parent", "basis", "events", "first"} <= set(head)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("toan dan bao ve an minh to quoc", f"near it are: {ORDER}"),
        ("nha nha trong hua", "near it are: Nhà nhà trồng hoa ven lộ"),
        ("qxz", "tells of no movement 'qxz'"),
        ("xuôi hoa", "tells of no movement"),
        ("tr", "tells of no movement"),
        ("…", "takes words of a name"),
    ],
)
def test_an_unknown_name_is_said_in_one_line(
    store: Store, name: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["series", name, "--db", str(store.path)]) in (1, 2)
    shown = capsys.readouterr()
    assert said in shown.err and shown.err.count("\n") == 1 and not shown.out


def test_words_of_several_movements_name_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = OTHER.replace("ven lộ", "trước ngõ")
    filled(tmp_path / "a.db", [article_of(OTHER, "a"), article_of(other, "b")]).close()
    told("trong hoa", "--db", tmp_path / "a.db", code=1)
    said = "may be one of several movements: Nhà nhà trồng hoa trước ngõ; Nhà nhà trồng hoa ven lộ"
    assert said in capsys.readouterr().err


def test_where_there_are_no_movements_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Store.open(tmp_path / "a.db").close()
    told("--db", tmp_path / "a.db")
    shown = capsys.readouterr()
    assert shown.err.endswith("has no movements\n") and not shown.out
    told("--db", tmp_path / "none.db", code=1)


FAMILY = """# source: test
[[movement]]
name = "Nghĩa tình Mây Trắng"
kind = "phong trào"
aliases = ["NTMT"]

[[movement]]
name = "Tuần lễ Áo mới vùng cao"
kind = "tuần lễ"
parent = "Nghĩa tình Mây Trắng"
"""


def test_a_family_is_added_with_data_only(
    tmp_path: Path, inline: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    patterns, articles, db = tmp_path / "patterns", tmp_path / "articles", tmp_path / "a.db"
    shutil.copytree(patterns_dir(), patterns)
    (patterns / "campaigns" / "mercy.toml").write_text(FAMILY, encoding="utf-8")
    monkeypatch.setenv("PHONGTRAO_PATTERNS", str(patterns))
    monkeypatch.setattr(worker._Worker, "book", None)
    articles.mkdir()
    one = LAUNCH.replace("toàn dân bảo vệ an ninh Tổ quốc", "NTMT")
    two = REVIEW.replace("phong trào toàn dân bảo vệ ANTQ", "Tuần lễ Áo mới vùng cao") + " Bốn xã nhận giấy khen."
    for id, text in {"one": one, "two": two}.items():
        (articles / f"{id}.txt").write_text(text, encoding="utf-8")
    assert main(["ingest", str(articles), "--db", str(db), "--workers", "1"]) == 0
    capsys.readouterr()
    told("--db", db)
    assert capsys.readouterr().out.splitlines() == [
        "Nghĩa tình Mây Trắng: 1 event in 1 article, 2021",
        "  Tuần lễ Áo mới vùng cao: 1 event in 1 article, 2022",
    ]
    told("nghia tinh may trang", "--db", db, "--format", "json")
    assert [(row["what"], row["begin"], row["movement"]) for row in json.loads(capsys.readouterr().out)] == [
        ("launched", "2021-03-12", "Nghĩa tình Mây Trắng"),
        ("reviewed", "2022-01-20", "Tuần lễ Áo mới vùng cao"),
    ]
