"""Bodies are one under all their names, places have their time, and a province is followed through its mergers."""

import csv
import io
import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from desk_articles import ARTICLES, article_of, at_kind, desk_of, filled
from exports import content, export, run
from hypothesis import given
from hypothesis import strategies as st
from old_schema import as_of

from extractor.cli.main import main
from extractor.link.days import event_span, span_of
from extractor.link.located import NO_DAY, body_of
from extractor.link.whereabouts import Kind, Told, whereabouts
from extractor.models import Article, ArticleInfo, Award, Event, Extraction, Organisation, Ratio
from extractor.places import NEWEST, Reason, load, today_of
from extractor.store import Store

DAY = (date(2019, 5, 1), date(2019, 5, 1))


def pair(id: str, published: str | None, province: str | None, **records: Any) -> tuple[Article, Extraction]:
    info = ArticleInfo(title=id, published=published)
    return Article(id=id, text=f"{id}: tám xã", origin=f"{id}.txt"), Extraction(
        id=id, article=info, province=province, **records
    )


def event(day: str | None, *organisers: str, place: str | None = None) -> Event:
    bodies = tuple(Organisation(name=name) for name in organisers)
    return Event(date=day, kinds=("tổng kết",), organisers=bodies, place=place)


PAIRS = [
    pair("a", "2019-03-02", "Nghệ An", events=(event("2019-03-01", "Công an tỉnh Nghệ An"),)),
    pair("b", "2020-03-02", "Nghệ An", events=(event("2020-03-01", "Công an Nghệ An"),)),
    pair("c", "2019-03-02", "Hà Tĩnh", events=(event("2019-03-01", "Công an tỉnh Hà Tĩnh"),)),
    pair(
        "d", "2019-04-02", "Quảng Trị", awards=(Award(form="giấy khen", count=4, awarded_by="Công an tỉnh Quảng Trị"),)
    ),
    pair(
        "e", "2025-09-02", "Quảng Trị", awards=(Award(form="giấy khen", count=5, awarded_by="Công an tỉnh Quảng Trị"),)
    ),
    pair(
        "f",
        "2019-06-02",
        "Quảng Bình",
        awards=(Award(form="bằng khen", count=6, awarded_by="Bộ Công an"),),
        ratios=(Ratio(unit="xã", achieved=9, total=10, period="2016/2018"),),
    ),
    pair("g", "1985-06-02", "Nghệ Tĩnh", ratios=(Ratio(unit="xã", achieved=1),)),
    pair("h", "2019-06-02", "Nghệ An", events=(event("2019-06-01", "Công an huyện", place="xã Tân Hội"),)),
    pair("i", "2025-08-02", "Nghệ An", awards=(Award(form="giấy khen", awarded_by="Công an huyện Thanh Chương"),)),
    pair("j", "2019-06-02", "Nghệ An", awards=(Award(form="giấy khen", awarded_by="Trường Mầm non Hoa Mai"),)),
    pair("k", "2019-06-02", "Hà Tĩnh", awards=(Award(form="giấy khen", awarded_by="Trường Mầm non Hoa Mai"),)),
    pair("l", None, "Nghệ An", events=(event(None, "Công an tỉnh Nghệ An", "Bộ Công an"),)),
]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "campaigns.db"
    with filled(path, PAIRS) as store:
        store.occasions.link()
        store.bodies.lay()
    return path


def asked(db: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute(sql).fetchall()


def rows(db: Path, view: str, **columns: object) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(db)) as connection:
        connection.row_factory = sqlite3.Row
        found = [dict(row) for row in connection.execute(f"SELECT * FROM {view}")]
    return [row for row in found if all(row[name] == value for name, value in columns.items())]


# Bodies


def test_a_body_of_many_names_is_one_and_that_of_another_province_is_not(db: Path) -> None:
    (body,) = rows(db, "body_list", body="công an@40")
    assert body["names"] == "Công an Nghệ An; Công an tỉnh Nghệ An" and body["name"] == "Công an tỉnh Nghệ An"
    assert (body["events"], body["awards"], body["first"], body["last"]) == (2, 0, "2019-03-01", "2020-03-01")
    assert (body["kind"], body["level"], body["unit"]) == ("công an", "province", "tỉnh Nghệ An")
    (other,) = rows(db, "body_list", body="công an@42")
    assert other["events"] == 1 and other["province"] == other["province_today"] == "Hà Tĩnh"


