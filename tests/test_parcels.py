"""Inputs go to workers several at a time, and what becomes of each is as if it had gone alone."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import pytest
from pebble import ProcessFuture, ProcessPool
from poison import Deadly, Endless

from extractor.batch import Became, Facts, Options, Pool, Tally, ingest
from extractor.batch.pool import Pending
from extractor.batch.worker import Worked
from extractor.rules.book import load
from extractor.sources import Failure, Item
from extractor.store import Failed, Store


def record(number: int, kind: type[dict[str, str]] = dict, more: str = "") -> Item:
    id = f"a{number:02}"
    return Item(id, f"{id}.json", "record", kind(id=id, text=f"Phong trào thi đua của tổ {number}.{more}"))


class Workers:
    """Stand in for worker processes: they have read what they are given at once, or as long as they are `busy`, not."""

    def __init__(self) -> None:
        self.sent: list[list[str]] = []
        self.hanging: set[str] = set()
        self.busy = False
        self._futures: list[ProcessFuture[list[Worked]]] = []

    def schedule(self, function: object, args: tuple[Sequence[Item]], timeout: float) -> ProcessFuture[list[Worked]]:
        self.sent.append([item.id for item in args[0]])
        self._futures.append(ProcessFuture())
        if not self.busy:
            self.read()
        return self._futures[-1]

    def read(self, most: int | None = None) -> None:
        for ids, future in list(zip(self.sent, self._futures, strict=True))[:most]:
            if future.done():
                continue
            if self.hanging & set(ids):
                future.set_exception(TimeoutError())
            else:
                future.set_result([Worked(Failed(id, "read")) for id in ids])


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Workers:
    found = Workers()
    monkeypatch.setattr(ProcessPool, "schedule", lambda pool, *args, **named: found.schedule(*args, **named))
    return found


def submitted(pool: Pool, items: Sequence[Item]) -> list[Pending]:
    return [pool.submit(item, every=False, since=None, seconds=60, profiled=False) for item in items]


def told(pending: Pending) -> tuple[str, str]:
    result = pending.result().result
    assert isinstance(result, Failed)
    return result.origin, result.reason


def test_what_one_input_does_to_its_worker_befalls_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[list[str]] = []
    schedule = ProcessPool.schedule

    def noted(pool: ProcessPool, function: object, args: tuple[Sequence[Item]], timeout: float) -> object:
        sent.append([item.id for item in args[0]])
        return schedule(pool, function, args, timeout=timeout)  # type: ignore[arg-type]

    monkeypatch.setattr(ProcessPool, "schedule", noted)
    kinds: dict[int, type[dict[str, str]]] = {9: Deadly, 12: Endless}
    items = [record(number, kinds.get(number, dict)) for number in range(18)]
    became: dict[str, Became] = {}
    reasons: dict[str, str] = {}

    def watch(taken: Facts | Failure, outcome: Became) -> None:
        became[taken.origin] = outcome
        if isinstance(taken, Failure):
            reasons[taken.origin] = taken.reason

    ingest(items, tmp_path / "a.db", load(), Options(seconds=1), Tally(), watch)
    first = [next(ids for ids in sent if id in ids) for id in ("a09", "a12")]
    assert all(len(ids) > 1 for ids in first)
    assert list(became) == [item.origin for item in items]
    assert reasons == {
        "a09.json": "its worker died (exit status -9): it may need more memory",
        "a12.json": "took longer than 1 s: cut it into articles, or allow more (--seconds)",
    }
    with Store.open(tmp_path / "a.db") as store:
        assert store.ids() == [item.id for item in items if item.origin not in reasons]


def test_of_inputs_that_hang_together_only_the_guilty_one_fails(workers: Workers) -> None:
    workers.hanging = {"a09"}
    items = [record(number) for number in range(12)]
    results = [told(pending) for pending in submitted(Pool(1), items)]
    assert ["a08", "a09", "a10"] in workers.sent
    hung = ("a09.json", "hung for 600 s and was stopped: cut it into articles")
    assert results == [(item.id, "read") if item.id != "a09" else hung for item in items]


def test_few_inputs_are_spread_over_the_workers(workers: Workers) -> None:
    items = [record(number) for number in range(20)]
    pool = Pool(2)
    assert [told(pending)[0] for pending in submitted(pool, items)] == [item.id for item in items]
    assert list(chain(*workers.sent)) == [item.id for item in items]
    assert max(map(len, workers.sent)) <= len(items) / 2 / 3


def test_many_go_together_unless_they_are_long(workers: Workers) -> None:
    pool = Pool(1)
    submitted(pool, [record(number) for number in range(80)])
    assert max(map(len, workers.sent)) == 8
    parcels = len(workers.sent) + 1
    submitted(pool, [record(number, more=" Tin vắn." * 10_000) for number in range(80)])
    assert set(map(len, workers.sent[parcels:])) == {1}


def test_what_waits_for_company_goes_to_a_worker_that_has_nothing_to_do(workers: Workers) -> None:
    workers.busy = True
    pending = submitted(Pool(2), [record(number) for number in range(9)])
    workers.read(7)
    told(pending[6])
    assert workers.sent[-1] == ["a07"]  # nobody has waited yet
    workers.busy = False
    told(pending[7])
    assert workers.sent[-1] == ["a08"]
