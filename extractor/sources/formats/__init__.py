"""Readers, one module a format: a file's bytes become Items, or Failures that say what to do."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from extractor.errors import SourceError
from extractor.sources.failure import Failure
from extractor.sources.formats import compressed, html, jsonl, mhtml, parquet, pdf, table, tarred, text, warc, zipped
from extractor.sources.formats.bounds import MOST_DEPTH, ExhaustedError
from extractor.sources.formats.given import EMPTY, Given
from extractor.sources.formats.sniff import FORMATS, format_of
from extractor.sources.item import Item, Options

SUFFIXES = tuple(FORMATS)
"""Endings of the files that are read, with their dots."""

Reader = Callable[[Given, Options], Iterator[Item | Failure | Given]]

_READERS: Mapping[str, Reader] = {
    "bz2": compressed.read_bz2,
    "dump": text.read,
    "gz": compressed.read_gz,
    "html": html.read,
    "json": jsonl.read,
    "mhtml": mhtml.read,
    "parquet": parquet.read,
    "pdf": pdf.read,
    "table": table.read,
    "tar": tarred.read,
    "warc": warc.read,
    "xz": compressed.read_xz,
    "zip": zipped.read,
}
_PACKERS = ("bz2", "gz", "xz")
_ARCHIVES = ("tar", "zip")


def items_of(file: Given, options: Options) -> Iterator[Item | Failure]:
    """Yield the Items of a file, those inside of an archive too, and a Failure for what cannot be read.

    A file of which nobody said that it is an article, and that does not look like one, yields nothing.
    """
    try:
        yield from _items_of(file, options)
    except ExhaustedError as error:
        if file.depth:
            raise
        yield Failure(file.origin, str(error))
    except SourceError as error:
        yield Failure(file.origin, str(error))


def _items_of(file: Given, options: Options) -> Iterator[Item | Failure]:
    if not file.head:
        if file.sure:
            raise SourceError(EMPTY)
        return
    found = format_of(file)
    if found is None:
        return
    _check_depth(file, found)
    if file.encoding:  # its stream is UTF-8 by now, whatever it was
        options = replace(options, encoding="utf-8")
    nothing = True
    for item in _READERS[found](file, options):
        for one in items_of(item, options) if isinstance(item, Given) else (item,):
            nothing = False
            yield one
    if nothing and found in _ARCHIVES and file.sure:
        raise SourceError(f"nothing to read here: no {', '.join(SUFFIXES)} file")


def _check_depth(file: Given, found: str) -> None:
    # the packing around an archive is one with it, and a .docx is an archive in name only
    depth = file.depth - (found in _ARCHIVES and file.packed) - (file.suffix == ".docx")
    if found in (*_PACKERS, *_ARCHIVES) and depth >= MOST_DEPTH:
        raise SourceError(f"an archive {MOST_DEPTH + 1} deep in others: unpack the outer ones")
