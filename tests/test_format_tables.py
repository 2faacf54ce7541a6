"""Tables at the public face of the readers: CSV, TSV, Parquet, and JSON with other names for its fields."""

import json
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from format_files import BODY, LEAD, TITLE, URL, article, articles, only_items, outcome, parquet, reason, records, write

from extractor.sources import Failure, Item, Options, items

# CSV and TSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_csv(tmp_path: Path, delimiter: str, ending: str) -> None:
    rows = [
        ["id", "Tiêu đề", "noi_dung", "Ngày đăng", "url", "tác giả", "Số"],
        ["x-1", TITLE, f"{LEAD}\n“{BODY}”, 1; 2 | 3\t4", "12/05/2023 08:15", URL, "Hải Yến", "5"],
        ["", "", LEAD, "2023-05-12", "", "", ""],
    ]
    quoted = [delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    first, second = articles(write(tmp_path, "bảng.csv", ending.join(quoted)))
    assert (first.id, first.info.title, first.info.url, first.info.source) == ("x-1", TITLE, URL, "baohailam.vn")
    assert (first.info.published, first.info.author) == ("2023-05-12T08:15:00+07:00", "Hải Yến")
    assert first.text == f"{TITLE}\n\n{LEAD}\n“{BODY}”, 1; 2 | 3\t4"
    assert first.extra == {"Số": "5"}
    assert (second.id, second.origin) == ("bảng:4", f"{tmp_path}/bảng.csv:4")
    assert second.info.published == "2023-05-12"


@pytest.mark.parametrize("header", ["text", "Content", "NỘI DUNG", "nội_dung", "noi dung", "maintext", "Toàn văn"])
def test_names_of_the_text(tmp_path: Path, header: str) -> None:
    assert article(write(tmp_path, "a.csv", f"số,{header}\n1,{LEAD.replace(',', '')}\n")).extra == {"số": "1"}


def test_columns_that_are_named_win(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "text,tom_tat,ghi chu\nMột.,Hai.,Ba\n")
    found = article(path, Options(columns={"text": "tom_tat", "title": "ghi chu"}))
    assert (found.text, found.info.title, found.extra) == ("Ba\n\nHai.", "Ba", {})
    assert reason(path, Options(columns={"text": "than bai"})) == "no column than bai: there are text, tom_tat, ghi chu"


def test_excel_s_own_csv(tmp_path: Path) -> None:
    text = f'sep=;\r\ntitle;text\r\n"{TITLE}";"{LEAD}"\r\n'
    for data in (text.encode("utf-16"), text.encode("utf-8-sig"), b"\xfe\xff" + text.encode("utf-16-be")):
        assert article(write(tmp_path, "a.csv", data)).info.title == TITLE
    (item,) = only_items(write(tmp_path, "a.tsv", text.replace(";", "\t").encode("utf-16")))
    assert item.encoding == "utf-16-le"


def test_a_bad_row_stops_nothing(tmp_path: Path) -> None:
    rows = [
        b"id,text",
        b"a,M\xc3\xb4t.",
        b"b,\xff",
        b"c,1,2",
        b"",
        b"d,x\0y",
        b'e,"1',
        b'\xff"',
        b"f,",
        b"g,Hai.",
        b'h,"Ba.',
    ]
    assert outcome(write(tmp_path, "t.csv", b"\n".join(rows))) == [
        "a",
        f"t.csv:3: not UTF-8 at byte {len(b'id,text' + b'a,M..t.') + 4}: save it as UTF-8",
        "t.csv:4: 3 cells under 2 columns: put quotes around its text",
        "t.csv:6: a binary file (it holds NUL bytes): give the text itself, as UTF-8",
        "t.csv:8: not UTF-8 at byte 38: save it as UTF-8",
        't.csv:9: the object has no "text": put the article\'s text under that key',
        "g",
        "h",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("a,b\n1,2\n", "no column of texts among a, b: call it text"),
        (",".join(f"c{number}" for number in range(50_000)), "c11 …"),
        ("x" * 50_000_000, "longer than 1 MB"),
        ("tiêu đề,nội dung\nMột,Hai\0\n", "NUL"),
        (b"\xff\xfe\0", "empty"),
        (LEAD, "no column of texts"),
    ],
)
def test_bad_csv(tmp_path: Path, data: str | bytes, said: str) -> None:
    assert said in reason(write(tmp_path, "a.csv", data))


