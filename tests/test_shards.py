"""Shards are asked as they lie, and answer what the database would that is merged of them."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import Inline
from test_batch import lines

from benchmarks.generate import generated, originals
from extractor import __version__
from extractor.cli.main import main
from extractor.cluster import Job, child, plan, views
from extractor.cluster.tasks import Task
from extractor.rules.book import load
from extractor.store import KINDS, Store

PLANNING = sys.modules["extractor.cluster.plan"]
AWARD = "Ngày 18/10/2024, UBND huyện {} tổng kết phong trào “Toàn dân bảo vệ an ninh Tổ quốc”, tặng giấy khen cho {} tập thể."
Ask = Callable[..., list[dict[str, Any]]]
ONLY_IN_DATABASE = {"record_id"}
ONLY_IN_SHARDS = {"position"}


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
    records = originals()[::4]
    lines(folder / "a.jsonl", records[: len(records) // 2])
    lines(folder / "b.jsonl", records[len(records) // 2 :])
    lines(folder / "c.jsonl", [{**records[0], "id": "printed-again"}, {**records[1], "text": AWARD.format("Bát Xát", 7)}])
    odd = "Đồng\x00 'Văn' \"%\\ 😀"
    lines(folder / "d.jsonl", [{"id": odd, "title": odd, "text": f"{odd}\n{AWARD.format('Đồng Văn', 3)}"}])
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
    lines(folder / "zz.jsonl", [{"id": "other", "text": originals()[4]["text"]}, *generated(3)])
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    place = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PLANNING, "_ALONE", 5_000)  # files as small as these would be one shard
        first = shards_of(first_inputs(place / "a"), place / "first")
        second = shards_of(second_inputs(place / "b"), place / "second")
    main(["merge", str(first), str(second), "--db", str(place / "merged.db")])
    return Made((first, second), place / "merged.db")


@pytest.fixture
def ask(made: Made, capsys: pytest.CaptureFixture[str]) -> tuple[Ask, Ask]:
    """Return what asks the shards, and what asks the database."""

    def asking(*where: str) -> Ask:
        def ask(*arguments: str) -> list[dict[str, Any]]:
            capsys.readouterr()
            assert main(["query", *arguments, "--format", "json", *where]) == 0
            rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
            return [{k: v for k, v in row.items() if k not in ONLY_IN_DATABASE | ONLY_IN_SHARDS} for row in rows]

        return ask

    return asking(*chain.from_iterable(("--shards", str(folder)) for folder in made.folders)), asking("--db", str(made.db))


FILTERS = [
    (),
    ("--year", "2020..2024"),
    ("--year", "2024", "--limit", "3"),
    ("--place", "dong van"),
    ("--place", "Lào Cai"),
    ("--place", "Lào Cai", "--today"),
    ("--body", "uy ban nhan dan"),
    ("--campaign", "an ninh tổ quốc"),
    ("--campaign", "van hoa", "--year", "2010..2030", "--body", "tỉnh"),
]


@pytest.mark.parametrize("asked", FILTERS, ids=" ".join)
def test_shards_answer_what_the_merged_database_does(ask: tuple[Ask, Ask], asked: tuple[str, ...]) -> None:
    of_shards, of_database = ask
    found = {kind: of_shards(kind, *asked) for kind in KINDS}
    assert found == {kind: of_database(kind, *asked) for kind in KINDS}
    assert any(found.values())
    for rows in found.values():
        assert all(list(row) == list(rows[0]) for row in rows)
