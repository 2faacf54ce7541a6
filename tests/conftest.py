"""What tests of several modules share."""

import hashlib
import os
import pickle
import shutil
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from extractor.batch import run as batch
from extractor.batch.pool import Pending, Pool
from extractor.batch.worker import Worked, work
from extractor.desk import words
from extractor.extract import extract
from extractor.models import Article, Extraction
from extractor.rules.book import load
from extractor.sources import Item, read
from extractor.store import Store, connection


def pytest_configure() -> None:
    """Let Ctrl-C through to what tests start, also where a shell has started these in the background and it is off."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)


class Inline(Pool):
    """Does in this process what workers would do: they take seconds to start."""

    def submit(self, item: Item, every: bool, since: str | None, seconds: float, profiled: bool) -> Pending:
        result = work(item, every, since, seconds, profiled)

        class Done:
            def result(self) -> Worked:
                return result

        return Done()


@pytest.fixture(scope="session", autouse=True)
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Have this process begin new databases as copies of one that its migrations made: they take longer than a test.

    Where there is a file already, even an empty one, the migrations do their work; so they do in other processes.
    """
    empty = tmp_path_factory.mktemp("begun") / "empty.db"
    Store.open(empty).close()
    opened = connection._open

    def copied(path: Path, timeout: float) -> sqlite3.Connection:
        if not path.exists():
            with suppress(OSError):  # what cannot be written there is for the store to say
                shutil.copyfile(empty, path)
        return opened(path, timeout)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "_open", copied)
        yield


@pytest.fixture(scope="session")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Sequence[tuple[Article, Extraction]]]:
    """Return what reads all articles of a file or folder: once for all tests, whichever process they run in."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder

    def pairs(path: Path) -> Sequence[tuple[Article, Extraction]]:
        kept = folder / f"{hashlib.sha256(bytes(path)).hexdigest()}.pickle"
        if not kept.exists():
            found = [(item, extract(item, load())) for item in read([path], load()) if isinstance(item, Article)]
            half = kept.with_suffix(f".{os.getpid()}")
            half.write_bytes(pickle.dumps(found))
            half.rename(kept)
        return pickle.loads(kept.read_bytes())  # type: ignore[no-any-return]

    return pairs


@pytest.fixture(autouse=True)
def english() -> None:
    """Begin in English: commands run in this process choose a language for all of it."""
    words.choose("en")


@pytest.fixture
def inline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have batches read in this process: for tests of what comes of them, not of the workers."""
    monkeypatch.setattr(batch, "Pool", Inline)