def test_a_body_before_a_merger_and_after_it_are_two_of_one_province_of_today(db: Path) -> None:
    before, after = sorted(rows(db, "body_list", name="Công an tỉnh Quảng Trị"), key=lambda row: row["body"])
    assert (before["body"], after["body"]) == ("công an@45", "công an@n44")
    assert before["province_today"] == after["province_today"] == "Quảng Trị"
    days = {row["code"]: (row["since"], row["until"]) for row in rows(db, "place_list")}
    assert days["45"] == ("1989-07-01", "2025-06-30") and days["n44"] == ("2025-07-01", None)
    (place,) = rows(db, "place_list", code="44")
    assert place["became"] == "tỉnh Quảng Trị" and place["ratios"] == 1


def test_a_body_of_the_whole_country_is_of_no_unit(db: Path) -> None:
    (body,) = rows(db, "body_list", name="Bộ Công an")
    assert (body["body"], body["level"], body["unit"], body["reason"]) == ("bộ công an@vn", "central", None, None)
    assert (body["events"], body["awards"]) == (1, 1)


def test_a_district_that_had_ended_is_the_one_of_its_last_day(db: Path) -> None:
    (body,) = rows(db, "body_list", body="công an@428")
    assert body["unit"] == "huyện Thanh Chương" and body["province_today"] == "Nghệ An" and body["reason"] is None
    (place,) = rows(db, "place_list", code="428")
    assert place["until"] == "2025-06-30" and place["within"] == "tỉnh Nghệ An" and "xã Bích Hào" in place["became"]


def test_what_cannot_be_told_stays_so_and_says_why(db: Path) -> None:
    (body,) = rows(db, "body_list", name="Công an huyện")
    assert body["body"] == "công an huyện?Nghệ An" and body["unit"] is None and body["level"] == "district"
    assert body["reason"] == Reason.NO_PLACE and body["province"] == "Nghệ An"
    (undated,) = rows(db, "body_list", reason=NO_DAY)
    assert undated["body"] == "công an tỉnh nghệ an?Nghệ An"
    schools = rows(db, "body_list", name="Trường Mầm non Hoa Mai")
    assert {row["body"] for row in schools} == {"trường mầm non hoa mai?Hà Tĩnh", "trường mầm non hoa mai?Nghệ An"}
    assert all(row["reason"] is None for row in schools)
    (where,) = [row for row in rows(db, "record_units") if row["article_id"] == "h"]
    assert where["reason"] in (Reason.AMBIGUOUS, Reason.ELSEWHERE) and where["basis"] == "article"


def test_bodies_and_places_that_are_not_known_wait_for_review(db: Path) -> None:
    problems = ("body of no known place", "place not told apart")
    found = [row for row in rows(db, "needs_a_look") if row["problem"] in problems]
    assert Counter((row["article_id"], row["problem"]) for row in found) == {
        ("h", "body of no known place"): 1,
        ("h", "place not told apart"): 1,
        ("l", "body of no known place"): 1,
    }
    store, desk = decided(db, "l", "events")
    with store:
        desk.accept()
    left = [row["article_id"] for row in rows(db, "needs_a_look") if row["problem"] in problems]
    assert set(left) == {"h"}


@pytest.mark.parametrize(
    ("time", "province", "id"),
    [
        ("2025", "Quảng Trị", "công an tỉnh quảng trị?Quảng Trị"),  # which of the two is not known
        ("2025-06", "Quảng Trị", "công an@45"),
        ("2025-Q3", "Quảng Trị", "công an@n44"),
        ("2012", "Quảng Trị", "công an@45"),
    ],
)
def test_a_time_that_is_told_roughly_is_enough_where_it_tells_one_unit(time: str, province: str, id: str) -> None:
    assert body_of("Công an tỉnh Quảng Trị", span_of(time), province).id == id


@pytest.mark.parametrize(
    ("told", "published", "last"),
    [
        ("2025", "2025-03-04", date(2025, 3, 4)),
        ("2025", None, date(2025, 12, 31)),
        ("2024-02", "2025-03-04", date(2024, 2, 29)),
        ("2026", "2025-03-04", date(2026, 12, 31)),
        (None, "2025-03", date(2025, 3, 31)),
        ("2025-02-30", "2025-03", date(2025, 3, 31)),
        ("khi nào", "", None),
    ],
)
def test_a_report_is_of_what_was(told: str | None, published: str | None, last: date | None) -> None:
    span = event_span(told, published)
    assert (span[1] if span else None) == last


