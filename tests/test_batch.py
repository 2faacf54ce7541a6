"""A batch ends the same however often it is cut off, and no input is lost, doubled or holds up the rest."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
import regex
from pebble import ProcessPool
from process_memory import peak_of_tree

from benchmarks.generate import generated
from extractor.batch import Pool
from extractor.cli.main import main
from extractor.extract import is_on_campaigns
from extractor.models import Article, Extraction
from extractor.rules.book import RuleBook, load
from extractor.rules.patience import patience
from extractor.sources import Item, items, read
from extractor.store import Store

COMMAND = [sys.executable, "-m", "extractor.cli.main"]
RUN_TIMES = ("started", "finished")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(inline: None, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs the command in this process and gives its status and what it printed."""

    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return call


def lines(path: Path, records: Sequence[object]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


def ingest(*arguments: object) -> None:
    done = subprocess.run([*COMMAND, "ingest", *map(str, arguments)], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr


def content(db: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables but for run times."""
    with closing(sqlite3.connect(db)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '#_%' ESCAPE '#'"
        )
        tables = {}
        for (name,) in names.fetchall():
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})") if row[1] not in RUN_TIMES]
            shown = ", ".join(f'"{column}"' for column in columns)
            tables[name] = connection.execute(f"SELECT {shown} FROM {name}").fetchall()
    return tables


def intact(db: Path) -> bool:
    with closing(sqlite3.connect(db)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def killed(arguments: Sequence[object], wait: float) -> bool:
    """Start an ingest and kill it, no warning given, after `wait` seconds; tell whether it was still running."""
    process = subprocess.Popen(
        [*COMMAND, "ingest", *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(wait)
        return False
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        return True


def killed_and_resumed(tmp_path: Path, count: int, times: int, longest: float) -> None:
    articles = lines(tmp_path / "articles.jsonl", list(generated(count)))
    whole, broken = tmp_path / "whole.db", tmp_path / "broken.db"
    assert main(["ingest", str(articles), "--db", str(whole)]) == 0
    chance = random.Random(7)
    cut = sum(killed([articles, "--db", broken], chance.uniform(1, longest)) for _ in range(times))
    assert cut, "no ingest was cut off: the test showed nothing"
    ingest(articles, "--db", broken, "--workers", 3)
    assert intact(broken)
    assert content(broken) == content(whole)


def test_a_batch_that_was_killed_ends_as_if_it_had_not_been(tmp_path: Path, inline: None) -> None:
    killed_and_resumed(tmp_path, count=24, times=2, longest=9)


def test_ctrl_c_does_not_cut_off_the_giving_of_a_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off, it may leave the pool waiting for ever (1 interrupted ingest in 12 did)."""
    given: list[object] = []

    def schedule(pool: ProcessPool, *task: object, **limits: object) -> None:
        signal.raise_signal(signal.SIGINT)
        given.append(task)

    monkeypatch.setattr(ProcessPool, "schedule", schedule)
    (tmp_path / "a.txt").write_text("Phong trào thi đua", encoding="utf-8")
    (item,) = items([str(tmp_path / "a.txt")])
    assert isinstance(item, Item)
    pool = Pool(1)
    with pytest.raises(KeyboardInterrupt):
        pool.submit(item, every=False, since=None, seconds=60, profiled=False)
    assert len(given) == 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.soak
def test_a_batch_killed_twenty_times_ends_as_if_it_had_not_been(tmp_path: Path, inline: None) -> None:
    killed_and_resumed(tmp_path, count=2000, times=20, longest=30)


@pytest.mark.soak
def test_memory_stays_flat(tmp_path: Path) -> None:
    peaks = []
    for count in (2_000, 20_000):
        articles, db = lines(tmp_path / f"{count}.jsonl", list(generated(count))), tmp_path / f"{count}.db"
        command = [*COMMAND, "ingest", str(articles), "--db", str(db), "--workers", "2"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True) as process:
            peaks.append(peak_of_tree(process))
        assert process.returncode == 0
        print(f"{count} articles: {peaks[-1]:.0f} MB")
    assert peaks[1] < 1.1 * peaks[0]


def test_two_ingests_and_a_reader_at_once(tmp_path: Path) -> None:
    db, records = tmp_path / "campaigns.db", list(generated(12))
    Store.open(db).close()
    files = [lines(tmp_path / "a.jsonl", records[:6]), lines(tmp_path / "b.jsonl", records[6:])]
    command = [*COMMAND, "ingest", "--db", str(db), "--workers", "1"]
    writers = [subprocess.Popen([*command, str(file)], stderr=subprocess.PIPE, text=True) for file in files]
    reads = 0
    while any(writer.poll() is None for writer in writers):
        with Store.open(db, create=False) as store:
            store.view("timeline")
        reads += 1
        time.sleep(0.05)
    assert [writer.communicate()[1] for writer in writers] == ["", ""]
    assert reads and intact(db)
    with Store.open(db) as store:
        counts = store.counts()
    assert counts["sources"] == 12 and counts["articles"] + counts["passed_over"] == 12


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # raised in a finaliser, then again
def test_what_takes_too_long_fails_alone(tmp_path: Path, run: Run) -> None:
    monster = {"id": "monster", "text": "Phong trào thi đua yêu nước. " * 20_000}
    first, *others = generated(3)
    articles, db = lines(tmp_path / "articles.jsonl", [first, monster, *others]), tmp_path / "campaigns.db"
    said = f"{articles}:2: took longer than 1 s: cut it into articles, or allow more (--seconds)\n"
    assert run("ingest", articles, "--db", db, "--seconds", 1)[::2] == (1, f"phongtrao: {said}")
    code, out, _ = run("ingest", articles, "--db", db, "--seconds", 1)
    assert code == 1 and "3 unchanged; 1 input failed" in out
    assert run("failures", "--db", db) == (0, said, "")


def test_an_error_in_one_article_stops_no_other(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(article: Article, book: RuleBook, every: bool) -> Extraction:
        if article.id == "b":  # a rule without end
            regex.compile(r"(?:(?:a|ab|b)*c?)*(?:(a|b|aa)+)+\d").match("ab" * 40 + "c", timeout=patience())
        if article.id == "c":
            raise IndexError("list index out of range")
        return Extraction(id=article.id, article=article.info)

    monkeypatch.setattr("extractor.batch.worker.extract", broken)
    articles = [{"id": name, "text": f"Phong trào thi đua {name}."} for name in "abc"]
    path, db = lines(tmp_path / "a.jsonl", articles), tmp_path / "x.db"
    code, out, error = run("ingest", path, "--db", db, "--seconds", 1)
    assert code == 1 and "1 added; 2 inputs failed" in out
    assert f"{path}:2: took longer than 1 s" in error
    assert "please report it: IndexError: list index out of range" in error
    assert "Traceback (most recent call last)" in run("failures", "--db", db, "--traceback")[1]


def test_records_are_told_apart_by_the_ids_that_they_state(tmp_path: Path, run: Run) -> None:
    for name, id in (("a/one", "x1"), ("b/one", "x2"), ("b/two", "x1")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        lines(tmp_path / f"{name}.jsonl", [{"id": id, "text": f"Phong trào thi đua của {name}."}])
    code, out, error = run("ingest", tmp_path, "--db", tmp_path / "x.db")
    assert code == 1 and "2 added; 1 input failed" in out
    assert "two.jsonl:1: the id x1 is that of" in error and "one.jsonl:1" in error


def test_what_is_no_report_is_noted_and_read_only_if_asked(tmp_path: Path, run: Run) -> None:
    page, db = tmp_path / "gia-vang.txt", tmp_path / "campaigns.db"
    page.write_text("Giá vàng tăng mạnh\n\nSáng 14/11/2023, vàng tăng 300 nghìn đồng một lượng.\n", encoding="utf-8")
    assert "1 passed over" in run("ingest", page, "--db", db)[1]
    with closing(sqlite3.connect(db)) as connection:
        assert connection.execute("SELECT title, why FROM passed_over").fetchall() == [
            ("Giá vàng tăng mạnh", "too few words of campaigns or commendation")
        ]
    assert "1 added" in run("ingest", page, "--db", db, "--all")[1]
    assert "1 unchanged" in run("ingest", page, "--db", db)[1]
    with Store.open(db) as store:
        assert (store.counts()["articles"], store.counts()["passed_over"]) == (1, 0)


def test_a_record_that_states_its_title_is_passed_over_unread(tmp_path: Path, run: Run) -> None:
    text = "Báo Ví Dụ\n12/05/2015 08:15\nVàng tăng 300 nghìn đồng một lượng.\n"
    told = {"title": "Giá vàng", "url": "https://www.bao.example/a", "text": text}
    articles = [
        {"id": "told", **told},
        {"id": "untold", "text": text},
        {"id": "day", **told, "published": "2014-03-02"},
    ]
    path, db = lines(tmp_path / "a.jsonl", articles), tmp_path / "campaigns.db"
    assert "3 passed over" in run("ingest", path, "--db", db)[1]
    with closing(sqlite3.connect(db)) as connection:
        found = connection.execute("SELECT title, source FROM passed_over ORDER BY origin").fetchall()
    assert found == [
        ("Giá vàng", "bao.example"),
        ("Vàng tăng 300 nghìn đồng một lượng", None),
        ("Giá vàng", "bao.example"),
    ]
    # a date that only the text prints is looked for where dates are asked for
    assert "3 skipped" in run("ingest", path, "--db", tmp_path / "since.db", "--since", "2016")[1]


def test_one_text_in_two_files_is_one_article_with_two_sources(tmp_path: Path, run: Run) -> None:
    for folder in ("2019", "2020"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "001.txt").write_text(next(generated(1))["text"], encoding="utf-8")
    db = tmp_path / "campaigns.db"
    assert "1 added, 1 duplicate" in run("ingest", tmp_path, "--db", db)[1]
    with closing(sqlite3.connect(db)) as connection:
        rows = connection.execute("SELECT origin, article_id FROM sources ORDER BY origin").fetchall()
    assert rows == [(str(tmp_path / folder / "001.txt"), "001") for folder in ("2019", "2020")]


def test_files_of_one_name_in_two_folders_are_two_articles(tmp_path: Path, run: Run) -> None:
    one, two = (record["text"] for record in generated(2))
    for folder, text in (("2019", one), ("2020", two)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "001.txt").write_text(text, encoding="utf-8")
    db = tmp_path / "campaigns.db"
    assert "2 added" in run("ingest", tmp_path, "--db", db)[1]
    assert "2 unchanged" in run("ingest", tmp_path, "--db", db)[1]
    (tmp_path / "2020" / "001.txt").write_text(two + "\nĐính chính: 12 tập thể.", encoding="utf-8")
    assert "1 updated, 1 unchanged" in run("ingest", tmp_path, "--db", db)[1]
    with Store.open(db) as store:
        assert len(store.ids()) == 2


def test_limit_and_since_leave_the_rest_for_another_time(tmp_path: Path, run: Run) -> None:
    records = [{**r, "published": f"20{20 + i}-05-01"} for i, r in enumerate(generated(4))]
    articles, db = lines(tmp_path / "articles.jsonl", records), tmp_path / "campaigns.db"
    assert "1 added, 2 skipped" in run("ingest", articles, "--db", db, "--limit", 3, "--since", 2022)[1]
    assert "3 added, 1 unchanged" in run("ingest", articles, "--db", db)[1]


def test_failures_are_retried_when_asked(tmp_path: Path, run: Run) -> None:
    one, two = generated(2)
    articles, missing, db = lines(tmp_path / "a.jsonl", [one]), tmp_path / "missing.txt", tmp_path / "campaigns.db"
    assert run("ingest", articles, missing, "--db", db)[0] == 1
    missing.write_text(two["text"], encoding="utf-8")
    assert "1 added" in run("ingest", "--retry-failed", "--db", db)[1]
    assert run("failures", "--db", db) == (0, "", "")


def test_syndicated_articles_are_linked_and_what_they_share_is_shown(tmp_path: Path, run: Run) -> None:
    one, two = (record["text"] for record in generated(2))
    texts = {"a": one, "b": one.replace("tập thể", "đơn vị", 1) + "\nTheo báo bạn.", "c": two}
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    db = tmp_path / "campaigns.db"
    run("ingest", tmp_path, "--db", db)
    pair, passage = run("alike", "--db", db)[1].splitlines()
    assert pair.split()[1:] == ["b", "a"] and passage.strip() in " ".join(one.split())


def test_few_articles_that_have_gold_are_passed_over() -> None:
    """Those print one word of the subject in passing; what is in them would not be read either."""
    root = Path(__file__).parents[1]
    book = load()
    lost = []
    shared = Path(os.environ.get("PHONGTRAO_SHARED", root.parent / "shared"))
    pairs = [(root / "corpus" / "gold.jsonl", root / "corpus" / "articles")]
    pairs += [(shared / "gold" / "dev.jsonl", shared / "articles" / "dev.jsonl")] if shared.exists() else []
    for gold_file, articles in pairs:
        gold = {g["id"]: g for g in map(json.loads, gold_file.read_text(encoding="utf-8").splitlines())}
        for article in read([articles], book):
            assert isinstance(article, Article)
            kinds = ("events", "campaigns", "awards", "ratios", "phases")
            wanted = any(not r.get("optional") for kind in kinds for r in gold[article.id][kind])
            lost += [article.id] if wanted and not is_on_campaigns(article, book) else []
    assert sorted(lost) == [
        "b09-giang-thanh-nang-buoc",
        "d20-luat-luc-luong-co-so",
        "e21-binh-phuoc-ky-hop-hdnd-2024",
    ]
