"""Shards are asked as they lie, and answer what the database would that is merged of them."""

import csv
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import Inline
from hypothesis import given, settings
from hypothesis import strategies as st
from test_batch import lines
from test_cluster import refusal

from benchmarks.generate import generated, originals
from extractor import __version__
from extractor.batch import Facts, PassedOver, Read, Skipped
from extractor.cli.main import main
from extractor.cluster import Job, child, plan, records, shards, views
from extractor.cluster.rows import Outcome
from extractor.cluster.tasks import Task
from extractor.link.likeness import signature
from extractor.models import Article, ArticleInfo, Award, Evidence, Extraction
from extractor.rules.book import load
from extractor.store import KINDS, Failed, Source, Store, Wanted

PLANNING = sys.modules["extractor.cluster.plan"]
PAGE = Path(__file__).parents[1] / "docs" / "cluster.md"
AWARD = (
    "Ngày 18/10/2024, UBND huyện {} tổng kết phong trào “Toàn dân bảo vệ an ninh Tổ quốc”, "
    "tặng giấy khen cho {} tập thể."
)
ODD = "Đồng 'Văn'\x00 \"%\\ 😀; –"
Ask = Callable[..., list[dict[str, Any]]]
SOME = st.integers(3, 12)
ONLY_IN_ONE = {"record_id", "position"}
"""The database has the one, shards the other; `context`, which only the database has, is not printed."""


@dataclass
class Made:
    """Two folders of shards, and the database that is merged of them."""

    folders: tuple[Path, Path]
    db: Path


def shards_of(inputs: Path, folder: Path) -> Path:
    """Have this process write the shards that workers would."""
    pool = Inline(1)
    for shard in plan([str(inputs)], folder, Job(__version__, load().digest)).shards:
        child.make(Task(folder, shard), pool)
    return folder


