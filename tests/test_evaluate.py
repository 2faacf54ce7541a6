"""The scorer agrees with the contract's reference scorer, and says what is wrong, where."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import SourceError
from extractor.evaluate import KINDS, Error, Judged, Row, Table, fallen, read_floors, read_gold, score
from extractor.models import Article, Extraction
from extractor.rules.book import load

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("PHONGTRAO_SHARED", ROOT.parent / "shared"))
REFERENCE = SHARED / "score" / "score.py"
BOOK = load()


# Against the reference


def reference(gold: Path, predicted: Path) -> Any:
    command = [sys.executable, REFERENCE, gold, predicted, "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)


def as_reference(table: Table) -> dict[str, Any]:
    names = ("gold", "precision", "recall", "f1")
    types = {kind: {name: getattr(row, name) for name in names} for kind, row in table.rows.items()}
    return {"overall": table.overall, "missing": list(table.missing), "types": types}


def write(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


SETS = {
    "seeds": (SHARED / "gold" / "seeds.jsonl", SHARED / "seeds"),
    "dev": (SHARED / "gold" / "dev.jsonl", SHARED / "articles" / "dev.jsonl"),
    "corpus": (ROOT / "corpus" / "gold.jsonl", ROOT / "corpus" / "articles"),
}


@pytest.mark.parametrize("name", SETS)
def test_the_table_is_that_of_the_reference(
    name: str, tmp_path: Path, extracted: Callable[[Path], Sequence[tuple[Article, Extraction]]]
) -> None:
    gold, articles = SETS[name]
    for path in (REFERENCE, gold, articles):
        if not path.exists():
            pytest.skip(f"{path} is absent: set PHONGTRAO_SHARED")
    found = [extraction for _, extraction in extracted(articles)]
    predicted = write(tmp_path / "predicted.jsonl", [e.model_dump(mode="json") for e in found])
    expected = reference(gold, predicted)
    assert expected["types"]
    assert as_reference(score(read_gold([gold]), map(Judged.of, found), BOOK)) == expected
    # gold scored against other gold has many more errors of all types
    other = [{**row, "id": key} for row, key in zip(*_rotated(gold), strict=True)]
    shifted = write(tmp_path / "shifted.jsonl", other)
    assert as_reference(score(read_gold([gold]), read_gold([shifted]), BOOK)) == reference(gold, shifted)


def _rotated(gold: Path) -> tuple[list[Any], list[str]]:
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    keys = [row["id"] for row in rows]
    return rows, [*keys[1:], "not in gold"]


# By hand


def judged(**fields: Any) -> Judged:
    return Judged.model_validate({"id": "a", **fields})


def compared(gold: Judged, predicted: Judged) -> tuple[dict[str, Row], list[Error]]:
    table = score([gold], [predicted], BOOK)
    return dict(table.rows), list(table.errors)


def test_counts_rates_and_overall() -> None:
    gold = judged(
        times=["2024", "2024-10-18"],
        province="Nghệ An",
        awards=[{"form": "giấy khen", "recipient": "tập thể", "count": 5}],
    )
    read = judged(times=[{"value": "2024", "type": "DATE"}, {"value": "2023", "type": "DATE"}], province="Nghệ An")
    table = score([gold], [read], BOOK)
    assert dict(table.rows) == {"times": Row(1, 1, 1), "province": Row(1, 0, 0), "awards": Row(0, 0, 1)}
    times = table.rows["times"]
    assert (times.gold, times.precision, times.recall, times.f1) == (2, 0.5, 0.5, 0.5)
    assert table.overall == 0.5
    assert list(table.errors) == [
        Error("a", "times", "+", "2023"),
        Error("a", "times", "-", "2024-10-18"),
        Error("a", "awards", "-", {"form": "giấy khen", "recipient": "tập thể", "count": 5}),
    ]


def test_an_article_that_was_not_read_is_missed_whole() -> None:
    table = score([judged(province="Nghệ An", times=["2024"])], [], BOOK)
    assert (table.missing, table.overall) == (["a"], 0.0)
    assert dict(table.rows) == {"times": Row(0, 0, 1), "province": Row(0, 0, 1)}


def test_times_are_points() -> None:
    gold = judged(
        times=["2018/2019", "2024-10-18"],
        optional_times=["2020"],
        article={"published": "2024-10-19T08:00:00"},
    )
    read = judged(
        times=[
            {"value": "2018", "type": "DATE"},
            {"value": "2019", "type": "DATE"},
            {"value": "2024-10-18TMO", "type": "DATE"},
            {"value": "2020", "type": "DATE"},
            {"value": "2024-10-19", "type": "DATE"},
            {"value": "P3M", "type": "DURATION"},
            {"value": "XXXX-10-18", "type": "SET"},
        ]
    )
    assert compared(gold, read)[0]["times"] == Row(3, 0, 0)


@pytest.mark.parametrize(
    ("gold", "read", "same"),
    [
        ("Ủy ban nhân dân tỉnh Nghệ An", "UBND tỉnh Nghệ An", True),
        ("Uỷ ban nhân dân tỉnh", "Ủy ban nhân dân tỉnh Nghệ An", True),
        ("Công an tỉnh Lạng Sơn", "Phó Giám đốc Công an tỉnh Lạng Sơn", True),
        ("Công an tỉnh", "đồng chí Giám đốc CA tỉnh", True),
        ("Chủ tịch nước", "Chủ tịch nước", True),
        ("Chủ tịch nước", "nước", False),
        ("Sở GD-ĐT", "Sở Giáo dục và Đào tạo", True),
        ("UBND TP.HCM", "Ủy ban nhân dân Thành phố Hồ Chí Minh", True),
        ("Công an tỉnh", "Công an huyện", False),
        (None, None, True),
        ("Công an tỉnh", None, False),
    ],
)
def test_bodies(gold: str | None, read: str | None, same: bool) -> None:
    award = {"form": "Giấy khen", "recipient": "cá nhân", "count": 3}
    rows, _ = compared(
        judged(awards=[{**award, "awarded_by": gold}]),
        judged(awards=[{**award, "form": "giấy khen", "awarded_by": read}]),
    )
    assert rows["awards"] == (Row(1, 0, 0) if same else Row(0, 1, 1))


@pytest.mark.parametrize(
    ("gold", "read", "same"),
    [
        ("toàn dân bảo vệ an ninh Tổ quốc", "Phong trào “Toàn dân bảo vệ ANTQ”", True),
        ("toàn dân bảo vệ an ninh Tổ quốc", "toàn dân bảo vệ an ninh Tổ quốc trong tình hình mới", True),
        ("yêu nước", "phong trào thi đua yêu nước", True),
        ("yêu nước", "yêu nước năm mới", False),
    ],
)
def test_campaigns(gold: str, read: str, same: bool) -> None:
    rows, _ = compared(
        judged(campaigns=[{"name": gold, "year": "2024"}]), judged(campaigns=[{"name": read, "year": "2024"}])
    )
    assert rows["campaigns"] == (Row(1, 0, 0) if same else Row(0, 1, 1))


def test_matching_is_one_to_one_and_optional_gold_is_free() -> None:
    award = {"form": "bằng khen", "recipient": "cá nhân", "count": 3}
    twice, optional = judged(awards=[award, award]), judged(awards=[{**award, "optional": True}])
    once, none = judged(awards=[award]), judged()
    assert compared(once, twice)[0]["awards"] == Row(1, 1, 0)
    assert compared(twice, once)[0]["awards"] == Row(1, 0, 1)
    assert "awards" not in compared(optional, once)[0]
    assert "awards" not in compared(optional, none)[0]
    assert compared(optional, twice)[0]["awards"] == Row(0, 1, 0)


def test_ratios_and_statistics_by_number() -> None:
    gold = judged(
        ratios=[{"unit": "xã", "achieved": 7, "total": 9, "percent": 77.8}],
        statistics=[{"value": 5, "mod": None}],
    )
    read = judged(
        ratios=[{"unit": "xã, phường", "achieved": 7.0, "total": 9.0, "percent": 77.80001}],
        statistics=[{"value": 5.0, "mod": "approx"}],
    )
    rows, _ = compared(gold, read)
    assert rows == {"ratios": Row(1, 0, 0), "statistics": Row(0, 1, 1)}


def test_the_main_event_is_compared() -> None:
    gold = judged(
        events=[{"kinds": ["tổng kết"], "date": "2024-10-18", "organisers": ["Công an tỉnh"], "chairs": ["Hà"]}]
    )
    read = judged(
        events=[
            {"kinds": ["Tổng kết", "phát động"], "date": "2024-10-19", "organisers": [{"name": "CA tỉnh"}]},
            {"kinds": ["khác"]},
        ]
    )
    rows, _ = compared(gold, read)
    assert rows == {
        "event.date": Row(0, 1, 1),
        "event.kinds": Row(1, 1, 0),
        "event.organisers": Row(1, 0, 0),
        "event.chairs": Row(0, 0, 1),
    }


# Gold and floors as files


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{bad\n", "gold.jsonl:1: not JSON"),
        ("\n[1]\n", "gold.jsonl:2: not a JSON object"),
        ("{}\n", "gold.jsonl:1: id: "),
        ('{"id": "a", "awards": [{"count": "năm"}]}\n', "gold.jsonl:1: awards.0.count"),
        ('{"id": "a"}\n{"id": "a"}\n', "gold.jsonl:2: the id a "),
        ("\n", "no gold in it"),
    ],
)
def test_bad_gold_is_said_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "gold.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read_gold([tmp_path / "gold.jsonl"])
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_gold_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.jsonl: gold cannot be read"):
        read_gold([tmp_path / "none.jsonl"])
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "\xe1"}')
    with pytest.raises(SourceError, match="not UTF-8 at byte 8"):
        read_gold([tmp_path / "latin.jsonl"])


def test_floors(tmp_path: Path) -> None:
    file = tmp_path / "floor.toml"
    file.write_text('overall = 0.9\nawards = 0.5\nphases = 0.1\nevent.date = 1\n"event.kinds" = 0.25\n')
    floors = read_floors(file)
    assert floors == {"overall": 0.9, "awards": 0.5, "phases": 0.1, "event.date": 1, "event.kinds": 0.25}
    table = Table({"awards": Row(1, 0, 1), "event.date": Row(1, 0, 0), "event.kinds": Row(0, 0, 1)}, (), 1, ())
    low = {one.kind: one.f1 for one in fallen(table, floors)}
    assert low == {"overall": 0.5556, "phases": 0.0, "event.kinds": 0.0}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("award = 0.9", "no type 'award'"),
        ("awards = 90", "from 0 to 1"),
        ("awards = true", "from 0 to 1"),
        ("=", "TOML"),
    ],
)
def test_bad_floors_are_said(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "floor.toml").write_text(text)
    with pytest.raises(SourceError) as caught:
        read_floors(tmp_path / "floor.toml")
    assert said in str(caught.value)


def test_every_row_is_a_known_type() -> None:
    gold = judged(province="x", article={"title": "t", "published": "2024", "author": "b"}, phases=[{"ordinal": 1}])
    assert set(compared(gold, judged())[0]) <= set(KINDS)
