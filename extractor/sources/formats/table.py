"""Tables as text: CSV and TSV, one article a row."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.errors import SourceError
from extractor.sources.decode import Decoded
from extractor.sources.failure import Failure
from extractor.sources.formats.columns import fields, record_of
from extractor.sources.formats.given import EMPTY, MOST_BYTES, TOO_LONG, Given, lines
from extractor.sources.formats.text import decoded, decoded_at
from extractor.sources.item import Item, Options

_DELIMITERS = ",;\t|"
_BAD = "\0"
"""Stands for a line that could not be read: no row that holds it is one."""


def read(file: Given, options: Options) -> Iterator[Item | Failure]:
    """Yield an Item a row, a Failure for what is none; the header says what the columns are.

    Raises SourceError if there is no header, or no column of texts in it.
    """
    csv.field_size_limit(MOST_BYTES)  # csv knows one limit for the process, and no article is longer
    table = _Table(file, options)
    header = table.header()
    ours = fields(header, options)
    for start, row in table.rows():
        where = f"{file.origin}:{start}"
        if isinstance(row, str):
            yield Failure(where, row)
        elif len(row) > len(header):
            yield Failure(where, f"{len(row)} cells under {len(header)} columns: put quotes around its text")
        else:
            record = record_of(dict(zip(header, row, strict=False)), ours)
            yield Item(f"{file.stem}:{start}", where, "record", record, {}, table.encoding, table.repair)


class _Table:
    """The rows of a file, each with the number of its first line."""

    def __init__(self, file: Given, options: Options) -> None:
        self._file, self._options = file, options
        found = self._sample()
        self.encoding = file.encoding or (found.encoding if found else None)
        self.repair = found.repair if found else None
        if found and self.encoding != file.encoding:  # a row alone may be too short to tell
            self._options = replace(options, encoding=found.encoding)
        self._bad: dict[int, str] = {}
        self._lines = self._decoded(found.text.splitlines(keepends=True) if found else [])
        self._number = 0
        self._delimiter = ","

    def _sample(self) -> Decoded | None:
        """Return the lines with which the file begins, or None if they are no text: a single one may be to blame."""
        head = self._file.head
        try:
            return decoded_at(head[: head.rfind(b"\n") + 1], self._options)
        except SourceError:
            return None

    def _decoded(self, first: Sequence[str]) -> Iterator[str]:
        """Yield the lines; `first` were read together, so that the header is mended like what it heads."""
        for number, (offset, line) in enumerate(lines(self._file.stream), 1):
            self._number = number
            try:
                if number <= len(first):
                    yield first[number - 1]
                    continue
                if len(line) > MOST_BYTES:
                    raise SourceError(TOO_LONG)
                yield decoded(line, self._options, offset).text
            except SourceError as error:
                self._bad[number] = str(error)
                # its quotes still count: they may close a cell
                begun = line.decode(errors="replace").rstrip("\r\n") if len(line) <= MOST_BYTES else ""
                yield f"{begun}{_BAD}\n"

    def header(self) -> Sequence[str]:
        """Return the names of the columns, and learn what stands between cells."""
        for line in self._lines:
            if line.lower().startswith("sep=") and len(line.rstrip("\r\n")) == 5:  # Excel's word on it
                continue
            if line.strip():
                names = self._named(line)
                if _BAD in line:
                    raise SourceError(self._bad.get(self._number, "the header holds a NUL: get the table anew"))
                return [name.strip() or f"column {at}" for at, name in enumerate(names, 1)]
        raise SourceError(EMPTY)

    def _named(self, line: str) -> Sequence[str]:
        # csv's own sniffer takes the commas of prose for the table's; the header has no prose
        def cells(delimiter: str) -> Sequence[str]:
            return next(csv.reader([line], delimiter=delimiter), [])

        def fitness(delimiter: str) -> tuple[bool, int]:
            try:
                fields(cells(delimiter), self._options)
            except SourceError:
                return False, len(cells(delimiter))
            return True, len(cells(delimiter))

        self._delimiter = max(_DELIMITERS, key=fitness)
        return cells(self._delimiter)

    def rows(self) -> Iterator[tuple[int, Sequence[str] | str]]:
        """Yield the number of each row's first line and its cells, or what is wrong with it."""
        reader = csv.reader(self._lines, delimiter=self._delimiter)
        while True:
            start = self._number + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                long = "field larger" in str(error)
                yield start, f"{TOO_LONG}; or is a quote never closed?" if long else f"no row of a table: {error}"
                continue
            if any(_BAD in cell for cell in row):
                # the row may span lines: name the one that is wrong
                at = next((number for number in self._bad if start <= number <= self._number), start)
                yield at, self._bad.pop(at, "holds a NUL character: get the table anew")
            elif any(cell.strip() for cell in row):
                yield start, row
