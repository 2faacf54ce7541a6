"""What tests of several modules share."""

import pytest

from extractor.batch import run as batch
from extractor.batch.pool import Pending, Pool
from extractor.batch.worker import Worked, work
from extractor.desk import words
from extractor.sources import Item


class Inline(Pool):
    """Does in this process what workers would do: they take seconds to start."""

    def submit(self, item: Item, every: bool, since: str | None, seconds: float, profiled: bool) -> Pending:
        result = work(item, every, since, seconds, profiled)

        class Done:
            def result(self) -> Worked:
                return result

        return Pending(item, seconds, Done())  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def english() -> None:
    """Begin in English: commands run in this process choose a language for all of it."""
    words.choose("en")


@pytest.fixture
def inline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have batches read in this process: for tests of what comes of them, not of the workers."""
    monkeypatch.setattr(batch, "Pool", Inline)
