"""CSV keeps every value, and no spreadsheet takes one for a formula."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from extractor.export.tables import read_csv, write_csv
from extractor.store import Column, Row, Table

TABLE = Table(
    "made",
    (
        Column("text", "TEXT", False),
        Column("whole", "INTEGER", False),
        Column("number", "REAL", False),
        Column("bytes", "BLOB", False),
    ),
    (),
    (),
)
_SIGNS = "=+-@\t\r\n'\"＝＋－＠,; \ufeff\u200b0Aệ\0"
_ROWS = st.tuples(
    st.none() | st.text(st.sampled_from(_SIGNS)) | st.text(st.characters(exclude_categories=["Cs"])),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.floats(allow_nan=False),
    st.none() | st.binary(max_size=8),
)
_FORMULA = re.compile(r"[\s\ufeff\u200b]*[=+\-@＝＋－＠]|[\t\r\n]")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(_ROWS, max_size=4))
@example(rows=[('=HYPERLINK("http://evil.example","x")', 2**63 - 1, 0.1, b"")])
@example(rows=[("", None, -0.0, None), (None, -5, 1e300, b"\xff"), ("'", 0, 12.0, b"=")])
@example(rows=[("0123456789012345678901234567890", None, 1234567890123456.7, None)])
@example(rows=[("Dòng một\r\ndòng\rhai\n\n", None, None, None), ("\ufeffđầu", None, None, None)])
def test_rows_come_back_and_obey_nobody(rows: list[Row], tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    write_csv(path, TABLE, rows)
    back = list(read_csv(path, TABLE, lambda done: None))
    assert [tuple(map(repr, row)) for row in back] == [tuple(map(repr, row)) for row in rows]
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = list(csv.reader(file))[1:]
    assert not [cell for text, _, _, bytes in cells for cell in (text, bytes) if _FORMULA.match(cell)]
    # an empty cell is null and nothing else
    assert [[not cell for cell in line] for line in cells] == [[value is None for value in row] for row in rows]


def test_a_long_text_comes_back(tmp_path: Path) -> None:
    row = ("=" + "dòng\n" * 200_000, None, None, None)
    write_csv(tmp_path / "made.csv", TABLE, [row])
    assert list(read_csv(tmp_path / "made.csv", TABLE, lambda done: None)) == [row]


@pytest.mark.parametrize(
    "content", ["", "other\r\n", 'text,whole,number,bytes\r\n"open', "text,whole,number,bytes\r\n1\r\n"]
)
def test_another_table_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    path.write_text(content, encoding="utf-8", newline="")
    with pytest.raises((ValueError, csv.Error)):
        list(read_csv(path, TABLE, lambda done: None))
