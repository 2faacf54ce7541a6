"""A shard's file: Parquet, a row an input, written whole; its metadata say what it is of."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from extractor.batch import Input
from extractor.cluster.errors import ClusterError
from extractor.cluster.job import Job
from extractor.cluster.rows import COLUMNS, Outcome, outcome_of, row_of
from extractor.cluster.whole import write_whole
from extractor.errors import SourceError
from extractor.sources import Failure
from extractor.sources.formats.library import careful, library

SUFFIX = ".parquet"
_KEY = b"phongtrao"
_ROWS = 100
"""Rows held at a time: an article may be a megabyte long."""


def path_of(folder: Path, name: str) -> Path:
    """Return where the shard of that name lies."""
    return folder / f"{name}{SUFFIX}"


def write(folder: Path, name: str, job: Job, outcomes: Iterable[Outcome]) -> None:
    """Write a shard; it is there when all of it is on disk, and not before. Raises ClusterError if it cannot be."""
    parquet, arrow = library("pyarrow.parquet", "dask"), library("pyarrow", "dask")
    schema = arrow.schema(_fields(), metadata={_KEY: json.dumps({"name": name, "job": asdict(job)})})
    rows = (row_of(outcome, position) for position, outcome in enumerate(outcomes))

    def put(path: Path) -> None:
        with parquet.ParquetWriter(path, schema, compression="zstd", write_page_checksum=True) as writer:
            while group := list(islice(rows, _ROWS)):
                writer.write_table(arrow.Table.from_pylist(group, schema=schema))

    write_whole(path_of(folder, name), put)


def is_made(folder: Path, name: str) -> bool:
    """Tell whether a shard is there and whole."""
    path = path_of(folder, name)
    try:
        return path.exists() and _metadata(path).get("name") == name
    except ClusterError:
        return False


def check(path: Path) -> None:
    """Raise ClusterError unless the file is a shard under its own name."""
    if _metadata(path).get("name") != path.stem:
        raise ClusterError(f"{path} is not the shard that its name says: remove it and run ingest again")


def check_all(folder: Path, names: Sequence[str]) -> None:
    """Raise ClusterError if one of the shards that a folder is to hold is missing, or a file there is none."""
    found = sorted(folder.glob(f"*{SUFFIX}"))
    for path in found:
        check(path)
    missing = len(set(names) - {path.stem for path in found})
    if missing:
        raise ClusterError(f"{folder} lacks {missing} of its {len(names)} shards: run ingest again to make them")


def read(folder: Path, name: str) -> Iterator[Input | Failure]:
    """Yield what a shard tells of its inputs, in their order; raises ClusterError where the file is damaged."""
    for batch in _batches(path_of(folder, name)):
        yield from map(outcome_of, batch.to_pylist())


class Stream:
    """Columns of shards as Arrow streams them, for each who asks from the first file on; `shard` is the file's number.

    DuckDB would read the files itself, but it does not look at checksums and takes much of what is damaged for good;
    a Dataset of Arrow reads ahead, up to a gigabyte.
    """

    def __init__(self, paths: Sequence[Path], columns: Sequence[str]) -> None:
        self._paths, self._columns = paths, columns
        self.error: ClusterError | None = None
        """Why the last who asked did not get all."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Begin a stream: the protocol by which libraries of Arrow take it."""
        arrow = library("pyarrow", "dask")
        fields = {field.name: field for field in _fields()}
        schema = arrow.schema([*(fields[column] for column in self._columns), arrow.field("shard", arrow.int64())])
        reader = arrow.RecordBatchReader.from_batches(schema, self._rows(schema))
        return reader.__arrow_c_stream__(requested_schema)

    def _rows(self, schema: Any) -> Iterator[Any]:
        arrow = library("pyarrow", "dask")
        try:
            for number, path in enumerate(self._paths):
                for batch in _batches(path, self._columns):
                    held = [batch.column(column) for column in self._columns]
                    shard = arrow.repeat(arrow.scalar(number, arrow.int64()), batch.num_rows)
                    yield arrow.record_batch([*held, shard], schema=schema)
        except ClusterError as error:
            self.error = error
            raise


def _batches(path: Path, columns: Sequence[str] | None = None) -> Iterator[Any]:
    """Yield a shard's rows, some at a time."""
    parquet = library("pyarrow.parquet", "dask")
    with _explained(path):
        with careful("shard"):
            file = parquet.ParquetFile(path, page_checksum_verification=True)
            batches = file.iter_batches(batch_size=_ROWS, columns=columns)
        while True:
            with careful("shard"):
                batch = next(batches, None)
            if batch is None:
                return
            yield batch


def _fields() -> list[Any]:
    arrow = library("pyarrow", "dask")
    return [arrow.field(column, arrow.type_for_alias(alias)) for column, alias in COLUMNS.items()]


def _metadata(path: Path) -> Mapping[str, Any]:
    """Return what a file says of itself."""
    parquet = library("pyarrow.parquet", "dask")
    with _explained(path), careful("shard"):
        schema = parquet.read_schema(path)
        held = (schema.metadata or {}).get(_KEY)
        if held is None or set(schema.names) != set(COLUMNS):
            raise SourceError("not a shard of phongtrao: take it out of this folder")
        found: Mapping[str, Any] = json.loads(held)
    return found


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Say of which file it is that it cannot be read."""
    try:
        yield
    except SourceError as error:
        raise ClusterError(f"{path}: {error}") from error
