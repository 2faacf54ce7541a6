"""A full disk and one that may not be written: real ones, each with one clear line and nothing broken."""

import os
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from exports import export, reviewed
from test_batch import ingest, intact, lines

from benchmarks.generate import generated

PHONGTRAO = [sys.executable, "-m", "extractor.cli.main"]
INGEST = [*PHONGTRAO, "ingest", "--workers", "1"]
OWN_MOUNTS = ["unshare", "--mount", *(["--user", "--map-root-user"] if os.geteuid() else [])]
WITHOUT_POWERS = [] if os.geteuid() else ["unshare", "--user"]  # the super-user may write everything
Mounted = Callable[[str, str], "subprocess.CompletedProcess[str]"]


@pytest.fixture
def mounted(tmp_path: Path) -> Mounted:
    """Return what runs a shell command with a small disk of its own at "disk"; the mount is gone when it ends."""
    disk = tmp_path / "disk"
    disk.mkdir()

    def run(options: str, command: str) -> "subprocess.CompletedProcess[str]":
        script = f"mount -t tmpfs {options} tmpfs disk && {command}"
        return subprocess.run([*OWN_MOUNTS, "sh", "-c", script], cwd=tmp_path, capture_output=True, text=True)

    try:
        refused = run("-o size=1m", "true").stderr
    except FileNotFoundError:
        refused = "no unshare here"
    if refused:
        pytest.skip(f"this system lets us mount no disk: {refused.strip()}")
    return run


def test_a_full_disk_keeps_what_is_stored(tmp_path: Path, mounted: Mounted) -> None:
    articles, saved = lines(tmp_path / "articles.jsonl", list(generated(16))), tmp_path / "saved.db"
    command = f"{shlex.join([*INGEST, str(articles), '--db', 'disk/x.db'])}; code=$?; cp disk/x.db* . && exit $code"
    done = mounted("-o size=1400k", command)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "phongtrao: disk/x.db cannot be written: the disk is full"
    (tmp_path / "x.db").rename(saved)
    for part in ("-wal", "-shm"):
        if (tmp_path / f"x.db{part}").exists():
            (tmp_path / f"x.db{part}").rename(f"{saved}{part}")
    assert intact(saved)
    with closing(sqlite3.connect(saved)) as db:
        (stored,) = db.execute("SELECT count(*) FROM articles").fetchone()
    assert 0 < stored < 16
    # On a larger disk the same command goes on.
    ingest(articles, "--db", saved, "--workers", 1)
    with closing(sqlite3.connect(saved)) as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() > (stored,)
        assert db.execute("SELECT count(*) FROM sources").fetchone() == (16,)


def test_a_read_only_disk_is_said_and_can_be_read(tmp_path: Path, mounted: Mounted) -> None:
    articles = lines(tmp_path / "articles.jsonl", list(generated(3)))
    one, two = (shlex.join([*INGEST, str(path), "--db", "disk/x.db"]) for path in (articles, tmp_path / "more.jsonl"))
    lines(tmp_path / "more.jsonl", list(generated(2, seed=1)))
    done = mounted(
        "-o size=8m",
        f"{one} >/dev/null && mount -o remount,ro disk && {two}; echo $? >&2;"
        f" {sys.executable} -m extractor.cli.main failures --db disk/x.db && echo read >&2; cp disk/x.db .",
    )
    said, code, *shown = done.stderr.splitlines()
    assert said == "phongtrao: disk/x.db cannot be written: the file or its folder is read-only"
    assert code == "1" and shown == ["read"]
    assert intact(tmp_path / "x.db")


def test_a_database_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    articles, more, db = tmp_path / "articles.jsonl", tmp_path / "more.jsonl", tmp_path / "x.db"
    ingest(lines(articles, list(generated(2))), "--db", db, "--workers", 1)
    lines(more, list(generated(2, seed=1)))
    db.chmod(0o444)
    command = [*WITHOUT_POWERS, *INGEST, str(more), "--db", str(db)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stderr == f"phongtrao: {db} cannot be written: the file or its folder is read-only\n"
    assert done.returncode == 1 and intact(db)


@pytest.mark.parametrize("form", ["package", "csv", "jsonl", "parquet"])
def test_an_export_on_a_full_disk_leaves_nothing(form: str, tmp_path: Path, mounted: Mounted) -> None:
    reviewed(tmp_path / "x.db")
    command = [*PHONGTRAO, "export", "--db", "x.db", "--out", "disk/records", "--format", form]
    done = mounted("-o size=24k", f"{shlex.join(command)}; code=$?; ls -A disk >&2; exit $code")
    assert done.returncode == 1 and done.stdout == ""
    (said,) = done.stderr.splitlines()
    assert said.startswith("phongtrao: disk/records cannot be written: ") and "No space left on device" in said


def test_an_import_on_a_full_disk_leaves_nothing(tmp_path: Path, mounted: Mounted) -> None:
    export(reviewed(tmp_path / "x.db"), tmp_path / "records")
    command = shlex.join([*PHONGTRAO, "import", "records", "--db", "disk/x.db"])
    done = mounted("-o size=200k", f"{command}; code=$?; ls -A disk >&2; exit $code")
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr == "phongtrao: disk/x.db cannot be written: the disk is full\n"


def test_a_read_only_disk_takes_no_export_and_no_import(tmp_path: Path, mounted: Mounted) -> None:
    export(reviewed(tmp_path / "x.db"), tmp_path / "records")
    out = shlex.join([*PHONGTRAO, "export", "--db", "x.db", "--out", "disk/records"])
    back = shlex.join([*PHONGTRAO, "import", "records", "--db", "disk/x.db"])
    done = mounted("-o ro", f"{out}; {back}")
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.splitlines() == [
        "phongtrao: disk/records cannot be written: Read-only file system",
        "phongtrao: disk/x.db cannot be written: Read-only file system",
    ]
