"""Parquet: one article a row."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from extractor.errors import SourceError
from extractor.sources.failure import Failure
from extractor.sources.formats.bounds import BOUNDS
from extractor.sources.formats.columns import fields, record_of
from extractor.sources.formats.given import EMPTY, MOST_BYTES, TOO_LONG, Given
from extractor.sources.formats.library import careful, library
from extractor.sources.item import Item, Options

_ROWS = 64
"""Rows held at a time."""
_WHAT = "Parquet file"


def read(file: Given, options: Options) -> Iterator[Item | Failure]:
    """Yield an Item a row, a few rows being held at a time.

    Raises SourceError if the file is damaged or has no column of texts.
    """
    parquet = library("pyarrow.parquet", "parquet")
    stream = file.seekable()
    with careful(_WHAT):
        table = parquet.ParquetFile(stream, pre_buffer=False, buffer_size=1_000_000)
        names = [field.name for field in table.schema_arrow if _is_plain(field.type)]
        if not table.metadata.num_rows:
            raise SourceError(EMPTY)
    ours = fields(names, options)
    with careful(_WHAT):
        _check_ratio(table, set(names))
        # texts as indices into a dictionary: one that a million rows share is held once
        table = parquet.ParquetFile(stream, pre_buffer=False, buffer_size=1_000_000, read_dictionary=list(ours))
    for number, record in enumerate(_records(table, names), 1):
        where = f"{file.origin}:{number}"
        if sum(len(value) for value in record.values() if isinstance(value, str)) > MOST_BYTES:
            yield Failure(where, TOO_LONG)
        else:
            yield Item(f"{file.stem}:{number}", where, "record", record_of(record, ours))


def _is_plain(kind: Any) -> bool:
    """Whether a column holds what JSON can hold, or days."""
    types = library("pyarrow.types", "parquet")
    if types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    tests = ("string", "large_string", "integer", "floating", "boolean", "date", "timestamp")
    return any(getattr(types, f"is_{test}")(kind) for test in tests)


def _check_ratio(table: Any, names: set[str]) -> None:
    for group in range(table.metadata.num_row_groups):
        found = table.metadata.row_group(group)
        for at in range(found.num_columns):
            column = found.column(at)
            size, packed = column.total_uncompressed_size, column.total_compressed_size
            if column.path_in_schema in names and size > max(BOUNDS.leeway, BOUNDS.ratio * packed):
                raise SourceError(
                    f"unpacks to more than {BOUNDS.ratio} times its size: not read, lest it fill the machine"
                )


def _records(table: Any, names: list[str]) -> Iterator[dict[str, Any]]:
    batches = table.iter_batches(batch_size=_ROWS, columns=names, use_threads=False)
    while True:
        with careful(_WHAT):
            batch = next(batches, None)
        if batch is None:
            return
        for row in range(batch.num_rows):
            with careful(_WHAT):
                cells = {name: batch.column(at)[row].as_py() for at, name in enumerate(batch.schema.names)}
            yield {name: _value(cell) for name, cell in cells.items()}


def _value(cell: Any) -> Any:
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else cell
