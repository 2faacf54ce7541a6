"""The store keeps articles whole, once, with their evidence, and says in one line what it cannot do."""

import hashlib
import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.errors import StoreError
from extractor.models import (
    RECORD_TYPES,
    Article,
    ArticleInfo,
    Award,
    Campaign,
    Event,
    Evidence,
    Extraction,
    Organisation,
    Person,
    Phase,
    Ratio,
    Record,
    Statistic,
    Time,
)
from extractor.store import VIEWS, Failed, Outcome, Source, Store
from extractor.store.description import common_columns, tables

TEXT = (
    "Huyện Mây Trắng tổng kết phong trào toàn dân bảo vệ an ninh Tổ quốc năm 2024\n"
    "Chiều 18/10, UBND huyện Mây Trắng phối hợp Công an huyện Mây Trắng tổ chức hội nghị. "
    "Đại tá Lê Văn Suối, Phó Chủ tịch, chủ trì.\n"
    "97/100 khu dân cư, đạt 97,6%, đạt tiêu chuẩn An toàn về an ninh trật tự; 120/100 xã ký cam kết.\n"
    "Dịp này, 8 tập thể và 12 cá nhân được UBND huyện tặng giấy khen; nhân dân báo 1.686 nguồn tin.\n"
    "Đợt 1 từ 01/11/2024."
)
MOVEMENT = "toàn dân bảo vệ an ninh Tổ quốc"
UBND = "Ủy ban nhân dân huyện Mây Trắng"
POLICE = "Công an huyện Mây Trắng"


def seen(field: str, quote: str) -> Evidence:
    start = TEXT.index(quote)
    return Evidence(field=field, start=start, end=start + len(quote), quote=quote, rule=f"test.{field}")


def article(id: str = "may-trang", text: str = TEXT, **more: Any) -> Article:
    return Article(id=id, text=text, origin=f"{id}.txt", **more)


def extraction(id: str = "may-trang") -> Extraction:
    return Extraction(
        id=id,
        article=ArticleInfo(
            title=TEXT.split("\n")[0],
            published="2024-10-18T20:00:00+07:00",
            source="baomaytrang.example",
            evidence=(seen("title", TEXT.split("\n")[0]),),
            basis={"province": "source"},
        ),
        province="Mây Trắng",
        times=(
            Time(value="2024", evidence=(seen("value", "2024"),)),
            Time(value="2024-10-18TAF", evidence=(seen("value", "Chiều 18/10"),), basis={"value": "title"}),
        ),
        events=(
            Event(
                kinds=("tổng kết", "ký kết"),
                date="2024-10-18",
                part_of_day="chiều",
                organisers=(Organisation(name=UBND), Organisation(name=POLICE)),
                chairs=(Person(name="Lê Văn Suối", rank="Đại tá", title="Phó Chủ tịch"), Person(name="Hà")),
                campaigns=(MOVEMENT,),
                evidence=(seen("date", "18/10"), seen("kinds", "tổng kết")),
                basis={"organisers": "abbreviation"},
            ),
            Event(kinds=("đại hội",), date="2024-09-01", evidence=(seen("kinds", "hội nghị"),)),
            Event(status="planned"),
        ),
        campaigns=(Campaign(name=MOVEMENT, year="2024", role="reviewed", evidence=(seen("name", MOVEMENT),)),),
        phases=(Phase(campaign=MOVEMENT, ordinal=1, start="2024-11-01", evidence=(seen("ordinal", "Đợt 1"),)),),
        awards=(
            Award(
                form="giấy khen",
                awarded_by=UBND,
                recipient="tập thể",
                count=8,
                period="2024",
                evidence=(seen("form", "giấy khen"), seen("count", "8 tập thể")),
                basis={"awarded_by": "abbreviation", "period": "title"},
            ),
            Award(form="bằng khen", mod="many", period="2024"),
        ),
        ratios=(
            Ratio(unit="khu dân cư", achieved=97, total=100, percent=97.6, period="2024"),
            Ratio(
                unit="khu dân cư",
                achieved=97,
                total=100,
                percent=98.7,
                period="2024",
                evidence=(seen("percent", "97,6%"), seen("achieved", "97/100")),
            ),
            Ratio(unit="xã", achieved=120, total=100, period="2024", evidence=(seen("achieved", "120/100"),)),
        ),
        statistics=(
            Statistic(value=1686, unit="nguồn tin", evidence=(seen("value", "1.686"),)),
            Statistic(value=1.5, mod="approx", unit="%", description="tăng", period="2024"),
        ),
    )