@given(st.sampled_from(sorted(load().units)), st.dates(date(1976, 1, 1), date(2026, 1, 1)))
def test_all_of_a_unit_lies_in_its_province_of_today_or_in_none(code: str, day: date) -> None:
    unit = load().unit(code)
    now = load().successors(unit, NEWEST)
    provinces = {load().province_of(one, NEWEST) for one in now}
    assert today_of(unit) == (provinces.pop() if len(provinces) == 1 else None)
    told = Told("events", day.isoformat(), None, None, None, place=unit.full_name)
    found = whereabouts(told)
    assert found.unit is None or found.province is None or found.province.valid_on(day)


@given(
    st.text(max_size=60), st.text(max_size=30), st.text(max_size=12), st.sampled_from(["events", "awards", "ratios"])
)
def test_any_record_is_placed_or_not(name: str, place: str, time: str, kind: Kind) -> None:
    found = whereabouts(Told(kind, time, None, time, name, place, (name,)))
    assert [said for said, _ in found.bodies] == [name]
    assert (found.basis is None) == (found.unit is found.province is found.today is None) or found.basis


# Provinces


def test_a_province_is_followed_then_and_today(db: Path) -> None:
    series = rows(db, "province_series", province_today="Quảng Trị")
    assert Counter((row["province"], row["record"]) for row in series) == {
        ("Quảng Trị", "awards"): 2,
        ("Quảng Bình", "awards"): 1,
        ("Quảng Bình", "ratios"): 1,
    }
    (ratio,) = [row for row in series if row["record"] == "ratios"]
    assert (ratio["year"], ratio["achieved"], ratio["total"], ratio["basis"]) == ("2018", 9, 10, "article")


def test_a_province_that_was_divided_is_counted_once_and_under_none(db: Path) -> None:
    (old,) = [row for row in rows(db, "province_series") if row["article_id"] == "g"]
    assert (old["province"], old["province_today"]) == ("Nghệ Tĩnh", None)
    (place,) = rows(db, "place_list", code="nghe-tinh")
    assert place["became"] == "tỉnh Nghệ An; tỉnh Hà Tĩnh" and place["province_today"] is None
    listed = sum(asked(db, f"SELECT count(*) FROM {view}")[0][0] for view in ("timeline", "award_list", "ratio_list"))
    assert len(rows(db, "province_series")) == listed


# Review and what comes later


def lay(db: Path) -> None:
    with Store.open(db) as store:
        store.bodies.lay()


def decided(db: Path, article: str, kind: str) -> Any:
    store = Store.open(db)
    desk = desk_of(store, article=article)
    assert desk.next()
    return store, at_kind(desk, kind)


def test_what_reviewers_say_of_a_body_stands_at_the_next_laying(db: Path) -> None:
    store, desk = decided(db, "c", "events")
    with store:
        desk.correct("organisers", "Công an tỉnh Nghệ An")
    store, desk = decided(db, "d", "awards")
    with store:
        desk.reject()
    lay(db)
    assert rows(db, "body_list", body="công an@40")[0]["events"] == 3
    assert not rows(db, "body_list", body="công an@42") and not rows(db, "body_list", body="công an@45")


def test_what_a_reviewer_added_has_its_body_and_province(db: Path) -> None:
    store, desk = decided(db, "a", "events")
    with store:
        desk.add("awards", 0, 1, {"form": "giấy khen", "count": "3", "awarded_by": "Công an huyện Nam Đàn"})
    lay(db)
    (body,) = rows(db, "body_list", name="Công an huyện Nam Đàn")
    assert body["awards"] == 1 and body["unit"] == "huyện Nam Đàn"
    (row,) = [row for row in rows(db, "province_series", record="awards") if row["article_id"] == "a"]
    assert (row["count"], row["state"], row["record_id"], row["province"]) == (3, "added", None, "Nghệ An")
    store, desk = decided(db, "a", "awards")
    with store:
        desk.reject()
    lay(db)
    assert not rows(db, "body_list", name="Công an huyện Nam Đàn")


def test_laying_again_writes_nothing_and_what_is_read_anew_is_laid_anew(db: Path) -> None:
    with filled(db, PAIRS) as store:
        before = store._db.conn.total_changes
        store.bodies.lay()
        assert store._db.conn.total_changes == before
        article, extraction = PAIRS[0]
        changed = extraction.model_copy(update={"events": (event("2019-03-01", "Công an huyện Nam Đàn"),)})
        with store.run("0.1.0", "rules-2") as run:
            store.save(article, changed, run)
        assert not [row for row in rows(db, "record_bodies") if row["article_id"] == "a"]  # nothing stale
        store.bodies.lay()
    assert rows(db, "body_list", name="Công an huyện Nam Đàn")


