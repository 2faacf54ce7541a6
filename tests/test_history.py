"""What the runs read is remembered just so, no more of it than is needed, and two of them can be compared."""

import json
import sqlite3
import zlib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from desk_articles import BOOK, THREE, article_of, desk_of, filled, readings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from old_schema import as_of

from extractor.cli.main import main
from extractor.extract import extract
from extractor.models import Article, ArticleInfo, Award, Evidence, Extraction, Statistic
from extractor.review.comparison import Comparison
from extractor.store import Store

RULE = "recipient.counted"
LESSER = BOOK.without(RULE)
TEXT = "Dịp này, UBND huyện Mây Trắng tặng giấy khen cho 8 tập thể và 12 cá nhân; nhân dân báo 15 nguồn tin."

Read = tuple[Article, Extraction]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "campaigns.db"


def save(path: Path, pairs: Sequence[Read], rules: str) -> None:
    filled(path, pairs, rules).close()


def lesser() -> list[Read]:
    """Return the three articles as they are read without a rule."""
    return [(article, extract(article, LESSER)) for article, _ in readings()]


def made(text: str = TEXT, **records: Any) -> Read:
    """Return an article and an extraction that a test makes up."""
    return Article(id="made", text=text, origin="made.txt"), Extraction(id="made", article=ArticleInfo(), **records)


def award(count: int | None, quote: str = "8 tập thể", rule: str = "quantity.a", text: str = TEXT) -> Award:
    start = text.index(quote)
    end = start + len(quote)
    return Award(form="giấy khen", count=count, evidence=(seen("count", start, end, quote, rule),))


def seen(field: str, start: int, end: int, quote: str, rule: str) -> Evidence:
    return Evidence(field=field, start=start, end=end, quote=quote, rule=rule)


