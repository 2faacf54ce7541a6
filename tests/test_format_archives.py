"""Archives at the public face of the readers: WARC, zip, tar, and single packed files; bombs among them."""

import bz2
import io
import lzma
import os
import random
import struct
import tarfile
import threading
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from format_files import (
    BODY,
    DUMP,
    LEAD,
    TITLE,
    URL,
    article,
    articles,
    gz,
    outcome,
    page,
    parquet,
    reason,
    records,
    response,
    tarred,
    warc_record,
    word,
    write,
    zeros_gz,
    zipped,
)

from extractor.sources import Failure, items
from extractor.sources.formats import bounds

Pack = Callable[[bytes], bytes]
PACKERS: dict[str, Pack] = {"gz": gz, "bz2": bz2.compress, "xz": lzma.compress}

# WARC


def crawl() -> list[bytes]:
    """Two pages among what else a crawler keeps."""
    html = page().encode()
    return [
        warc_record("warcinfo", "", b"software: x"),
        response(html),
        response(html, status="404 Not Found"),
        response(b"{}", kind="application/json"),
        warc_record("request", URL, b"GET / HTTP/1.1\r\n\r\n"),
        response(gz(html), url=f"{URL}?2", more="Content-Encoding: gzip\r\n"),
    ]


def test_warc(tmp_path: Path) -> None:
    together, packed = b"".join(crawl()), b"".join(map(gz, crawl()))
    for name, data in {"a.warc": together, "a.warc.gz": packed, "a": together, "a.gz": gz(together)}.items():
        first, second = articles(write(tmp_path, name, data))
        assert (first.id, second.id) == ("a:1", "a:2")
        assert first.origin == f"{tmp_path}/{name}@{len(crawl()[0])}"
        assert (first.info.title, first.info.url, first.info.source) == (TITLE, URL, "baohailam.vn")
        assert first.extra == {"fetched": "2024-01-02T03:04:05Z"} and first.info.published is None
        assert (second.text, second.info.url) == (first.text, f"{URL}?2")


def test_bad_warc(tmp_path: Path) -> None:
    html = page().encode()
    assert "no HTML page" in reason(write(tmp_path, "a.warc", crawl()[0]))
    assert "no HTML page" in reason(write(tmp_path, "b.warc", b"WARC/1.0\r\n"))
    assert "empty" in reason(write(tmp_path, "c.warc", b""))
    cut = response(html) + response(html)[:-500]
    assert outcome(write(tmp_path, "d.warc", cut)) == [
        "d:1",
        f"d.warc@{len(response(html))}: a WARC file cut short: get it anew",
    ]
    found = outcome(write(tmp_path, "e.warc.gz", b"".join(map(gz, crawl()))[:-30]))
    assert found[0] == "e:1" and "cut short" in found[-1]
    wrong = response(b"no gzip at all", more="Content-Encoding: gzip\r\n") + response(html)
    assert "damaged WARC" in outcome(write(tmp_path, "f.warc", wrong))[0]
    assert "longer than 30 MB" in reason(write(tmp_path, "g.warc", response(b"x" * 31_000_000)))