def test_a_row_too_long_stops_no_other(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", f'id,text\na,{"x" * 50_000_000}\nb,Một.\nc,"{"y " * 100}\n{"z" * 999_000}\n')
    long, good, never_closed = outcome(path)
    assert "a.csv:2: longer than 1 MB" in long and good == "b" and "c" in never_closed
    path = write(tmp_path, "b.csv", 'id,text\na,"' + "x\n" * 501_000)
    assert "quote never closed" in outcome(path)[0]


# Parquet


def test_parquet(tmp_path: Path) -> None:
    import datetime

    path = parquet(
        tmp_path / "tin.parquet",
        {
            "tieu_de": [TITLE, None],
            "content": [f"{LEAD}\n{BODY}", BODY],
            "date": [datetime.datetime(2023, 5, 12, 8, 15), datetime.datetime(2023, 5, 13)],
            "views": [5, None],
            "tags": [["a"], []],
            "raw": [b"\xff", b""],
        },
    )
    first, second = articles(path)
    assert (first.id, first.origin, first.info.title) == ("tin:1", f"{path}:1", TITLE)
    assert (first.info.published, second.info.published) == ("2023-05-12T08:15:00+07:00", "2023-05-13")
    assert (first.extra, second.extra) == ({"views": 5}, {})
    assert article(parquet(tmp_path / "b.parquet", {"x": [LEAD]}), Options(columns={"text": "x"})).text == LEAD
    path.rename(tmp_path / "tin.bin")
    assert len(articles(tmp_path / "tin.bin")) == 2


def test_bad_parquet(tmp_path: Path) -> None:
    good = parquet(tmp_path / "good.parquet", {"text": [LEAD] * 50}).read_bytes()
    assert "empty" in reason(write(tmp_path, "a.parquet", b""))
    assert "damaged" in reason(write(tmp_path, "b.parquet", good[: len(good) // 2]))
    assert "damaged" in reason(write(tmp_path, "c.parquet", "no Parquet"))
    assert "damaged" in reason(write(tmp_path, "d.parquet", b"PAR1" + bytes(200) + b"PAR1"))
    assert "no column of texts among n" in reason(parquet(tmp_path / "e.parquet", {"n": [1]}))
    assert "empty" in reason(parquet(tmp_path / "f.parquet", {"text": pyarrow.array([], pyarrow.string())}))
    broken = good[:20] + bytes(40) + good[60:]
    assert all("damaged" in line or line.startswith("g:") for line in outcome(write(tmp_path, "g.parquet", broken)))


def test_a_long_cell_of_parquet_stops_no_other(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", {"text": [LEAD, "x " * 600_000, BODY]})
    assert [line.partition(": longer")[0] for line in outcome(path)] == ["a:1", "a.parquet:2", "a:3"]


def test_a_text_shared_by_many_rows_is_held_once(tmp_path: Path) -> None:
    shared = pyarrow.array(["x " * 400_000] * 1).dictionary_encode()
    column = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * 5000, pyarrow.int32()), shared.dictionary)
    pyarrow.parquet.write_table(pyarrow.table({"text": column}), tmp_path / "a.parquet", compression="none")
    assert peak(items([tmp_path / "a.parquet"])) < 60_000_000


# JSON


def test_json_with_other_names(tmp_path: Path) -> None:
    lines = [{"tieu_de": TITLE, "content": LEAD, "x": 1}, {"text": LEAD, "content": BODY}, {"summary": BODY}]
    path = write(tmp_path, "a.jsonl", "\n".join(json.dumps(line) for line in lines))
    assert outcome(path)[:2] == ["a:1", "a:2"] and 'no "text"' in outcome(path)[2]
    path = write(tmp_path, "b.json", json.dumps([{"summary": BODY}]))
    assert article(path, Options(columns={"text": "summary"})).text == BODY


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.jsonl", '{"text": ' + "[" * 100_000, "not JSON"),
        ("a.json", "[" * 100_000, "not JSON"),
        ("a.json", "[]", "empty"),
        ("a.json", '[{"text": "a"}', "not JSON"),
        ("a.jsonl", '{"text": "\\ud800"}', "half a surrogate"),
        ("a.jsonl", '{"text": "' + "x" * 50_000_000 + '"}', "longer than 1 MB"),
        ("a.jsonl", '{"text": "a\\u0000"}', "NUL"),
        ("a.jsonl", '{"text": ' + "9" * 10_000 + "}", ""),
    ],
)
def test_bad_json(tmp_path: Path, name: str, data: str, said: str) -> None:
    assert said in reason(write(tmp_path, name, data))


def test_json_in_utf_16(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", records(LEAD, BODY).decode().encode("utf-16"))
    assert [found.text for found in articles(path)] == [LEAD, BODY]


# Memory


def peak(found: Iterator[Item | Failure]) -> int:
    """Return the most bytes of Python's that were held while everything was gone through."""
    tracemalloc.start()
    try:
        for _ in found:
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_memory_stays_flat(tmp_path: Path, ending: str) -> None:
    text = f"{LEAD} {BODY} " * 20
    path, rows = tmp_path / f"a.{ending}", 6000
    if ending == "parquet":
        parquet(path, {"text": [f"{number} {text}" for number in range(rows)]})
    elif ending == "csv":
        path.write_text("id,text\n" + "".join(f'{number},"{text}"\n' for number in range(rows)), encoding="utf-8")
    else:
        path.write_bytes(records(*(f"{number} {text}" for number in range(rows))))
    assert len(list(islice(items([path]), 5))) == 5
    assert peak(items([path])) < 8_000_000
