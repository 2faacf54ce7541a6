"""After rules have changed only what they can touch is read again, and the database is as if all had been."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from desk_articles import ARTICLES, BOOK, at_kind, desk_of

from extractor.batch import worker
from extractor.cli.main import main
from extractor.extract import extract, prints_subject
from extractor.models import Article
from extractor.review import overlay
from extractor.review.arithmetic import contradictions
from extractor.rules.book import RuleBook, load, patterns_dir
from extractor.rules.changes import Changes, changes, forms
from extractor.sources import read
from extractor.store import Store

HONOURED = {"a15-kien-giang-quyet-thang", "a20-hai-phong-day-tot-hoc-tot", "a21-dak-lak-dan-van-kheo"}
"""The articles that print a title of honour."""
LABOUR, WEEK = "a05-dong-nai-lao-dong-gioi", "a02-thoi-binh-so-ket-2019"
ALL = {*HONOURED, LABOUR, WEEK, "a19-binh-son-ra-mat-mo-hinh"}
OFF = {"a16-binh-dinh-bong-da", "a24-hue-mua-lon"}
"""The articles that are passed over."""
PATHS = [str(ARTICLES / f"{id}.txt") for id in sorted(ALL | OFF)]
MOMENTS = {"started", "finished"}
NUMBERED = {"runs", "decisions", "link_decisions", "organisations", "persons"}
"""The tables whose numbers are the same whatever is read again."""

Edit = Callable[[Path], object]


class Reread:
    """Ingests with edited rules in this process; `read` and `looked_at` are the articles that were not spared."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self._patch = folder, monkeypatch
        self.read: set[str] = set()
        self.looked_at: set[str] = set()
        self.paths = PATHS
        monkeypatch.setattr(worker, "extract", self._extract)
        monkeypatch.setattr(worker, "prints_subject", self._prints_subject)

    def _extract(self, article: Article, book: RuleBook, every: bool = False) -> Any:
        self.read.add(article.id)
        return extract(article, book, every)

    def _prints_subject(self, article: Article, book: RuleBook) -> bool:
        self.looked_at.add(article.id)
        return prints_subject(article, book)

    def patterns(self, name: str, edit: Edit) -> Path:
        """Return a copy of our rules, edited."""
        folder = self.folder / name
        if not folder.exists():
            shutil.copytree(patterns_dir(), folder)
            edit(folder)
        return folder

    def ingest(self, db: Path, patterns: Path | None, *options: str) -> None:
        """Ingest by the rules of a folder, ours if it is None."""
        self.read.clear()
        self.looked_at.clear()
        with self._patch.context() as patch:
            if patterns:
                patch.setenv("PHONGTRAO_PATTERNS", str(patterns))
            patch.setattr(worker._Worker, "book", None)
            assert main(["ingest", *self.paths, "--db", str(db), "--workers", "1", *options]) == 0

    def both(self, base: Path, edit: Edit, *options: str) -> tuple[Path, Path]:
        """Return copies of a database into which all was ingested by edited rules: what need not be read spared, and
        all read again. `read` and `looked_at` are those of the first."""
        patterns = self.patterns("patterns", edit)
        spared, whole = (shutil.copy(base, self.folder / f"{name}.db") for name in ("spared", "whole"))
        with Forgotten(whole):
            self.ingest(whole, patterns, *options)
        assert options or (self.read, self.looked_at) == (ALL, ALL | OFF)
        self.ingest(spared, patterns, *options)
        return spared, whole


class Forgotten:
    """Lets a database not know for a while by which rules it was read, as one that is older than that."""

    def __init__(self, db: Path) -> None:
        self._db = db

    def __enter__(self) -> None:
        with closing(sqlite3.connect(self._db, isolation_level=None)) as connection:
            self._known = connection.execute("SELECT common, id FROM runs").fetchall()
            connection.execute("UPDATE runs SET common = NULL")

    def __exit__(self, *_: object) -> None:
        with closing(sqlite3.connect(self._db, isolation_level=None)) as connection:
            connection.executemany("UPDATE runs SET common = ? WHERE id = ?", self._known)


