"""The command as a user meets it: what it prints where, how it ends, and no traceback for bad input."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest

from extractor import __version__
from extractor.cli.main import main
from extractor.cli.printing import marked, one_line, safe
from extractor.contract import to_json
from extractor.models import RECORD_TYPES, Evidence, Extraction
from extractor.rules.book import load

ROOT = Path(__file__).resolve().parents[1]
PHONGTRAO = Path(sys.executable).with_name("phongtrao")
TITLE = "Huyện Mây Trắng tổng kết phong trào toàn dân bảo vệ an ninh Tổ quốc năm 2024"
LEAD = "Chiều 18/10/2024, UBND huyện Mây Trắng tổ chức hội nghị tổng kết phong trào."
BODY = "Dịp này, UBND huyện tặng giấy khen cho 8 tập thể và 12 cá nhân."
PAGE = f"{TITLE}\n\n18/10/2024 20:00\n\n{LEAD}\n\n{BODY}\n\nAn Bình\n"
COMMANDS: list[list[str]] = [
    [], ["ingest"], ["extract"], ["show"], ["evaluate"], ["rules"], ["rules", "check"], ["rules", "list"],
    ["explain"], ["review"], ["rules", "stats"], ["gold"], ["gold", "export"],
    ["runs"], ["diff"],
]  # fmt: skip


def phongtrao(*args: object, env: dict[str, str] | None = None, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run the installed command."""
    return subprocess.run(
        [PHONGTRAO, *map(str, args)],
        env={**os.environ, **(env or {})},
        encoding="utf-8",
        timeout=300,
        **({"capture_output": True} | more),
    )


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "may-trang.txt"
    file.write_text(PAGE, encoding="utf-8")
    return file


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], code: int, *args: object) -> str:
    """Run the command in this process; return the one line that it says on standard error."""
    assert main([str(arg) for arg in args]) == code
    error = capsys.readouterr().err
    assert error.startswith("phongtrao: ") and error.endswith("\n") and error.count("\n") == 1, error
    return error.removeprefix("phongtrao: ").rstrip()


# Help