def bare(id: str) -> Extraction:
    return Extraction(id=id, article=ArticleInfo())


def ingest(path: Path, *pairs: tuple[Article, Extraction], rules: str = "rules-1") -> list[Outcome]:
    with Store.open(path) as store, store.run("0.1.0", rules) as run:
        return [store.save(one, found, run) for one, found in pairs]


def query(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def content(path: Path) -> list[str]:
    """Return the dump without the moments at which runs and migrations happened, and without the index of words.

    How that is cut into pieces depends on its history; tests/test_search.py holds it to what it finds.
    """
    of_history = ("runs", "_sqlite_mig", "article_search", "search_documents", "sqlite_sequence")
    with closing(sqlite3.connect(path)) as connection:
        lines = list(connection.iterdump())
    inserted = tuple(f'INSERT INTO "{table}' for table in of_history)
    return [line for line in lines if not line.startswith((*inserted, "DELETE FROM", "PRAGMA writable_schema"))]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "campaigns.db"


# --- what goes in comes out ---


def test_an_extraction_comes_back_equal(path: Path) -> None:
    ingest(path, (article("other", "Tin khác."), bare("other")), (article(), extraction()))
    with Store.open(path) as store:
        assert store.extraction("may-trang") == extraction()
        assert store.extraction("other") == bare("other")


def test_an_article_comes_back_equal(path: Path) -> None:
    full = article(
        info=ArticleInfo(title="Tin", published="2024-10-18", url="https://baomaytrang.example/1"),
        body=77,
        furniture=((0, 5), (9, 12)),
        captions=((20, 30),),
        extra={"chuyên mục": ["an ninh", 1, None]},
    )
    ingest(path, (full, extraction()))
    with Store.open(path) as store:
        assert store.article("may-trang") == full


def _records(model: type[Record], text: str) -> st.SearchStrategy[Any]:
    special: dict[str, st.SearchStrategy[Any]] = {"evidence": _evidence(text), "basis": _basis}
    if model is Event:
        special |= {
            "kinds": _names,
            "campaigns": _names,
            "organisers": st.lists(st.builds(Organisation, name=_word), max_size=3).map(tuple),
            "chairs": st.lists(st.builds(Person, name=_word, rank=_maybe, title=_maybe), max_size=3).map(tuple),
        }
    scalars = {
        str: _word,
        str | None: _maybe,
        int | None: st.none() | st.integers(-(2**63), 2**63 - 1),
        float | None: st.none() | st.floats(allow_nan=False),
    }
    plain = {n: scalars[f.annotation] for n, f in model.model_fields.items() if n not in special}
    return st.builds(model, **plain, **special)


def _evidence(text: str) -> st.SearchStrategy[tuple[Evidence, ...]]:
    spans = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda s: s[0] < s[1])
    one = st.tuples(spans, _field, _word).map(
        lambda p: Evidence(field=p[1], start=p[0][0], end=p[0][1], quote=text[slice(*p[0])], rule=p[2])
    )
    return st.lists(one, max_size=3).map(tuple)


_word = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_field = st.sampled_from(["count", "kinds[1]", "chairs[0].rank", "title", "date"])
_maybe = st.none() | _word
_names = st.lists(_word, max_size=3).map(tuple)
_basis = st.dictionaries(_word, _word, max_size=2)


