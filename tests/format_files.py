"""Files of every format, as small as they can be, and what is read of them."""

import gzip
import io
import json
import tarfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import docx
import pyarrow
import pyarrow.parquet

from extractor.models import Article
from extractor.rules.book import load
from extractor.sources import Failure, Item, Options, items, read

BOOK = load()
TITLE = "Phú Khê tổng kết phong trào thi đua năm 2022"
LEAD = "Sáng 12/5, UBND huyện Phú Khê tổ chức hội nghị tổng kết phong trào thi đua yêu nước năm 2022."
BODY = "Trong năm, toàn huyện có 48 mô hình tự quản; 112/118 thôn đạt tiêu chuẩn “An toàn về ANTT”."
DUMP = f"{TITLE}\n\n12/05/2023 08:15\n\n{LEAD}\n\n{BODY}\n\nAn Bình"
URL = "https://www.baohailam.vn/thoi-su/phu-khe.html"


def page(title: str = TITLE, head: str = "", paragraphs: int = 6) -> str:
    """An HTML page with navigation and foot around its article."""
    body = "".join(f"<p>{LEAD} Đoạn {number}. {BODY}</p>" for number in range(paragraphs))
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title} | Báo Hải Lam</title>{head}</head><body>'
        f'<nav><a href="/">Trang chủ</a> <a href="/thi-dua">Thi đua</a></nav><article><h1>{title}</h1>{body}'
        "<p>AN BÌNH</p></article><footer><p>Bản quyền thuộc Báo Hải Lam</p></footer></body></html>"
    )


def mhtml(html: str, headers: str = f"Snapshot-Content-Location: {URL}\n") -> bytes:
    """A page as a browser saves it in one file."""
    return (
        f"From: <Saved by Blink>\n{headers}Subject: x\nDate: Fri, 12 May 2023 09:00:00 +0700\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--b"\n\n----b\nContent-Type: text/html\n'
        f"Content-Transfer-Encoding: binary\n\n{html}\n----b\nContent-Type: image/png\n"
        "Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n----b--\n"
    ).encode()


def response(
    body: bytes, url: str = URL, status: str = "200 OK", kind: str = "text/html; charset=utf-8", more: str = ""
) -> bytes:
    """A WARC record of a server's response."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body
    return warc_record("response", url, http)


def warc_record(kind: str, url: str, block: bytes) -> bytes:
    """A WARC record."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-01-02T03:04:05Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def word(path: Path, *blocks: str | Sequence[Sequence[str]]) -> Path:
    """A .docx of paragraphs and tables."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), len(block[0]))
        for row, cells in enumerate(block):
            for column, cell in enumerate(cells):
                table.cell(row, column).text = cell
    document.save(str(path))
    return path


def pdf(lines: Sequence[str]) -> bytes:
    """A PDF of one page: each character is a glyph, and a table says which letter that is."""
    letters = sorted(set("".join(lines)))
    codes = {letter: number for number, letter in enumerate(letters, 1)}
    shown = "".join(f"<{''.join(f'{codes[letter]:04x}' for letter in line)}> Tj T*\n" for line in lines)
    named = "".join(f"<{codes[letter]:04x}> <{letter.encode('utf-16-be').hex()}>\n" for letter in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /x def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{named}endbfchar endcmap end end"
    )
    return pdf_of(f"BT /F 12 Tf 14 TL 50 750 Td {shown} ET".encode(), cmap.encode())


def pdf_of(content: bytes, cmap: bytes = b"", filters: str = "") -> bytes:
    """A PDF of one page with this content stream."""
    cid = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/F/CIDSystemInfo<</Registry(A)/Ordering(I)/Supplement 0>>/DW 500>>"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(content)}{filters}>>stream\n".encode() + content + b"\nendstream",
        b"<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
        cid,
        f"<</Length {len(cmap)}>>stream\n".encode() + cmap + b"\nendstream",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>"
    return out + f"{end}\nstartxref\n{len(out)}\n%%EOF".encode()


def parquet(path: Path, columns: Mapping[str, Sequence[object]]) -> Path:
    """A Parquet file."""
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    return path


def zipped(members: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: Mapping[str, bytes]) -> bytes:
    """A tar archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zeros_gz(size: int) -> bytes:
    """So many zeros, packed."""
    packer = zlib.compressobj(9, wbits=31)
    piece = bytes(1_000_000)
    return b"".join(packer.compress(piece) for _ in range(size // len(piece))) + packer.flush()


def records(*texts: str) -> bytes:
    """JSON Lines."""
    return "".join(f"{json.dumps({'text': text}, ensure_ascii=False)}\n" for text in texts).encode()


def write(folder: Path, name: str, data: bytes | str) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def articles(*paths: Path, options: Options | None = None) -> list[Article]:
    """Read paths in which all is well."""
    found = list(read(paths, BOOK, options))
    assert [one for one in found if isinstance(one, Failure)] == []
    return [one for one in found if isinstance(one, Article)]


def article(path: Path, options: Options | None = None) -> Article:
    """Read a path that holds one article."""
    (one,) = articles(path, options=options)
    return one


def outcome(*paths: Path, options: Options | None = None) -> list[str]:
    """Return the ids of the articles, and the reasons of the failures with the ends of their origins."""
    found: list[str] = []
    for one in read(paths, BOOK, options):
        assert isinstance(one, Article) or "\n" not in str(one)
        found.append(one.id if isinstance(one, Article) else f"{one.origin.rsplit('/', 1)[-1]}: {one.reason}")
    return found


def reason(path: Path, options: Options | None = None) -> str:
    """Return why a path could not be read."""
    (one,) = read([path], BOOK, options)
    assert isinstance(one, Failure), one
    assert "\n" not in one.reason
    return one.reason


def only_items(*paths: Path, options: Options | None = None) -> list[Item]:
    """Return the Items of paths in which all is well."""
    found = list(items(paths, options))
    assert [one for one in found if isinstance(one, Failure)] == []
    return [one for one in found if isinstance(one, Item)]


def gz(data: bytes) -> bytes:
    """Packed as .gz, always the same."""
    return gzip.compress(data, mtime=0)
