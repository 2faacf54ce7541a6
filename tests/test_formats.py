"""Documents at the public face of the readers: HTML, MHTML, Word, PDF; what is said where a library is missing."""

import importlib
import logging
import pickle
import time
import zipfile
import zlib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from format_files import (
    BODY,
    BOOK,
    DUMP,
    LEAD,
    TITLE,
    URL,
    article,
    mhtml,
    only_items,
    outcome,
    page,
    parquet,
    pdf,
    pdf_of,
    reason,
    response,
    word,
    write,
    zipped,
)  # fmt: skip

from extractor.errors import SourceError
from extractor.models import Article
from extractor.sources import Failure, Item, Options, article_of, items, read

STATED = (
    '<meta property="article:published_time" content="2023-05-12T08:15:00+07:00"><meta name="author" content="Hải Yến">'
)

# Items and Articles


def test_read_is_items_each_given_to_article_of(tmp_path: Path) -> None:
    paths = [write(tmp_path, "a.txt", DUMP), write(tmp_path, "b.html", page()), tmp_path / "none"]
    found: list[Article | Failure] = []
    for item in items(paths):
        found.append(item if isinstance(item, Failure) else article_of(item, BOOK))
    assert found == list(read(paths, BOOK))
    assert [type(one) for one in found] == [Article, Article, Failure]


def test_an_item_can_go_to_another_process(tmp_path: Path) -> None:
    paths = [write(tmp_path, "a.txt", DUMP), write(tmp_path, "b.html", page()), write(tmp_path, "c.csv", "text\nMột.")]
    for item in only_items(*paths):
        assert article_of(pickle.loads(pickle.dumps(item)), BOOK) == article_of(item, BOOK)


def test_article_of_raises_one_line() -> None:
    for item in (
        Item("a", "a", "record", {"title": TITLE}),
        Item("a", "a", "record", {"text": "a" + "\u0301" * 300}),
        Item("a", "a", "dump", "a" + "\u0301" * 300),
        Item("a", "a", "html", "<html><body></body></html>"),
    ):
        with pytest.raises(SourceError) as raised:
            article_of(item, BOOK)
        assert "\n" not in str(raised.value)


# HTML


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta content="2023-05-11T20:30:00Z" itemprop="datePublished">', "2023-05-12T03:30:00+07:00"),
        (
            '<script type="application/ld+json">{"datePublished": "2023-05-12T08:15:00.000+0700"}</script>',
            "2023-05-12T08:15:00+07:00",
        ),
        ('<meta property="article:published_time" content="2023-05-12">', "2023-05-12"),
        ('<meta property="article:published_time" content="2023-05-12 99:99">', "2023-05-12"),
    ],
)
def test_the_hour_that_a_page_states_for_its_day(tmp_path: Path, head: str, published: str) -> None:
    assert article(write(tmp_path, "trang.html", page(head=head))).info.published == published


def test_html(tmp_path: Path) -> None:
    found = article(write(tmp_path, "trang.html", page(head=STATED)))
    assert (found.id, found.info.title, found.info.published) == ("trang", TITLE, "2023-05-12T08:15:00+07:00")
    assert found.info.basis["published"] == "source"
    assert found.text.startswith(TITLE) and LEAD in found.text and BODY in found.text
    assert "Trang chủ" not in found.text and "Bản quyền" not in found.text


def test_what_a_page_prints_beats_what_its_head_states(tmp_path: Path) -> None:
    printed = page(head=STATED).replace("</h1>", "</h1><p>12/05/2023 08:15</p>")
    info = article(write(tmp_path, "a.html", printed)).info
    assert (info.published, info.author) == ("2023-05-12T08:15:00+07:00", "AN BÌNH")
    assert {"published", "author"} <= {one.field for one in info.evidence}
    unsigned = article(write(tmp_path, "b.html", page(head=STATED).replace("<p>AN BÌNH</p>", "")))
    assert unsigned.info.author == "Hải Yến"


def test_a_page_with_no_article_is_read_as_a_dump(tmp_path: Path) -> None:
    hidden = "<script>x</script><style>y</style><!-- z -->"
    blocks = "".join(f"<div>{line}</div>" for line in DUMP.split("\n\n"))
    found = article(write(tmp_path, "a.html", f"<html><body>{hidden}{'<div>' * 300}{blocks}</body></html>"))
    assert found.text == DUMP.replace("\n\n", "\n")
    assert (found.info.title, found.info.published) == (TITLE, "2023-05-12T08:15:00+07:00")


@pytest.mark.parametrize("tag", ["div", "span", "b", "table><tr><td", "ul><li", "p"])
def test_tags_nested_deep(tmp_path: Path, tag: str) -> None:
    found = article(write(tmp_path, "a.html", f"<html><body>{f'<{tag}>' * 10_000}<p>{LEAD}</p></body></html>"))
    assert LEAD in found.text