@st.composite
def _pairs(draw: st.DrawFn) -> tuple[Article, Extraction]:
    text = draw(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1))
    fields = {key: st.lists(_records(model, text), max_size=2).map(tuple) for key, model in RECORD_TYPES.items()}
    info = draw(_records(ArticleInfo, text))
    found = Extraction(id="a", article=info, province=draw(_maybe), **{k: draw(s) for k, s in fields.items()})
    stated = draw(_records(ArticleInfo, text))
    return article("a", text, info=stated, extra=draw(st.dictionaries(_word, _maybe, max_size=2))), found


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(first=_pairs(), second=_pairs())
def test_whatever_is_saved_comes_back_equal(
    tmp_path_factory: pytest.TempPathFactory,
    first: tuple[Article, Extraction],
    second: tuple[Article, Extraction],
) -> None:
    path = tmp_path_factory.mktemp("store") / "a.db"
    for one, found in (first, second):
        if ingest(path, (one, found)) == ["unchanged"]:
            continue
        with Store.open(path) as store:
            assert (store.article("a"), store.extraction("a")) == (one, found)


def test_every_quote_in_the_database_is_the_text_at_its_offsets(path: Path) -> None:
    ingest(path, (article(), extraction()))
    rows = query(path, 'SELECT text, start, "end", quote FROM evidence e JOIN articles a ON a.id = article_id')
    assert len(rows) == 14
    assert all(text[start:end] == quote for text, start, end, quote in rows)


def test_tables_and_columns_carry_the_names_of_the_contract(path: Path) -> None:
    Store.open(path).close()
    for table, model in RECORD_TYPES.items():
        columns = {name for (name,) in query(path, f"SELECT name FROM pragma_table_info('{table}')")}
        fields = set(model.model_fields) - {"evidence", "basis"}
        if table == "events":
            fields -= {"kinds", "organisers", "chairs", "campaigns"}
        assert columns == fields | {"id", "article_id", "run_id", "position"}
    own = "schema = 'main' AND type = 'table' AND name NOT LIKE '%sqlite#_%' ESCAPE '#'"
    assert all(strict for (strict,) in query(path, f"SELECT strict FROM pragma_table_list WHERE {own}"))


# --- the same article again ---


def test_the_same_article_again_changes_not_a_byte_of_the_file(path: Path) -> None:
    pair = (article(), extraction())
    assert ingest(path, pair) == ["added"]
    with closing(sqlite3.connect(path)) as connection, connection:  # long ago
        connection.execute("UPDATE runs SET started = '2024-10-18T01:00:00', finished = '2024-10-18T01:02:00'")
    before = path.read_bytes()
    assert ingest(path, pair) == ["unchanged"]
    assert path.read_bytes() == before


def test_the_same_file_in_another_folder_is_unchanged(path: Path) -> None:
    ingest(path, (article(), extraction()))
    before = content(path)
    moved = article().model_copy(update={"origin": "elsewhere/may-trang.txt"})
    assert ingest(path, (moved, extraction())) == ["unchanged"]
    (source,) = set(content(path)) - set(before)
    assert source.startswith("INSERT INTO \"sources\" VALUES('elsewhere/may-trang.txt',")


def test_the_same_text_under_another_id_is_a_duplicate(path: Path) -> None:
    ingest(path, (article(), extraction()))
    before = content(path)
    copy = article("copy").model_copy(update={"origin": "copy.txt"})
    assert ingest(path, (copy, extraction("copy"))) == ["duplicate"]
    (source,) = set(content(path)) - set(before)
    assert source.startswith("INSERT INTO \"sources\" VALUES('copy.txt',") and "'may-trang'" in source


def test_new_text_under_an_id_replaces_all_that_the_old_one_gave(path: Path, tmp_path: Path) -> None:
    ingest(path, (article(), extraction()))
    corrected = (article(text="Đính chính: chưa có hội nghị nào."), bare("may-trang"))
    assert ingest(path, corrected) == ["updated"]
    ingest(tmp_path / "fresh.db", corrected)
    assert content(path) == content(tmp_path / "fresh.db")


