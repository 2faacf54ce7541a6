"""What cannot all be true is said, with both sides; what can is not."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from desk_articles import BOOK, article_of, at_kind, desk_of, filled
from hypothesis import given
from hypothesis import strategies as st
from old_schema import as_of

from extractor.cli.main import main
from extractor.desk.card import card
from extractor.extract import extract
from extractor.models import Article, ArticleInfo, Event, Evidence, Extraction, Phase, Ratio
from extractor.review.arithmetic.repeated import looks_mistyped
from extractor.sources import read
from extractor.store import Store

SHARED = Path(os.environ.get("PHONGTRAO_SHARED", Path(__file__).parents[2] / "shared"))
TEXT = "Phong trào thi đua năm 2024: 9/10 xã đạt, tổng kết ngày 5/3."


def found(tmp_path: Path, published: str | None = "2024-03-06", **records: Any) -> list[tuple[str, str]]:
    """Return severity and problem of the findings about records."""
    quote = Evidence(field="percent", start=0, end=10, quote=TEXT[:10], rule="made")
    article = Article(id="a", text=TEXT, origin="a.txt")
    kinds = {
        kind: tuple(one.model_copy(update={"evidence": (quote,)}) for one in several)
        for kind, several in records.items()
    }
    extraction = Extraction(id="a", article=ArticleInfo(published=published), province="Nghệ An", **kinds)
    with filled(tmp_path / "campaigns.db", [(article, extraction)]) as store:
        return [(row["severity"], row["problem"]) for row in store.view("findings")]


PHASE, RATIO = Phase(campaign="x", start="2024-01-01"), Ratio(unit="xã")
CASES: Sequence[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"ratios": [Ratio(unit="xã", achieved=11, total=10)]}, [("error", "more achieved than there are")]),
    ({"ratios": [Ratio(unit="xã", achieved=9, total=10, percent=90)]}, []),
    (
        {"ratios": [Ratio(unit="xã", achieved=9, total=10, percent=97)]},
        [("error", "percent contradicts the fraction")],
    ),
    ({"ratios": [Ratio(unit="xã", achieved=2, total=3, percent=66.7)]}, []),
    ({"ratios": [Ratio(unit="xã", percent=112)]}, [("warning", "percent above 100")]),
    ({"ratios": [Ratio(unit="xã", percent=100)]}, []),
    ({"phases": [Phase(start="2024-05-01", end="2024-03-01")]}, [("error", "ends before it starts")]),
    ({"phases": [Phase(start="2024-05-01", end="2024")]}, []),
    ({"phases": [Phase(start="2024-05", end="2024-05-30")]}, []),
    (
        {"phases": [Phase(ordinal=1, start="2024-01", end="2024-06"), Phase(ordinal=2, start="2024-04")]},
        [("warning", "begins before the stage before has ended")],
    ),
    ({"phases": [Phase(ordinal=1, start="2024-01", end="2024-06"), Phase(ordinal=2, start="2024-06-15")]}, []),
    ({"phases": [Phase(ordinal=1, end="2024-06", campaign="x"), Phase(ordinal=2, start="2024-04", campaign="y")]}, []),
    ({"events": [Event(kinds=("tổng kết",), date="2024-05-08")]}, [("error", "held after it was printed")]),
    ({"events": [Event(kinds=("tổng kết",), date="2024-03-08")]}, [("warning", "held after it was printed")]),
    ({"events": [Event(kinds=("tổng kết",), date="2024-03-05/2024-03-07")]}, []),
    ({"events": [Event(kinds=("tổng kết",), date="2024-03-06")]}, []),
    ({"events": [Event(kinds=("tổng kết",), date="2024")]}, []),
    ({"events": [Event(kinds=("tổng kết",), date="2024-03-08", status="planned")]}, []),
]


@pytest.mark.parametrize(("records", "expected"), CASES)
def test_what_contradicts_is_found_and_nothing_else(
    records: dict[str, Any], expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert found(tmp_path, **records) == expected


def test_without_a_day_of_print_nothing_is_too_late(tmp_path: Path) -> None:
    late = [Event(kinds=("tổng kết",), date="2024-03-08")]
    assert found(tmp_path, None, events=late) == []


@pytest.mark.skipif(not SHARED.exists(), reason="the shared articles are not here")
def test_real_articles_give_no_false_finding(tmp_path: Path) -> None:
    articles = [a for a in read([SHARED / "seeds", SHARED / "articles" / "dev.jsonl"], BOOK) if isinstance(a, Article)]
    with filled(tmp_path / "campaigns.db", [(a, extract(a, BOOK)) for a in articles]) as store:
        store.occasions.link()
        assert store.view("findings") == []


def test_findings_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = ["--db", str(tmp_path / "campaigns.db")]
    found(tmp_path, ratios=[Ratio(unit="xã", achieved=11, total=10)])
    assert main(["findings", *db]) == 0
    assert (
        "error    more achieved than there are: ratios in a\n         11 of 10 xã achieved\n" in capsys.readouterr().out
    )


HEAD = (
    "Phú Khê tổng kết phong trào\n\n"
    "Sáng 5/3/2024, UBND huyện Phú Khê tổ chức hội nghị tổng kết phong trào toàn dân bảo vệ an ninh Tổ quốc năm 2023, "
    "khen thưởng các điển hình tiên tiến.\n"
)
PART, MORE, LESS = (
    "a part is larger than its whole",
    "parts are more than their whole",
    "parts are less than their whole",
)
PARTS = [
    (
        "Năm 2023, huyện vận động 1.250 hộ, trong đó 1.300 hộ ký cam kết.",
        [("error", PART, "1.300 hộ is a part of 1.250 hộ, but larger", "1.300", "1.250")],
    ),
    ("Năm 2023, huyện vận động 1.350 hộ, trong đó 1.300 hộ ký cam kết.", []),
    ("Năm 2023, huyện vận động gần 1.250 hộ, trong đó 1.300 hộ ký cam kết.", []),
    (
        "Toàn huyện có 937 mô hình. Trong đó, 1.937 mô hình do cấp xã đảm nhận.",
        [("error", PART, "1.937 mô hình is a part of 937 mô hình, but larger", "1.937", "937")],
    ),
    (
        "Toàn huyện biểu dương 120 đơn vị (trong đó 70 tập thể, 60 hộ).",
        [
            (
                "warning",
                MORE,
                "70 tập thể + 60 hộ gia đình = 130, more than the whole of 120 đơn vị",
                "120",
                "70 tập thể, 60",
            )
        ],
    ),
    ("Toàn huyện biểu dương 120 đơn vị (trong đó 70 tập thể), 60 hộ.", []),
    ("Nhân dân cung cấp 63 nguồn tin, trong đó 41 tin có giá trị, giúp bắt 70 vụ, 95 đối tượng.", []),
    ("Trong năm xảy ra 10 vụ, trong đó 6 vụ trộm cắp, 4 vụ đánh bạc, giảm 4 vụ so với năm 2022.", []),
    ("Phong trào có 57 mô hình, tăng 8 mô hình; trong số này 31 mô hình được xếp loại khá.", []),
    ("Có 120 hộ làm ăn giỏi, trong đó 40 hộ tiêu biểu, giúp 300 hộ nghèo.", []),
    ("Huyện thành lập 38 tổ liên gia, gồm 926 hộ.", []),
    ("Đã có 31/98 thôn ký cam kết, trong đó 47 thôn làm trước.", []),
    (
        "UBND huyện tặng giấy khen cho 20 tập thể, cá nhân, gồm 8 tập thể và 10 cá nhân.",
        [
            (
                "warning",
                LESS,
                "8 tập thể + 10 cá nhân = 18, short of the whole of 20 tập thể, cá nhân",
                "20",
                "8 tập thể và 10",
            )
        ],
    ),
    (
        "UBND huyện khen thưởng 20 tập thể, cá nhân: 12 tập thể và 10 cá nhân.",
        [
            (
                "error",
                MORE,
                "12 tập thể + 10 cá nhân = 22, more than the whole of 20 tập thể, cá nhân",
                "20",
                "12 tập thể và 10",
            )
        ],
    ),
    ("UBND huyện tặng giấy khen cho 20 tập thể, cá nhân, gồm 8 tập thể và 12 cá nhân.", []),
    ("UBND huyện tặng giấy khen cho 20 tập thể, cá nhân, gồm 8 tập thể, 10 cá nhân và một số hộ gia đình.", []),
    ("Toàn huyện có 937 mô hình, gồm 300 mô hình cấp huyện, 600 mô hình cấp xã, còn lại là cấp thôn.", []),
    ("Toàn huyện có 937 mô hình, không bao gồm 1.200 mô hình của các trường.", []),
]
TWICE = "told twice with two values"
LEAD = (
    "Công an tỉnh Nghệ An tổng kết phong trào\n\nSáng 5/3/2024, tại hội nghị tổng kết phong trào toàn dân bảo vệ an "
    "ninh Tổ quốc năm 2023, Công an tỉnh Nghệ An tặng giấy khen cho {} tập thể.\n\nPhong trào năm 2023 có nhiều chuyển "
    "biến. Nhân dịp này, Công an tỉnh Nghệ An tặng giấy khen cho {} tập thể và 5 cá nhân."
)
SAME = HEAD + (
    "Nhân dân trong huyện đã cung cấp cho lực lượng Công an {} nguồn tin có giá trị.\n"
    "Nhân dân trong huyện đã cung cấp cho lực lượng Công an {} nguồn tin có giá trị."
)
TOLD = [
    (LEAD.format(12, 21), [("warning", TWICE, "21 tập thể, but 12 before", "21", "12")]),
    (LEAD.format(12, 12), []),
    (LEAD.format(12, 57), []),
    (SAME.format("1.893", "1.983"), [("warning", TWICE, "1.983 nguồn tin, but 1.893 before", "1.983", "1.893")]),
    (SAME.format("1.893", "1.893"), []),
    (SAME.format("893", "412"), []),
]


def told(path: Path, *texts: str) -> Store:
    """Return an open database of articles of these texts as they are read."""
    return filled(path, [article_of(text, f"a{number}") for number, text in enumerate(texts, 1)])


@pytest.mark.parametrize(("text", "expected"), [*((HEAD + text, found) for text, found in PARTS), *TOLD])
def test_what_does_not_add_up_in_an_article_is_said_with_both_sides(
    text: str, expected: list[tuple[str, ...]], tmp_path: Path
) -> None:
    with told(tmp_path / "campaigns.db", text) as store:
        rows = store.view("findings")
    assert [tuple(row[k] for k in ("severity", "problem", "said", "quote", "other_quote")) for row in rows] == expected
    for row in rows:
        assert row["quote"] in row["context"] and row["other_quote"] in row["other_context"]
        assert row["other_article_id"] == row["article_id"] == "a1"


SERIES = (
    "Nghệ An tổng kết phong trào\n\nNgày 5/12/{year}, Công an tỉnh Nghệ An tổ chức hội nghị tổng kết phong trào toàn "
    "dân bảo vệ an ninh Tổ quốc năm {year}.\nNăm {year}, có {achieved}/{total} khu dân cư đạt tiêu chuẩn An toàn về an "
    "ninh trật tự."
)


def series(*figures: tuple[int, str, str]) -> list[str]:
    return [SERIES.format(year=y, achieved=a, total=t) for y, a, t in figures]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            series((2021, "1.523", "1.645"), (2022, "1.540", "1.645"), (2023, "155", "165")),
            [
                ("155 khu dân cư in 2023, 1540 in 2022", "a3", "a2"),
            ],
        ),
        (series((2021, "1.523", "1.645"), (2022, "1.540", "1.645"), (2023, "1.550", "1.645")), []),
        (series((2021, "1.523", "1.645"), (2023, "155", "165")), []),
        (series((2021, "150", "200"), (2022, "390", "400"), (2023, "1.550", "1.645")), []),
    ],
)
def test_a_digit_lost_in_a_series_is_found(texts: list[str], expected: list[tuple[str, ...]], tmp_path: Path) -> None:
    with told(tmp_path / "campaigns.db", *texts) as store:
        rows = [row for row in store.view("findings") if row["problem"] == "tenfold in its series"]
        told_of = [(row["said"], row["article_id"], row["other_article_id"]) for row in rows]
        assert set(expected) <= set(told_of) and bool(told_of) == bool(expected)
        assert {row["severity"] for row in rows} <= {"warning"}
        for row in rows:
            assert row["quote"] in row["context"] and row["other_quote"] in row["other_context"]


def said(store: Store) -> list[str]:
    return [row["said"] for row in store.view("findings")]


def test_what_a_reviewer_settled_corrected_or_rejected_is_no_finding_any_more(tmp_path: Path) -> None:
    with told(tmp_path / "campaigns.db", HEAD + PARTS[0][0]) as store:
        desk = desk_of(store)
        assert desk.next()
        part = next(i for i, r in enumerate(desk.records) if r.values and r.values.get("value") == 1300)
        for act in (desk.accept, desk.reject, lambda: desk.correct("value", "1200")):
            desk.at = part
            assert [d.said for d in desk.doubts(desk.record)] == said(store) != []
            ((shown, against),) = card(desk, desk.record).doubts
            assert shown.endswith("1.250 hộ, but larger") and "huyện vận động 1.250 hộ" in against
            act()
            assert said(store) == [] and not desk.doubts(desk.records[part])
            assert desk.undo()
        desk.at = part
        desk.correct("value", "1400")
        assert said(store) == ["1.400 hộ is a part of 1.250 hộ, but larger"]


def test_findings_outlive_another_reading_and_come_to_databases_of_before(tmp_path: Path) -> None:
    path = tmp_path / "campaigns.db"
    with told(path, HEAD + PARTS[0][0], HEAD + PARTS[12][0]) as store:
        at_kind(_opened(store), "events").accept()
        before = store.view("findings")
        assert len(before) == 2
    filled(path, [article_of(HEAD + PARTS[0][0], "a1")], "other rules").close()
    with Store.open(path) as store:
        assert _without_ids(store.view("findings")) == _without_ids(before)
    for step in ("0004_decisions", "0006_standing", "0008_occasions"):
        as_of(step, path, tmp_path / f"{step}.db")
        with Store.open(tmp_path / f"{step}.db") as store:
            assert _without_ids(store.view("findings")) == _without_ids(before)


def _opened(store: Store) -> Any:
    desk = desk_of(store)
    assert desk.next()
    return desk


def _without_ids(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "record_id"} for row in rows]


ANNOUNCED = (
    "Nghệ An sắp ra quân\n10/5/2024\nLễ phát động phong trào thi đua do Công an tỉnh Nghệ An tổ chức {} ngày 28/6/2024."
)


@pytest.mark.parametrize(("words", "severity"), [("sẽ diễn ra", {"warning"}), ("đã diễn ra", {"error"})])
def test_an_announcement_is_no_contradiction_for_certain(words: str, severity: set[str], tmp_path: Path) -> None:
    event = Event(kinds=("phát động",), date="2024-06-28")
    text = ANNOUNCED.format(words)
    start = text.index("28/6/2024")
    quote = Evidence(field="date", start=start, end=start + 9, quote="28/6/2024", rule="made")
    info = ArticleInfo(published="2024-05-10")
    extraction = Extraction(id="a", article=info, events=(event.model_copy(update={"evidence": (quote,)}),))
    with filled(tmp_path / "c.db", [(Article(id="a", text=text, origin="a.txt"), extraction)]) as store:
        rows = [r for r in store.view("findings") if r["problem"] == "held after it was printed"]
    assert {row["severity"] for row in rows} == severity
    assert {row["said"] for row in rows} == {"held 2024-06-28, printed 2024-05-10"}


@given(st.integers(10, 10**6), st.integers(0, 5), st.integers(0, 9))
def test_a_number_with_one_digit_changed_lost_or_added_looks_mistyped(number: int, at: int, digit: int) -> None:
    one = str(number)
    at = min(at, len(one) - 1)
    others = {one[:at] + str(digit) + one[at + 1 :], one[:at] + one[at + 1 :], one[:at] + str(digit) + one[at:]} - {one}
    assert all(looks_mistyped(one, other) and looks_mistyped(other, one) for other in others)
    assert not looks_mistyped(one, one) and not looks_mistyped(one, f"{one}00")
