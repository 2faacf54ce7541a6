"""After rules have changed only what they can touch is read again, and the database is as if all had been."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import Inline
from desk_articles import ARTICLES, at_kind, desk_of

from extractor.batch import run as batch
from extractor.batch import worker
from extractor.cli.main import main
from extractor.extract import extract, is_on_campaigns, may_be_on_campaigns
from extractor.models import Article
from extractor.rules.book import RuleBook, patterns_dir
from extractor.store import Store

SKILLED, LAUNCH = "a21-dak-lak-dan-van-kheo", "a19-binh-son-ra-mat-mo-hinh"
LABOUR, WEEK = "a05-dong-nai-lao-dong-gioi", "a02-thoi-binh-so-ket-2019"
HONOURED = {"a20-hai-phong-day-tot-hoc-tot", SKILLED}
"""The articles that print a title of honour."""
ALL = {*HONOURED, LABOUR, WEEK, LAUNCH}
OFF = {"a16-binh-dinh-bong-da", "a24-hue-mua-lon"}
"""The articles that are passed over."""
PATHS = [str(ARTICLES / f"{id}.txt") for id in sorted(ALL | OFF)]
MOMENTS = {"started", "finished"}
NUMBERED = {"runs", "decisions", "link_decisions", "organisations", "persons"}
"""The tables whose numbers are the same whatever is read again."""

Edit = Callable[[Path], object]


class Reread:
    """Ingests with edited rules in this process; `read` and `looked_at` are the articles that were not spared."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._folder, self._patch = folder, patch
        self.read: set[str] = set()
        self.looked_at: set[str] = set()
        patch.setattr(worker, "extract", self._extract)
        for told in (is_on_campaigns, may_be_on_campaigns):
            patch.setattr(worker, told.__name__, self._looking(told))

    def _extract(self, article: Article, book: RuleBook, every: bool = False) -> Any:
        self.read.add(article.id)
        return extract(article, book, every)

    def _looking(self, told: Callable[[Article, RuleBook], bool]) -> Callable[[Article, RuleBook], bool]:
        def look(article: Article, book: RuleBook) -> bool:
            self.looked_at.add(article.id)
            return told(article, book)

        return look

    def ingest(self, db: Path, change: str | None, *options: str, paths: Sequence[str] = PATHS) -> None:
        """Ingest by our rules, edited as CHANGES says."""
        self.read.clear()
        self.looked_at.clear()
        with self._patch.context() as patch:
            if change:
                patch.setenv("PHONGTRAO_PATTERNS", str(self._edited(change)))
            patch.setattr(worker._Worker, "book", None)
            assert main(["ingest", *paths, "--db", str(db), "--workers", "1", *options]) == 0

    def _edited(self, change: str) -> Path:
        """Return rules in one place for all tests: to load them takes a second."""
        folder = self._folder / change
        if not folder.exists():
            shutil.copytree(patterns_dir(), folder)
            for edit in CHANGES[change].edits:
                edit(folder)
        return folder

    def both(
        self, base: Path, place: Path, change: str, *options: str, paths: Sequence[str] = PATHS
    ) -> tuple[Path, Path]:
        """Return copies of a database into which all was ingested by edited rules: what need not be read spared, and
        all read again. `read` and `looked_at` are those of the first."""
        spared, whole = (shutil.copy(base, place / f"{name}.db") for name in ("spared", "whole"))
        with Forgotten(whole):
            self.ingest(whole, change, *options, paths=paths)
        assert options or paths != PATHS or (self.read, self.looked_at) == (ALL, ALL | OFF)
        self.ingest(spared, change, *options, paths=paths)
        return spared, whole


class Forgotten:
    """Lets a database not know for a while by which rules it was read, as one that is older than that."""

    def __init__(self, db: Path) -> None:
        self._db = db

    def __enter__(self) -> None:
        with closing(sqlite3.connect(self._db, isolation_level=None)) as connection:
            self._known = connection.execute("SELECT run_id, digest FROM run_commons").fetchall()
            connection.execute("DELETE FROM run_commons")

    def __exit__(self, *_: object) -> None:
        with closing(sqlite3.connect(self._db, isolation_level=None)) as connection:
            connection.executemany("INSERT INTO run_commons (run_id, digest) VALUES (?, ?)", self._known)


@pytest.fixture(scope="module")
def reread(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reread]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "Pool", Inline)
        yield Reread(tmp_path_factory.mktemp("rules"), patch)