def query(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        return connection.execute(sql).fetchall()


def kept(path: Path) -> int:
    return int(query(path, "SELECT count(*) FROM kept_extractions")[0][0])


def compared(path: Path, older: int = 1, newer: int = 2) -> Comparison:
    with Store.open(path, create=False) as store:
        return store.history.compare(older, newer, 3)


def printed(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    assert main([*args]) == 0
    out = capsys.readouterr()
    assert not out.err
    return out.out


# What is remembered


def test_an_equal_reading_keeps_no_extraction(path: Path) -> None:
    save(path, readings(), "rules-1")
    save(path, readings(), "rules-2")
    digests = query(path, "SELECT article_id, count(*), count(DISTINCT digest) FROM readings GROUP BY 1 ORDER BY 1")
    assert digests == [(id, 2, 1) for id in sorted(THREE)]
    assert kept(path) == 0


def test_what_is_replaced_by_another_reading_is_kept(path: Path) -> None:
    save(path, readings(), "rules-1")
    save(path, lesser(), "rules-2")
    different = sum(old != new for (_, old), (_, new) in zip(readings(), lesser(), strict=True))
    assert 0 < different == kept(path)
    for blob, *_ in query(path, "SELECT extraction FROM kept_extractions"):
        assert "id" not in json.loads(zlib.decompress(blob))


def test_the_same_run_remembers_only_what_it_read_last(path: Path) -> None:
    save(path, [made(awards=(award(8),))], "rules-1")
    corrected = f"{TEXT} (Đính chính.)"
    save(path, [made(corrected, awards=(award(9),))], "rules-1")
    assert kept(path) == 0 and query(path, "SELECT count(*) FROM readings") == [(1,)]
    save(path, [made(corrected, awards=(award(7),))], "rules-2")
    assert kept(path) == 1
    save(path, [made(corrected, awards=(award(6),))], "rules-1")
    assert query(path, "SELECT r.run_id FROM readings r JOIN kept_extractions USING (digest)") == [(2,)]


def test_older_rules_again_are_the_older_run_and_read_last(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save(path, readings(), "rules-1")
    save(path, lesser(), "rules-2")
    save(path, readings(), "rules-1")
    with Store.open(path) as store:
        assert [(one.id, one.articles, one.present) for one in store.history.runs()] == [(2, 3, 0), (1, 3, 3)]
        assert store.history.runs()[1].finished
    out = printed(capsys, "diff", "--db", str(path))
    assert out.index("from      run 2") < out.index("to        run 1")
    assert out == printed(capsys, "diff", "2", "1", "--db", str(path))


def test_a_deleted_article_takes_its_readings_and_what_was_kept_along(path: Path) -> None:
    save(path, [made(awards=(award(8),))], "rules-1")
    save(path, [made(awards=(award(9),))], "rules-2")
    assert kept(path) == 1
    query(path, "DELETE FROM articles")
    assert kept(path) == 0 and query(path, "SELECT count(*) FROM readings") == [(0,)]


def test_what_two_articles_share_stays_for_the_other(path: Path) -> None:
    def both(count: int) -> list[Read]:
        one, found = made(awards=(award(count),))
        other = one.model_copy(update={"id": "other", "text": f"{TEXT} Hết."})
        return [(one, found), (other, found.model_copy(update={"id": "other"}))]

    save(path, both(8), "rules-1")
    save(path, both(9), "rules-2")
    assert kept(path) == 1
    query(path, "DELETE FROM articles WHERE id = 'made'")
    assert compared(path).same_text.values.changed == 1


def test_a_renamed_article_keeps_its_readings(path: Path) -> None:
    save(path, [made(awards=(award(8),))], "rules-1")
    save(path, [made(awards=(award(9),))], "rules-2")
    query(path, "UPDATE articles SET id = 'renamed'")
    (case,) = compared(path).same_text.rules["quantity.a"].cases
    assert case.article_id == "renamed" and compared(path).same_text.articles == 1


def test_what_fails_in_the_middle_leaves_no_reading(path: Path) -> None:
    save(path, [made(awards=(award(8),))], "rules-1")
    query(path, "CREATE TRIGGER injected BEFORE INSERT ON awards BEGIN SELECT raise(ABORT, 'injected'); END")
    before = query(path, "SELECT * FROM readings")
    with pytest.raises(Exception, match="injected"):
        save(path, [made(awards=(award(9),))], "rules-2")
    assert query(path, "SELECT * FROM readings") == before and kept(path) == 0


def test_a_database_of_the_schema_before_remembers_what_is_stored(path: Path) -> None:
    newer = path.with_name("newer.db")
    save(newer, readings(), "rules-1")
    save(newer, lesser()[:1], "rules-2")
    as_of("0004_decisions", newer, path)
    with Store.open(path) as store:
        assert [(one.id, one.articles, one.present) for one in store.history.runs()] == [(1, 2, 2), (2, 1, 1)]
    save(path, lesser(), "rules-3")
    assert query(path, "SELECT DISTINCT digest IS NULL FROM readings") == [(0,)]
    old, new = readings()[1:], lesser()[1:]
    assert kept(path) == sum(one[1] != other[1] for one, other in zip(old, new, strict=True))
    assert compared(path, 2, 3).same_text.records.total == 0
    fresh = path.with_name("fresh.db")
    save(fresh, readings()[1:], "rules-1")
    save(fresh, lesser()[1:], "rules-3")
    assert compared(path, 1, 3) == compared(fresh, 1, 2)


def test_a_damaged_extraction_is_said_in_one_line(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save(path, [made(awards=(award(8),))], "rules-1")
    save(path, [made(awards=(award(9),))], "rules-2")
    for damage in ("UPDATE kept_extractions SET extraction = x'00'", "DELETE FROM kept_extractions"):
        query(path, damage)
        assert main(["diff", "--db", str(path)]) == 1
        error = capsys.readouterr().err
        assert "what was read of made before" in error and error.count("\n") == 1


# What differs


COUNTS = st.sampled_from([None, 8, 12, 15])
QUOTES = st.sampled_from(["8 tập thể", "12 cá nhân", "15 nguồn tin", "giấy khen"])
RULES = st.sampled_from(["quantity.a", "quantity.b"])
AWARDS = st.lists(st.builds(award, COUNTS, QUOTES, RULES), max_size=5).map(tuple)
BARE = st.lists(st.builds(Statistic, value=st.sampled_from([None, -0.0, 1.5, 2e300])), max_size=2).map(tuple)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(["1", "2", "3"]), AWARDS, BARE), min_size=1, max_size=6))
def test_a_run_is_no_different_from_itself_and_swapping_two_swaps_gained_and_lost(
    tmp_path_factory: pytest.TempPathFactory, sittings: list[tuple[str, tuple[Award, ...], tuple[Statistic, ...]]]
) -> None:
    path = tmp_path_factory.mktemp("history") / "a.db"
    last: dict[int, Extraction] = {}
    with Store.open(path) as store:
        for rules, awards, statistics in sittings:
            article, extraction = made(awards=awards, statistics=statistics)
            with store.run("0.1.0", rules) as run:
                if store.save(article, extraction, run) != "unchanged":
                    last[run.id] = extraction
        for one in last:
            own = store.history.compare(one, one, 3).same_text
            assert (own.articles, own.changed, own.rules) == (1, 0, {})
            for other in last:
                there, back = (store.history.compare(*pair, 3).same_text for pair in ((one, other), (other, one)))
                assert swapped(there) == plain(back)
                assert bool(there.changed) == (values(last[one]) != values(last[other]))


def values(extraction: Extraction) -> tuple[list[str], list[str]]:
    return sorted(str(a.count) for a in extraction.awards), sorted(str(s.value) for s in extraction.statistics)


def plain(found: Any) -> Any:
    counts = {rule: (count(s.records), count(s.values)) for rule, s in found.rules.items()}
    return found.articles, found.changed, count(found.records), count(found.values), counts


def count(counts: Any) -> tuple[int, int, int]:
    return counts.gained, counts.lost, counts.changed


def swapped(found: Any) -> Any:
    def back(counts: tuple[int, int, int]) -> tuple[int, int, int]:
        return counts[1], counts[0], counts[2]

    articles, changed, records, values, rules = plain(found)
    return articles, changed, back(records), back(values), {k: (back(r), back(v)) for k, (r, v) in rules.items()}


def test_a_value_counts_for_the_rule_that_read_it(path: Path) -> None:
    other = award(12, "12 cá nhân", "quantity.c")
    save(path, [made(awards=(award(8, rule="quantity.a"), other))], "rules-1")
    save(path, [made(awards=(award(9, rule="quantity.b"),), statistics=(Statistic(value=1),))], "rules-2")
    found = compared(path).same_text
    assert plain(found)[:4] == (1, 1, (1, 1, 1), (0, 0, 1))
    assert plain(found)[4] == {
        "quantity.a": ((0, 0, 0), (0, 1, 0)),
        "quantity.b": ((0, 0, 0), (1, 0, 0)),
        "quantity.c": ((0, 1, 0), (0, 0, 0)),
        "(inferred)": ((1, 0, 0), (0, 0, 0)),
    }


def test_items_of_lists_are_values_and_their_order_is_none(path: Path) -> None:
    text = "Sáng 14/11/2023, UBND huyện Phú Khê tổng kết phong trào thi đua, phát động đợt mới."
    article, found = article_of(text)
    (event,) = found.events
    assert len(event.kinds) == 2
    for number, kinds in enumerate((event.kinds, event.kinds[::-1], event.kinds[:1]), 1):
        changed = found.model_copy(update={"events": (event.model_copy(update={"kinds": kinds}),)})
        save(path, [(article, changed)], f"rules-{number}")
    assert compared(path, 1, 2).same_text.changed == 0
    lost = compared(path, 1, 3).same_text
    assert count(lost.values) == (0, 1, 0) and count(lost.records) == (0, 0, 1)
    (case,) = (case for shift in lost.rules.values() for case in shift.cases)
    assert case.change.old and (case.change.old.value, case.change.new) == (event.kinds[1], None)


def test_corrected_texts_are_counted_apart(path: Path) -> None:
    save(path, [*readings(), made(awards=(award(8),))], "rules-1")
    text = f"Đính chính. {TEXT}"
    save(path, [*readings(), made(text, awards=(award(9, text=text),))], "rules-2")
    found = compared(path)
    assert (found.same_text.articles, found.same_text.changed) == (3, 0)
    assert plain(found.other_text)[:4] == (1, 1, (0, 0, 1), (0, 0, 1))


# What reviewers say to it


def test_runs_are_measured_by_what_was_decided(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = award(8), award(12, "12 cá nhân", "quantity.c")
    store = filled(path, [made(awards=(one, other), statistics=(Statistic(value=15),))])
    desk = desk_of(store)
    assert desk.next()
    for record in list(desk.records):
        desk.at = next(i for i, r in enumerate(desk.records) if (r.kind, r.proposed) == (record.kind, record.proposed))
        if record.kind == "statistics":
            desk.reject()
        elif record.kind == "awards" and record.values and record.values["count"] == 8:
            desk.correct("count", "7")
        elif record.kind == "awards":
            desk.accept()
    store.close()
    save(path, [made(awards=(award(7, rule="quantity.b"),))], "rules-2")
    found = compared(path).agreement
    # the form, count and status of the accepted award, the corrected count, the rejected statistic
    assert (found.articles, found.decided, found.older, found.newer) == (1, 5, 3, 2)
    turned = {rule: (turn.right, turn.wrong) for rule, turn in found.rules.items()}
    assert turned == {"quantity.b": (1, 0), "quantity.c": (0, 1), "(inferred)": (1, 2)}
    out = printed(capsys, "diff", "--db", str(path))
    assert "run 1 agrees with 3 of 5 decided values (60.0%), run 2 with 2 (40.0%)" in out
    back = compared(path, 2, 1).agreement
    assert (back.decided, back.older, back.newer) == (5, 2, 3)
    # where nothing has changed since, both are alike
    same = compared(path, 2, 2).agreement
    assert (same.older, same.newer, same.rules) == (2, 2, {})


def test_decisions_are_found_in_both_runs_where_the_text_was_corrected(path: Path) -> None:
    store = filled(path)
    desk = desk_of(store, article=THREE[0])
    assert desk.next()
    desk.accept_rest()
    store.close()
    article = readings()[0][0]
    text = f"{article.text}\nĐính chính."
    moved = article.model_copy(update={"text": text})
    save(path, [(moved, extract(moved, LESSER))], "rules-2")
    found = compared(path)
    assert (found.other_text.articles, found.same_text.articles) == (1, 0)
    assert found.agreement.older == found.agreement.decided > found.agreement.newer
    assert found.agreement.rules[RULE].wrong


# Commands


def test_a_rule_switched_off_is_named(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save(path, readings(), "rules-1")
    save(path, lesser(), LESSER.digest)
    lines = printed(capsys, "runs", "--db", str(path)).splitlines()
    assert [line.split()[:3] for line in lines[1:]] == [["1", "0.1.0", "rules-1"], ["2", "0.1.0", LESSER.digest[:8]]]
    assert lines[1].split()[-2:] == ["3", "0"] and lines[2].split()[-2:] == ["3", "3"]
    out = printed(capsys, "diff", "--db", str(path))
    assert "3 read by both" in out and "nothing is decided on what both read" in out
    assert f"\n{RULE} " in out and THREE[0] in out
    assert max(map(len, [*lines, *out.splitlines()])) <= 80
    bare = printed(capsys, "diff", "--db", str(path), "--examples", "0")
    assert not any(id in bare for id in THREE)


def test_the_same_as_json(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save(path, [made(awards=(award(8),))], "rules-1")
    save(path, [made(awards=(award(9, rule="quantity.b"),))], "rules-2")
    found = json.loads(printed(capsys, "diff", "1", "2", "--json", "--db", str(path)))
    assert [one["rulebook"] for one in found["runs"]] == ["rules-1", "rules-2"]
    assert found["same_text"]["values"] == {"gained": 0, "lost": 0, "changed": 1}
    (example,) = found["same_text"]["rules"]["quantity.b"]["examples"]
    assert example == {
        "article": "made",
        "record": "awards",
        "field": "count",
        "whole": False,
        "old": {"value": 8, "rule": "quantity.a", "quote": "8 tập thể"},
        "new": {"value": 9, "rule": "quantity.b", "quote": "8 tập thể"},
    }
    assert found["text_changed"]["articles"] == 0
    assert found["decisions"] == {"articles": 0, "decided": 0, "agree": [0, 0], "rules": {}}


@pytest.mark.parametrize(
    ("numbers", "said"),
    [([], "no two runs"), (["1", "7"], "has no run 7"), (["9" * 30, "1"], "has no run 99"), (["0", "1"], "no run 0")],
)
def test_runs_that_are_not_there_are_said(
    path: Path, numbers: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    save(path, readings(), "rules-1")
    with Store.open(path) as store, store.run("0.1.0", "rules-2"):
        pass
    assert main(["diff", *numbers, "--db", str(path)]) == 1
    error = capsys.readouterr().err
    assert said in error and "phongtrao runs" in error and error.count("\n") == 1


def test_an_empty_database_has_no_runs(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Store.open(path).close()
    assert "nothing is read yet" in printed(capsys, "runs", "--db", str(path))


def test_two_runs_are_compared_while_another_program_writes(path: Path) -> None:
    save(path, readings(), "rules-1")
    save(path, lesser(), "rules-2")
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM articles")
        assert compared(path).same_text.articles == 3
        writer.execute("ROLLBACK")
