"""A folder of everything that can be wrong: each file ends as article, duplicate, passed over or failure."""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from format_files import DUMP, mhtml, page, parquet, pdf, records, response, tarred, word, write, zeros_gz, zipped
from old_encodings import printable, written
from process_memory import peak_of_tree

ENCODINGS = (
    *("utf-8", "utf-8-sig", "utf-16-le", "utf-16 with a mark", "nfd"),
    *("windows-1258", "tcvn3", "vni", "viscii", "vps", "UTF-8 read as windows-1252"),
)
READ_FROM = "SELECT 1 FROM sources WHERE article_id IS NOT NULL AND origin LIKE ?"
MOST_MEMORY = 2000  # MB
PARTS = {"whole": 1.0, "half": 0.5, "tenth": 0.1, "empty": 0.0}


def texts(encoding: str) -> Iterator[tuple[str, str]]:
    """Yield the formats that are text, each with a text of its own that can be written in the encoding."""
    dump = printable(DUMP, encoding).replace('"', "'")
    yield "txt", dump
    yield "html", page().replace("“", "").replace("”", "")
    yield "jsonl", records(dump, f"{dump} Hai.").decode()
    yield "json", json.dumps([{"text": dump}, {"text": f"{dump} Ba."}], ensure_ascii=False)
    yield "csv", f'tiêu đề,nội dung\nMột,"{dump}"\n'
    yield "tsv", f"title\ttext\nMột\t{' '.join(dump.split())}\n"


def binaries(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the formats that are not text."""
    folder.mkdir()
    yield "mhtml", mhtml(page())
    yield "docx", word(folder / "a.docx", *DUMP.split("\n\n")).read_bytes()
    yield "pdf", pdf(DUMP.split("\n\n"))
    yield "parquet", parquet(folder / "a.parquet", {"text": [DUMP, f"{DUMP} Bốn."]}).read_bytes()
    yield "warc", response(page().encode())
    yield "warc.gz", gzip.compress(response(page().encode()))
    yield "zip", zipped({"a.txt": DUMP.encode(), "b/c.jsonl": records(DUMP)})
    yield "tar.gz", gzip.compress(tarred({"a.txt": DUMP.encode()}))
    yield "txt.gz", gzip.compress(DUMP.encode())


def hostile(folder: Path) -> None:
    """Write what no one should have to read."""
    write(folder, "bomb.gz", zeros_gz(300_000_000))
    write(folder, "bomb.zip", zipped({"a.txt": bytes(50_000_000)}))
    write(folder, "nested.zip", zipped({"a.zip": zipped({"b.zip": zipped({"c.zip": zipped({"d.txt": b"x"})})})}))
    write(folder, "one-line.txt", "phong trào " * 4_500_000)
    write(folder, "one-line.jsonl", json.dumps({"text": "phong trào " * 4_500_000}))
    write(folder, "nul.txt", b"phong tr\x00ao")
    write(folder, "surrogate.jsonl", b'{"text": "\\ud800 phong trao"}\n')
    write(folder, "surrogate.txt", b"phong \xed\xa0\x80 trao")
    write(folder, "tags.html", "<html><body>" + "<div>" * 10_000 + "Phong trào" + "</div>" * 10_000)
    write(folder, "deep.json", "[" * 100_000)
    write(folder, unicodedata.normalize("NFD", "phong trào.txt"), DUMP + "\nTên ở dạng NFD.")
    (folder / "loop").symlink_to(folder)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.txt")
    write(folder, "closed.txt", DUMP).chmod(0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of every format, encoding and fault."""
    folder = tmp_path / "torture"
    folder.mkdir()
    hostile(folder)
    for encoding in ENCODINGS:
        for suffix, text in texts(encoding):
            data = written(text, encoding)
            for part, share in PARTS.items():
                write(folder, f"{suffix}-{encoding.replace(' ', '-')}-{part}.{suffix}", data[: int(len(data) * share)])
    for suffix, data in binaries(tmp_path / "made"):
        for part, share in PARTS.items():
            write(folder, f"binary-{part}.{suffix}", data[: int(len(data) * share)])
    return folder


def test_every_file_ends_as_something_and_the_sum_is_right(folder: Path, tmp_path: Path) -> None:
    db = tmp_path / "campaigns.db"
    command = [sys.executable, "-m", "extractor.cli.main", "ingest", str(folder), "--db", str(db), "--workers", "2"]
    with subprocess.Popen([*command, "--seconds", "10"], stderr=subprocess.PIPE, text=True) as process:
        peak = peak_of_tree(process)
        said = process.stderr.read() if process.stderr else ""
    print(f"peak memory of all processes: {peak:.0f} MB")
    assert process.returncode == 1 and "Traceback" not in said
    assert peak < MOST_MEMORY
    with closing(sqlite3.connect(db)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        known = "SELECT origin FROM sources UNION SELECT origin FROM failures"
        origins = [row[0] for row in connection.execute(known)]
        settled = connection.execute(
            "SELECT count(*) FROM sources s WHERE (article_id IS NOT NULL)"
            " + EXISTS (SELECT 1 FROM passed_over p WHERE p.origin = s.origin)"
            " + EXISTS (SELECT 1 FROM failures f WHERE f.origin = s.origin) = 1"
        ).fetchone()
        assert settled == connection.execute("SELECT count(*) FROM sources").fetchone()
        failures = connection.execute("SELECT reason FROM failures").fetchall()
        whole = [file.name for file in folder.iterdir() if "-whole." in file.name]
        lost = [name for name in whole if not connection.execute(READ_FROM, (f"%/{name}%",)).fetchone()]
    assert all("\n" not in reason and "please report" not in reason for (reason,) in failures)
    missing = [file.name for file in folder.iterdir() if not any(file.name in origin for origin in origins)]
    assert whole and lost == []
    # The loop is this folder again, read once.
    assert missing == ["loop"]