def test_a_broken_warc_always_ends_in_items_or_failures(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    dice, good = random.Random(7), b"".join(crawl())
    for _ in range(150):
        data = bytearray(good)
        for _ in range(dice.randint(1, 8)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        assert all(one.origin for one in items([write(tmp_path, "a.warc", bytes(data))]))
    assert capfd.readouterr().err == ""


# Archives


@pytest.fixture
def members(tmp_path: Path) -> dict[str, bytes]:
    """A file of each kind, and what nobody asked for."""
    folder = tmp_path / "made"
    folder.mkdir()
    return {
        "báo/một.txt": DUMP.encode(),
        "b.html": page().encode(),
        "c.jsonl": records(LEAD, BODY),
        "d.docx": word(folder / "d.docx", LEAD).read_bytes(),
        "e.parquet": parquet(folder / "e.parquet", {"content": [LEAD]}).read_bytes(),
        "f.csv": b"text\nM\xe1\xbb\x99t.\n",
        "g.warc.gz": gz(response(page().encode())),
        "notes.md": b"not read",
        "x.png": b"\x89PNG\r\n\x1a\n\0\0",
        "__MACOSX/._b.txt": b"\0\5\x16\7",
        "._c.txt": b"\0\5\x16\7",
    }


IDS = ["một", "b", "c:1", "c:2", "d", "e:1", "f:2", "g:1"]


def test_archives(tmp_path: Path, members: dict[str, bytes]) -> None:
    tar = tarred(members)
    made = {"a.zip": zipped(members), "a.tar": tar, "a.tar.gz": gz(tar), "a.tgz": gz(tar), "a.tbz2": bz2.compress(tar)}
    made |= {
        "a.txz": lzma.compress(tar),
        "plain": gz(zipped(members)),
        "stored.zip": zipped(members, zipfile.ZIP_STORED),
    }
    for name, data in made.items():
        found = articles(write(tmp_path, name, data))
        assert [one.id for one in found] == IDS, name
        assert found[0].origin == f"{tmp_path}/{name}!báo/một.txt"
        assert found[3].origin == f"{tmp_path}/{name}!c.jsonl:2"


@pytest.mark.parametrize("ending", PACKERS)
def test_single_packed_files(tmp_path: Path, ending: str) -> None:
    pack = PACKERS[ending]
    found = article(write(tmp_path, f"a.txt.{ending}", pack(DUMP.encode())))
    assert (found.id, found.origin, found.info.title) == ("a", f"{tmp_path}/a.txt.{ending}", TITLE)
    twice = pack(records(LEAD)) + pack(records(BODY))
    assert [one.id for one in articles(write(tmp_path, f"b.jsonl.{ending}", twice))] == ["b:1", "b:2"]
    assert "empty" in reason(write(tmp_path, f"c.txt.{ending}", pack(b"")))
    assert "empty" in reason(write(tmp_path, f"d.txt.{ending}", b""))
    assert f"damaged .{ending}" in reason(write(tmp_path, f"e.txt.{ending}", b"not packed"))
    long = pack(b"".join(records(f"{number} {os.urandom(60).hex()}") for number in range(3000)))
    cut = outcome(write(tmp_path, f"f.jsonl.{ending}", long[: len(long) // 2]))
    assert "cut short" in cut[-1] and all(line.startswith("f:") for line in cut[:-1])


def test_nesting(tmp_path: Path) -> None:
    data = DUMP.encode()
    for _ in range(3):
        data = gz(tarred({"a.tar.gz" if data[:2] == b"\x1f\x8b" else "a.txt": data}))
    assert article(write(tmp_path, "three.tar.gz", data)).info.title == TITLE
    assert "4 deep" in reason(write(tmp_path, "four.zip", zipped({"a.tar.gz": data})))
    for pack, name in ((gz, "a.gz"), (lambda inner: zipped({"a.zip": inner}), "a.zip")):
        data = b"PK\5\6" + bytes(18)
        for _ in range(50):
            data = pack(data)
        assert "4 deep" in reason(write(tmp_path, name, data))


def test_names_are_only_names(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("bí mật")
    names = {"../secret.txt": LEAD.encode(), "/etc/passwd.txt": BODY.encode(), "a\nb.txt": b"x", "C:\\x\\y.txt": b"y"}
    for name, data in {"a.zip": zipped(names), "a.tar": tarred(names)}.items():
        found = articles(write(tmp_path, name, data))
        assert [one.text for one in found] == [LEAD, BODY, "x", "y"]
        assert all("\n" not in one.origin for one in found)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tar", "a.zip", "secret.txt"]


def test_links_and_devices_in_a_tar_are_passed_over(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("a.txt", tarfile.SYMTYPE), ("b.txt", tarfile.LNKTYPE), ("c.txt", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert "nothing to read" in reason(write(tmp_path, "a.tar", out.getvalue()))


def test_names_of_a_zip_in_old_encodings(tmp_path: Path) -> None:
    data = zipped({"mot_bai.txt": LEAD.encode()})
    for old in ("mộ_ba.txt".encode(), b"mot_b\xe1i.txt"):
        assert article(write(tmp_path, "a.zip", data.replace(b"mot_bai.txt", old))).text == LEAD


def test_a_locked_zip_says_so(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": LEAD.encode(), "b.txt": BODY.encode()}))
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + at] |= 1
    assert outcome(write(tmp_path, "a.zip", bytes(data))) == [
        "a.zip!a.txt: encrypted: unpack it with its password first",
        "b",
    ]


def test_bad_archives(tmp_path: Path) -> None:
    members = {f"{number}.txt": os.urandom(2000).hex().encode() for number in range(20)}
    zip_, tar = zipped(members), tarred(members)
    assert "empty" in reason(write(tmp_path, "a.zip", b"")) and "empty" in reason(write(tmp_path, "a.tar", b""))
    assert "nothing to read" in reason(write(tmp_path, "b.zip", zipped({})))
    assert "nothing to read" in reason(write(tmp_path, "b.tar", tarred({"a.bin": b"x"})))
    assert "damaged zip" in reason(write(tmp_path, "c.zip", zip_[: len(zip_) // 2]))
    cut = outcome(write(tmp_path, "c.tar", tar[: len(tar) // 2 + 100]))
    assert all(line.isdigit() for line in cut[:-2]) and "cut short" in cut[-1]
    wrong = zipped({"a.txt": LEAD.encode() * 5, "b.txt": BODY.encode()}, zipfile.ZIP_STORED).replace(
        b"UBND", b"UBNX", 1
    )
    assert "damaged zip" in outcome(write(tmp_path, "d.zip", wrong))[0] and outcome(tmp_path / "d.zip")[1] == "b"
    unknown = zip_.replace(b"PK\1\2\x14\x03\x14\0\0\0\x08\0", b"PK\1\2\x14\x03\x14\0\0\0\x63\0", 1)
    assert "not known here" in outcome(write(tmp_path, "e.zip", unknown))[0]
    assert "7z" in reason(write(tmp_path, "a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50)))


# Bombs


def test_a_packed_bomb(tmp_path: Path) -> None:
    began = time.monotonic()
    for name in ("a.jsonl.gz", "a.csv.gz", "a.warc.gz", "a.tar.gz", "a.html.gz"):
        start = {"a.warc.gz": b"WARC/1.0\r\n", "a.html.gz": b"<html>"}.get(name, b"")
        write(tmp_path, name, gz(start) + zeros_gz(60_000_000))
    (tmp_path / "a.jsonl.bz2").write_bytes(bz2.compress(bytes(100_000_000)))
    (tmp_path / "a.jsonl.xz").write_bytes(lzma.compress(bytes(100_000_000), preset=0))
    tracemalloc.start()
    assert all(isinstance(one, Failure) for one in items([tmp_path]))
    assert tracemalloc.get_traced_memory()[1] < 120_000_000
    tracemalloc.stop()
    assert time.monotonic() - began < 60


def test_bombs_in_archives(tmp_path: Path) -> None:
    bomb = b'{"text": "' + bytes(50_000_000)
    for name, data in {
        "a.zip": zipped({"a.jsonl": bomb, "b.txt": LEAD.encode()}),
        "a.tar.gz": gz(tarred({"a.jsonl": bomb})),
        "b.zip": zipped({f"{n}.gz": zeros_gz(20_000_000) for n in range(9)}),
    }.items():
        found = outcome(write(tmp_path, name, data))
        assert any("200 times" in line for line in found) or all("NUL" in line or line == "b" for line in found)


def test_the_bounds_of_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"{number}.txt": LEAD.encode() for number in range(60)}
    made = {"a.zip": zipped(many), "a.tar": tarred(many), "b.zip": zipped({"a.tar": tarred(many)})}
    for name, data in made.items():
        write(tmp_path, name, data)
    monkeypatch.setattr(bounds, "BOUNDS", bounds.Bounds(members=50))
    assert len(outcome(tmp_path / "a.tar")) == 51
    monkeypatch.setattr(bounds, "BOUNDS", bounds.Bounds(total_bytes=5_000))
    for name in made:
        assert "unpacks to more than" in outcome(tmp_path / name)[-1]
        assert sum("unpacks" in line for line in outcome(tmp_path / name)) == 1
    monkeypatch.setattr(bounds, "BOUNDS", bounds.Bounds(member_bytes=50))
    assert all("unpacks to more than 50 bytes" in line for line in outcome(tmp_path / "a.zip"))


def test_a_zip_that_claims_to_hold_millions(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": LEAD.encode()}))
    end = data.rindex(b"PK\5\6")
    large = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, 2**40, 2**40, 46, 0)
    data[end:end] = large + struct.pack("<4sIQI", b"PK\6\7", 0, end, 1)
    data[data.rindex(b"PK\5\6") + 8 :] = b"\xff" * 12 + b"\0\0"
    assert "1,000,000 files" in reason(write(tmp_path, "a.zip", bytes(data)))


def test_a_tar_with_an_endless_name(tmp_path: Path) -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 5_000_000_000
    assert "a name of" in reason(write(tmp_path, "a.tar", info.tobuf() + bytes(2000)))


def test_memory_stays_flat_in_archives(tmp_path: Path) -> None:
    lines = b"".join(records(f"{LEAD} {os.urandom(400).hex()}") for _ in range(5000))
    pages = b"".join(map(gz, [response(page(paragraphs=40).encode())] * 400))
    made = {"a.jsonl.gz": gz(lines), "a.jsonl.xz": lzma.compress(lines, preset=0), "a.warc.gz": pages}
    made |= {"a.zip": zipped({"a.jsonl": lines}), "a.tar.gz": gz(tarred({"a.jsonl": lines}))}
    for name, data in made.items():
        write(tmp_path, name, data)
        tracemalloc.start()
        for one in items([tmp_path / name]):
            assert not isinstance(one, Failure)
        assert tracemalloc.get_traced_memory()[1] < 3_000_000, name
        tracemalloc.stop()


def test_an_archive_on_a_pipe(tmp_path: Path) -> None:
    made = (zipped({"a.txt": DUMP.encode()}), gz(DUMP.encode()), tarred({"a.txt": DUMP.encode()}), DUMP.encode())
    for number, data in enumerate(made):
        pipe = tmp_path / f"pipe{number}"
        os.mkfifo(pipe)
        writer = threading.Thread(target=pipe.write_bytes, args=(data,))
        writer.start()
        assert article(pipe).info.title == TITLE
        writer.join()