def test_new_rules_replace_the_extraction_and_belong_to_a_new_run(path: Path) -> None:
    ingest(path, (article(), extraction()))
    better = extraction().model_copy(update={"awards": (), "province": None})
    assert ingest(path, (article(), better), rules="rules-2") == ["updated"]
    with Store.open(path) as store:
        assert store.extraction("may-trang") == better
        assert store.counts()["awards"] == 0
    assert query(path, "SELECT rulebook FROM articles JOIN runs ON runs.id = run_id") == [("rules-2",)]
    assert query(path, "SELECT DISTINCT run_id FROM events") == [(2,)]


def test_what_the_source_states_anew_is_not_ignored(path: Path) -> None:
    ingest(path, (article(), extraction()))
    dated = article(info=ArticleInfo(published="2024-10-19"))
    assert ingest(path, (dated, extraction())) == ["updated"]


def test_names_that_nothing_gives_any_more_are_dropped_and_shared_ones_stay(path: Path) -> None:
    lone = (*extraction().awards, Award(form="thư khen", awarded_by="Bộ Công an"))
    keeper = Extraction(
        id="keeper",
        article=ArticleInfo(),
        events=(Event(organisers=(Organisation(name=POLICE),), chairs=(Person(name="Hà"),)),),
        awards=(Award(form="giấy khen", awarded_by=UBND),),
    )
    mine = extraction().model_copy(update={"awards": lone})
    ingest(path, (article(), mine), (article("keeper", "Tin khác."), keeper))
    names = "SELECT name FROM organisations ORDER BY id"
    assert query(path, names) == [(UBND,), (POLICE,), ("Bộ Công an",)]
    ingest(path, (article(text="Đính chính."), bare("may-trang")))
    assert query(path, names) == [(UBND,), (POLICE,)]
    assert query(path, "SELECT name FROM persons") == [("Hà",)]


def test_state_tells_what_became_of_the_very_same_input(path: Path) -> None:
    here, changed = Source("may-trang.txt", "digest"), Source("may-trang.txt", "other")
    with Store.open(path) as store, store.run("0.1.0", "rules-1") as run:
        assert store.state(here, run) is None
        store.save(article(), extraction(), run, here)
        assert store.state(here, run) == "stored"
        assert store.state(changed, run) is None
        assert store.adopt(Source("copy.txt", "digest"), run)
        assert store.state(Source("copy.txt", "digest"), run) == "stored"
        assert not store.adopt(Source("copy.txt", "other"), run)
        with store.run("0.1.0", "rules-2") as newer:
            assert store.state(here, newer) is None
        store.fail(Failed("may-trang.txt", "torn"), run, changed)
        assert store.state(changed, run) == "failed"
        assert store.failures() == [Failed("may-trang.txt", "torn")]
        store.save(article(), extraction(), run, here)
        assert store.failures() == []


def test_databases_built_alike_are_alike_row_for_row(tmp_path: Path) -> None:
    pairs = [(article(f"a{i}", f"{TEXT}\n{i}"), extraction(f"a{i}")) for i in range(5)]
    ingest(tmp_path / "one.db", *pairs)
    for pair in pairs:
        ingest(tmp_path / "two.db", pair)
    assert content(tmp_path / "one.db") == content(tmp_path / "two.db")


def test_a_run_is_one_version_with_one_rulebook(path: Path) -> None:
    with Store.open(path) as store:
        for version, rules in (("1", "a"), ("1", "b"), ("2", "a"), ("1", "a")):
            with store.run(version, rules):
                pass
        assert store.counts()["runs"] == 3


