"""The same event in several papers is one; look-alikes are not; what reviewers said of it stays."""

import json
import random
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import pytest
from desk_articles import BOOK, at_kind, begun_anew, desk_of, filled
from hypothesis import given
from hypothesis import strategies as st
from old_schema import as_of

from extractor.cli.main import main
from extractor.extract import extract
from extractor.link.days import days_of
from extractor.link.occasions import Body, Report, judge, occasions
from extractor.link.reports import report
from extractor.models import Article, Extraction
from extractor.sources import read
from extractor.store import Store

CORPUS = Path(__file__).parents[1] / "corpus"
GOLD = json.loads((CORPUS / "occasions.json").read_text(encoding="utf-8"))
Pairs = set[frozenset[str]]


@lru_cache
def readings() -> Sequence[tuple[Article, Extraction]]:
    found = [a for a in read([CORPUS / "articles" / "k-same-events.jsonl"], BOOK) if isinstance(a, Article)]
    return [(article, extract(article, BOOK)) for article in found]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("occasions") / "campaigns.db"
    with filled(path, readings()) as store:
        store.occasions.link()
    return path


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Iterator[Store]:
    with Store.open(shutil.copy(made, tmp_path)) as store:
        yield store


def pairs_of(groups: Sequence[Sequence[str]]) -> Pairs:
    return {frozenset(pair) for group in groups for pair in combinations(sorted(set(group)), 2)}


def linked(store: Store) -> Pairs:
    """Return the pairs of articles that report one event."""
    return pairs_of([row["articles"].split(",") for row in store.view("occasion_list")])


def test_reports_of_one_event_are_linked_and_look_alikes_are_not(store: Store) -> None:
    wanted, found = pairs_of(GOLD["events"]), linked(store)
    right = found & wanted
    assert len(right) >= 0.95 * len(found), sorted(map(sorted, found - wanted))
    assert len(right) >= 0.95 * len(wanted), sorted(map(sorted, wanted - found))
    apart = {frozenset(pair) for pair in GOLD["apart"]}
    assert len(GOLD["events"]) >= 12 and len(apart) >= 12 and not found & apart


def test_all_else_in_the_corpus_is_told_once(tmp_path: Path) -> None:
    """No two of these articles report one event: what is linked here would be a false link."""
    others = [a for a in read(sorted((CORPUS / "articles").glob("a*.txt")), BOOK) if isinstance(a, Article)][:30]
    with filled(tmp_path / "campaigns.db", [(article, extract(article, BOOK)) for article in others]) as store:
        store.occasions.link()
        assert linked(store) == set()


def test_figures_that_papers_tell_differently_are_side_by_side(store: Store) -> None:
    figures = [row for row in store.view("disagreements") if row["record"] == "awards"]
    told = {(row["article_id"], row["value"]) for row in figures}
    assert {("k01-yen-bai-antq-2018", 14), ("k02-cong-an-yen-bai-hoi-nghi", 16)} <= told
    assert all(row["quote"] and row["quote"] in row["context"] for row in figures)
    days = [row for row in store.view("disagreements") if row["field"] == "date"]
    assert {row["value"] for row in days} == {"2009-04-23", "2009-04-24"}


def test_what_papers_tell_differently_waits_for_review(store: Store) -> None:
    def waiting() -> set[str]:
        rows = store.view("needs_a_look")
        return {row["article_id"] for row in rows if row["problem"] == "papers disagree"}

    told = [row for row in store.view("findings") if row["problem"] == "papers disagree"]
    assert waiting() == {row["article_id"] for row in told} and "k01-yen-bai-antq-2018" in waiting()
    assert len(told) == len({(row["article_id"], row["record_id"], row["said"]) for row in told})
    assert any("papers disagree" in item.doubts for item in store.reviews.queue({}))
    desk = desk_of(store, article="k01-yen-bai-antq-2018")
    assert desk.next()
    (award,) = {row["record_id"] for row in told if row["article_id"] == "k01-yen-bai-antq-2018"}
    (position,) = store._db.execute("SELECT position FROM awards WHERE id = ?", (award,)).fetchone()
    at_kind(desk, "awards", position).accept()
    assert "k01-yen-bai-antq-2018" not in waiting()


def test_an_occasion_is_shown_as_one_of_its_reports_tells_it(store: Store) -> None:
    told = {(row["occasion"], row["article_id"]): row for row in store.view("attestation_list")}
    shown = ("date", "kinds", "organisers", "chairs", "place", "province", "campaigns")
    for row in store.view("occasion_list"):
        mine = told[row["occasion"], row["told_by"]]
        assert {name: row[name] for name in shown} == {name: mine[name] for name in shown}
        others = (one for (occasion, _), one in told.items() if occasion == row["occasion"])
        assert all(
            sum(one[name] is None for name in shown) >= sum(mine[name] is None for name in shown) for one in others
        )


def test_linking_again_changes_nothing(store: Store) -> None:
    before = store.view("attestation_list")
    changes = store._db.conn.total_changes
    store.occasions.link()
    assert store.view("attestation_list") == before and store._db.conn.total_changes == changes


def test_the_order_of_articles_does_not_matter(tmp_path: Path, store: Store) -> None:
    shuffled = list(readings())
    random.Random(7).shuffle(shuffled)
    with filled(tmp_path / "other.db", shuffled) as other:
        other.occasions.link()
        assert linked(other) == linked(store)


# Reviewers