def test_a_second_ingest_with_nothing_new_changes_no_byte(tmp_path: Path) -> None:
    db = tmp_path / "campaigns.db"
    files = [str(path) for path in sorted(ARTICLES.glob("a0*.txt"))[:4]]
    command = [sys.executable, "-m", "extractor.cli.main", "ingest", *files, "--db", str(db), "--workers", "1"]
    subprocess.run(command, check=True, capture_output=True)
    assert rows(db, "body_list") and rows(db, "province_series")
    before = {name: found for name, found in content(db).items() if name != "runs"}
    bytes_before = db.read_bytes()
    subprocess.run(command, check=True, capture_output=True)
    assert {name: found for name, found in content(db).items() if name != "runs"} == before
    assert db.read_bytes() == bytes_before


def test_export_and_import_bring_the_same(db: Path, tmp_path: Path) -> None:
    out = export(db, tmp_path / "out")
    assert run("import", out, "--db", tmp_path / "b.db") == 0
    assert content(db) == content(tmp_path / "b.db")


def test_a_database_of_before_gets_its_bodies_when_it_is_opened(db: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    as_of("0006_standing", db, old)
    Store.open(old).close()
    assert rows(old, "body_list") == rows(db, "body_list") and rows(old, "place_list") == rows(db, "place_list")
    unlinked = [{**row, "occasion": None} for row in rows(db, "province_series")]
    assert rows(old, "province_series") == unlinked


# The command


def listed(db: Path, words: Sequence[str], capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert main(["bodies", *words, "--format", "json", "--db", str(db)]) == 0
    return [row["body"] for row in json.loads(capsys.readouterr().out)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (
            ["cong an", "nghe an"],
            {"công an@40", "công an@428", "công an huyện?Nghệ An", "công an tỉnh nghệ an?Nghệ An"},
        ),
        (["Công an Nghệ An"], {"công an@40"}),
        (["thanh chuong"], {"công an@428"}),
        (["công án"], set()),
        (["quang tri", "cong an tinh"], {"công an@45", "công an@n44"}),
    ],
)
def test_bodies_are_found_as_they_are_typed(db: Path, words: list[str], found: set[str], capsys: Any) -> None:
    assert set(listed(db, words, capsys)) == found


def test_bodies_are_listed_the_busiest_first_with_place_and_names(db: Path, capsys: Any) -> None:
    assert main(["bodies", "cong an", "--db", str(db), "--limit", "4"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split() == ["name", "kind", "level", "place", "also", "events", "awards"] and len(lines) == 4
    assert "tỉnh Nghệ An" in "".join(lines[:2]) and "Công an Nghệ An" in "".join(lines[:2])
    assert main(["bodies", "cong an huyen", "--db", str(db)]) == 0
    out = capsys.readouterr().out
    assert "Nghệ An ? no place is printed" in out and "huyện Thanh Chương, Nghệ An" in out
    assert main(["bodies", "--format", "csv", "--db", str(db)]) == 0
    table = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(table) == len(rows(db, "body_list")) and set(table[0]) == set(rows(db, "body_list")[0])


def test_bodies_show_what_stands_now(db: Path, capsys: Any) -> None:
    store, desk = decided(db, "d", "awards")
    with store:
        desk.reject()
    assert listed(db, ["quang tri"], capsys) == ["công an@n44"]


@pytest.mark.parametrize(("words", "code"), [(["?!"], 2), (["không có"], 0)])
def test_no_words_and_no_body_are_one_line(db: Path, words: list[str], code: int, capsys: Any) -> None:
    assert main(["bodies", *words, "--db", str(db)]) == code
    shown = capsys.readouterr()
    assert shown.err.count("\n") == 1 and not shown.out


def test_a_hostile_name_breaks_nothing(tmp_path: Path, capsys: Any) -> None:
    name = '=HYPERLINK("x")@40?\' ; DROP TABLE bodies; Công an\x1b[31m'
    odd = [pair("x", "2019-01-01", "?", awards=(Award(form="giấy khen", awarded_by=name),)), article_of("Đ", "y")]
    with filled(tmp_path / "a.db", odd) as store:
        store.bodies.lay()
    for form in ("table", "csv", "json"):
        assert main(["bodies", "--format", form, "--db", str(tmp_path / "a.db")]) == 0
        out = capsys.readouterr().out
        assert "\x1b" not in out and (form != "csv" or "\n=" not in out)