def test_html_is_told_by_its_content(tmp_path: Path) -> None:
    for name in ("a.txt", "a", "a.xls"):
        (item,) = only_items(write(tmp_path, name, "\ufeff \n<!-- x -->" + page()))
        assert item.kind == "html"


def test_a_stated_charset_is_the_last_word(tmp_path: Path) -> None:
    data = b'<html><head><meta charset="utf-16-le"></head><body>' + f"<p>{LEAD}</p>".encode()
    assert LEAD in article(write(tmp_path, "a.html", data)).text  # UTF-8, whatever it says
    cyrillic = '<html><head><meta charset="windows-1251"></head><body><p>Дружба в труде</p></body></html>'
    assert "Дружба" in article(write(tmp_path, "b.html", cyrillic.encode("windows-1251"))).text
    (item,) = only_items(write(tmp_path, "c.html", page().encode("utf-16")))
    assert TITLE in str(item.content) and item.encoding == "utf-16-le"


def test_pictures_inside_a_page_are_no_text(tmp_path: Path) -> None:
    picture = f'<img src="data:image/png;base64,{"A" * 6_000_000}">'
    (item,) = only_items(write(tmp_path, "a.html", page().replace("<p>AN", f"{picture}<p>AN")))
    assert len(item.content) < 10_000


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "empty"),
        ("<html></html>", "empty"),
        ("<!doctype html>" + "<p>x y</p>" * 500_000, "longer than 4 MB"),
        ("<html><body><p>" + f"{LEAD} " * 12_000 + "</body></html>", "longer than 1 MB"),
        ("<html><p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">x", "hundreds of attributes"),
        (b"<html>\0\0\0</html>", "NUL"),
        (b"<html><p>\xe1\xba</html>", "not UTF-8"),
    ],
)
def test_bad_html(tmp_path: Path, data: str | bytes, said: str) -> None:
    assert said in reason(write(tmp_path, "a.html", data))


def test_html_cut_short_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = page()
    assert LEAD in article(write(tmp_path, "a.html", whole[: whole.rindex("</p>")])).text


# MHTML


def test_mhtml(tmp_path: Path) -> None:
    for name in ("a.mhtml", "a.mht", "a.txt"):
        found = article(write(tmp_path, name, mhtml(page())))
        assert (found.info.title, found.info.url, found.info.source) == (TITLE, URL, "baohailam.vn")
        assert found.extra == {"fetched": "Fri, 12 May 2023 09:00:00 +0700"}
        assert found.info.published is None  # the day of saving is not that of publication


def test_bad_mhtml(tmp_path: Path) -> None:
    for data in (b"", b"MIME-Version: 1.0\n", b"\0\xff" * 100, mhtml("")):
        assert any(word in reason(write(tmp_path, "a.mhtml", data)) for word in ("empty", "no HTML page"))
    nested = "".join(f'Content-Type: multipart/related; boundary="{n}"\n\n--{n}\n' for n in range(5000))
    assert "damaged" in reason(write(tmp_path, "b.mhtml", "MIME-Version: 1.0\n" + nested))
    half = mhtml(page())
    assert LEAD in article(write(tmp_path, "c.mhtml", half[: half.rindex(b"</p>")])).text


# Word


def test_docx(tmp_path: Path) -> None:
    table = [["Đơn vị", "Giấy khen"], ["Phú Khê", "12"]]
    word(tmp_path / "bc.docx", TITLE, "12/05/2023 08:15", LEAD, table, BODY)
    found = article(tmp_path / "bc.docx")
    lines = [TITLE, "12/05/2023 08:15", LEAD, "Đơn vị | Giấy khen", "Phú Khê | 12", BODY]
    assert (found.id, found.text) == ("bc", "\n\n".join(lines))
    assert (found.info.title, found.info.published) == (TITLE, "2023-05-12T08:15:00+07:00")
    (tmp_path / "bc.docx").rename(tmp_path / "bc.txt")
    assert article(tmp_path / "bc.txt").text == found.text


