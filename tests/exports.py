"""Databases that hold something in every table, and what the tests of export ask of them."""

import filecmp
import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from desk_articles import BOOK, THREE, article_of, at_kind, desk_of, filled, readings

from extractor.cli.main import main
from extractor.export.formats import digest_of
from extractor.extract import extract
from extractor.models import Article, Extraction, Phase
from extractor.rules.changes import forms
from extractor.store import Failed, Source, Store

FORMULA = '=HYPERLINK("http://evil.example";"bấm")\tUBND huyện tặng giấy khen cho 8 tập thể.'
LESSER = BOOK.without("recipient.counted")


def reviewed(path: Path) -> Path:
    """Make a database of articles that two RuleBooks read, one fully reviewed, one in conflict, with all that fails."""
    lesser = _read_by_less()
    with Store.open(path) as store, store.run("0.1.0", "rules-0", forms(LESSER), every=True) as run:
        for pair in lesser:
            store.save(*pair, run)
    with filled(path, [*readings(), article_of(FORMULA, "=1+1")]) as store:
        with store.run("0.1.0", "rules-1") as run:
            article, extraction = readings()[0]
            near = Article(id="near", text=article.text + "\nHết.", origin="-near.txt")
            late = extraction.events[0].model_copy(update={"date": "2099-01-01"})
            changed: dict[str, Any] = {"id": "near", "phases": (Phase(ordinal=1, start="2022"),)}
            changed["events"] = (late, *extraction.events[1:])
            store.save(near, extraction.model_copy(update=changed), run)
            twin = Source("twin.txt", "0" * 64, encoding="tcvn3", repair='mended "twice"')
            store.save(article.model_copy(update={"origin": "twin.txt"}), extraction, run, twin)
            other = Article(id="other", text="Giá lúa tăng.", origin="other.txt")
            store.pass_over(other, "no word of campaigns", run, Source("other.txt", "1" * 64))
            store.fail(Failed("@bad.pdf", "-- damaged\r\nand more", "Traceback…"), run, Source("@bad.pdf", "2" * 64))
        _review(store)
        with store.run("0.1.0", "rules-0") as run:
            store.save(*lesser[1], run)
        store.reviews.claim(THREE[1], "an", datetime(2026, 1, 1, tzinfo=UTC))
        store.occasions.decide(THREE[0], THREE[1], "joined", "an", "2026-01-01T00:00:00+00:00")
        store.series.lay(BOOK.movements)
        store.bodies.lay()
    return path


@lru_cache
def _read_by_less() -> Sequence[tuple[Article, Extraction]]:
    return [(article, extract(article, LESSER)) for article, _ in readings()]


def _review(store: Store) -> None:
    desk = desk_of(store, article=THREE[0])
    assert desk.next()
    at_kind(desk, "article").correct("title", "")
    at_kind(desk, "awards", 0).correct("count", "4321")
    at_kind(desk, "awards", 1).reject()
    at_kind(desk, "awards", 2).accept()
    desk.note("+ xem lại\n'không chắc'")
    desk.add("awards", 10, 30, {"form": "giấy khen", "title": "=1+1", "count": "3"})
    at_kind(desk, "events").reject()
    desk.undo()
    for id in THREE[1:]:
        desk = desk_of(store, article=id)
        assert desk.next()
        desk.accept_rest()


def run(*arguments: object) -> int:
    """Run the command in this process."""
    return main([str(argument) for argument in arguments])


def export(db: Path, out: Path, *more: str) -> Path:
    """Export a database; return the folder."""
    assert run("export", "--db", db, "--out", out, *more) == 0
    return out


def descriptor(folder: Path) -> dict[str, Any]:
    """Return what datapackage.json says."""
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return found


def files(folder: Path) -> list[str]:
    """Return the names of all files of a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def same_files(one: Path, other: Path) -> bool:
    """Tell whether two folders hold the same bytes under the same names."""
    names = files(one)
    return names == files(other) and not any(filecmp.cmpfiles(one, other, names, shallow=False)[1:])


def content(db: Path) -> Mapping[str, list[Any]]:
    """Return the rows of all tables but claims, in their order; those of what stands, which are laid anew, in any."""
    with closing(sqlite3.connect(db)) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            # the search index is made again by the first search
            if name != "claims" and not name.startswith(("_", "sqlite_", "search_", "article_search"))
        ]
        found = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in sorted(names)}
    found["standing"] = sorted((row[1:] for row in found["standing"]), key=repr)
    found["contradictions"] = sorted((row[1:] for row in found["contradictions"]), key=repr)
    found["review_states"] = sorted(found["review_states"])
    for name in ("record_bodies", "record_units"):
        found[name] = [(*row[:3], row[3] is None, *row[4:]) for row in found[name]]  # the number in `standing`
    return found


def put(folder: Path, name: str, old: str, new: str) -> None:
    """Change a file of the database in a package, and its size and digest with it, as a forger would."""
    path = folder / "database" / f"{name}.csv"
    text = path.read_bytes().decode("utf-8-sig")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode("utf-8-sig"))
    package = descriptor(folder)
    for resource in package["resources"]:
        if resource["name"] == name:
            resource.update(bytes=path.stat().st_size, hash=digest_of(path))
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
