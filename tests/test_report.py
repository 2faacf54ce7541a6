"""A report: every link leads somewhere, every number to the words that say it, whatever the articles hold."""

import csv
import errno
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from desk_articles import ARTICLES, BOOK, article_of, desk_of, filled
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from extractor.cli.main import main
from extractor.extract import extract
from extractor.models import Article, ArticleInfo, Evidence, Extraction, Ratio
from extractor.report import pages
from extractor.report.folder import MANIFEST, Folder
from extractor.report.names import slug
from extractor.report.sheet import paragraphs
from extractor.report.tables import Value, to_csv
from extractor.sources import read
from extractor.store import Store

IDS = ("a01", "a02", "a03", "a07", "b0", "c05", "c14")
WRONG = "wrong"
AWARD = "Ngày 14/11/2022, UBND tỉnh Lạng Sơn tổng kết phong trào “Dân vận khéo”, tặng bằng khen cho 8 tập thể."
MERGED = {"Bắc Giang": "Bắc Ninh"}
"""The provinces of these articles that are part of others now."""
NUMBER = "//table[contains(@class, 'records')]//td[contains(@class, 'number')][text() | *]"
HOSTILE = {
    "../../../etc/passwd": "<script>alert(1)</script>",
    "x" * 400: "</mark></p><img src=x onerror=alert(1)>",
    "CON": "\u202egnol\u202c \x00 \x1b[31m \u2028 ]]> <!-- {{ 7 * 7 }}",
    '"><svg onload=alert(1)>': '=HYPERLINK("http://example.org") javascript:alert(1) file:///etc/passwd',
    "e0-5#e0-5?x=%2e%2e%2f": "&lt;b&gt; " + "a" * 5000,
    "đ": "",
    "d": " ",
}


def reviewed(store: Store) -> None:
    """Accept, correct, reject and add in the first articles; leave the others as they are."""
    for id in [id for id in store.ids() if id != WRONG][:6]:
        desk = desk_of(store, article=id)
        assert desk.next() and desk.article
        for at, record in enumerate(list(desk.records)):
            desk.go(at)
            if record.kind == "awards":
                desk.correct("count", "77")
            elif at % 5 == 4:
                desk.reject()
            else:
                desk.accept()
        place = desk.article.text.index(" ") + 1
        desk.add("statistics", place, place + 3, {"value": "1234.5", "unit": "hộ"})


def of_sum(text: str) -> tuple[Article, Extraction]:
    """Return an article of which a ratio was read that does not add up."""
    article, extraction = article_of(text, WRONG)
    evidence = []
    for field, quote in {"achieved": "150", "total": "120", "unit": "hộ"}.items():
        start = text.index(quote)
        found = Evidence(field=field, start=start, end=start + len(quote), quote=quote, rule="ratio.all")
        evidence.append(found)
    ratio = Ratio(unit="hộ", achieved=150, total=120, evidence=tuple(evidence))
    return article, extraction.model_copy(update={"ratios": (ratio,)})


def reread(store: Store, article: Article, extraction: Extraction) -> None:
    """Read an article otherwise than when it was decided on."""
    awards = tuple(award.model_copy(update={"count": 99}) for award in extraction.awards)
    with store.run("0.1.0", "rules-2") as run:
        store.save(article, extraction.model_copy(update={"awards": awards}), run)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    paths = [path for path in sorted(ARTICLES.glob("*.txt")) if path.name.startswith(IDS)]
    pairs = [(a, extract(a, BOOK)) for a in read(paths, BOOK) if isinstance(a, Article)]
    pairs.append(of_sum("Toàn huyện có 150/120 hộ đạt."))
    for id, said in HOSTILE.items():
        common = {"source": f"=1+1 {said}", "url": f"javascript:{said}", "published": "2022-11-15"}
        info = ArticleInfo(title=f"{said} {id}", **common)
        article = Article(id=id, text=f"{said}\n\n{AWARD} {said}\n{said} {id}", origin=id, info=info)
        pairs.append((article, extract(article, BOOK)))
    path = tmp_path_factory.mktemp("report") / "campaigns.db"
    with filled(path, pairs) as store:
        reviewed(store)
        reread(store, *pairs[0])
    return path


@pytest.fixture(scope="module")
def out(db: Path) -> Path:
    folder = db.parent / "report"
    assert main(["report", "--db", str(db), "--out", str(folder), "--lang", "en"]) == 0
    return folder


