"""Tables as files: CSV both ways, Parquet out."""

import csv
import importlib
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from extractor.export.cells import cell, value
from extractor.export.errors import ExportError
from extractor.store import Row, Table

_ROWS = 4000
"""Rows of Parquet held at a time."""
_STEP = 500
_ENCODING = "utf-8-sig"
"""Excel takes a CSV file without the mark for one in the machine's old code page; what reads UTF-8 skips it."""


def write_csv(path: Path, table: Table, rows: Iterable[Row]) -> None:
    """Write rows as RFC 4180 has it, below a line of names."""
    with path.open("w", encoding=_ENCODING, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(column.name for column in table.columns)
        writer.writerows([cell(each) for each in row] for row in rows)


def read_csv(path: Path, table: Table, watch: Callable[[int], None]) -> Iterator[Row]:
    """Yield the rows that `write_csv` wrote; raises ValueError or csv.Error if it wrote another table.

    `watch` is called now and then with how many more bytes are read.
    """
    csv.field_size_limit(sys.maxsize)  # one limit for the process; who reads articles from tables sets theirs
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=_ENCODING, newline="") as file:
        lines = csv.reader(file, strict=True)
        if next(lines, None) != [column.name for column in table.columns]:
            raise ValueError("other columns")
        told = 0
        for number, line in enumerate(lines):
            yield tuple(value(each, column) for each, column in zip(line, table.columns, strict=True))
            if number % _STEP == 0:
                told, before = raw.tell(), told
                watch(told - before)
        watch(raw.tell() - told)


def parquet_writer() -> Callable[[Path, Table, Iterable[Row]], None]:
    """Return what writes rows as Parquet, typed; raises ExportError if the library is not installed."""
    try:
        pyarrow, parquet = importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise ExportError("--format parquet needs a library: install phongtrao[parquet]") from error
    types = {"TEXT": pyarrow.string(), "INTEGER": pyarrow.int64(), "REAL": pyarrow.float64()}

    def write(path: Path, table: Table, rows: Iterable[Row]) -> None:
        fields = [pyarrow.field(c.name, types[c.type], nullable=not c.required) for c in table.columns]
        schema = pyarrow.schema(fields)
        with parquet.ParquetWriter(path, schema) as file:
            for batch in _batches(rows):
                columns = zip(*batch, strict=True)
                arrays = [pyarrow.array(c, f.type) for c, f in zip(columns, fields, strict=True)]
                file.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))

    return write


def _batches(rows: Iterable[Row]) -> Iterator[list[Any]]:
    them = iter(rows)
    while batch := list(islice(them, _ROWS)):
        yield batch