def test_a_broken_off_run_is_unfinished_until_it_is_taken_up_again(path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Store.open(path) as store, store.run("0.1.0", "rules-1") as run:
        store.save(article(), extraction(), run)
        raise KeyboardInterrupt
    assert query(path, "SELECT finished FROM runs") == [(None,)]
    assert ingest(path, (article(), extraction())) == ["unchanged"]
    assert query(path, "SELECT count(*) FROM runs WHERE finished >= started") == [(1,)]


def test_a_finished_run_that_is_taken_up_and_broken_off_is_unfinished(path: Path) -> None:
    ingest(path, (article(), extraction()))
    with pytest.raises(KeyboardInterrupt), Store.open(path) as store, store.run("0.1.0", "rules-1") as run:
        store.save(article("other", "Tin khác."), bare("other"), run)
        raise KeyboardInterrupt
    assert query(path, "SELECT finished FROM runs") == [(None,)]


# --- never half of it ---


@pytest.fixture(params=["ABORT", "FAIL", "ROLLBACK"])
def failing(path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A database with one article that refuses the very last row of a save."""
    ingest(path, (article(), extraction()))
    trigger = (
        "CREATE TRIGGER injected BEFORE INSERT ON inferences WHEN NEW.basis = 'abbreviation'"
        f" BEGIN SELECT RAISE({request.param}, 'injected'); END"
    )
    query(path, trigger)
    yield path


@pytest.mark.parametrize(
    "pair",
    [(article("new", f"{TEXT}\nMới"), extraction("new")), (article(text=f"{TEXT}\nSửa"), extraction())],
    ids=["adding", "replacing"],
)
def test_a_failure_in_the_middle_leaves_nothing_behind(failing: Path, pair: tuple[Article, Extraction]) -> None:
    before = query(failing, "SELECT * FROM runs"), content(failing)
    with Store.open(failing) as store:
        with (
            pytest.raises(StoreError, match=r"campaigns\.db.*injected"),
            store.run("0.1.0", "rules-1") as run,
        ):
            store.save(*pair, run)
        assert store.ids() == ["may-trang"]
        assert store.extraction("may-trang") == extraction()
    assert (query(failing, "SELECT * FROM runs"), content(failing)) == before


def test_after_a_failure_the_next_article_is_stored(failing: Path) -> None:
    with Store.open(failing) as store, store.run("0.1.0", "rules-1") as run:
        with pytest.raises(StoreError):
            store.save(article("new", f"{TEXT}\nMới"), extraction("new"), run)
        assert store.save(article("next", "Tin khác."), bare("next"), run) == "added"
        assert store.ids() == ["may-trang", "next"]


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (article(text="\ud800"), bare("may-trang")),
        (article(extra={"a": "\ud800"}), bare("may-trang")),
        (article(info=ArticleInfo(title="\ud800")), bare("may-trang")),
        (article(), bare("may-trang").model_copy(update={"province": "\ud800"})),
        (
            article(),
            bare("may-trang").model_copy(update={"awards": (Award(form="giấy khen", count=10**30),)}),
        ),
    ],
    ids=["text", "extra", "stated", "province", "number"],
)
def test_what_sqlite_cannot_hold_is_refused_by_the_article_s_name(path: Path, one: Article, found: Extraction) -> None:
    with Store.open(path) as store, store.run("0.1.0", "rules-1") as run:
        with pytest.raises(StoreError, match=r"^may-trang\.txt: .*(Unicode|too large)"):
            store.save(one, found, run)
        assert store.ids() == []


def test_a_quote_that_is_not_in_the_text_is_refused(path: Path) -> None:
    with Store.open(path) as store, store.run("0.1.0", "rules-1") as run:
        with pytest.raises(ValueError, match=r"test\.title quotes"):
            store.save(article(text="x" + TEXT), extraction(), run)
        assert store.counts()["articles"] == 0


def test_an_extraction_of_another_article_is_refused(path: Path) -> None:
    with (
        Store.open(path) as store,
        store.run("0.1.0", "r") as run,
        pytest.raises(ValueError, match="not that of"),
    ):
        store.save(article("one"), bare("two"), run)


# --- opening ---


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()
    assert ingest(path, (article(), extraction())) == ["added"]
    assert path.read_bytes()[68:72] == b"PhTr"


def test_opening_again_writes_nothing(path: Path) -> None:
    ingest(path, (article(), extraction()))
    before = path.read_bytes()
    with Store.open(path, create=False) as store:
        store.view("timeline")
    assert path.read_bytes() == before


def _missing(path: Path) -> None: ...


def _folder(path: Path) -> None:
    path.mkdir()


def _no_database(path: Path) -> None:
    path.write_text("Đây là một bài báo, không phải cơ sở dữ liệu.\n" * 50, encoding="utf-8")


def _foreign(path: Path) -> None:
    query(path, "CREATE TABLE articles (id TEXT)")


def _other_application(path: Path) -> None:
    query(path, "PRAGMA application_id = 1234")


def _newer(path: Path) -> None:
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        values = "('phongtrao', '0999_future', '2030-01-01')"
        connection.execute(f"INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES {values}")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_missing, "does not exist"),
        (_folder, "is a folder"),
        (_no_database, "is not a SQLite database"),
        (_foreign, "is a database of another application"),
        (_other_application, "is a database of another application"),
        (_newer, "was written by a newer phongtrao (it has 0999_future)"),
    ],
)
def test_what_cannot_be_opened_is_said_in_one_line_and_left_alone(path: Path, make: Any, message: str) -> None:
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError) as caught:
        Store.open(path, create=False)
    assert f"{path} {message}" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_folder_that_does_not_exist_is_said(path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened or created"):
        Store.open(path / "no" / "such.db")


def test_a_read_only_database_can_be_read_and_says_that_it_cannot_be_written(path: Path) -> None:
    ingest(path, (article(), extraction()))
    header = bytearray(path.read_bytes())
    header[18] = 3  # "write version" beyond SQLite's own: read-only, whoever asks
    path.write_bytes(header)
    with Store.open(path) as store:
        assert store.extraction("may-trang") == extraction()
        with pytest.raises(StoreError, match="read-only"), store.run("0.1.0", "rules-1"):
            pass


def test_a_database_in_use_is_waited_for_and_then_said(path: Path) -> None:
    Store.open(path).close()
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as other,
        Store.open(path, timeout=0.05) as store,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="in use by another program"), store.run("0.1.0", "rules-1"):
            pass
        other.execute("ROLLBACK")
        with store.run("0.1.0", "rules-1") as run:
            assert store.save(article(), extraction(), run) == "added"


def test_a_save_waits_until_another_writer_has_finished(path: Path) -> None:
    Store.open(path).close()
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    with closing(other), Store.open(path) as store, store.run("0.1.0", "rules-1") as run:
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.2, other.execute, ["COMMIT"])
        release.start()
        assert store.save(article(), extraction(), run) == "added"
        release.join()


def test_an_article_that_is_not_there_is_said(path: Path) -> None:
    with Store.open(path) as store:
        for read in (store.article, store.extraction):
            with pytest.raises(StoreError, match="has no article không-có"):
                read("không-có")


# --- reading ---


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    ingest(path, (article(), extraction()), (article("other", "Tin khác."), bare("other")))
    with Store.open(path) as store:
        yield store


def test_counts_and_ids(store: Store) -> None:
    assert store.ids() == ["may-trang", "other"]
    assert store.counts() == {
        "articles": 2,
        "runs": 1,
        "run_commons": 0,
        "rule_forms": 0,
        "run_rules": 0,
        "lexicon_forms": 0,
        "run_lexicons": 0,
        "times": 2,
        "events": 3,
        "campaigns": 1,
        "phases": 1,
        "awards": 2,
        "ratios": 3,
        "statistics": 2,
        "organisations": 2,
        "persons": 2,
        "event_kinds": 3,
        "event_organisers": 2,
        "event_chairs": 2,
        "event_campaigns": 1,
        "evidence": 14,
        "inferences": 5,
        "sources": 2,
        "passed_over": 0,
        "failures": 0,
        "signatures": 2,
        "alike": 0,
        "decisions": 0,
        "readings": 2,
        "readings_of_all": 0,
        "kept_extractions": 0,
        "attestations": 0,
        "link_decisions": 0,
    }


def test_the_text_is_stored_with_its_digest(store: Store) -> None:
    rows = query(store.path, "SELECT text, sha256 FROM articles")
    assert all(hashlib.sha256(text.encode()).hexdigest() == digest for text, digest in rows)


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_can_be_read(store: Store, name: str) -> None:
    described = set(tables()[name].columns) | set(common_columns())
    assert all(row.keys() <= described for row in store.view(name))


LISTS = ("award_list", "ratio_list", "statistic_list", "timeline", "campaign_list", "phase_list", "needs_a_look")


@pytest.mark.parametrize("name", LISTS)
def test_every_list_names_the_article_and_quotes_it(store: Store, name: str) -> None:
    rows = [row for row in store.view(name) if row["quote"] is not None]
    assert rows
    for row in rows:
        assert row["article_id"] == "may-trang"
        assert (row["article"], row["published"]) == (TEXT.split("\n")[0], "2024-10-18T20:00:00+07:00")
        assert (row["source"], row["province"]) == ("baomaytrang.example", "Mây Trắng")
        assert row["quote"] in TEXT
        assert row["context"] in TEXT.replace("\n", " ")
        assert row["quote"] in row["context"]


def test_timeline_is_in_order_of_date_and_joins_the_names(store: Store) -> None:
    rows = store.view("timeline")
    assert [row["date"] for row in rows] == ["2024-09-01", "2024-10-18", None]
    assert rows[1]["kinds"] == "tổng kết; ký kết"
    assert rows[1]["organisers"] == f"{UBND}; {POLICE}"
    assert rows[1]["chairs"] == "Lê Văn Suối; Hà"
    assert rows[1]["campaigns"] == MOVEMENT
    assert rows[1]["quote"] == "tổng kết"


def test_lists_show_the_records_as_printed(store: Store) -> None:
    award = store.view("award_list")[0]
    assert [award[key] for key in ("form", "awarded_by", "recipient", "count")] == [
        "giấy khen",
        UBND,
        "tập thể",
        8,
    ]
    assert award["quote"] == "8 tập thể"
    assert json.dumps([row["value"] for row in store.view("statistic_list")]) == "[1686, 1.5]"
    ratio = store.view("ratio_list")[1]
    assert json.dumps([ratio[key] for key in ("achieved", "total", "percent")]) == "[97, 100, 98.7]"
    assert ratio["computed_percent"] == 97.0
    assert store.view("phase_list")[0]["start"] == "2024-11-01"
    assert store.view("campaign_list")[0]["year"] == "2024"


def test_needs_a_look_finds_what_is_missing_or_contradictory(store: Store) -> None:
    problems = [(row["record"], row["record_id"], row["problem"]) for row in store.view("needs_a_look")]
    assert problems == [
        ("ratios", 3, "more achieved than there are"),
        ("ratios", 2, "percent contradicts the fraction"),
        ("events", 3, "no date"),
        ("awards", 2, "no giver"),
        ("events", 2, "no organiser"),
        ("events", 3, "no organiser"),
        ("articles", None, "no province"),
        ("articles", None, "no publication date"),
        ("statistics", 1, "no period"),
    ]
    kinds = Counter((record, problem) for record, _, problem in problems)
    assert store.problems() == [(*kind, times) for kind, times in kinds.items()]


def test_only_views_are_views(store: Store) -> None:
    with pytest.raises(ValueError, match="timeline"):
        store.view("articles; DROP TABLE articles")


def test_deleting_an_article_deletes_what_it_gave(store: Store) -> None:
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM articles WHERE id = 'may-trang'")
    left = {table: n for table, n in store.counts().items() if n}
    assert left == {
        "articles": 1,
        "runs": 1,
        "organisations": 2,
        "persons": 2,
        "sources": 1,
        "signatures": 1,
        "readings": 1,
    }