@cache
def parsed(page: Path) -> html.HtmlElement:
    return html.document_fromstring(page.read_text("utf-8"))


@cache
def ids_of(page: Path) -> frozenset[str]:
    found = parsed(page).xpath("//@id")
    assert len(found) == len(set(found)), page
    return frozenset(map(str, found))


def pages_of(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def target(page: Path, href: str) -> tuple[Path, str]:
    path, fragment = urldefrag(href)
    assert ":" not in path and not path.startswith("/"), href
    return ((page.parent / unquote(path)).resolve() if path else page), fragment


def test_every_link_leads_to_a_place_that_is_there(out: Path) -> None:
    for page in pages_of(out):
        for href in map(str, parsed(page).xpath("//*[local-name() = 'a' or local-name() = 'link']/@href")):
            if href == "data:,":
                continue
            file, fragment = target(page, href)
            assert file.is_file() and file.is_relative_to(out), (page, href)
            assert not fragment or fragment in ids_of(file), (page, href)
        assert not parsed(page).xpath(
            "//script | //iframe | //img | //form | //@style | //@*[starts-with(name(), 'on')]"
        )
        assert not parsed(page).xpath("//@*[name() = 'xlink:href'] | //@src")
        assert parsed(page).xpath("//meta[@http-equiv='Content-Security-Policy']")


def texts(db: Path) -> dict[str, str]:
    with sqlite3.connect(db) as connection:
        return dict(connection.execute("SELECT id, text FROM articles").fetchall())


def test_every_number_of_a_record_leads_to_the_words_that_say_it(db: Path, out: Path) -> None:
    by_page = {f"{slug(id)}.html": text for id, text in texts(db).items()}
    checked = 0
    for page in pages_of(out):
        for cell in parsed(page).xpath(NUMBER):
            (link,) = cell.xpath("./a")
            file, fragment = target(page, link.get("href"))
            start, end = map(int, fragment.removeprefix("e").split("-"))
            (mark,) = parsed(file).xpath(f"//mark[@id='{fragment}']")
            said = by_page[file.name][start:end]
            assert said.startswith(mark.text_content()) and mark.text_content(), (page, fragment)
            state = cell.xpath("string(.//*[@data-state][1]/@data-state)") or cell.xpath(
                "string(../td[last()]//@data-state)"
            )
            if state in ("proposed", "accepted") and any(char.isdigit() for char in said):
                assert digits(link.text_content()) & digits(said), (page, said)
            checked += 1
    assert checked > 300


def digits(text: str) -> set[str]:
    return {char for char in text if char.isdigit()}


def rows_of(out: Path, kind: str) -> list[html.HtmlElement]:
    path = f"//section[h2[@id='{kind}']]//tbody/tr"
    return [row for page in sorted((out / "year").glob("*.html")) for row in parsed(page).xpath(path)]


def test_what_stands_is_listed_once_in_its_year(db: Path, out: Path) -> None:
    views = {
        "award_list": "awards", "ratio_list": "ratios", "statistic_list": "statistics", "timeline": "events",
        "campaign_list": "campaigns", "phase_list": "phases", "articles": "articles",
    }  # fmt: skip
    with sqlite3.connect(db) as connection:
        for view, kind in views.items():
            (count,) = connection.execute(f"SELECT count(*) FROM {view}").fetchone()
            assert len(rows_of(out, kind)) == count, kind
        states = Counter(state for (state,) in connection.execute("SELECT state FROM award_list"))
    shown = Counter(row.xpath("string(./td[last()]/*/@data-state)") for row in rows_of(out, "awards"))
    assert shown == states and len(states) > 1


def test_whose_word_a_value_is_is_said_by_sign_and_word(out: Path) -> None:
    said = {
        " ".join(state.text_content().split()) for page in pages_of(out) for state in parsed(page).find_class("state")
    }
    assert said == {"? proposed", "✓ accepted", "✎ corrected", "+ added"}


def test_charts_count_what_stands(db: Path, out: Path) -> None:
    with (out / "data" / "awards.csv").open(encoding="utf-8-sig", newline="") as file:
        charted = sum(int(row["recipients"]) for row in csv.DictReader(file))
    with sqlite3.connect(db) as connection:
        (stored,) = connection.execute(
            "SELECT sum(count) FROM award_list WHERE status = 'given' AND form IN (SELECT form FROM award_list"
            " WHERE status = 'given' GROUP BY form ORDER BY sum(count) DESC, form LIMIT 8)"
        ).fetchone()
    assert charted == stored
    (svg,) = parsed(out / "index.html").xpath("//figure//*[local-name() = 'svg']")
    assert {"2022", "2018"} <= {text.text for text in svg.iter("{*}text", "text")}
    assert svg.xpath(".//*[local-name() = 'a']/@href")


def test_todays_provinces_list_all_that_became_part_of_them(db: Path, out: Path) -> None:
    page = parsed(out / "provinces_today.html")
    listed = {
        row.xpath("string(./th)"): row.xpath("string(./td[1])")
        for row in page.xpath("//table[@class='names']/tbody/tr")
    }
    with sqlite3.connect(db) as connection:
        provinces = Counter(province for (province,) in connection.execute("SELECT province FROM article_list"))
        unknown = connection.execute("SELECT count(*) FROM article_list WHERE province IS NULL").fetchone()[0]
    wanted = Counter({"–": unknown})
    for province, n in provinces.items():
        if province is not None:
            wanted[MERGED.get(province, province)] += n
    assert {name: int(n) for name, n in listed.items()} == +wanted
    told = parsed(out / f"province_today/{slug('Quảng Trị')}.html").xpath("string(//p[@class='intro'])")
    assert "articles on Quảng Trị" in told
    assert parsed(out / f"province_today/{slug('–')}.html").xpath("//p[contains(., 'cannot be placed')]")


SAME = "Ngày 14/11/2022, UBND tỉnh Lạng Sơn tổng kết phong trào “Dân vận khéo”, tặng bằng khen cho {} tập thể."


@pytest.mark.parametrize(("counts", "recipients"), [((8, 8), 8), ((8, 9), 17)])
def test_what_two_papers_tell_alike_is_counted_once(tmp_path: Path, counts: tuple[int, int], recipients: int) -> None:
    pairs = []
    for paper, n in enumerate(counts):
        info = ArticleInfo(title=f"báo {paper}", published=f"2022-11-1{5 + paper}")
        article = Article(id=f"paper-{paper}", text=SAME.format(n), origin=f"{paper}", info=info)
        text = f"{article.text}\nBáo số {paper}"
        article = article.model_copy(update={"text": text})
        pairs.append((article, extract(article, BOOK)))
    with filled(tmp_path / "a.db", pairs) as store:
        store.occasions.link()
        assert [row["reports"] for row in store.view("occasion_list")] == [2]
    assert main(["report", "--db", str(tmp_path / "a.db"), "--out", str(tmp_path / "r"), "--lang", "en"]) == 0
    for name, column, wanted in (("awards", "recipients", recipients), ("events", "events", 1)):
        with (tmp_path / "r" / "data" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            assert sum(int(row[column]) for row in csv.DictReader(file)) == wanted, name
    page = parsed(tmp_path / "r" / "contradictions.html")
    assert ("papers disagree: 8 or 9" in page.text_content()) is (counts == (8, 9))
    assert len(page.xpath(f"//a[@href = 'article/{slug('paper-1')}.html'][. = 'the other article']")) == (
        counts == (8, 9)
    )


def test_contradictions_are_listed_with_their_numbers(out: Path) -> None:
    page = parsed(out / "contradictions.html")
    said = page.text_content()
    assert "more achieved than there are" in said
    assert "in conflict: count: 77 was decided, 99 is read now" in said
    path = f"//td[a[starts-with(@href, 'article/{slug(WRONG)}.html#e')]]"
    assert [cell.text_content() for cell in page.xpath(path)][:2] == ["150", "120"]


def test_rules_are_told_with_their_intervals_and_worst_cases(out: Path) -> None:
    page = parsed(out / "rules.html")
    assert page.xpath("//table//td[text() = 'recipient.counted']") and page.xpath("//ul[@class='cases']//a")


def test_files_are_named_harmlessly(out: Path) -> None:
    names = [file.name for file in out.rglob("*")]
    assert all(len(name) < 100 and name.isascii() and name == name.lower() for name in names)
    assert len({slug(id) for id in HOSTILE}) == len(HOSTILE)


def test_spreadsheets_take_nothing_for_a_formula(out: Path) -> None:
    with (out / "data" / "coverage.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any(cell.startswith("'=1+1") for cell in cells) and not any(cell.startswith("=") for cell in cells)
    assert to_csv(["@x"], [[Value("\t=1"), Value(-1), Value(" =1")]]) == "'@x\r\n'\t=1,-1,' =1\r\n"


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_second_report_is_the_same_and_takes_the_place_of_the_first(db: Path, out: Path, tmp_path: Path) -> None:
    first = tmp_path / "a" / "b"
    first.parent.mkdir()
    command = [
        sys.executable,
        "-m",
        "extractor.cli.main",
        "report",
        "--db",
        str(db),
        "--out",
        str(first),
        "--lang",
        "en",
    ]
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run(command, check=True, cwd=Path(__file__).parents[1], env=environment)
    assert snapshot(first) == snapshot(out)
    (first / "index.html").write_text("older")
    assert main(command[3:]) == 0
    assert snapshot(first) == snapshot(out) and os.listdir(first.parent) == ["b"]
    assert set((out / MANIFEST).read_text().split()) == set(snapshot(out))


def test_what_is_not_ours_is_left_alone(db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").touch()
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    before = sorted(tmp_path.rglob("*"))
    for name, reason in (
        ("mine", "thesis.docx"),
        ("file", "not a folder"),
        ("link", "not a folder"),
        ("file/x", "exists"),
    ):
        assert main(["report", "--db", str(db), "--out", str(tmp_path / name)]) == 1
        said = capsys.readouterr().err
        assert said.count("\n") == 1 and reason in said
    assert sorted(tmp_path.rglob("*")) == before


def test_a_report_that_cannot_be_finished_is_not_there(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write = Folder.write

    def full(self: Folder, path: str, text: str) -> None:
        if path == "rules.html":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(self, path, text)

    monkeypatch.setattr(Folder, "write", full)
    assert main(["report", "--db", str(db), "--out", str(tmp_path / "r")]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "No space left" in said and not list(tmp_path.iterdir())


def test_an_empty_database_and_a_missing_library_are_told_in_one_line(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Store.open(tmp_path / "empty.db").close()
    assert main(["report", "--db", str(tmp_path / "empty.db"), "--out", str(tmp_path / "r")]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "holds no articles" in said and not (tmp_path / "r").exists()
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    assert main(["report", "--db", str(db), "--out", str(tmp_path / "r")]) == 1
    assert capsys.readouterr().err.endswith("needs a library that is not installed: install phongtrao[report]\n")


def test_long_lists_go_on_in_parts(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_LONGEST_LIST", 7)
    monkeypatch.setattr(pages, "_LONGEST_INDEX", 3)
    folder = tmp_path / "r"
    assert main(["report", "--db", str(db), "--out", str(folder), "--lang", "vi"]) == 0
    test_every_link_leads_to_a_place_that_is_there(folder)
    with sqlite3.connect(db) as connection:
        (count,) = connection.execute("SELECT count(*) FROM ratio_list").fetchone()
    parts = [folder / "ratios.html", *folder.glob("ratios-ratios-*.html")]
    assert len(parts) == -(-count // 7)
    assert sum(len(parsed(page).xpath("//section//tbody/tr")) for page in parts) == count
    assert parsed(folder / "index.html").get("lang") == "vi" and (folder / "bodies-2.html").exists()


def spans_of(text: str) -> st.SearchStrategy[list[tuple[int, int]]]:
    pair = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text)))
    return st.lists(pair.filter(lambda span: span[0] < span[1]), max_size=8)


@given(st.text("ab <&\n", min_size=1, max_size=40).flatmap(lambda text: st.tuples(st.just(text), spans_of(text))))
def test_marks_change_no_text_and_each_has_a_place(given: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = given
    found = [html.fragment_fromstring(f"<p>{paragraph}</p>") for paragraph in paragraphs(text, spans)]
    assert "".join(p.text_content() for p in found) == text.replace("\n", "")
    marks = {mark.get("id"): mark for p in found for mark in p.iter("mark") if mark.get("id")}
    wanted = {(start, end) for start, end in spans if text[start:end].strip("\n")}
    assert {f"e{start}-{end}" for start, end in wanted} <= set(marks)
