"""Tells a file's format: by what it begins with, else by its name."""

import codecs
import re

from extractor.errors import SourceError
from extractor.sources.formats.given import Given

FORMATS = {
    ".txt": "dump",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".mhtml": "mhtml",
    ".mht": "mhtml",
    ".jsonl": "json",
    ".ndjson": "json",
    ".json": "json",
    ".csv": "table",
    ".tsv": "table",
    ".parquet": "parquet",
    ".warc": "warc",
    ".docx": "zip",
    ".pdf": "pdf",
    ".zip": "zip",
    ".tar": "tar",
    ".tgz": "gz",
    ".tbz2": "bz2",
    ".txz": "xz",
    ".gz": "gz",
    ".bz2": "bz2",
    ".xz": "xz",
}
"""Ending → format; a .docx is a zip, whose reader looks into it."""

_MAGIC = (
    (b"PK\x03\x04", "zip", 30),
    (b"PK\x05\x06", "zip", 22),
    (b"\x1f\x8b", "gz", 0),
    (b"BZh", "bz2", 10),
    (b"\xfd7zXZ\0", "xz", 0),
    (b"PAR1", "parquet", 12),
    (b"WARC/", "warc", 0),
)
"""First bytes, format, and of how many bytes the least such file is."""
_FOREIGN = (
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive: pack it as .zip"),
    (b"Rar!\x1a\x07", "a RAR archive: pack it as .zip"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd: unpack it, or pack it with gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file: save it as .docx, or as .csv if it is a table"),
    (b"{\\rtf", "RTF: save it as .docx or .txt"),
    (b"\x89PNG\r\n", "a picture: give its text, as read by OCR"),
    (b"\xff\xd8\xff", "a picture: give its text, as read by OCR"),
    (b"GIF8", "a picture: give its text, as read by OCR"),
    (b"II*\0", "a picture: give its text, as read by OCR"),
    (b"MM\0*", "a picture: give its text, as read by OCR"),
    (b"SQLite format 3\0", "a database: export its articles as .csv or .jsonl"),
)
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|(?:<\?xml|<!--)[^\0]{0,2000}?<(?:html|head|body)[\s>]", re.IGNORECASE)
_MHTML = re.compile(rb"(?im)^content-type:\s*multipart/related")
_HEADER = re.compile(rb"[A-Za-z][A-Za-z-]{1,60}:[ \t]")
_RECORD = re.compile(rb'\{\s*"[^"\n]{1,60}"\s*:')


def format_of(file: Given) -> str | None:
    """Return the format, or None for a file that nobody said is an article and that does not look like one.

    Raises SourceError for formats that are known not to be read, where the file is meant to be.
    """
    head = file.head
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    found = _by_content(head, text)
    if found:
        return found
    said = next((said for magic, said in _FOREIGN if head.startswith(magic)), None)
    if said and file.sure:
        raise SourceError(f"{said}")
    named = FORMATS.get(file.suffix)
    if text[:1] == b"{" and (file.sure or (_RECORD.match(text) and b'"text"' in text)) and named != "html":
        return "json"
    if file.name.lower().endswith(".json") and text[:1] == b"[":
        return "json"
    if named == "json":  # a page under that name
        return "dump"
    return named or ("dump" if file.sure else None)


def _by_content(head: bytes, text: bytes) -> str | None:
    for magic, found, least in _MAGIC:
        if head.startswith(magic) and len(head) >= least:
            return found
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[257:262] == b"ustar":
        return "tar"
    if _HTML.match(text):
        return "html"
    return "mhtml" if _HEADER.match(text) and _MHTML.search(text) else None