@pytest.fixture
def reread(inline: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reread:
    return Reread(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database of the articles as our rules read them, some of them reviewed."""
    folder = tmp_path_factory.mktemp("base")
    assert main(["ingest", *PATHS, "--db", str(folder / "base.db"), "--workers", "2"]) == 0
    with Store.open(folder / "base.db") as store:
        for id in (*sorted(HONOURED)[:2], WEEK):
            desk = desk_of(store, article=id)
            assert desk.next()
            at_kind(desk, "article").correct("title", "Tựa khác")
            at_kind(desk, "awards").accept()
            desk.note("xem lại")
    return folder / "base.db"


def content(db: Path) -> dict[str, list[str]]:
    """Return all rows but for moments, row numbers replaced by what they number."""
    with closing(sqlite3.connect(db)) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 1) <> '_'"
            " AND name NOT LIKE 'article_search%' AND name <> 'sqlite_sequence'"
        ).fetchall()
        rows = {name: list(map(dict, connection.execute(f"SELECT * FROM {name}"))) for (name,) in tables}
    places = {
        (table, row["id"]): (row["article_id"], row["position"])
        for table, found in rows.items()
        for row in found
        if {"id", "article_id", "position"} <= row.keys()
    }
    return {table: sorted(repr(_named(table, row, places)) for row in found) for table, found in rows.items()}


def _named(table: str, row: dict[str, Any], places: dict[tuple[str, Any], Any]) -> dict[str, Any]:
    named = {column: value for column, value in row.items() if column not in MOMENTS}
    if isinstance(row.get("id"), int) and table not in NUMBERED:
        del named["id"]
    if row.get("record_id") is not None:
        named["record_id"] = places[row["record"], row["record_id"]]
    if "event_id" in row:
        named["event_id"] = places["events", row["event_id"]]
    named.pop("standing_id", None)
    return named


def replaced(file: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")

    return edit


def longer(file: str, line: str) -> Edit:
    def edit(folder: Path) -> None:
        with (folder / file).open("a", encoding="utf-8") as lines:
            lines.write(f"{line}\n")

    return edit


def deleted(file: str, rule: str) -> Edit:
    def edit(folder: Path) -> None:
        rules = (folder / file).read_text(encoding="utf-8").split("[[rule]]\n")
        left = [text for text in rules if not text.startswith(f'id = "{rule}"')]
        assert len(left) == len(rules) - 1
        (folder / file).write_text("[[rule]]\n".join(left), encoding="utf-8")

    return edit


HONOUR = """pattern = \'\'\'(?:danh hiệu )?"?(?P<title>{honour_title})"?\'\'\'
set = { form = "danh hiệu" }
yes = [{ text = "43"""
NARROWER = HONOUR.replace("(?:danh hiệu )?", "(?:danh hiệu )")
ADDED = """
[[rule]]
id = "form.title_of_rain"
label = "form"
pattern = '''(?P<title>mưa lớn|dân vận khéo)'''
set = { form = "danh hiệu" }
yes = [{ text = "Mưa lớn.", quote = "Mưa lớn" }, { text = "Dân vận khéo.", quote = "Dân vận khéo" },
       { text = "Xã mưa lớn.", quote = "mưa lớn" }]
no = [{ text = "Mưa.", why = "rain" }, { text = "Khéo.", why = "a word" }, { text = "Lớn.", why = "a word" }]
"""
CHANGES: dict[str, tuple[Edit, Collection[str], bool]] = {
    "an example": (
        replaced("awards/mentions.toml", "Chiến sĩ trẻ hăng hái thi đua.", "Chiến sĩ trẻ thi đua."),
        (),
        False,
    ),
    "a comment": (longer("awards/mentions.toml", "# Hết."), (), False),
    "a pattern": (replaced("awards/mentions.toml", HONOUR, NARROWER), HONOURED, False),
    "a constant": (
        replaced("awards/mentions.toml", HONOUR, HONOUR.replace('form = "danh hiệu"', 'form = "danh vị"')),
        HONOURED,
        False,
    ),
    "a line of a lexicon": (longer("lexicon/honour_title.txt", "dân vận khéo"), {"a21-dak-lak-dan-van-kheo"}, False),
    "a rule deleted": (deleted("awards/mentions.toml", "form.creative_labour"), {LABOUR}, False),
    "a rule added": (longer("awards/mentions.toml", ADDED), {"a21-dak-lak-dan-van-kheo"}, False),
    "a table": (longer("tables/unbroken.txt", "xyz."), ALL, True),
    "a lexicon that Python reads": (longer("lexicon/counted_noun.txt", "xe đạp nước"), ALL, True),
    "a rule of pages": (replaced("page/byline.toml", "|phóng viên|pv|", "|phóng viên|"), ALL, True),
    "a word of the subject": (longer("lexicon/subject.txt", "mưa rào"), (), True),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_change_cannot_touch_is_spared_and_nothing_else(reread: Reread, base: Path, change: str) -> None:
    edit, touched, is_off_touched = CHANGES[change]
    spared, whole = reread.both(base, edit)
    assert reread.read == set(touched)
    assert reread.looked_at - reread.read == (OFF if is_off_touched else set())
    was, now, wanted = content(base), content(spared), content(whole)
    for table in wanted:
        assert now[table] == wanted[table], table
    assert len(now["runs"]) == len(was["runs"]) + 1


def test_a_database_that_does_not_know_its_rules_is_read_again_as_is_one_of_another_version(
    reread: Reread, base: Path
) -> None:
    patterns = reread.patterns("patterns", CHANGES["an example"][0])
    for name, sql in {
        "older": "UPDATE runs SET common = NULL",
        "other": "UPDATE runs SET version = '0.0.1'",
        "unknown": "UPDATE readings SET every = NULL",
    }.items():
        db = shutil.copy(base, reread.folder / f"{name}.db")
        with closing(sqlite3.connect(db, isolation_level=None)) as connection:
            connection.execute(sql)
        reread.ingest(db, patterns)
        assert reread.read == ALL, name
        reread.ingest(db, reread.patterns("again", CHANGES["a pattern"][0]))
        assert reread.read == HONOURED, name


@pytest.mark.parametrize("since", ["2022", "2100"])
def test_what_was_published_too_early_is_left_as_it_is(reread: Reread, base: Path, since: str) -> None:
    spared, whole = reread.both(base, CHANGES["an example"][0], "--since", since)
    assert not reread.read
    assert content(spared) == content(whole)


def test_what_is_read_whatever_it_is_on_is_read_again(reread: Reread, base: Path) -> None:
    spared, whole = reread.both(base, CHANGES["an example"][0], "--all")
    assert reread.read == ALL | OFF
    assert content(spared) == content(whole)
    reread.ingest(spared, reread.patterns("other", CHANGES["a comment"][0]))
    assert (reread.read, reread.looked_at) == (ALL, ALL | OFF)


def test_the_summary_says_what_the_rules_left_untouched(
    reread: Reread, base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reread.ingest(shutil.copy(base, reread.folder / "a.db"), reread.patterns("patterns", CHANGES["a pattern"][0]))
    assert capsys.readouterr().out.startswith("articles      3 updated, 3 untouched by the rules, 2 passed over\n")


def test_rules_that_change_places_differ(tmp_path: Path) -> None:
    """Of two mentions alike the one whose rule stands first wins."""

    def swap(folder: Path) -> None:
        head, one, other, *rest = (folder / "awards/mentions.toml").read_text(encoding="utf-8").split("[[rule]]\n")
        (folder / "awards/mentions.toml").write_text("[[rule]]\n".join([head, other, one, *rest]), encoding="utf-8")

    folder = tmp_path / "patterns"
    shutil.copytree(patterns_dir(), folder)
    swap(folder)
    found = changes(forms(BOOK), forms(load(folder)))
    assert found is not None and found.labels == {"form"}


def whole_of(article: Article, book: RuleBook) -> tuple[object, ...]:
    """Return all that is read of an article, also of what stands between its records."""
    found = extract(article, book)
    said = [(one.problem, one.said, one.here, one.there) for one in contradictions_of(article, found, book)]
    return found, said, prints_subject(article, book)


def contradictions_of(article: Article, found: Any, book: RuleBook) -> Any:
    return contradictions(article.text, overlay(article.text, found, []), book)


def check_that_rules_read_nothing_where_their_gates_are_shut(step: int) -> None:
    """Shut out, of each article, all rules that cannot touch it at once: one by one is the same, and takes an hour."""
    gates = {form.rule: Changes([form]) for form in forms(BOOK).rules}
    found = [article for article in read([ARTICLES], BOOK) if isinstance(article, Article)]
    for article in found[::step]:
        shut = [rule for rule, gate in gates.items() if not gate.can_touch(article.text)]
        assert len(shut) > len(gates) / 10
        less = reduce(RuleBook.without, shut, BOOK)
        assert whole_of(article, less) == whole_of(article, BOOK), article.id


def test_a_rule_reads_nothing_where_its_gate_is_shut() -> None:
    check_that_rules_read_nothing_where_their_gates_are_shut(step=19)


@pytest.mark.soak
def test_no_rule_reads_anything_where_its_gate_is_shut() -> None:
    check_that_rules_read_nothing_where_their_gates_are_shut(step=1)


def test_records_with_ids_of_their_own_are_spared_and_who_is_a_duplicate_is_seen_anew(
    reread: Reread, tmp_path: Path
) -> None:
    """A line that takes another id has the same text under the first: a duplicate that no rule reads again."""
    lines, db = tmp_path / "a.jsonl", tmp_path / "a.db"
    text = (ARTICLES / f"{LABOUR}.txt").read_text(encoding="utf-8")
    other = (ARTICLES / f"{WEEK}.txt").read_text(encoding="utf-8")
    reread.paths = [str(lines)]
    for id in ("x", "y"):
        records = [{"id": id, "text": text}, {"id": "z", "text": other}]
        lines.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
        reread.ingest(db, None)
    spared, whole = reread.both(db, CHANGES["an example"][0], "--seconds", "60")
    assert reread.read == {"y"}
    assert content(spared) == content(whole)
    with Store.open(spared) as store:
        assert store.ids() == ["x", "z"]