def test_help_is_quick_because_it_imports_nothing_heavy() -> None:
    code = (
        "import sys; from extractor.cli.main import main; main(['--help']); main(['ingest', '--help'])\n"
        "heavy = {'pydantic', 'regex', 'spacy', 'underthesea', 'sqlite_utils', 'rich'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "Usage: phongtrao" in done.stdout


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command) or "phongtrao")
def test_every_help_shows_an_example(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--help"]) == 0
    out = capsys.readouterr().out
    assert f"Example:\n    {' '.join(['phongtrao', *command])}" in out
    assert max(map(len, out.splitlines())) <= 80


def test_version() -> None:
    done = phongtrao("--version")
    assert (done.returncode, done.stdout) == (0, f"phongtrao, version {__version__}\n")


USAGE: list[list[str]] = [
    ["nope"], ["ingest"], ["extract", "--format", "xml", "a.txt"], ["show"], ["evaluate", "a.txt"],
    ["explain", "Năm 2024.", "--published", "hôm qua"], ["rules", "nope"], ["ingest", "--nope", "a.txt"],
    ["diff", "1"], ["diff", "a", "b"],
]  # fmt: skip


@pytest.mark.parametrize("args", USAGE, ids=" ".join)
def test_wrong_usage_is_said_in_one_line(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert "--help" in said(capsys, 2, *args)


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "Commands:" in capsys.readouterr().err


# ingest


def test_ingest_then_ingest_again(page: Path, here: Path) -> None:
    first = phongtrao("ingest", page.name)
    assert (first.returncode, first.stderr) == (0, "")
    assert "1 added" in first.stdout
    assert "campaigns.db holds 1 article: " in first.stdout
    assert all(kind in first.stdout for kind in RECORD_TYPES)
    before = (here / "campaigns.db").read_bytes()
    again = phongtrao("ingest", page.name)
    assert (again.returncode, again.stderr) == (0, "")
    assert "1 unchanged" in again.stdout
    assert (here / "campaigns.db").read_bytes() == before


def test_summary_says_what_needs_a_look(here: Path, inline: None, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.txt").write_text("Một tin ngắn về phong trào thi đua, không có ngày.", encoding="utf-8")
    assert main(["ingest", "a.txt", "--db", "x.db"]) == 0
    assert "needs a look      1 articles: no publication date" in capsys.readouterr().out


def test_bad_inputs_are_named_and_stop_nothing(
    page: Path, here: Path, inline: None, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "bin.txt").write_bytes(b"PK\0\0")
    (here / "latin.txt").write_bytes(b"Ph\xfa")
    (here / "empty.txt").touch()
    (here / "bad.jsonl").write_text('{"id": "x", "text": "Một phong trào thi đua."}\n{bad\n', encoding="utf-8")
    (here / "two").mkdir()
    (here / "two" / page.name).write_text("Tin khác về phong trào thi đua.", encoding="utf-8")
    inputs = ["bin.txt", "latin.txt", "none.txt", "empty.txt", "bad.jsonl", page.name, "two"]
    assert main(["ingest", *inputs]) == 1
    out, error = capsys.readouterr()
    lines = error.splitlines()
    origins = ["bin.txt", "latin.txt", "none.txt", "empty.txt", "bad.jsonl:2"]
    assert [line.split(": ")[1] for line in lines] == origins
    assert all(line.startswith("phongtrao: ") for line in lines)
    assert "3 added; 5 inputs failed" in out
    with closing(sqlite3.connect("campaigns.db")) as db:
        assert db.execute("SELECT id FROM articles ORDER BY id").fetchall() == [("may-trang",), (ANY,), ("x",)]


def test_nothing_to_ingest_makes_no_database(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "articles").mkdir()
    assert main(["ingest", "articles", "--db", "x.db"]) == 1
    error = capsys.readouterr().err
    assert "nothing to read here" in error and "nothing was ingested" in error
    assert not (here / "x.db").exists()


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE notes (text TEXT)")


@pytest.mark.parametrize("make", [foreign, Path.mkdir, lambda p: p.write_text(PAGE, encoding="utf-8")])
def test_what_is_not_our_database_is_said_and_left_alone(
    make: Any, page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "other.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    assert "other.db" in said(capsys, 1, "ingest", page, "--db", path)
    assert (path.read_bytes() if path.is_file() else None) == before


@pytest.mark.parametrize("name", ["", ":memory:"])
def test_a_database_without_a_file_is_said(name: str, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "the name of a file" in said(capsys, 1, "ingest", page, "--db", name)


def test_an_empty_path_is_not_the_folder_one_is_in(page: Path, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "an empty path" in said(capsys, 1, "extract", "")


def test_a_database_that_cannot_be_written_is_said(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "cannot be opened or created" in said(capsys, 1, "ingest", page, "--db", page.parent / "no" / "x.db")


def test_an_interrupted_ingest_leaves_a_database_to_go_on_with(here: Path) -> None:
    lines = [json.dumps({"id": f"a{n}", "title": TITLE, "text": f"{LEAD} Tin số {n}."}) for n in range(400)]
    (here / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    command = [PHONGTRAO, "ingest", "a.jsonl", "--db", "x.db", "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as process:
        wait_for_articles(here / "x.db", 2)
        process.send_signal(signal.SIGINT)
        try:
            _, error = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 130
    assert re.search(r"interrupted: \d+ articles safe in x\.db; run the same command again to go on", error)
    assert "Traceback" not in error
    done = phongtrao("ingest", "a.jsonl", "--db", "x.db")
    assert done.returncode == 0
    added, unchanged = re.findall(r"(\d+) (?:added|unchanged)", done.stdout)
    assert int(unchanged) >= 2 and int(added) + int(unchanged) == len(lines)


def wait_for_articles(path: Path, number: int, seconds: float = 180) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if path.exists() and count_articles(path) >= number:
            return
        time.sleep(0.1)
    raise AssertionError(f"{path} did not get {number} articles")


def count_articles(path: Path) -> int:
    try:
        with closing(sqlite3.connect(path, timeout=10)) as db:
            return int(db.execute("SELECT count(*) FROM articles").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


# extract


def test_extract_prints_the_contract(page: Path) -> None:
    done = phongtrao("extract", page)
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = done.stdout.splitlines()
    record = json.loads(line)
    assert list(record) == list(Extraction.model_fields)
    extraction = Extraction.model_validate(record)
    assert extraction.id == "may-trang"
    assert extraction.article.title == TITLE
    assert "Mây Trắng" in line
    for key in RECORD_TYPES:
        for one in getattr(extraction, key):
            assert all(PAGE[e.start : e.end] == e.quote for e in one.evidence)


def test_extract_reads_standard_input_in_any_locale() -> None:
    env = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = phongtrao("extract", "-", input=PAGE, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["article"]["title"] == TITLE


def test_extract_as_a_table(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", str(page), "--format", "table"]) == 0
    out = capsys.readouterr().out
    assert f"title: {TITLE}" in out
    assert "times (" in out
    assert "\x1b" not in out


def test_extract_of_nothing_readable_fails(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert said(capsys, 1, "extract", tmp_path / "none.txt").endswith("no such file or folder: check the path")


@pytest.mark.parametrize("form", ["jsonl", "table"])
def test_a_reader_that_leaves_gives_no_traceback(form: str, tmp_path: Path) -> None:
    lines = [json.dumps({"id": f"a{n}", "title": TITLE, "text": f"{LEAD} {BODY} " * 20}) for n in range(30)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with subprocess.Popen(
        [PHONGTRAO, "extract", tmp_path / "a.jsonl", "--format", form],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_said(page: Path) -> None:
    with open("/dev/full", "w") as full:
        done = phongtrao("extract", page, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert done.stderr == "phongtrao: cannot write: No space left on device\n"


# show


@pytest.fixture
def db(page: Path, tmp_path: Path, inline: None, capsys: pytest.CaptureFixture[str]) -> Iterator[Path]:
    assert main(["ingest", str(page), "--db", str(tmp_path / "x.db")]) == 0
    capsys.readouterr()
    yield tmp_path / "x.db"


def test_show_marks_the_evidence(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "may-trang", "--db", str(db)]) == 0
    out = capsys.readouterr().out
    assert f"⟦{TITLE}⟧" in out
    assert out.replace("⟦", "").replace("⟧", "").startswith(PAGE)
    assert "id: may-trang" in out


def test_show_as_json_is_what_extract_prints(db: Path, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "may-trang", "--db", str(db), "--format", "json"]) == 0
    shown = capsys.readouterr().out
    assert main(["extract", str(page)]) == 0
    assert shown == capsys.readouterr().out


def test_show_says_what_is_not_there(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "has no article nope" in said(capsys, 1, "show", "nope", "--db", db)
    assert "does not exist" in said(capsys, 1, "show", "nope", "--db", db.with_name("none.db"))
    assert not db.with_name("none.db").exists()


# evaluate


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    row = {
        "id": "may-trang",
        "article": {"title": TITLE, "published": "2024-10-18T20:00:00+07:00", "author": "Người Khác"},
    }
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(row) + "\n" + '{"id": "not-given"}\n', encoding="utf-8")
    return path


def test_evaluate_prints_the_table_and_the_errors(page: Path, gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--gold", str(gold), str(page), "--errors"]) == 0
    out = capsys.readouterr().out
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines()}
    assert rows["article.title"] == ["1", "1.000", "1.000", "1.000"]
    assert rows["article.author"] == ["1", "0.000", "0.000", "0.000"]
    assert 'article.author    - "Người Khác"' in out
    assert 'article.author    + "An Bình"' in out
    assert "of gold, 1 article was not given: not-given" in out


def test_evaluate_as_json(page: Path, gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--gold", str(gold), str(page), "--json", "--errors"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["types"]["article.title"] == {"gold": 1, "precision": 1, "recall": 1, "f1": 1}
    assert result["missing"] == ["not-given"]
    assert {"article": "may-trang", "type": "article.author", "sign": "+", "record": "An Bình"} in result["errors"]


def test_evaluate_fails_below_a_floor(page: Path, gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    floor = page.with_name("floor.toml")
    floor.write_text("article.title = 1\narticle.author = 0.5\n")
    line = said(capsys, 1, "evaluate", "--gold", gold, page, "--floor", floor)
    assert line == "article.author: F1 0.0000 is below its floor of 0.5000"
    floor.write_text("article.title = 1\n")
    assert main(["evaluate", "--gold", str(gold), str(page), "--floor", str(floor)]) == 0


def test_evaluate_says_what_is_wrong_with_its_files(page: Path, gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = page.with_name("bad.jsonl")
    bad.write_text('{"id": 5\n')
    assert "bad.jsonl:1: not JSON" in said(capsys, 1, "evaluate", "--gold", bad, page)
    assert "gold cannot be read" in said(capsys, 1, "evaluate", "--gold", bad.with_name("none"), page)
    assert "floors cannot be read" in said(capsys, 1, "evaluate", "--gold", gold, page, "--floor", "none.toml")
    other = page.with_name("other.txt")
    other.write_text("Tin khác.", encoding="utf-8")
    assert "no article given is in gold" in said(capsys, 1, "evaluate", "--gold", gold, other)


def test_evaluate_of_nothing_readable_prints_no_table(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--gold", str(gold), "none.txt"]) == 1
    out, error = capsys.readouterr()
    assert (out, error.count("\n")) == ("", 2)
    assert error.endswith("nothing was scored\n")


# rules and explain


def test_rules_check_ends_as_its_examples_do(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["rules", "check"])
    out, error = capsys.readouterr()
    assert error == ""
    last = out.splitlines()[-1]
    assert code == (0 if last.endswith("all hold") else 1)
    assert f"{len(load().rules)} rules" in last


def test_rules_check_and_list_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    rule = next(iter(load().rules.values()))
    main(["rules", "check", rule.id])
    assert capsys.readouterr().out.splitlines()[-1].startswith("1 rule, ")
    assert main(["rules", "list", "--label", rule.label]) == 0
    listed = capsys.readouterr().out.splitlines()[1:]
    assert {line.split()[1] for line in listed} == {rule.label}
    assert rule.id in {line.split()[0] for line in listed}
    assert "no rule nope" in said(capsys, 1, "rules", "check", "nope")
    assert "no label nope" in said(capsys, 1, "rules", "list", "--label", "nope")


def broken_toml(folder: Path) -> None:
    (folder / "a.toml").write_text("x =")


def broken_lexicon(folder: Path) -> None:
    (folder / "lexicon").mkdir()
    (folder / "lexicon" / "a.txt").write_bytes(b"# source: x\n\xff")


def no_rules(folder: Path) -> None:
    (folder / "notes.md").touch()


@pytest.mark.parametrize("make", [broken_toml, broken_lexicon, no_rules, Path.rmdir])
def test_a_broken_folder_of_rules_is_said(
    make: Any, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "patterns"
    folder.mkdir()
    make(folder)
    monkeypatch.setenv("PHONGTRAO_PATTERNS", str(folder))
    said(capsys, 1, "extract", page)
    said(capsys, 1, "rules", "check")
    said(capsys, 1, "ingest", page, "--db", tmp_path / "x.db")
    assert not (tmp_path / "x.db").exists()


def test_a_folder_of_rules_with_holes_is_said(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = Path(shutil.copytree(ROOT / "patterns", tmp_path / "rules"))
    (rules / "tables" / "unbroken.txt").unlink()
    monkeypatch.setenv("PHONGTRAO_PATTERNS", str(rules))
    assert "unbroken.txt is missing" in said(capsys, 1, "extract", page)


def test_explain_a_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "Ngày 18/10/2024, hội nghị diễn ra.", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert "2024-10-18" in {time["value"] for time in result["records"]["times"]}
    standing = [one for one in result["found"] if one["lost_to"] is None]
    assert any(one["label"] == "time" and one["values"]["year"] == "2024" for one in standing)
    lost = [one for one in result["found"] if one["lost_to"]]
    assert all({"rule", "quote"} <= one["lost_to"].keys() for one in lost)


def test_explain_resolves_against_the_day_given(capsys: pytest.CaptureFixture[str]) -> None:
    args = ["explain", "Sáng 18/10, huyện tổ chức hội nghị.", "--published", "2021-11-01", "--rule", "time"]
    assert main(args) == 0
    out = capsys.readouterr().out
    assert "2021-10-18" in out
    assert "matches (" in out


def test_explain_a_file(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(page)]) == 0
    assert f"title: {TITLE}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "an empty text"),
        (" \n", "an empty text"),
        ("none.txt", "no such file"),
        ("no/such.jsonl", "no such file"),
    ],
)
def test_explain_says_that_there_is_nothing(text: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert message in said(capsys, 1, "explain", text)


def test_explain_takes_a_long_text_for_a_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "Hội nghị. " * 2000]) == 0


# Printing


def test_json_is_one_line_with_whole_numbers() -> None:
    value = {"a": 32.0, "b": [0.5, 1e12], "c": None, "d": "một\u2028hai\nba", "e": True}
    assert to_json(value) == ('{"a": 32, "b": [0.5, 1000000000000], "c": null, "d": "một\\u2028hai\\nba", "e": true}')
    assert json.loads(to_json(value)) == value


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    assert safe("a\x1b[31mb\x9b\x07\n\tc") == "a\ufffd[31mb\ufffd\ufffd\n\tc"
    assert one_line("a\nb\r\x1b c") == "a b\ufffd\ufffd c"
    shown = marked("a\x08bc", [("times", Evidence(field="value", start=2, end=3, quote="b", rule="r"))], colour=True)
    assert shown.plain == "a\ufffdbc"
    assert [(s.start, s.end) for s in shown.spans] == [(2, 3)]


def test_overlapping_evidence_shares_its_brackets() -> None:
    spans = [
        ("times", Evidence(field="value", start=start, end=end, quote="ab", rule="r"))
        for start, end in ((0, 2), (1, 3), (3, 5), (6, 8))
    ]
    assert marked("abcdefgh", spans, colour=False).plain == "⟦abc⟧⟦de⟧f⟦gh⟧"


# Scripts


@pytest.mark.parametrize("name", ["ingest", "evaluate", "review"])
def test_the_scripts_are_the_commands(name: str) -> None:
    command = [sys.executable, str(ROOT / "scripts" / f"{name}.py"), "--help"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (0, phongtrao(name, "--help").stdout)
