"""Come back: a database from the package that it left as."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.export.errors import ExportError, readable
from extractor.export.formats import Watch, digest_of
from extractor.export.manifest import DATABASE, File, manifest
from extractor.export.tables import read_csv
from extractor.store import ContentError, Row, Table, restore


def bring_back(folder: Path, db: Path, watch: Watch) -> None:
    """Make the database `db` from a package, whole or not at all.

    Raises ExportError if the folder is no package, or not as it was written; StoreError if `db` holds something already
    or cannot be written.
    """
    package = manifest(folder)
    if package.phongtrao.format != "package":
        raise ExportError(f"{folder} was exported as {package.phongtrao.format}: only a package holds a whole database")
    files = package.database()
    _check_whole(folder, files.values())
    try:
        restore(db, package.phongtrao.step, lambda table: _rows(folder, files, table, watch))
    except ContentError as error:
        raise ExportError(f"{folder} cannot be imported: {error}") from error


def _check_whole(folder: Path, files: Iterable[File]) -> None:
    """Raise ExportError unless each file has the bytes that were written."""
    for file in files:
        with readable(folder / file.path):
            if (folder / file.path).stat().st_size != file.bytes or digest_of(folder / file.path) != file.hash:
                raise ExportError(f"{folder} is damaged: {file.path} is not as it was exported")


def _rows(folder: Path, files: dict[str, File], table: Table, watch: Watch) -> Iterator[Row]:
    file = files.get(table.name)
    if file is None:
        raise ExportError(f"{folder} is damaged: it lacks {DATABASE}/{table.name}.csv")
    try:
        with readable(folder / file.path):
            yield from read_csv(folder / file.path, table, lambda done: watch(file.path, done))
    except (ValueError, csv.Error) as error:
        raise ExportError(f"{folder} is damaged: {file.path} cannot be understood ({error})") from error