@pytest.fixture(scope="module")
def base(reread: Reread, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database of the articles as our rules read them, two of them reviewed; not to be changed."""
    path = tmp_path_factory.mktemp("base") / "base.db"
    reread.ingest(path, None)
    with Store.open(path) as store:
        for id in (min(HONOURED), WEEK):
            desk = desk_of(store, article=id)
            assert desk.next()
            at_kind(desk, "article").correct("title", "Tựa khác")
            at_kind(desk, "awards").accept()
            desk.note("xem lại")
    return path


def changed(base: Path, place: Path, sql: str) -> Path:
    """Return a copy of a database in which something is otherwise."""
    db = Path(shutil.copy(base, place / "a.db"))
    with closing(sqlite3.connect(db, isolation_level=None)) as connection:
        connection.execute(sql)
    return db


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
id = "form.title_of_launch"
label = "form"
pattern = '''(?P<title>mưa lớn|ra mắt mô hình)'''
set = { form = "danh hiệu" }
yes = [{ text = "Mưa lớn.", quote = "Mưa lớn" }, { text = "Ra mắt mô hình.", quote = "Ra mắt mô hình" },
       { text = "Xã mưa lớn.", quote = "mưa lớn" }]
no = [{ text = "Mưa.", why = "rain" }, { text = "Mô hình.", why = "a word" }, { text = "Lớn.", why = "a word" }]
"""


@dataclass(frozen=True)
class Change:
    """Edits of our rules: which articles they touch, whether also those that are passed over; what ingest then says."""

    edits: Sequence[Edit]
    touched: Collection[str]
    is_off_touched: bool
    said: str


CHANGES = {
    "a table": Change([longer("tables/unbroken.txt", "xyz.")], ALL, True, "5 updated, 2 passed over"),
    "a pattern and a rule less": Change(
        [
            replaced("awards/mentions.toml", HONOUR, NARROWER),
            deleted("awards/mentions.toml", "form.creative_labour"),
        ],
        {*HONOURED, LABOUR},
        True,
        "3 updated, 2 untouched by the rules, 2 passed over",
    ),
    "a term and a rule more": Change(
        [longer("lexicon/honour_title.txt", "dân vận khéo"), longer("awards/mentions.toml", ADDED)],
        {SKILLED, LAUNCH},
        True,
        "2 updated, 3 untouched by the rules, 2 passed over",
    ),
    "a rule of times less": Change(
        [deleted("times/periods.toml", "time.quarter")],
        {LAUNCH},
        False,
        "1 updated, 4 untouched by the rules, 2 passed over",
    ),
    "examples and a word of the subject": Change(
        [
            replaced("awards/mentions.toml", "Chiến sĩ trẻ hăng hái thi đua.", "Chiến sĩ trẻ thi đua."),
            longer("awards/mentions.toml", "# Hết."),
            longer("lexicon/subject.txt", "mưa rào"),
        ],
        (),
        True,
        "5 untouched by the rules, 2 passed over",
    ),
}
HARMLESS = "examples and a word of the subject"


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_change_cannot_touch_is_spared_and_nothing_else(
    reread: Reread, base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: str
) -> None:
    wanted = CHANGES[change]
    spared, whole = reread.both(base, tmp_path, change)
    assert reread.read == set(wanted.touched)
    assert reread.looked_at - reread.read == (OFF if wanted.is_off_touched else set())
    assert f"articles      {wanted.said}\n" in capsys.readouterr().out
    was, now, anew = content(base), content(spared), content(whole)
    for table in anew:
        assert now[table] == anew[table], table
    assert len(now["runs"]) == len(was["runs"]) + 1
    assert now["decisions"] == was["decisions"] != []
    assert (now["evidence"] != was["evidence"]) == (0 < len(wanted.touched) < len(ALL))


def test_what_another_version_read_is_read_again(reread: Reread, base: Path, tmp_path: Path) -> None:
    db = changed(base, tmp_path, "UPDATE runs SET version = '0.0.1'")
    reread.ingest(db, HARMLESS)
    assert reread.read == ALL
    reread.ingest(db, "a term and a rule more")
    assert reread.read == {SKILLED, LAUNCH}


def test_a_run_that_is_older_than_what_is_known_of_rules_stays_unknown(
    reread: Reread, base: Path, tmp_path: Path
) -> None:
    """What it read, and whether of all articles, was not kept when it read most of it."""
    db = changed(base, tmp_path, "DELETE FROM run_commons")
    reread.ingest(db, None)
    assert not reread.read
    reread.ingest(db, HARMLESS)
    assert reread.read == ALL


@pytest.mark.parametrize("since", ["2022", "2100"])
def test_what_was_published_too_early_is_left_as_it_is(reread: Reread, base: Path, tmp_path: Path, since: str) -> None:
    spared, whole = reread.both(base, tmp_path, HARMLESS, "--since", since)
    assert not reread.read
    assert content(spared) == content(whole)


def test_what_is_read_whatever_it_is_on_is_read_again(reread: Reread, base: Path, tmp_path: Path) -> None:
    spared, whole = reread.both(base, tmp_path, HARMLESS, "--all")
    assert reread.read == ALL | OFF
    assert content(spared) == content(whole)
    reread.ingest(spared, "a term and a rule more")
    assert (reread.read, reread.looked_at) == (ALL, ALL | OFF)


def test_records_with_ids_of_their_own_are_spared_and_who_is_a_duplicate_is_seen_anew(
    reread: Reread, tmp_path: Path
) -> None:
    """A line that takes another id has the same text under the first: a duplicate that no rule reads again."""
    lines, db = tmp_path / "a.jsonl", tmp_path / "a.db"
    text = (ARTICLES / f"{LABOUR}.txt").read_text(encoding="utf-8")
    other = (ARTICLES / f"{WEEK}.txt").read_text(encoding="utf-8")
    for id in ("x", "y"):
        records = [{"id": id, "text": text}, {"id": "z", "text": other}]
        lines.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
        reread.ingest(db, None, paths=[str(lines)])
    spared, whole = reread.both(db, tmp_path, HARMLESS, paths=[str(lines)])
    assert reread.read == {"y"}
    assert content(spared) == content(whole)
    with Store.open(spared) as store:
        assert store.ids() == ["x", "z"]
