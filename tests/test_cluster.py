"""Many machines make the database that one makes, whatever dies meanwhile: with a real scheduler and real workers."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import Inline
from hypothesis import given
from hypothesis import strategies as st
from test_batch import COMMAND, content, intact, lines

from benchmarks.generate import generated
from extractor.batch import Facts, Input, Skipped
from extractor.batch import run as batch
from extractor.cli.main import main
from extractor.cluster import Job, plan, run, shards
from extractor.sources import Failure
from extractor.store import Failed, Source

CORPUS = Path(__file__).parents[1] / "corpus" / "articles"
PLANNING = sys.modules["extractor.cluster.plan"]
WEATHER = "Thời tiết hôm nay nắng đẹp, nhiệt độ cao nhất 30 độ, đêm không mưa."


@dataclass
class Cluster:
    """A scheduler, the file that names it, and its workers, each with one thread and nobody to start it again."""

    file: Path
    scheduler: "subprocess.Popen[bytes]"
    workers: "list[subprocess.Popen[bytes]]"


@dataclass
class Made:
    """The inputs as a local run and a cluster that lost a worker have read them."""

    inputs: Path
    local: Path
    shards: Path
    said: str


def until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def start(folder: Path, workers: int) -> Cluster:
    file, dask = folder / "scheduler.json", [sys.executable, "-m", "dask"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    place = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file)]
    scheduler = subprocess.Popen([*dask, "scheduler", "--port", "0", *place], **quiet)
    until(file.exists)
    command = [*dask, "worker", "--no-nanny", "--nthreads", "1", "--local-directory", str(folder), *place]
    return Cluster(file, scheduler, [subprocess.Popen(command, **quiet) for _ in range(workers)])


def stop(cluster: Cluster) -> None:
    for process in (*cluster.workers, cluster.scheduler):
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = start(tmp_path_factory.mktemp("cluster"), 2)
    yield made
    stop(made)


def written(folder: Path) -> Path:
    """Write inputs of many kinds, with all that may become of one."""
    folder.mkdir()
    records = list(generated(8))
    weather = {"title": "Nắng đẹp", "text": WEATHER}
    lines(folder / "a.jsonl", [*records[:4], weather, {"text": "Trời mưa", "note": "\x00"}])
    with zipfile.ZipFile(folder / "b.zip", "w") as archive:
        for file in sorted(CORPUS.glob("c0*.txt"))[:2]:
            archive.write(file, f"in/{file.name}")
    again = {**records[0], "id": "again"}
    lines(folder / "c.jsonl", [records[1], again, *records[4:], {"text": ""}])
    (folder / "d.pdf").write_bytes(b"%PDF-1.7 cut off")
    for name, file in zip(("e.txt", "f.txt"), sorted(CORPUS.glob("a0*.txt")), strict=False):
        shutil.copy(file, folder / name)
    shutil.copy(folder / "e.txt", folder / "g.txt")
    with (folder / "h.jsonl").open("w") as file:
        file.write('{"text": "phong trào thi đua", "note": "\\ud800"}\nno JSON\n')
    (folder / "i.txt").touch()
    return folder


@pytest.fixture(scope="module")
def made(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Have the cluster read, and kill one of its workers when both are at work."""
    place = tmp_path_factory.mktemp("made")
    inputs, folder, local = written(place / "inputs"), place / "shards", place / "local.db"

    def kill() -> None:
        until(lambda: len(list(folder.glob(".*.parquet.*.tmp"))) == 2)
        cluster.workers[0].kill()

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PLANNING, "_ALONE", 5_000)  # files as small as these would be one shard
        patch.setattr(sys, "stderr", (place / "said").open("w+"))
        main(["ingest", str(inputs), *dask(cluster, folder)])
        sys.stderr.seek(0)
        said = sys.stderr.read()
    killer.join()
    assert cluster.workers[0].poll() == -signal.SIGKILL
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "Pool", Inline)
        main(["ingest", str(inputs), "--db", str(local)])
    return Made(inputs, local, folder, said)


def dask(cluster: Cluster, folder: Path) -> list[str]:
    return ["--engine", "dask", "--scheduler", str(cluster.file), "--shards", str(folder)]


