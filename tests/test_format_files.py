"""Where files come from, at the public face of the readers: folders, names, pipes, and what passes for no file."""

import io
import os
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from format_files import BODY, DUMP, LEAD, TITLE, article, gz, outcome, page, pdf, reason, records, write, zipped

from extractor.models import Article
from extractor.sources import Item, Options, items, read
from extractor.sources.files import SUFFIXES


def test_a_folder_of_all_formats(tmp_path: Path) -> None:
    write(tmp_path, "a.HTML", page())
    write(tmp_path, "b.csv", f"text\n{BODY.replace(',', '')}\n")
    write(tmp_path, "c.pdf", pdf([TITLE, LEAD]))
    write(tmp_path, "d.zip", zipped({"in.txt": DUMP.encode()}))
    write(tmp_path, "e", page())  # known by its content
    write(tmp_path, "f.dat", gz(records(LEAD)))
    write(tmp_path, "g.dat", records(LEAD))
    write(tmp_path, "h.md", "not read")
    write(tmp_path, "i.css", "{ color: red }")
    write(tmp_path, "j.png", b"\x89PNG\r\n\x1a\n\0")
    write(tmp_path, "k.rtf", "{\\rtf1 x}")
    write(tmp_path, "l.xlsx", zipped({"xl/workbook.xml": b"<a/>"}))
    write(tmp_path, "m.bin", b"")
    assert outcome(tmp_path) == ["a", "b:2", "c", "in", "e", "f:1", "g:1"]


def test_what_is_passed_over_in_a_folder_is_said_where_it_is_named(tmp_path: Path) -> None:
    for name, data, said in (
        ("j.png", b"\x89PNG\r\n\x1a\n\0", "a picture"),
        ("k.rtf", "{\\rtf1 x}", "RTF"),
        ("l.xlsx", zipped({"xl/workbook.xml": b"<a/>"}), "a spreadsheet"),
        ("n.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office"),
        ("o.rar", b"Rar!\x1a\x07\0", "RAR"),
        ("m.bin", b"", "empty"),
        ("p.bin", b"\0\1\2", "NUL"),
    ):
        assert said in reason(write(tmp_path, name, data))
    assert "nothing to read here: no .txt, .html" in reason(tmp_path)
    assert article(write(tmp_path, "h.md", DUMP)).info.title == TITLE


def test_a_known_ending_with_another_content(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", b"\x89PNG\r\n\x1a\n\0")
    assert "a.txt: a picture" in outcome(tmp_path)[0]
    assert article(write(tmp_path, "b.csv", page())).info.title == TITLE
    assert article(write(tmp_path, "c.pdf", zipped({"d.txt": DUMP.encode()}))).id == "d"


@pytest.mark.parametrize("name", ["tổng kết.txt", "tổng kết.jsonl", "tổng kết.html", "tổng kết.txt.gz"])
def test_names_in_nfd_give_ids_in_nfc(tmp_path: Path, name: str) -> None:
    data = {"jsonl": records(LEAD), "html": page().encode(), "gz": gz(DUMP.encode())}.get(name.rpartition(".")[2])
    ids = [outcome(write(tmp_path, unicodedata.normalize(form, name), data or DUMP)) for form in ("NFC", "NFD")]
    assert ids[0] == ids[1] == [unicodedata.normalize("NFC", ids[0][0])]


def test_names_in_no_utf_8(tmp_path: Path) -> None:
    for name, data in (
        (b"b\xe1o.html", page().encode()),
        (b"b\xe1o.jsonl", records(LEAD)),
        (b"b\xe1o.png", b"\x89PNG\r\n"),
    ):
        try:
            (tmp_path / os.fsdecode(name)).write_bytes(data)
        except OSError:
            pytest.skip("no such names on this file system")
    assert outcome(tmp_path) == [r"b\xe1o", r"b\xe1o:1"]


def test_what_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.html", "b.dat", "c.zip"):
        write(tmp_path, name, page())
    real = Path.open

    def closed(self: Path, *how: Any, **named: Any) -> Any:
        if tmp_path in self.parents and self.name != "a.html":
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *how, **named)

    monkeypatch.setattr(Path, "open", closed)
    assert outcome(tmp_path) == ["a", "c.zip: no permission to read it: change its rights or run as its owner"]


def test_links_and_pipes(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder, "a.html", page())
    (folder / "again").symlink_to(folder)
    (folder / "loop.html").symlink_to(folder / "loop.html")
    (folder / "b.html").symlink_to(folder / "a.html")
    os.mkfifo(folder / "pipe.csv")
    os.mkfifo(folder / "pipe")
    found = outcome(folder)
    assert found[:2] == ["a", "b"]
    assert [line.partition(":")[0] for line in found[2:]] == ["loop.html", "pipe.csv"]


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        (page().encode(), ["stdin"]),
        (zipped({"a.txt": DUMP.encode()}), ["a"]),
        (gz(records(LEAD, BODY)), ["stdin:1", "stdin:2"]),
        (f"{TITLE}\n{LEAD}".encode("utf-16"), ["stdin"]),
        (b"", ["standard input: empty: nothing to read"]),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes, ids: list[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert outcome(Path("-")) == ids


def test_a_path_with_a_nul() -> None:
    (only,) = read(["a\0b.html"], None)  # type: ignore[arg-type]  # nothing is read
    assert not isinstance(only, Article)


HOSTILE = [
    b"\0" * 5_000_000,
    b"\xff" * 5_000_000,
    b"x" * 5_000_000,
    b"<" * 500_000,
    b"<a " * 500_000,
    b"<!--" * 500_000,
    b"{" * 500_000,
    b'"' * 500_000,
    b"," * 500_000,
    b"\r" * 500_000,
    b"\xff\xfe" + b"\x00\xd8" * 500_000,
    "\u202e\u0301".encode() * 100_000,
    b"PK\x03\x04" * 10_000,
    b"WARC/1.0\r\n" * 10_000,
    b"%PDF-1.4\n" + b"1 0 obj\n" * 10_000,
    b"Content-Type: multipart/related; boundary=x\n\n" + b"--x\n" * 100_000,
]


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_any_bytes_under_any_name_end(tmp_path: Path, data: bytes) -> None:
    for suffix in SUFFIXES:
        write(tmp_path, f"a{suffix}", data)
    for one in items([tmp_path], Options()):
        assert "\n" not in one.origin
        assert isinstance(one, Item) or (one.reason and "\n" not in one.reason)
