"""Zip archives of any other formats; a .docx is one."""

import io
import stat
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from extractor.errors import SourceError
from extractor.sources.failure import Failure
from extractor.sources.formats import docx
from extractor.sources.formats.bounds import BOUNDS, DAMAGED, Unpacked, damaged
from extractor.sources.formats.given import Given
from extractor.sources.formats.member import inner, is_litter
from extractor.sources.item import Item, Options

_TAIL = 66_000
"""The list of members is told at the end, before a comment of at most 65,535 bytes."""
_FOREIGN = {
    "xl/workbook.xml": "a spreadsheet: save it as .csv",
    "xl/workbook.bin": "a spreadsheet: save it as .csv",
    "ppt/presentation.xml": "a presentation: save its text as .txt",
    "content.xml": "an OpenDocument file: save it as .docx, or as .csv if it is a table",
}
_UTF8_FLAG = 0x800


def read(file: Given, options: Options) -> Iterator[Item | Failure | Given]:
    """Yield the files inside in the archive's order, or the article of a .docx."""
    stream = file.seekable()
    try:
        _check_count(stream)
        archive = zipfile.ZipFile(stream)
    except DAMAGED as error:
        raise damaged(".docx file" if file.suffix == ".docx" else "zip archive", error) from error
    with archive:
        names = set(archive.NameToInfo)
        if "word/document.xml" in names:
            yield from docx.read(replace(file, stream=stream), archive, options)
            return
        foreign = next((said for name, said in _FOREIGN.items() if name in names), None)
        if foreign:
            if file.sure:
                raise SourceError(foreign)
            return
        yield from _members(file, archive)


def _check_count(stream: IO[bytes]) -> None:
    """Raise SourceError if the list of members would fill the memory: zipfile reads it whole."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(size - _TAIL, 0))
    tail = stream.read(_TAIL)
    stream.seek(0)
    counts = [_number(tail, b"PK\5\6", "<H", 10), _number(tail, b"PK\6\6", "<Q", 32)]
    sizes = [_number(tail, b"PK\5\6", "<I", 12), _number(tail, b"PK\6\6", "<Q", 40)]
    most = max(count for count in counts if count < 2**64 - 1)
    if most > BOUNDS.members or any(200 * BOUNDS.members < bytes_ <= size for bytes_ in sizes):
        raise SourceError(f"more than {BOUNDS.members:,} files in an archive: unpack it and read it in parts")


def _number(tail: bytes, mark: bytes, form: str, at: int) -> int:
    """Return a number behind the last `mark`, 0 if there is none."""
    start = tail.rfind(mark)
    piece = tail[start + at : start + at + struct.calcsize(form)] if start >= 0 else b""
    return int(struct.unpack(form, piece)[0]) if len(piece) == struct.calcsize(form) else 0


def _members(file: Given, archive: zipfile.ZipFile) -> Iterator[Failure | Given]:
    for info in archive.infolist():
        name = _name(info)
        file.budget.member()
        if info.is_dir() or stat.S_ISLNK(info.external_attr >> 16) or is_litter(name):
            continue
        try:
            member = archive.open(info)
        except DAMAGED as error:
            yield Failure(f"{file.origin}!{name}", str(damaged("zip archive", error)))
            continue
        with member:
            packed = info.compress_size
            yield from inner(file, name, Unpacked(member, file.budget, lambda packed=packed: packed, "zip archive"))  # type: ignore[misc]


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; archivers of old wrote UTF-8 without saying so, and zipfile takes it for cp437."""
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    try:
        return info.filename.encode("cp437").decode(errors="backslashreplace")
    except UnicodeEncodeError:
        return info.filename