def refusal(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Return the one line that the command refuses with."""
    capsys.readouterr()
    assert main([str(argument) for argument in arguments]) in (1, 2)
    out, error = capsys.readouterr()
    assert not out and error.count("\n") == 1 and error.startswith("phongtrao: ")
    return error


def copied(made: Made, place: Path) -> Path:
    return Path(shutil.copytree(made.shards, place / "shards"))


def changes(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_ino for file in folder.glob("*.parquet")}


def test_a_cluster_that_lost_a_worker_makes_the_database_of_a_local_run(made: Made, tmp_path: Path) -> None:
    assert "lost the worker" in made.said
    db = tmp_path / "merged.db"
    assert len(changes(made.shards)) >= 4 and not list(made.shards.glob(".*"))
    for _ in range(2):  # a second merge adds nothing
        assert main(["merge", str(made.shards), "--db", str(db)]) == 1  # some inputs cannot be read
        assert intact(db) and content(db) == content(made.local)
    held = content(db)
    assert all(held[name] for name in ("articles", "passed_over", "failures", "sources"))
    assert len(held["failures"]) >= 5 and len(held["sources"]) > len(held["articles"]) + len(held["passed_over"])


def test_what_is_made_is_not_made_again(
    made: Made, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(PLANNING, "_ALONE", 5_000)
    folder, db = copied(made, tmp_path), tmp_path / "merged.db"
    lost = min(folder.glob("*.parquet"))
    lost.unlink()
    before = changes(folder)
    refused = refusal(capsys, "merge", folder, "--db", db)
    assert f"lacks 1 of its {len(before) + 1} shards" in refused and not db.exists()
    arguments = ["ingest", str(made.inputs), *dask(cluster, folder), "--db", str(db)]
    assert main(arguments) == 1
    assert f"shards        1 made, {len(before)} there already" in capsys.readouterr().out
    assert content(db) == content(made.local)
    assert lost.exists() and before.items() <= changes(folder).items()
    stop(cluster)  # nothing is asked of it any more
    assert main(arguments) == 1
    assert f"0 made, {len(before) + 1} there already" in capsys.readouterr().out


def test_a_shard_cut_short_is_refused(made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copied(made, tmp_path)
    shard = min(folder.glob("*.parquet"))
    os.truncate(shard, shard.stat().st_size - 10)
    assert f"{shard}: a damaged shard" in refusal(capsys, "merge", folder, "--db", tmp_path / "merged.db")
    assert not (tmp_path / "merged.db").exists()


def test_a_shard_with_a_changed_byte_is_refused(made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copied(made, tmp_path)
    shard = max(folder.glob("*.parquet"), key=lambda file: file.stat().st_size)
    data = bytearray(shard.read_bytes())
    data[len(data) // 3] ^= 1
    shard.write_bytes(data)
    assert f"{shard}: a damaged shard" in refusal(capsys, "merge", folder, "--db", tmp_path / "merged.db")


def test_a_foreign_file_is_refused(made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copied(made, tmp_path)
    pq.write_table(pa.table({"text": ["not ours"]}), folder / "other.parquet")
    assert "other.parquet: not a shard" in refusal(capsys, "merge", folder, "--db", tmp_path / "merged.db")


def test_a_shard_under_the_name_of_another_is_refused(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copied(made, tmp_path)
    one, other = sorted(folder.glob("*.parquet"))[:2]
    shutil.copy(one, other)
    assert f"{other} is not the shard" in refusal(capsys, "merge", folder, "--db", tmp_path / "merged.db")


@pytest.mark.parametrize("key, value", [("rulebook", "0" * 64), ("version", "0.0.1")])
def test_shards_of_another_run_are_refused(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str], key: str, value: str
) -> None:
    folder = copied(made, tmp_path)
    held = json.loads((folder / "plan.json").read_text())
    held["job"][key] = value
    (folder / "plan.json").write_text(json.dumps(held))
    refused = refusal(capsys, "merge", folder, "--db", tmp_path / "merged.db")
    assert value[:12] in refused and "run ingest again" in refused


def test_a_folder_without_shards_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no shards here" in refusal(capsys, "merge", tmp_path, "--db", tmp_path / "merged.db")


def test_what_changes_the_reading_changes_the_names(tmp_path: Path) -> None:
    inputs = written(tmp_path / "inputs")

    def names(job: Job) -> set[str]:
        return {shard.name for shard in plan([str(inputs)], tmp_path / "shards", job).shards}

    job = Job("1", "rules")
    others = (
        Job("2", "rules"),
        Job("1", "others"),
        Job("1", "rules", every=True),
        Job("1", "rules", since="2020"),
        Job("1", "rules", seconds=5),
        Job("1", "rules", encoding="tcvn3"),
        Job("1", "rules", columns={"text": "body"}),
    )
    made = [names(one) for one in (job, *others)]
    assert all(made) and names(job) == made[0]
    assert len(set.union(*made)) == sum(map(len, made))
    (inputs / "e.txt").write_text("Phong trào thi đua")
    assert names(job) != made[0]


def test_a_new_small_file_changes_one_shard_only(tmp_path: Path) -> None:
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    for number in range(600):
        (inputs / f"{number:04}.txt").write_text("phong trào")

    def names() -> list[str]:
        return [shard.name for shard in plan([str(inputs)], tmp_path / "shards", Job("1", "rules")).shards]

    before = names()
    (inputs / "0300a.txt").write_text("phong trào")
    assert len(before) > 4 and len(set(before) - set(names())) <= 2


def test_no_scheduler_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "_TIMEOUT", "1s")
    for address in ("tcp://127.0.0.1:9", "nonsense://x", "tcp://no such host:1"):
        arguments = ["--engine", "dask", "--scheduler", address, "--shards", tmp_path / "shards"]
        refused = refusal(capsys, "ingest", CORPUS, *arguments)
        assert f"no scheduler at {address}" in refused


def test_a_folder_that_cannot_be_used_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    inputs = written(tmp_path / "inputs")
    arguments = ["ingest", inputs, "--engine", "dask", "--scheduler", "x", "--shards"]
    assert "no folder can be made here" in refusal(capsys, *arguments, tmp_path / "file" / "shards")
    assert "cannot be written" in refusal(capsys, *arguments, "/proc/self")
    assert "which is read" in refusal(capsys, *arguments, inputs / "shards")
    plan([str(CORPUS)], tmp_path / "shards", Job("1", "rules"))
    assert "shards of other inputs" in refusal(capsys, *arguments, tmp_path / "shards")
    assert "standard input" in refusal(capsys, "ingest", "-", *arguments[2:], tmp_path / "new")


@pytest.mark.parametrize("library", ["distributed", "pyarrow"])
def test_a_missing_library_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    arguments = ["--engine", "dask", "--scheduler", "x", "--shards", tmp_path / "shards"]
    assert "phongtrao[dask]" in refusal(capsys, "ingest", CORPUS, *arguments)


@pytest.mark.parametrize("local_only", [["--limit", "3"], ["--fetch"], ["--retry-failed"]])
def test_what_is_local_only_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], local_only: list[str]
) -> None:
    arguments = ["--engine", "dask", "--scheduler", "x", "--shards", tmp_path / "shards"]
    assert local_only[0] in refusal(capsys, "ingest", CORPUS, *arguments, *local_only)
    assert "needs --scheduler" in refusal(capsys, "ingest", CORPUS, *arguments[:4])
    assert "--engine dask" in refusal(capsys, "ingest", CORPUS, *arguments[2:])


def test_what_was_made_before_an_interruption_is_kept(tmp_path: Path) -> None:
    """Ctrl-C, then a lost scheduler: each is one line, and what a worker is at is finished."""
    inputs, folder = tmp_path / "inputs", tmp_path / "shards"
    inputs.mkdir()
    for name in ("a", "b", "c"):  # each large enough to be a shard
        lines(inputs / f"{name}.jsonl", [{**record, "more": "." * 300_000} for record in generated(4)])
    mine = start(tmp_path, 1)
    command = [*COMMAND, "ingest", str(inputs), *dask(mine, folder)]
    try:
        for end, said, status in ((signal.SIGINT, "interrupted: ", 130), (signal.SIGKILL, "lost the scheduler", 1)):
            before = changes(folder)
            process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
            until(lambda: bool(list(folder.glob(".*.parquet.*.tmp"))))
            (process if end == signal.SIGINT else mine.scheduler).send_signal(end)
            error = process.communicate(timeout=60)[1]
            assert said in error and error.count("\n") == 1 and process.returncode == status
            until(
                lambda before=before: len(changes(folder)) > len(before) and not list(folder.glob(".*.parquet.*.tmp"))
            )
            assert before.items() <= changes(folder).items()
    finally:
        stop(mine)


def test_the_documented_query_runs(made: Made) -> None:
    page = (Path(__file__).parents[1] / "docs" / "cluster.md").read_text(encoding="utf-8")
    (program,) = (one for one in re.findall(r"^```python\n(.*?)^```$", page, re.M | re.S) if "isin" in one)
    done = subprocess.run([sys.executable, "-c", program], cwd=made.shards.parent, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for name in ("c.jsonl:", "d.pdf", "h.jsonl:2", "i.txt"):  # h.jsonl:1 fails only where it is stored
        assert name in done.stdout
    assert "h.jsonl:1" not in done.stdout


@given(st.text(st.characters()), st.text(), st.none() | st.text(st.characters()))
def test_a_row_holds_what_it_is_made_of(reason: str, text: str, traceback: str | None) -> None:
    facts = Facts(text, True, Source(text, "0", None, text), 3)
    failure = Failure(text, reason)
    failed = Failed(text, reason, traceback)
    rows = [shards.row_of(one, 0) for one in (failure, (facts, failed), (facts, Skipped()))]
    schema = pa.schema([(name, pa.type_for_alias(alias)) for name, alias in shards.COLUMNS.items()])
    told = [shards.outcome_of(row) for row in pa.Table.from_pylist(rows, schema=schema).to_pylist()]
    shown = reason.encode(errors="backslashreplace").decode()
    assert told[0] == Failure(text, shown)
    assert isinstance(told[1], Input) and told[1].facts == facts
    again = told[1].begin()()
    assert isinstance(again, Failed) and (again.origin, again.reason) == (text, shown)
    assert (again.traceback is None) == (traceback is None)
    assert isinstance(told[2], Input) and told[2].begin()() == Skipped()