def test_what_reviewers_joined_and_split_stays(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = "k24-lao-cai-binh-dan-hoc-vu-so", "k55-cong-an-lao-cai-binh-dan-hoc-vu-so"
    mates = "k31-dong-nai-lao-dong-gioi", "k32-lao-dong-dong-nai-sang-kien"
    db = ["--db", str(store.path), "--reviewer", "an"]
    assert main(["occasions", "join", one, f"{other}#1", *db]) == 0
    assert main(["occasions", "split", *mates, *db]) == 0
    assert frozenset((one, other)) in linked(store) and frozenset(mates) not in linked(store)
    moved = [begun_anew(article) for article, _ in readings()]
    with store.run("0.1.0", "rules-2") as run:
        for article in moved:
            store.save(article, extract(article, BOOK), run)
    store.occasions.link()
    assert frozenset((one, other)) in linked(store) and frozenset(mates) not in linked(store)
    assert main(["occasions", "undo", "2", *db]) == 0
    assert frozenset(mates) in linked(store)
    assert main(["occasions", "undo", "2", *db]) == 1
    assert "no decision 2" in capsys.readouterr().err
    with closing(sqlite3.connect(store.path)) as database, pytest.raises(sqlite3.IntegrityError, match="never"):
        database.execute("DELETE FROM link_decisions")


@pytest.mark.parametrize("name", ["nothing", "k01-yen-bai-antq-2018#9", "k01-yen-bai-antq-2018#0", "k01#x", "#"])
def test_an_event_that_there_is_not_is_said(store: Store, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["occasions", "join", name, "k02-cong-an-yen-bai-hoi-nghi", "--db", str(store.path)]) == 1
    assert "has no event" in capsys.readouterr().err


def test_a_corrected_date_parts_reports(store: Store) -> None:
    mates = "k31-dong-nai-lao-dong-gioi", "k32-lao-dong-dong-nai-sang-kien"
    desk = desk_of(store, article=mates[0])
    assert desk.next()
    at_kind(desk, "events").correct("date", "2005-03-01")
    store.occasions.link()
    assert frozenset(mates) not in linked(store)


def test_events_of_an_older_database_are_linked_when_asked(store: Store, tmp_path: Path) -> None:
    wanted = linked(store)
    path = store.path
    store.close()
    as_of("0004_decisions", path, tmp_path / "old.db")
    with Store.open(tmp_path / "old.db") as old:
        old.occasions.link()
        assert linked(old) == wanted


def test_the_list_says_what_differs(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["occasions", "--db", str(store.path)]) == 0
    out = capsys.readouterr().out
    assert "k01-yen-bai-antq-2018#1: 2019-03-05" in out and ": 16 in k02-cong-an-yen-bai-hoi-nghi" in out


# Pairs

NGHE_AN = Body("công an", ("province", "40"), "tỉnh")
BASE = Report(
    1,
    "a",
    0,
    (date(2019, 3, 5), date(2019, 3, 5)),
    date(2019, 3, 6),
    frozenset({"tổng kết"}),
    frozenset({NGHE_AN}),
    province="Nghệ An",
    campaigns=frozenset({"toàn dân bảo vệ an ninh Tổ quốc"}),
)


def other(**more: object) -> Report:
    return Report(**{**{f: getattr(BASE, f) for f in BASE.__dataclass_fields__}, "id": 2, "article_id": "b", **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("report", "resemblance", "same"),
    [
        (other(), 0, True),
        (other(days=None), 0, True),
        (other(days=None, published=date(2019, 6, 1)), 0, False),
        (other(days=(date(2020, 3, 5), date(2020, 3, 5))), 0.9, False),
        (other(days=(date(2019, 3, 6), date(2019, 3, 6))), 0.9, True),
        (other(bodies=frozenset({Body("công an", ("province", "42"))}), province="Hà Tĩnh"), 0.9, False),
        (other(bodies=frozenset({Body("ủy ban nhân dân", ("province", "40"))})), 0, False),
        (other(bodies=frozenset({Body("phòng tham mưu công an", ("province", "40"))})), 0, True),
        (other(bodies=frozenset({Body("công an", None, "tỉnh")})), 0, True),
        (other(bodies=frozenset({Body("công an", None, "huyện")})), 0, False),
        (other(bodies=frozenset(), campaigns=frozenset()), 0, False),
        (other(bodies=frozenset()), 0.8, True),
        (other(kinds=frozenset({"phát động"}), campaigns=frozenset({"hiến máu tình nguyện"})), 0, False),
    ],
)
def test_what_makes_two_reports_one(report: Report, resemblance: float, same: bool) -> None:
    assert judge(BASE, report, resemblance).same is same
    assert judge(report, BASE, resemblance).same is same


@given(st.permutations(range(6)))
def test_occasions_are_a_partition_in_any_order(order: list[int]) -> None:
    reports = [other(id=n, article_id=str(n), days=(date(2019, 3, 5 + n // 2),) * 2) for n in order]
    found = occasions(reports, lambda one, two: 0.0)
    assert sorted(id for group in found for id in group) == list(range(6))


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("2019-03-05", (date(2019, 3, 5), date(2019, 3, 5))),
        ("2019-03-05/2019-03-07", (date(2019, 3, 5), date(2019, 3, 7))),
        ("2019-03-05T09:00:00+07:00", (date(2019, 3, 5), date(2019, 3, 5))),
        ("2019-03", None),
        ("2019", None),
        ("2019-02-31", None),
        (None, None),
    ],
)
def test_only_whole_days_are_compared(value: str | None, days: tuple[date, date] | None) -> None:
    assert days_of(value) == days


def test_a_venue_is_in_the_units_around_it() -> None:
    found = report(1, "a", 0, "2015-08-12", None, "Phú Yên", "sân vận động xã Hòa Trị")
    assert {level for level, _ in found.venue} == {"commune", "district", "province"}
