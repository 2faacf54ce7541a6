"""A database that left as a package comes back as it was, or not at all."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from desk_articles import BOOK, THREE, article_of, desk_of, filled
from exports import FORMULA, content, descriptor, export, files, put, reviewed, run, same_files
from old_schema import as_of

from extractor.store import Store


def migrated(path: Path) -> Path:
    """Make a database that an older phongtrao wrote, with decisions and without readings, and open it."""
    new = reviewed(path.with_name("new.db"))
    as_of("0004_decisions", new, path)
    new.unlink()
    with Store.open(path) as store:
        store.series.lay(BOOK.movements)
    return path


def empty(path: Path) -> Path:
    """Make a database that holds nothing."""
    Store.open(path).close()
    return path


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the package of a database that holds something in every table; not to be changed."""
    folder = tmp_path_factory.mktemp("package")
    return export(reviewed(folder / "a.db"), folder / "out")


@pytest.mark.parametrize("make", [reviewed, migrated, empty])
def test_it_comes_back_the_same(make: Callable[[Path], Path], tmp_path: Path) -> None:
    db = make(tmp_path / "a.db")
    out = export(db, tmp_path / "out", "--licence", "CC-BY-4.0")
    assert run("import", out, "--db", tmp_path / "b.db") == 0
    again = export(tmp_path / "b.db", tmp_path / "again", "--licence", "CC-BY-4.0")
    assert same_files(out, again)
    before, after = content(db), content(tmp_path / "b.db")
    assert before == after
    if make is reviewed:
        assert not [name for name, rows in before.items() if not rows]
    assert sorted(path.name for path in tmp_path.glob("*b.db*")) == ["b.db"]


def test_what_comes_back_goes_on(package: Path, tmp_path: Path) -> None:
    db = tmp_path / "b.db"
    assert run("import", package, "--db", db) == 0
    with closing(sqlite3.connect(db)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        for sql in ("UPDATE decisions SET note = ''", "DELETE FROM decisions"):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                connection.execute(sql)
    with filled(db, [article_of(FORMULA + " Hết.", "more")], "rules-3") as store:
        assert store.counts()["articles"] == 6
        desk = desk_of(store, article=THREE[0])
        assert desk.next() and not desk.record.decided
        desk.accept()
        ids = [decision.id for decision in store.reviews.of_article(THREE[0])]
        assert ids == sorted(ids)


def test_an_empty_database_may_be_filled(package: Path, tmp_path: Path) -> None:
    db = empty(tmp_path / "b.db")
    assert run("import", package, "--db", db) == 0
    with Store.open(db) as store:
        assert store.counts()["articles"] == 5


def test_a_database_that_holds_something_stays(
    package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = tmp_path / "b.db"
    assert run("import", package, "--db", db) == 0
    before = content(db)
    capsys.readouterr()
    assert run("import", package, "--db", db) == 1
    assert capsys.readouterr().err == f"phongtrao: {db} holds a database already: import into a new file\n"
    assert content(db) == before


def test_a_package_of_an_older_schema_is_brought_up(package: Path, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    shutil.copytree(package, folder)
    old = descriptor(folder)
    old["phongtrao"]["schema"] = "0005_readings"  # it knew no occasions, nor by which rules a run reads
    (folder / "datapackage.json").write_text(json.dumps(old), encoding="utf-8")
    assert run("import", folder, "--db", tmp_path / "b.db") == 0
    again = export(tmp_path / "b.db", tmp_path / "again")
    unlike = {name for name in files(package) if (package / name).read_bytes() != (again / name).read_bytes()}
    occasions = {"database/attestations.csv", "database/link_decisions.csv", "occasion_list.csv"}
    rules = ("run_commons", "rule_forms", "run_rules", "lexicon_forms", "run_lexicons", "readings_of_all")
    assert unlike == {*occasions, *(f"database/{name}.csv" for name in rules), "datapackage.json"}


def emptied(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def cut_short(folder: Path) -> None:
    path = folder / "datapackage.json"
    path.write_bytes(path.read_bytes()[:500])


def of_others(folder: Path) -> None:
    (folder / "datapackage.json").write_text('{"name": "x", "resources": [{"name": "x", "data": []}]}')


def one_byte(folder: Path) -> None:
    path = folder / "database" / "evidence.csv"
    bytes = bytearray(path.read_bytes())
    bytes[-5] ^= 1
    path.write_bytes(bytes)


def forged(name: str, old: str, new: str) -> Callable[[Path], None]:
    return lambda folder: put(folder, name, old, new)


def newer(folder: Path) -> None:
    package = descriptor(folder)
    package["phongtrao"]["schema"] = "9999_later"
    (folder / "datapackage.json").write_text(json.dumps(package))


def unlisted(folder: Path) -> None:
    package = descriptor(folder)
    package["resources"] = [each for each in package["resources"] if each["name"] != "awards"]
    (folder / "datapackage.json").write_text(json.dumps(package))


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "no folder": (shutil.rmtree, "is no folder"),
    "nothing": (emptied, "is no export of phongtrao: it has no datapackage.json"),
    "descriptor cut short": (cut_short, "or its datapackage.json is damaged"),
    "foreign": (of_others, "is no export of phongtrao"),
    "one byte": (one_byte, "database/evidence.csv is not as it was exported"),
    "a file gone": (lambda folder: (folder / "database" / "awards.csv").unlink(), "awards.csv cannot be read"),
    "not listed": (unlisted, "lacks database/awards.csv"),
    "newer": (newer, "written by a newer phongtrao (it has 9999_later)"),
    "other columns": (forged("runs", "rulebook", "rules"), "runs.csv cannot be understood (other columns)"),
    "a cell too many": (forged("runs", "\r\n1,", "\r\n1,1,"), "runs.csv cannot be understood"),
    "no number": (forged("runs", "\r\n1,", "\r\none,"), "runs.csv cannot be understood"),
    "a number too large": (forged("runs", "\r\n1,", f"\r\n{2**64},"), "a row of runs does not fit"),
    "a reference to nothing": (forged("awards", "a01-quang", "a99-quang"), "a row of awards does not fit"),
    "another text": (forged("articles", "Quảng Trị", "Quảng Nam"), "is not the one that was read"),
    "another quote": (forged("evidence", "Quảng Trị", "Quảng Nam"), "does not quote its text"),
    "another verdict": (forged("decisions", ",rejected,", ",refused,"), "a row of decisions does not fit"),
    "a broken anchor": (forged("decisions", '{""kind""', '{""kin""'), "a decision cannot be understood"),
}


@pytest.mark.parametrize(("damage", "said"), DAMAGES.values(), ids=DAMAGES)
def test_what_is_damaged_or_foreign_leaves_nothing(
    damage: Callable[[Path], None], said: str, package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, place = tmp_path / "package", tmp_path / "place"
    shutil.copytree(package, folder)
    place.mkdir()
    damage(folder)
    assert run("import", folder, "--db", place / "b.db") == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line and str(folder) in line
    assert files(place) == []


def test_only_a_package_can_be_imported(package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = export(package.parent / "a.db", tmp_path / "csv", "--format", "csv")
    assert run("import", out, "--db", tmp_path / "b.db") == 1
    assert "was exported as csv: only a package holds a whole database" in capsys.readouterr().err
    assert not (tmp_path / "b.db").exists()
