"""Common questions are answered without SQL, each row with its article and quote."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from desk_articles import desk_of, filled
from hypothesis import given
from hypothesis import strategies as st
from old_schema import as_of

from extractor.cli import asking
from extractor.cli.answers import csv_cell
from extractor.cli.main import main
from extractor.models import (
    Article,
    ArticleInfo,
    Award,
    Campaign,
    Event,
    Evidence,
    Extraction,
    Organisation,
    Phase,
    Ratio,
    Record,
    Statistic,
)
from extractor.places import UnknownPlaceError, place_of_today
from extractor.store import KINDS, STATES

MOVEMENT = "toàn dân đoàn kết xây dựng đời sống văn hóa"
TODAY = date(2025, 12, 1)


def pair(id: str, province: str | None, published: str | None, **records: list[Record]) -> tuple[Article, Extraction]:
    text = f"{id}: tám xã, mười hộ"
    quoted = Evidence(field="count", start=0, end=len(id), quote=id, rule="test.count")
    with_evidence = {
        kind: tuple(record.model_copy(update={"evidence": (quoted,)}) for record in found)
        for kind, found in records.items()
    }
    info = ArticleInfo(title=id, published=published)
    article = Article(id=id, text=text, origin=f"{id}.txt")
    return article, Extraction(id=id, article=info, province=province, **with_evidence)  # type: ignore[arg-type]


PAIRS = [
    pair(
        "quang-binh",
        "Quảng Bình",
        "2019-03-01",
        events=[Event(date="2019-02-27", kinds=("tổng kết",), place="thành phố Đồng Hới", campaigns=(MOVEMENT,))],
        awards=[
            Award(form="giấy khen", count=8, awarded_by="Ủy ban nhân dân thành phố Đồng Hới", period="2018"),
            Award(form="bằng khen", count=3, awarded_by="Ủy ban nhân dân tỉnh Quảng Bình"),
        ],
        campaigns=[Campaign(name=MOVEMENT, year="2018")],
        ratios=[Ratio(unit="xã", achieved=97, total=100, percent=97.0, period="2016/2018")],
        phases=[Phase(campaign=MOVEMENT, ordinal=1, start="2017-11-01"), Phase(campaign="khác", end="2021")],
    ),
    pair(
        "bac-giang",
        "Bắc Giang",
        "2012",
        events=[Event(date="2012-01-05", organisers=(Organisation(name="Hội Nông dân huyện Yên Dũng"),))],
        awards=[Award(form="giấy khen", count=5, awarded_by="Ủy ban nhân dân huyện Yên Dũng")],
        statistics=[Statistic(value=12.0, unit="hộ")],
    ),
    pair("bac-ninh", "Bắc Ninh", None, statistics=[Statistic(value=7.0, unit="hộ", period="2014-Q1")]),
]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "campaigns.db"
    filled(path, PAIRS).close()
    return path


@pytest.fixture
def asked(db: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def rows(*arguments: str) -> list[dict[str, Any]]:
        assert main(["query", *arguments, "--db", str(db), "--format", "json"]) == 0
        shown = capsys.readouterr()
        found: list[dict[str, Any]] = json.loads(shown.out)
        assert shown.err.count("\n") == (not found)
        return found

    return rows


def test_the_command_offers_what_the_store_has() -> None:
    assert asking.KINDS == KINDS and asking.STATES == STATES


def test_every_kind_is_answered_and_every_row_can_be_traced(asked: Any) -> None:
    for kind in KINDS:
        found = asked(kind)
        assert found
        assert all(row["article_id"] and row["quote"] and row["state"] == "proposed" for row in found)
        assert all("context" not in row for row in found)


@pytest.mark.parametrize("place", ["dong hoi", "ĐỒNG HỚI", "Đồng hới", "thành phố Đồng Hới", "Đồng-Hới"])
def test_a_place_is_found_as_it_is_typed(asked: Any, place: str) -> None:
    assert [row["count"] for row in asked("awards", "--place", place)] == [8]
    assert [row["place"] for row in asked("events", "--place", place)] == ["thành phố Đồng Hới"]


@pytest.mark.parametrize("place", ["Đông Hội", "ong hoi", "dong hoi quang binh"])
def test_other_marks_parts_of_words_and_other_names_find_nothing(asked: Any, place: str) -> None:
    assert asked("awards", "--place", place) == []


def test_a_province_finds_all_of_its_articles(asked: Any) -> None:
    assert len(asked("awards", "--place", "quang binh")) == 2
    assert len(asked("ratios", "--place", "quang binh")) == 1


@pytest.mark.parametrize("name", ["đời sống văn hóa", "doi song van hoa", "đời sống văn hoá", "Toàn dân đoàn kết"])
def test_a_campaign_is_found_by_part_of_its_name(asked: Any, name: str) -> None:
    assert [row["name"] for row in asked("campaigns", "--campaign", name)] == [MOVEMENT]
    assert len(asked("phases", "--campaign", name)) == 1  # that of another campaign is not its
    assert len(asked("events", "--campaign", name)) == 1
    assert {row["article_id"] for row in asked("awards", "--campaign", name)} == {"quang-binh"}


def test_what_names_no_body_or_place_counts_by_its_article(asked: Any) -> None:
    assert [row["value"] for row in asked("statistics", "--body", "nông dân")] == [12]
    assert [row["value"] for row in asked("statistics", "--place", "yen dung")] == [12]
    assert [row["count"] for row in asked("awards", "--body", "uy ban nhan dan huyen")] == [5]


def test_a_place_of_today_holds_what_it_was_made_of(asked: Any) -> None:
    def values(*place: str) -> list[int]:
        return [row["value"] for row in asked("statistics", "--place", *place)]

    assert values("Bắc Ninh") == [7]
    assert values("Bắc Ninh", "--today") == [12, 7]
    assert [row["count"] for row in asked("awards", "--place", "Bắc Ninh", "--today")] == [5]
    assert {row["article_id"] for row in asked("awards", "--place", "Quảng Trị", "--today")} == {"quang-binh"}
    assert [row["count"] for row in asked("awards", "--place", "phường Đồng Hới", "--today")] == [8]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Bắc Giang", "what came of it: tỉnh Bắc Ninh; phường Bắc Giang, tỉnh Bắc Ninh"),
        ("Quảng Bình", "what came of it: tỉnh Quảng Trị"),
        ("Tân Lập", "one of several places of today"),
        ("Nơi Không Có", "no place of today that is known"),
    ],
)
def test_what_is_no_place_of_today_is_said_with_what_it_may_be(db: Path, typed: str, said: str, capsys: Any) -> None:
    with pytest.raises(UnknownPlaceError, match=said):
        place_of_today(typed, TODAY)
    assert main(["query", "awards", "--place", typed, "--today", "--db", str(db)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("kind", "years", "found"),
    [
        ("awards", "2018", 1),
        ("awards", "2019", 1),  # without a period of its own: by publication
        ("awards", "2012..2019", 3),
        ("awards", "2013..2017", 0),
        ("ratios", "2017", 1),
        ("ratios", "2019", 0),
        ("phases", "2017", 1),
        ("phases", "2021", 1),
        ("phases", "2019", 0),
        ("statistics", "2014", 1),
        ("events", "2012", 1),
        ("campaigns", "2018", 1),
    ],
)
def test_years_are_those_of_the_record_or_else_of_its_article(asked: Any, kind: str, years: str, found: int) -> None:
    assert len(asked(kind, "--year", years)) == found


def test_the_earliest_come_first_and_a_limit_is_kept(asked: Any) -> None:
    assert [row["count"] for row in asked("awards")] == [5, 8, 3]
    assert [row["count"] for row in asked("awards", "--limit", "1")] == [5]


def test_reviewed_records_are_found_by_their_state(db: Path, asked: Any) -> None:
    with filled(db, PAIRS) as store:
        desk = desk_of(store, article="quang-binh")
        desk.next()
        awards = [i for i, record in enumerate(desk.records) if record.kind == "awards"]
        desk.at = awards[0]
        desk.correct("count", "9")
        desk.at = awards[1]
        desk.reject()
    (corrected,) = asked("awards", "--state", "corrected")
    assert corrected["count"] == 9 and corrected["states"]["count"] == "corrected"
    assert [row["count"] for row in asked("awards", "--state", "proposed", "--state", "corrected")] == [5, 9]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--year", "19"], "--year takes"),
        (["--year", "2020..2019"], "--year takes"),
        (["--year", "٢٠١٩"], "--year takes"),
        (["--state", "good"], "'good' is not one of"),
        (["--today"], "--today goes with --place"),
        (["--place", "?!"], "--place takes words"),
        (["--limit", "0"], "--limit"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(db: Path, arguments: list[str], said: str, capsys: Any) -> None:
    assert main(["query", "awards", *arguments, "--db", str(db)]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and said in err


def test_nothing_found_is_one_line_and_no_failure(db: Path, capsys: Any) -> None:
    for form, out in (("table", ""), ("csv", ""), ("json", "[]\n")):
        assert main(["query", "awards", "--year", "1950", "--format", form, "--db", str(db)]) == 0
        assert capsys.readouterr() == (out, f"phongtrao: {db} has no such awards\n")


def test_the_table_shows_when_what_who_where_and_evidence(db: Path, capsys: Any) -> None:
    assert main(["query", "awards", "--place", "quang binh", "--db", str(db)]) == 0
    head, first, second = (line.split() for line in capsys.readouterr().out.splitlines())
    assert head == ["when", "what", "who", "where", "state", "article", "quote"]
    assert first[:4] == ["2018", "8", "giấy", "khen"] and first[-3:] == ["proposed", "quang-binh", "quang-binh"]
    assert second[:4] == ["(2019-03-01)", "3", "bằng", "khen"]
    assert main(["query", "ratios", "--db", str(db)]) == 0
    assert "97/100 97% xã" in capsys.readouterr().out


def test_csv_has_all_columns_of_the_view(db: Path, capsys: Any) -> None:
    assert main(["query", "ratios", "--format", "csv", "--db", str(db)]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["when"], row["achieved"], row["total"], row["percent"]) == ("2016/2018", "97", "100", "97")
    assert row["computed_percent"] == "97" and row["article_id"] == row["quote"] == "quang-binh"


@given(text=st.one_of(st.text(), st.text(alphabet="=+-@\t\r\n ,\"'0A\x00")))
def test_no_cell_of_csv_is_a_formula(text: str) -> None:
    cell = csv_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell.removeprefix("'").replace("\ufffd", "") in text or text.startswith("'") or "\ufffd" in cell
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([cell, "b"])
    assert next(csv.reader(io.StringIO(out.getvalue(), newline=""))) == [cell, "b"]


def test_numbers_of_csv_stay_numbers() -> None:
    assert (csv_cell(-5), csv_cell(12.0), csv_cell(97.5), csv_cell(None)) == ("-5", "12", "97.5", "")


def test_a_hostile_text_reaches_no_spreadsheet_as_a_formula(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "c.db"
    filled(path, [pair("=cmd()", None, None, statistics=[Statistic(value=1.0, unit="@SUM(A1)")])]).close()
    assert main(["query", "statistics", "--format", "csv", "--db", str(path)]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["article_id"], row["unit"], row["quote"]) == ("'=cmd()", "'@SUM(A1)", "'=cmd()")


def test_a_database_of_before_is_asked(db: Path, tmp_path: Path, capsys: Any) -> None:
    old = tmp_path / "old.db"
    as_of("0006_standing", db, old)
    assert main(["query", "awards", "--place", "dong hoi", "--db", str(old)]) == 0
    assert "giấy khen" in capsys.readouterr().out
