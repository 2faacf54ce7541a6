"""The desk without a screen: what is typed, what is decided, what is counted, what is exported."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_articles import BOOK, THREE, desk_of, filled, readings

from extractor.cli.main import main
from extractor.desk import FIELDS, Desk, DeskError, Vocabulary, shown, value_of
from extractor.desk.fields import field_of, from_typed
from extractor.review import anchor
from extractor.review.precision import Tally, tallies, wilson
from extractor.review.subject import subjects
from extractor.store import FILTERS, Store
from extractor.store.queue import DOUBTS

ROOT = Path(__file__).parents[1]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return filled(tmp_path / "campaigns.db")


def at(desk: Desk, kind: str) -> Desk:
    """Go to the first record of a kind."""
    desk.at = next(i for i, record in enumerate(desk.records) if record.kind == kind)
    return desk


def opened(store: Store, **more: Any) -> Desk:
    desk = desk_of(store, article=THREE[0], **more)
    assert desk.next()
    return desk


# What is typed


@pytest.mark.parametrize(
    ("kind", "name", "typed", "value"),
    [
        ("awards", "count", " 1.234 ", 1234),
        ("awards", "count", "", None),
        ("ratios", "percent", "77,3%", 77.3),
        ("statistics", "value", "-2,5", -2.5),
        ("events", "date", "18/10/2024", "2024-10-18"),
        ("phases", "start", "10/2024", "2024-10"),
        ("awards", "period", "2018/2019", "2018/2019"),
        ("awards", "period", "1/1/2018 / 5/2019", "2018-01-01/2019-05"),
        ("awards", "period", "2024-Q3", "2024-Q3"),
        ("article", "published", "2023-01-11T16:42:00+07:00", "2023-01-11T16:42:00+07:00"),
        ("times", "value", "P3Y", "P3Y"),
        ("events", "organisers", "Sở Tư pháp; Tỉnh đoàn ;", [{"name": "Sở Tư pháp"}, {"name": "Tỉnh đoàn"}]),
        ("events", "chairs", "Lê An | | Giám đốc", [{"name": "Lê An", "rank": None, "title": "Giám đốc"}]),
        ("events", "kinds", "", []),
        ("events", "place", "Hòa Bình", "Hòa Bình"),
        ("awards", "status", "", "given"),
    ],
)
def test_typed_text_becomes_a_value_and_back(kind: str, name: str, typed: str, value: object) -> None:
    field = field_of(kind, name)
    assert value_of(field, typed) == value
    assert value_of(field, shown(field, value)) == value


@pytest.mark.parametrize(
    ("kind", "name", "typed"),
    [
        ("awards", "form", " "),
        ("awards", "count", "nhiều"),
        ("awards", "count", "2,5"),
        ("awards", "count", "-1"),
        ("awards", "count", "9" * 30),
        ("awards", "status", "maybe"),
        ("events", "date", "hôm qua"),
        ("events", "date", "31/2/2024"),
        ("events", "date", "2024-13"),
        ("events", "chairs", "| đại tá"),
        ("events", "chairs", "a|b|c|d"),
        ("events", "place", "x" * 3000),
        ("events", "nothing", "x"),
        ("nothing", "count", "x"),
    ],
)
def test_what_is_no_value_is_said_in_one_line(kind: str, name: str, typed: str) -> None:
    with pytest.raises(DeskError) as caught:
        value_of(field_of(kind, name), typed)
    assert str(caught.value) and "\n" not in str(caught.value)


def test_every_field_shows_what_it_takes() -> None:
    for _article, extraction in readings():
        for subject in subjects(extraction):
            typed = {f.name: shown(f, subject.values[f.name]) for f in FIELDS[subject.kind]}
            plain = json.loads(json.dumps(subject.values, ensure_ascii=False).replace("\xa0", " "))
            assert from_typed(subject.kind, typed) == plain


def test_completion_knows_lexicons_and_the_database(store: Store) -> None:
    known = Vocabulary(BOOK, store.names())
    assert known.complete(field_of("awards", "form"), "bang kh") == ["bằng khen"]
    assert "launched" in known.complete(field_of("campaigns", "role"), "l")
    assert known.complete(field_of("events", "organisers"), "Sở; cong an huyen")[0].startswith("Sở; Công an huyện")
    chairs = store.names()["persons"]
    assert known.complete(field_of("events", "chairs"), chairs[0][:4])[0] == chairs[0]
    assert known.canonical(field_of("awards", "form"), "BK") == "bằng khen"
    assert known.canonical(field_of("awards", "recipient"), "đám mây") == "đám mây"


# What is decided


def test_undo_takes_back_actions_one_by_one_also_of_an_earlier_sitting(store: Store) -> None:
    desk = opened(store)
    desk.accept()
    assert desk.accept_rest() == len(desk.records) - 1 and desk.settled == len(desk.records)
    assert desk.undo() and desk.settled == 1
    assert desk.undo() and desk.settled == 0 and not desk.undo()
    desk.reject()
    desk.leave()
    again = opened(store)
    assert again.settled == 1 and again.undo() and again.settled == 0
    assert len(store.reviews.of_article(THREE[0])) == again.made + desk.made


def test_a_rejected_record_is_accepted_before_it_is_corrected(store: Store) -> None:
    desk = at(opened(store), "awards")
    here = desk.at
    desk.reject()
    desk.at = here
    with pytest.raises(DeskError, match="rejected"):
        desk.correct("count", "3")
    desk.accept()
    desk.at = here
    desk.correct("count", "3")
    assert desk.record.values and desk.record.values["count"] == 3
    with pytest.raises(DeskError):
        desk.add("awards", 5, 5, {"form": "bằng khen"})
    with pytest.raises(DeskError, match="empty"):
        desk.add("awards", 5, 9, {})
    desk.add("awards", 5, 9, {"form": "bk", "count": "2"})
    assert desk.record.state == "added" and desk.record.values["form"] == "bằng khen"


def test_an_expired_claim_that_another_took_is_not_decided_on(store: Store) -> None:
    now = datetime(2024, 5, 1, tzinfo=UTC)
    desk = Desk(store, "an", store.reviews.queue({"article": THREE[0]}), Vocabulary(BOOK, {}), clock=lambda: now)
    assert desk.next()
    now += timedelta(minutes=15)
    desk.accept()
    now += timedelta(minutes=15)
    assert store.reviews.claim(THREE[0], "bình", now) == "an"
    now += timedelta(minutes=6)
    assert store.reviews.claim(THREE[0], "bình", now) is None
    with pytest.raises(DeskError, match="bình"):
        desk.accept()
    assert len(store.reviews.of_article(THREE[0])) == 1


def changed(store: Store) -> None:
    """Read the first article by rules that find another count in its first award."""
    article, extraction = readings()[0]
    first, second, *rest = extraction.awards
    with store.run("0.1.0", "rules-2") as run:
        awards = (first.model_copy(update={"count": 77}), *rest)
        store.save(article, extraction.model_copy(update={"awards": awards}), run)
    assert second not in awards


@pytest.mark.parametrize("take", [False, True])
def test_a_conflict_comes_first_and_is_settled_either_way(store: Store, take: bool) -> None:
    desk = opened(store)
    desk.accept_rest()
    desk.leave()
    before = store.extraction(THREE[0]).awards[0].count
    assert store.reviews.queue()[-1].settled or any(w.settled for w in store.reviews.queue())
    changed(store)
    first = store.reviews.queue()[0]
    assert (first.article_id, first.conflicts) == (THREE[0], 2)
    desk = desk_of(store)
    assert desk.next() and desk.article and desk.article.id == THREE[0] and desk.record.conflict
    (desk.take if take else desk.accept)()
    assert desk.records[desk.at].proposed is None
    (desk.take if take else desk.accept)()
    assert all(record.settled for record in desk.records)
    awards = [r.values for r in desk.records if r.kind == "awards" and r.values]
    assert awards[0]["count"] == (77 if take else before)
    assert len(awards) == len(readings()[0][1].awards) - take


def test_a_note_decides_nothing_and_settles_no_conflict(store: Store) -> None:
    desk = opened(store)
    desk.note("hỏi lại")
    assert desk.settled == 0 and desk.record.state == "proposed"
    desk.accept_rest()
    changed(store)
    desk = opened(store)
    assert desk.record.conflict
    desk.note("hỏi lại")
    assert desk.record.conflict


# The queue


def test_the_queue_is_narrowed(store: Store) -> None:
    extraction = readings()[0][1]
    values = {
        "campaign": extraction.campaigns[0].name[3:12].upper(),
        "province": "Quảng Trị",
        "year": "2023",
        "source": extraction.article.source,
        "rule": extraction.awards[0].evidence[0].rule,
        "article": THREE[0],
    }
    assert set(values) == set(FILTERS)
    for name, value in values.items():
        found = [waiting.article_id for waiting in store.reviews.queue({name: value or ""})]
        assert THREE[0] in found, name
        assert not store.reviews.queue({name: "%nope_"}), name
    assert len(store.reviews.queue()) == 3
    weights = [waiting.weight for waiting in store.reviews.queue()]
    assert weights == sorted(weights, reverse=True)
    assert {doubt for waiting in store.reviews.queue() for doubt in waiting.doubts} <= set(DOUBTS)


def test_a_rule_that_was_often_wrong_makes_articles_doubtful(store: Store) -> None:
    before = {waiting.article_id: waiting.weight for waiting in store.reviews.queue()}
    desk = opened(store)
    rule = "quantity.counted"
    wrong = [r for r in desk.records if rule in {e.rule for e in desk.evidence(r)}][:5]
    assert len(wrong) == 5
    for record in wrong:
        desk.at = desk.records.index(record)
        desk.reject()
    after = {waiting.article_id: waiting for waiting in store.reviews.queue()}
    assert store.reviews.tallies()[rule].wrong == 5
    for waiting in store.reviews.queue({"rule": rule}):
        assert "rule often wrong" in waiting.doubts and waiting.weight > before[waiting.article_id]
    assert "rule often wrong" in after[THREE[1]].doubts


def test_what_is_settled_is_left_out_unless_asked_for(store: Store) -> None:
    desk = opened(store)
    desk.accept_rest()
    desk.leave()
    assert store.reviews.settled() == [THREE[0]]
    assert not desk_of(store, article=THREE[0]).next()
    assert desk_of(store, article=THREE[0], again=True).next()


def test_what_another_settled_meanwhile_is_passed_over(store: Store) -> None:
    one, two = desk_of(store, "an"), desk_of(store, "bình")
    while one.next():
        one.accept_rest()
    assert not two.next()


# How often rules were right


def test_wilson() -> None:
    assert wilson(0, 0) == (0, 1)
    assert wilson(8, 10) == pytest.approx((0.4901625, 0.9433178), abs=1e-6)  # R: prop.test(8, 10, correct = FALSE)
    assert wilson(10, 10)[1] == pytest.approx(1) and wilson(0, 10)[0] == pytest.approx(0, abs=1e-12)


def test_a_rule_is_right_or_wrong_once_a_record(store: Store) -> None:
    desk = at(opened(store), "awards")
    record = desk.record
    rules = {e.field: e.rule for e in desk.evidence(record)}
    desk.correct("count", "9999")
    assert store.reviews.tallies()[rules["count"]].wrong == 1
    assert set(store.reviews.tallies()) == {rules["count"]}
    desk.accept()
    found = store.reviews.tallies()
    assert {rule: (t.right, t.wrong) for rule, t in found.items()} == {
        rule: (0, 1) if rule == rules["count"] else (1, 0) for rule in rules.values()
    }
    assert found[rules["count"]].cases[0].article_id == THREE[0]
    while desk.undo():
        pass
    assert store.reviews.tallies() == {}


def test_only_the_items_that_were_changed_count_against_their_rules(store: Store) -> None:
    desk = desk_of(store)
    while desk.next():
        events = [r for r in desk.records if r.kind == "events" and r.values and len(r.values["kinds"]) > 1]
        if events:
            break
    desk.at = desk.records.index(events[0])
    assert desk.record.values
    kept = desk.record.values["kinds"][0]
    wrong = next(e for e in desk.evidence(desk.record) if e.field == "kinds[1]")
    desk.correct("kinds", kept)
    (tally,) = store.reviews.tallies().values()
    assert [case.quote for case in tally.cases] == [wrong.quote]


def test_added_records_count_for_no_rule(store: Store) -> None:
    desk = opened(store)
    desk.add("statistics", 0, 20, {"value": "3"})
    desk.reject()
    assert tallies([store.reviews.of_article(THREE[0])]) == {} and Tally().precision == 0


# Commands


def test_rules_stats(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "stats", "--db", str(store.path)]) == 0
    assert "nothing is decided yet" in capsys.readouterr().out
    desk = at(opened(store), "awards")
    quote = next(e for e in desk.evidence(desk.record) if e.field == "count")
    desk.correct("count", "9999")
    desk.accept_rest()
    assert main(["rules", "stats", "--db", str(store.path), "--below", "1"]) == 0
    out = capsys.readouterr().out
    assert "95% interval" in out and "form.named" in out
    assert f"'{quote.quote}' as awards.count in {THREE[0]}" in out


def test_gold_that_is_exported_scores_one(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["gold", "export", "--db", str(store.path), "--out", str(out)]) == 1
    assert "no article is fully reviewed yet" in capsys.readouterr().err
    desk = desk_of(store)
    while desk.next():
        desk.accept_rest()
    assert main(["gold", "export", "--db", str(store.path), "--out", str(out)]) == 0
    capsys.readouterr()
    assert main(["evaluate", "--json", "--gold", str(out / "gold.jsonl"), str(out / "articles.jsonl")]) == 0
    table = json.loads(capsys.readouterr().out)
    assert table["overall"] == 1 and table["articles"] == 3
    assert all(row["f1"] == 1 for row in table["types"].values())


def test_gold_holds_what_stands(store: Store, tmp_path: Path) -> None:
    desk = at(opened(store), "awards")
    desk.correct("count", "9999")
    desk.move(1)
    desk.reject()
    desk.accept_rest()
    desk.leave()
    assert main(["gold", "export", "--db", str(store.path), "--out", str(tmp_path)]) == 0
    (line,) = (tmp_path / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    awards = json.loads(line)["awards"]
    assert awards[0]["count"] == 9999 and len(awards) == len(readings()[0][1].awards) - 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--by", "province"], "takes a VALUE"),
        (["Huế"], "takes no VALUE"),
        (["--by", "moon", "x"], "moon"),
        (["--reviewer", " "], "a reviewer has a name"),
        (["--db", "none.db"], "none.db"),
        ([], "needs a terminal"),
    ],
)
def test_a_review_that_cannot_begin_says_why(
    args: list[str], said: str, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["review", "--db", str(store.path), "--reviewer", "an", *args]) in (1, 2)
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1


def test_a_review_of_nothing_ends_at_once(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "--db", str(store.path), "--by", "article", "nope"]) == 0
    assert "no such article" in capsys.readouterr().out


def test_a_missing_library_is_said(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "textual.app", None)
    assert main(["review", "--db", str(store.path)]) == 1
    assert "install phongtrao[review]" in capsys.readouterr().err


# What decisions are found by


def test_an_anchor_of_every_record_finds_it_again() -> None:
    for article, extraction in readings():
        for subject in subjects(extraction):
            assert anchor(article.text, subject).evidence == subject.evidence
