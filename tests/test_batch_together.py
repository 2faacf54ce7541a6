"""Several inputs written in one transaction, cut off in the middle of it; and no one waits for a worker or a reader."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from pathlib import Path
from unittest.mock import Mock

import pytest
from conftest import Inline

from extractor.batch import Became, Facts, Input, Options, PassedOver, Read, Result, Tally, ingest, run, settle
from extractor.batch.pool import Pending
from extractor.models import Article, ArticleInfo, Extraction, Phase, Ratio
from extractor.rules.book import load
from extractor.sources import Failure, Item
from extractor.store import Run, Source, Store

COUNT = 10


def result(number: int) -> Result:
    article = Article(id=f"a{number}", text=f"Bài {number}.", origin=f"{number}.txt")
    if number % 2:
        return PassedOver(article, "too few words")
    extraction = Extraction(id=article.id, article=ArticleInfo(), ratios=(Ratio(unit="xã", percent=number),))
    return Read(article, extraction, b"\0" * 128)


def given(number: int, wait: Callable[[int], Result] = result) -> Input:
    facts = Facts(f"a{number}", True, Source(f"{number}.txt", f"digest {number}"), 10)
    return Input(facts, lambda: lambda: wait(number))


def nothing(item: Facts | Failure, became: Became) -> None:
    pass


def written(
    db: Path,
    inputs: Iterator[Input],
    watch: Callable[[Facts | Failure, Became], None] = nothing,
    most_waiting: int = 3,
    error: type[BaseException] | None = None,
) -> Tally:
    tally = Tally()
    with pytest.raises(error) if error else nullcontext():
        settle(inputs, most_waiting, db, load(), Options(), tally, watch)
    return tally


def whole(db: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what became of all inputs, and the records."""
    wanted = {
        "sources": "origin, article_id, run_id",
        "articles": "id, text, run_id",
        "ratios": "id, article_id, percent",
        "passed_over": "origin, why",
        "failures": "origin, reason",
        "added_up": "article_id",
    }
    with closing(sqlite3.connect(db)) as reader:
        assert reader.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {t: reader.execute(f"SELECT {columns} FROM {t} ORDER BY 1").fetchall() for t, columns in wanted.items()}


