"""What stands after review, as views, `show` and the list of doubts give it."""

import json
from pathlib import Path
from typing import Any

import pytest
from desk_articles import THREE, at_kind, desk_of, filled, readings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.cli.main import main
from extractor.desk import Desk
from extractor.store import Store

ID = THREE[0]
LISTS = {
    "awards": "award_list",
    "ratios": "ratio_list",
    "statistics": "statistic_list",
    "events": "timeline",
    "campaigns": "campaign_list",
    "phases": "phase_list",
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return filled(tmp_path / "campaigns.db")


def opened(store: Store) -> Desk:
    desk = desk_of(store, article=ID)
    assert desk.next()
    return desk


def of(store: Store, view: str) -> list[dict[str, Any]]:
    return [row for row in store.view(view) if row["article_id"] == ID]


def test_lists_show_what_stands_and_whose_word_it_is(store: Store) -> None:
    before = of(store, "award_list")
    assert {(row["state"], row["states"], row["conflict"]) for row in before} == {("proposed", None, None)}
    desk = opened(store)
    at_kind(desk, "awards", 0).correct("count", "4321")
    at_kind(desk, "awards", 0).accept()
    at_kind(desk, "awards", 1).reject()
    at_kind(desk, "awards", 2).accept()
    desk.add("awards", 10, 30, {"form": "giấy khen", "count": "3"})
    after = of(store, "award_list")
    assert [row["state"] for row in after] == ["corrected", "accepted", *["proposed"] * (len(before) - 3), "added"]
    assert after[0]["count"] == 4321 and json.loads(after[0]["states"])["count"] == "corrected"
    assert json.loads(after[0]["states"])["form"] == "accepted"
    assert after[1]["count"] == before[2]["count"] and after[1]["quote"] == before[2]["quote"]
    text = store.article(ID).text
    assert after[-1]["quote"] == text[10:30].strip() and after[-1]["quote"] in after[-1]["context"]
    while desk.undo():
        pass
    assert of(store, "award_list") == before


def test_lists_show_the_article_s_own_data_as_they_stand(store: Store) -> None:
    desk = at_kind(opened(store), "article")
    desk.correct("province", "Nghệ An")
    desk.correct("title", "Tên khác")
    row = of(store, "award_list")[0]
    assert (row["province"], row["article"]) == ("Nghệ An", "Tên khác")
    assert row["published"] == readings()[0][1].article.published


def test_parts_of_events_are_joined_as_they_stand(store: Store) -> None:
    before = of(store, "timeline")[0]
    desk = at_kind(opened(store), "events")
    desk.correct("organisers", "Sở Tư pháp; Tỉnh đoàn")
    desk.correct("chairs", "Lê An | | Giám đốc")
    row = of(store, "timeline")[0]
    assert (row["organisers"], row["chairs"]) == ("Sở Tư pháp; Tỉnh đoàn", "Lê An")
    assert (row["kinds"], row["date"]) == (before["kinds"], before["date"])


def test_a_conflict_is_told_and_lasts_until_it_is_settled(store: Store) -> None:
    at_kind(opened(store), "awards").accept()
    article, extraction = readings()[0]
    first, *rest = extraction.awards
    changed = extraction.model_copy(update={"awards": (first.model_copy(update={"count": 77}), *rest)})
    with store.run("0.1.0", "rules-2") as run:
        store.save(article, changed, run)
    row = of(store, "award_list")[0]
    assert row["count"] == first.count and "77 is read now" in row["conflict"]
    desk = at_kind(opened(store), "awards")
    assert desk.record.conflict
    desk.take()
    row = of(store, "award_list")[0]
    assert (row["count"], row["conflict"], row["state"]) == (77, None, "accepted")


def test_what_is_settled_is_not_doubtful(store: Store) -> None:
    doubts = [row for row in store.view("needs_a_look") if row["record"] == "awards"]
    assert doubts
    desk = desk_of(store)
    while desk.next():
        desk.accept_rest()
    assert {row["problem"] for row in store.view("needs_a_look")} <= {"two readings"}


def test_show_says_whose_word_each_record_is(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", ID, "--db", str(store.path), "--format", "json"]) == 0
    assert '"review":' not in capsys.readouterr().out
    desk = opened(store)
    at_kind(desk, "awards", 0).correct("count", "4321")
    at_kind(desk, "awards", 1).reject()
    assert main(["show", ID, "--db", str(store.path), "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert len(shown["awards"]) == len(readings()[0][1].awards) - 1
    first = shown["awards"][0]
    assert first["count"] == 4321 and first["review"]["states"]["count"] == "corrected"
    assert not [e for e in first["evidence"] if e["field"] == "count"]
    assert "review" not in shown["awards"][1]
    assert main(["show", ID, "--db", str(store.path)]) == 0
    out = capsys.readouterr().out
    assert "corrected: count" in out and "4321" in out


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    actions=st.lists(
        st.tuples(st.sampled_from(["accept", "reject", "correct", "add", "undo", "take"]), st.integers(0, 60)),
        max_size=12,
    )
)
def test_views_show_just_what_the_overlay_says(actions: list[tuple[str, int]], tmp_path: Path) -> None:
    path = tmp_path / "campaigns.db"
    path.unlink(missing_ok=True)
    with filled(path, readings()[:1]) as store:
        desk = opened(store)
        for action, number in actions:
            desk.at = number % len(desk.records)
            if action == "correct":
                if desk.record.values is not None and desk.record.kind == "awards":
                    desk.correct("count", str(number))
            elif action == "add":
                desk.add("statistics", number, number + 9, {"value": str(number)})
            else:
                getattr(desk, action)()
        extraction, records = store.reviews.standing(ID)
        states = iter(record.state for record in records[1:])
        for kind in ("times", "events", "campaigns", "phases", "awards", "ratios", "statistics"):
            found = [(record, next(states)) for record in getattr(extraction, kind)]
            if kind in LISTS:
                rows = of(store, LISTS[kind])
                assert sorted(row["state"] for row in rows) == sorted(state for _, state in found)
            if kind == "awards":
                assert [(r["form"], r["count"], r["state"]) for r in rows] == [(a.form, a.count, s) for a, s in found]
