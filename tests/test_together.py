"""Several inputs are written in one transaction, and what becomes of each is as if it had been written alone."""

import sqlite3
from contextlib import closing
from pathlib import Path
from unittest.mock import Mock

import pytest
from conftest import Inline

from extractor.batch import Became, Facts, Options, Tally, ingest, run
from extractor.batch.pool import Pending
from extractor.errors import StoreError
from extractor.models import Article, ArticleInfo, Extraction
from extractor.rules.book import load
from extractor.sources import Failure, Item
from extractor.store import Run, Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "campaigns.db"


def save(store: Store, one: Run, id: str, text: str | None = None) -> None:
    article = Article(id=id, text=text or f"Tin của {id}.", origin=f"{id}.txt")
    store.save(article, Extraction(id=id, article=ArticleInfo()), one)


def stored(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return [id for (id,) in db.execute("SELECT id FROM articles ORDER BY id")]


def test_an_article_that_cannot_be_stored_takes_no_other_with_it(path: Path) -> None:
    with Store.open(path) as store, store.run("0.1.0", "rules-1") as one:
        with store.together():
            save(store, one, "a")
            with pytest.raises(StoreError, match=r"^b\.txt: not valid Unicode"):
                save(store, one, "b", "\ud800")
            save(store, one, "c")
            assert stored(path) == []
        assert stored(path) == ["a", "c"]


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