def expected(tmp_path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what is in a database into which the same inputs were written one by one."""
    written(tmp_path / "one.db", map(given, range(COUNT)), most_waiting=0)
    return whole(tmp_path / "one.db")


def test_an_article_that_cannot_be_stored_takes_no_other_with_it(tmp_path: Path) -> None:
    def too_large(number: int) -> Result:
        read = result(number)
        if number != 4 or not isinstance(read, Read):
            return read
        extraction = read.extraction.model_copy(update={"phases": (Phase(ordinal=2**70),)})  # written late
        return Read(read.article, extraction, read.signature)

    db, told = tmp_path / "campaigns.db", list[tuple[str, Became]]()
    written(
        db,
        (given(number, too_large) for number in range(COUNT)),
        lambda item, became: told.append((item.origin, became)),
        most_waiting=COUNT,
    )
    assert told == [(f"{n}.txt", "failed" if n == 4 else "passed over" if n % 2 else "added") for n in range(COUNT)]
    found, others = whole(db), expected(tmp_path)
    assert [row[0] for row in found["failures"]] == ["4.txt"]
    for table in ("articles", "passed_over", "added_up"):
        assert found[table] == [row for row in others[table] if row[0] != "a4"]
    assert [row[1:] for row in found["ratios"]] == [row[1:] for row in others["ratios"] if row[1] != "a4"]


def test_who_writes_meanwhile_waits_for_no_worker_and_no_reader(tmp_path: Path) -> None:
    db = tmp_path / "campaigns.db"

    def write() -> None:
        with closing(sqlite3.connect(db, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")

    def wait(number: int) -> Result:
        write()
        return result(number)

    def read() -> Iterator[Input]:
        for number in range(COUNT):
            yield given(number, wait)
            write()

    written(db, read(), lambda item, became: write())
    assert whole(db) == expected(tmp_path)


def test_what_is_interrupted_in_the_middle_is_told_to_nobody_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, told, save = tmp_path / "campaigns.db", list[str](), Store.save

    def interrupted(store: Store, article: Article, *more: object) -> object:
        outcome = save(store, article, *more)  # type: ignore[arg-type]
        if article.id == "a6":
            raise KeyboardInterrupt
        return outcome

    with monkeypatch.context() as patched:
        patched.setattr(Store, "save", interrupted)
        tally = written(
            db,
            map(given, range(COUNT)),
            lambda item, became: told.append(item.origin),
            most_waiting=COUNT,
            error=KeyboardInterrupt,
        )
    assert tally.became.total() == len(told) == len(whole(db)["sources"])
    written(db, map(given, range(COUNT)))
    assert whole(db) == expected(tmp_path)


KILLED = f"""
import os, signal, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from extractor.store import Store
from test_batch_together import COUNT, given, written
save = Store.save
def dying(store, article, *more):
    outcome = save(store, article, *more)
    if article.id == "a6":
        os.kill(os.getpid(), signal.SIGKILL)
    return outcome
Store.save = dying
written(Path(sys.argv[1]), map(given, range(COUNT)))
"""


def test_what_is_killed_in_the_middle_is_whole_and_the_next_run_goes_on(tmp_path: Path) -> None:
    db = tmp_path / "campaigns.db"
    killed = subprocess.run([sys.executable, "-c", KILLED, db], timeout=120, env=dict(os.environ))
    assert killed.returncode == -signal.SIGKILL
    before = whole(db)
    assert all(int(str(row[0]).removesuffix(".txt")) < 6 for row in before["sources"])
    written(db, map(given, range(COUNT)))
    assert whole(db) == expected(tmp_path)


# --- the store alone, and whole ingests ---


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "campaigns.db"


def save(store: Store, one: Run, id: str, text: str | None = None) -> None:
    article = Article(id=id, text=text or f"Tin của {id}.", origin=f"{id}.txt")
    store.save(article, Extraction(id=id, article=ArticleInfo()), one)


def stored(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return [id for (id,) in db.execute("SELECT id FROM articles ORDER BY id")]


def test_of_a_block_that_raises_nothing_is_stored(path: Path) -> None:
    with Store.open(path) as store, store.run("0.1.0", "rules-1") as one:
        with pytest.raises(KeyboardInterrupt), store.together():
            save(store, one, "a")
            raise KeyboardInterrupt
        save(store, one, "b")
        assert stored(path) == ["b"]


@pytest.mark.usefixtures("inline")
def test_what_is_told_is_safe_and_then_others_can_write(path: Path) -> None:
    told: list[str] = []

    def watch(what: Facts | Failure, became: Became) -> None:
        told.append(became)
        with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as other:
            tables = ("articles", "passed_over", "failures")
            safe = sum(other.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)
            assert safe >= len(told)
            other.execute("BEGIN IMMEDIATE")  # raises where somebody is writing

    texts = ["Tin thời tiết.", "Phong trào thi đua, khen thưởng của xã."] * 40
    inputs = [Item(f"a{i}", f"{i}.json", "record", {"id": f"a{i}", "text": f"{t} {i}"}) for i, t in enumerate(texts)]
    ingest([*inputs, Failure("b", "cannot be read")], path, load(), Options(), Tally(), watch)
    assert told == ["passed over", "added"] * 40 + ["failed"]


class Interrupted(Inline):
    """Ctrl-C comes while the sixth is waited for."""

    def submit(self, item: Item, every: bool, since: str | None, seconds: float, profiled: bool) -> Pending:
        if item.id != "a5":
            return super().submit(item, every, since, seconds, profiled)
        late = Mock(spec=Pending)
        late.result.side_effect = KeyboardInterrupt
        return late


def test_what_was_read_before_an_interruption_is_stored(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Became] = []
    monkeypatch.setattr(run, "Pool", Interrupted)
    inputs = [Item(f"a{i}", f"{i}.json", "record", {"id": f"a{i}", "text": f"Tin {i}."}) for i in range(9)]
    with pytest.raises(KeyboardInterrupt):
        ingest(inputs, path, load(), Options(), Tally(), lambda what, became: told.append(became))
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM passed_over").fetchone() == (5,)
    assert told == ["passed over"] * 5
