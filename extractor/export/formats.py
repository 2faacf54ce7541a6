"""The formats of an export: which files each has, and how they are written."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from extractor.contract import reviewed_contract
from extractor.export.manifest import DATABASE
from extractor.export.tables import parquet_writer, write_csv
from extractor.store import Row, Store, Table

Form = Literal["package", "csv", "jsonl", "parquet"]
Watch = Callable[[str, int], None]
"""Called with the name of a file and how much more of it is done: rows, articles or bytes."""

_STEP = 500
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Resource:
    """A file that was written; `table` is null where it holds no rows of a table."""

    name: str
    path: str
    form: Form
    table: Table | None
    size: int
    digest: str


def write(store: Store, folder: Path, form: Form, watch: Watch) -> Iterator[Resource]:
    """Write the files of a format into an empty folder, each as it is asked for; raises OSError and StoreError."""
    match form:
        case "jsonl":
            yield _articles(store, folder, watch)
        case "parquet":
            yield from _tables(store, folder, "parquet", store.content.shown(), watch)
        case "csv" | "package":
            yield from _tables(store, folder, "csv", store.content.shown(), watch)
    if form == "package":
        (folder / DATABASE).mkdir()
        yield from _tables(store, folder, "csv", store.content.held(), watch, f"{DATABASE}/")


def _tables(
    store: Store, folder: Path, form: Form, tables: Iterable[Table], watch: Watch, place: str = ""
) -> Iterator[Resource]:
    put: Callable[[Path, Table, Iterable[Row]], None] = parquet_writer() if form == "parquet" else write_csv
    for table in tables:
        path = f"{place}{table.name}.{form}"
        put(folder / path, table, watched(path, store.content.rows(table), watch))
        yield _resource(table.name, folder, path, form, table)


def _articles(store: Store, folder: Path, watch: Watch) -> Resource:
    path = "articles.jsonl"
    with (folder / path).open("w", encoding="utf-8", newline="\n") as file:
        for id in watched(path, store.ids(), watch):
            file.write(f"{reviewed_contract(*store.reviews.standing(id))}\n")
    return _resource("articles", folder, path, "jsonl", None)


def _resource(name: str, folder: Path, path: str, form: Form, table: Table | None) -> Resource:
    return Resource(name, path, form, table, (folder / path).stat().st_size, digest_of(folder / path))


def digest_of(path: Path) -> str:
    """Return the digest of a file as a data package names it."""
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def watched(path: str, items: Iterable[_T], watch: Watch) -> Iterator[_T]:
    """Yield `items`, telling now and then how many more there were."""
    count = 0
    for count, item in enumerate(items, 1):
        yield item
        if count % _STEP == 0:
            watch(path, _STEP)
    watch(path, count % _STEP)