def first_inputs(folder: Path) -> Path:
    folder.mkdir()
    records = originals()[::8]
    lines(folder / "a.jsonl", records[: len(records) // 2])
    lines(folder / "b.jsonl", records[len(records) // 2 :])
    lines(
        folder / "c.jsonl", [{**records[0], "id": "printed-again"}, {**records[1], "text": AWARD.format("Bát Xát", 7)}]
    )
    lines(folder / "d.jsonl", [{"id": "Đồng 'Văn' \"%\\ 😀", "title": "Tin\tvắn", "text": AWARD.format("Đồng Văn", 3)}])
    huge = AWARD.format("Mường Khương", 10**20)
    (folder / "e.jsonl").write_text(
        json.dumps({"id": "huge", "text": huge}) + '\n{"text": "phong trào thi đua", "note": "\\ud800"}\nno JSON\n'
    )
    return folder


def second_inputs(folder: Path) -> Path:
    for name, district in (("one", "Bảo Thắng"), ("two", "Si Ma Cai"), ("three", "Bảo Thắng")):
        (folder / name).mkdir(parents=True)
        (folder / name / "same-name.txt").write_text(AWARD.format(district, 5))
    lines(folder / "z.jsonl", [originals()[0], {"id": "huge", "text": AWARD.format("Văn Bàn", 9)}])
    lines(folder / "zz.jsonl", [{"id": "other", "text": originals()[8]["text"]}, *generated(3)])
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    place = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PLANNING, "_ALONE", 5_000)  # files as small as these would be one shard
        first = shards_of(first_inputs(place / "a"), place / "shards")
        second = shards_of(second_inputs(place / "b"), place / "second")
    main(["merge", str(first), str(second), "--db", str(place / "merged.db")])
    return Made((first, second), place / "merged.db")


def written(folder: Path, outcomes: Sequence[Outcome]) -> Path:
    """Write a shard of what became of inputs, and the plan that names it."""
    job = Job(__version__, load().digest)
    folder.mkdir()
    (folder / "plan.json").write_text(json.dumps({"job": asdict(job), "shards": ["one"]}))
    shards.write(folder, "one", job, outcomes)
    return folder


def listed(folder: Path, *more: str) -> list[str]:
    """Return the ids of the articles in shards."""
    with views([folder, *more]) as connection:
        return sorted(id for (id,) in connection.execute("SELECT article_id FROM article_list").fetchall())


@pytest.fixture
def ask(made: Made, capsys: pytest.CaptureFixture[str]) -> tuple[Ask, Ask]:
    """Return what asks the shards, and what asks the database."""

    def asking(*where: str) -> Ask:
        def ask(*arguments: str) -> list[dict[str, Any]]:
            capsys.readouterr()
            assert main(["query", *arguments, "--format", "json", *where]) == 0
            rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
            return [{name: value for name, value in row.items() if name not in ONLY_IN_ONE} for row in rows]

        return ask

    of_shards = chain.from_iterable(("--shards", str(folder)) for folder in made.folders)
    return asking(*of_shards), asking("--db", str(made.db))


@pytest.mark.parametrize(
    "asked",
    [
        (),
        ("--year", "2020..2024"),
        ("--year", "2024", "--limit", "3"),
        ("--place", "dong van"),
        ("--place", "Lào Cai"),
        ("--place", "Lào Cai", "--today"),
        ("--body", "uy ban nhan dan"),
        ("--campaign", "an ninh tổ quốc"),
        ("--campaign", "an ninh", "--year", "2024", "--body", "huyen"),
    ],
    ids=" ".join,
)
def test_shards_answer_what_the_merged_database_does(ask: tuple[Ask, Ask], asked: tuple[str, ...]) -> None:
    of_shards, of_database = ask
    found = 0
    for kind in KINDS:
        here, there = of_shards(kind, *asked), of_database(kind, *asked)
        assert here == there
        assert [list(row) for row in here] == [list(row) for row in there]  # the same columns in the same order
        found += len(here)
    assert found


def test_the_inputs_hold_all_that_may_become_of_one(made: Made) -> None:
    with Store.open(made.db) as store:
        ids, failed = store.ids(), [failure.reason for failure in store.failures()]
        counts = store.counts()
    assert any("~" in id for id in ids) and not {"huge", "printed-again"} & set(ids)
    assert any("the id huge is that of" in reason for reason in failed)
    assert any("too large" in reason for reason in failed) and any("surrogate" in reason for reason in failed)
    assert counts["sources"] > len(ids) + counts["passed_over"] + 2


def test_tables_and_csv_are_those_of_the_database(made: Made, capsys: pytest.CaptureFixture[str]) -> None:
    where = list(chain.from_iterable(("--shards", str(folder)) for folder in made.folders))
    printed = []
    for place in (where, ["--db", str(made.db)]):
        assert main(["query", "events", *place]) == 0
        table = capsys.readouterr().out
        assert main(["query", "ratios", "--format", "csv", *place]) == 0
        rows = csv.DictReader(io.StringIO(capsys.readouterr().out))
        printed.append((table, [{k: v for k, v in row.items() if k not in ONLY_IN_ONE} for row in rows]))
    assert printed[0] == printed[1] and all(printed[0])


def test_nothing_found_is_said(made: Made, capsys: pytest.CaptureFixture[str]) -> None:
    folder = made.folders[0]
    assert main(["query", "awards", "--year", "1950", "--format", "json", "--shards", str(folder)]) == 0
    assert capsys.readouterr() == ("[]\n", f"phongtrao: {folder} has no such awards\n")


def test_any_text_comes_through(tmp_path: Path) -> None:
    award = Award(form=ODD, title=ODD, evidence=(Evidence(field="form", start=0, end=len(ODD), quote=ODD, rule="a.b"),))
    article = Article(id=ODD, text=ODD, origin=ODD, info=ArticleInfo(title=ODD))
    extraction = Extraction(id=ODD, article=article.info, province=ODD, awards=(award, award))
    read = Read(article, extraction, signature(article))
    folder = written(tmp_path / "shards", [(Facts(ODD, True, Source(ODD, "0"), 1), read)])
    with views([folder]) as connection:
        rows = list(records(connection, "awards", Wanted()))
    assert [row["position"] for row in rows] == [0, 1]
    for name in ("article_id", "article", "province", "form", "title", "quote"):
        assert {row[name] for row in rows} == {ODD}


def input_of(number: int, chosen: Callable[[Sequence[Any]], Any]) -> Outcome:
    """Return an input that shares ids, texts and origins with others; what it holds decides what is read of it."""
    id, text, title, named = chosen("ab"), chosen("xyzwv"), chosen("tu"), chosen([True, False])
    origin = f"o{chosen(range(5))}"
    facts = Facts(chosen([id, f"{id}:{number}"]), named, Source(origin, f"{id}{text}{title}{named}"), 1)
    info = ArticleInfo(title=f"{title}{named}")
    article = Article(id=id, text=f"{text}\nphong trào", origin=origin, info=info)
    if chosen(range(5)) == 0:
        return facts, Failed(origin, "why")
    if text == "w":
        return facts, PassedOver(article, "why")
    if text == "v":
        return facts, Skipped()
    return facts, Read(article, Extraction(id=id, article=info), signature(article))


@settings(max_examples=6, deadline=None)
@given(st.data())
def test_an_article_is_what_it_is_in_the_merged_database(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    outcomes = [
        input_of(number, lambda several: data.draw(st.sampled_from(several))) for number in range(data.draw(SOME))
    ]
    place = tmp_path_factory.mktemp("history")
    folder, db = written(place / "shards", outcomes), place / "merged.db"
    main(["merge", str(folder), "--db", str(db)])
    merged = []
    if db.exists():
        with closing(sqlite3.connect(db)) as connection:
            merged = connection.execute("SELECT article_id, title FROM article_list ORDER BY 1").fetchall()
    with views([folder]) as shown:
        assert shown.execute("SELECT article_id, title FROM article_list ORDER BY 1").fetchall() == merged


def test_a_shard_that_is_damaged_is_named(made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(shutil.copytree(made.folders[0], tmp_path / "shards"))
    shard = max(folder.glob("*.parquet"), key=lambda file: file.stat().st_size)
    data = bytearray(shard.read_bytes())
    data[len(data) // 3] ^= 1
    shard.write_bytes(data)
    assert f"{shard}: a damaged shard" in refusal(capsys, "query", "awards", "--shards", folder)
    os.truncate(shard, len(data) - 10)
    assert f"{shard}: a damaged shard" in refusal(capsys, "query", "awards", "--shards", folder)
    shard.unlink()
    assert "lacks 1 of its" in refusal(capsys, "query", "awards", "--shards", folder)


def test_what_is_no_folder_of_shards_is_refused(made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no shards here" in refusal(capsys, "query", "awards", "--shards", tmp_path)
    assert "no shards here" in refusal(capsys, "query", "awards", "--shards", tmp_path / "nowhere")
    folder = Path(shutil.copytree(made.folders[1], tmp_path / "shards"))
    pq.write_table(pa.table({"text": ["not ours"]}), folder / "other.parquet")
    assert "other.parquet: not a shard" in refusal(capsys, "query", "awards", "--shards", folder)


def test_a_folder_of_no_inputs_has_no_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = written(tmp_path / "shards", [])
    assert main(["query", "events", "--shards", str(folder)]) == 0
    assert capsys.readouterr().err == f"phongtrao: {folder} has no such events\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["awards", "--db", "a.db"], "--db and --shards: name one"),
        (["awards", "--state", "proposed"], "phongtrao merge"),
        (["series"], "'series' is not one of"),
        (["awards", "--place", "?!"], "--place takes words"),
    ],
)
def test_what_shards_cannot_be_asked_is_said_in_one_line(
    made: Made, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in refusal(capsys, "query", *arguments, "--shards", made.folders[0])


def test_without_duckdb_the_extra_is_named(
    made: Made, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert "phongtrao[shards]" in refusal(capsys, "query", "awards", "--shards", made.folders[0])


def test_the_views_are_described_as_those_of_the_database(made: Made) -> None:
    with Store.open(made.db) as store:
        described = store.questions.columns()
    with views(made.folders) as connection:
        names = [
            name for (name,) in connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        ]
        for name in set(names) - {"inputs", "readings"}:
            columns = [row[0] for row in connection.execute(f"DESCRIBE {name}").fetchall()]
            assert set(columns) == set(described[name]) - {"record_id", "context"} | (set(columns) & {"position"})


def test_the_documented_queries_run(made: Made) -> None:
    (program,) = (one for one in re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(), re.M | re.S) if "views" in one)
    place = made.folders[0].parent
    done = subprocess.run([sys.executable, "-c", program], cwd=place, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    awards, certified = done.stdout.split("certified")
    assert "giấy khen" in awards and re.search(r"│ \d{4}[^│]*│ (xã|hộ|thôn|cơ quan|gia đình)", certified)