def test_bad_docx(tmp_path: Path) -> None:
    good = word(tmp_path / "good.docx", DUMP).read_bytes()
    assert "empty" in reason(write(tmp_path, "a.docx", b""))
    assert "empty" in reason(word(tmp_path / "b.docx"))
    assert "damaged .docx" in reason(write(tmp_path, "c.docx", good[: len(good) // 2]))
    assert "damaged" in reason(write(tmp_path, "d.docx", "no zip"))
    assert "damaged" in reason(write(tmp_path, "e.docx", zipped({"word/document.xml": b"<a>"})))
    bomb = zipped({"word/document.xml": b"<a>", "word/media/a.bmp": bytes(30_000_000)})
    assert "too big" in reason(write(tmp_path, "f.docx", bomb))
    assert "longer than 1 MB" in reason(word(tmp_path / "g.docx", *[LEAD * 100] * 110))
    with zipfile.ZipFile(tmp_path / "good.docx") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    deep = f"<w:document {space}><w:body>{'<w:tbl><w:tr><w:tc>' * 5000}"
    assert "damaged" in reason(write(tmp_path, "h.docx", zipped(members | {"word/document.xml": deep.encode()})))


@pytest.mark.parametrize(
    ("name", "said"),
    [("xl/workbook.xml", "spreadsheet"), ("content.xml", "OpenDocument"), ("ppt/presentation.xml", "presentation")],
)
def test_other_office_files_say_what_to_do(tmp_path: Path, name: str, said: str) -> None:
    assert said in reason(write(tmp_path, "a.bin", zipped({name: b"<a/>"})))
    write(tmp_path, "b.txt", DUMP)
    assert outcome(tmp_path) == ["b"]


# PDF


def test_pdf(tmp_path: Path) -> None:
    first, second = LEAD[:60].rsplit(" ", 1)[0], LEAD[len(LEAD[:60].rsplit(" ", 1)[0]) + 1 :]
    found = article(write(tmp_path, "a.pdf", pdf([TITLE, "12/05/2023 08:15", first, second, "An Bình"])))
    assert found.text == f"{TITLE}\n12/05/2023 08:15\n{LEAD}\nAn Bình"
    assert (found.info.title, found.info.published) == (TITLE, "2023-05-12T08:15:00+07:00")


def test_bad_pdf(tmp_path: Path) -> None:
    good = pdf([TITLE, LEAD])
    assert "empty" in reason(write(tmp_path, "a.pdf", b""))
    assert "scanned" in reason(write(tmp_path, "b.pdf", pdf_of(b"0 0 10 10 re f")))
    assert "damaged" in reason(write(tmp_path, "c.pdf", b"%PDF-1.4\n"))
    assert any(said in reason(write(tmp_path, "d.pdf", good[:300])) for said in ("damaged", "without text"))
    assert "damaged" in reason(write(tmp_path, "e.pdf", "no PDF at all"))
    twice = zlib.compress(zlib.compress(bytes(300_000_000)))
    bomb = pdf_of(twice, filters="/Filter[/FlateDecode/FlateDecode]")
    assert any(said in reason(write(tmp_path, "f.pdf", bomb)) for said in ("damaged", "without text"))


def test_a_locked_pdf_says_so(tmp_path: Path) -> None:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=write(tmp_path, "a.pdf", pdf([TITLE])))
    writer.encrypt("mật khẩu", algorithm="RC4-128")
    writer.write(tmp_path / "b.pdf")
    assert reason(tmp_path / "b.pdf").startswith("encrypted")


# Libraries


LIBRARIES = [
    ("trafilatura", "html", "a.html"),
    ("docx", "docx", "a.docx"),
    ("pypdf", "pdf", "a.pdf"),
    ("pyarrow", "parquet", "a.parquet"),
    ("fastwarc", "warc", "a.warc"),
]


@pytest.mark.parametrize(("module", "extra", "name"), LIBRARIES)
def test_a_missing_library_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, extra: str, name: str
) -> None:
    write(tmp_path, "a.html", page())
    write(tmp_path, "a.pdf", pdf([TITLE]))
    write(tmp_path, "a.warc", response(page().encode()))
    word(tmp_path / "a.docx", TITLE)
    parquet(tmp_path / "a.parquet", {"text": [LEAD]})
    real = importlib.import_module

    def missing(wanted: str, *more: Any) -> ModuleType:
        if wanted.partition(".")[0] == module:
            raise ModuleNotFoundError(f"No module named '{wanted}'")
        return real(wanted, *more)

    monkeypatch.setattr(importlib, "import_module", missing)
    assert reason(tmp_path / name) == f"needs a library that is not installed: install phongtrao[{extra}]"
    (tmp_path / name).unlink()
    assert len(outcome(tmp_path)) == 4  # the others are read as ever


def test_libraries_print_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    logging.getLogger().handlers, kept = [], logging.getLogger().handlers
    try:
        for name, data in {
            "a.html": b"<html>",
            "a.pdf": b"%PDF-1.4 x",
            "a.docx": b"x",
            "a.warc": b"WARC/1.0\r\nx",
        }.items():
            reason(write(tmp_path, name, data))
    finally:
        logging.getLogger().handlers = kept
    assert capfd.readouterr() == ("", "")


def test_an_encoding_that_is_given_is_used(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "Дружба в труде".encode("windows-1251"))
    assert article(path, Options(encoding="windows-1251")).text == "Дружба в труде"
    assert "no encoding named klingon" in reason(path, Options(encoding="klingon"))


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<!--", "<p>", "</p>", "<b>", "&", "<td>", "<script>", "<a b='", "<div a=1 "]
)
def test_hostile_html_ends_in_time(tmp_path: Path, piece: str) -> None:
    began = time.monotonic()
    outcome(write(tmp_path, "a.html", f"<html><body>{piece * 60_000}<p>{LEAD}</p></body></html>"))
    assert time.monotonic() - began < 30
