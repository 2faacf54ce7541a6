"""What reviewers decide stays decided, whatever the rules read afterwards."""

import json
import time
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from extractor.models import ArticleInfo, Award, Evidence, Extraction, Statistic
from extractor.review import Anchor, Decision, Reviewed, anchor, overlay
from extractor.review.overlay import in_force
from extractor.review.subject import Subject, subjects

TEXT = "Sở Tư pháp tặng giấy khen cho 12 cá nhân và 5 tập thể. UBND tỉnh tặng bằng khen cho 12 cá nhân."
MADE = "2024-05-01T08:00:00+00:00"


def award(form: str, count: int | None, recipient: str, text: str = TEXT, nth: int = 0, **more: Any) -> Award:
    """Return an award whose count is the `nth` of its kind in the text."""
    quote = f"{more.pop('printed', count)} {recipient}"
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    evidence = Evidence(field="count", start=start, end=start + len(quote), quote=quote, rule="award.counted")
    return Award(form=form, count=count, recipient=recipient, evidence=(evidence,), **more)


def read(*awards: Award, statistics: Sequence[Statistic] = ()) -> Extraction:
    return Extraction(id="a", article=ArticleInfo(), awards=awards, statistics=tuple(statistics))


FIRST, SECOND, THIRD = (
    award("giấy khen", 12, "cá nhân"),
    award("giấy khen", 5, "tập thể"),
    award("bằng khen", 12, "cá nhân", nth=1),
)
READ = read(FIRST, SECOND, THIRD)


def of(extraction: Extraction, number: int) -> Subject:
    return [s for s in subjects(extraction) if s.kind == "awards"][number]


def decision(verdict: str, on: Subject | None, id: int, text: str = TEXT, **more: Any) -> Decision:
    seen = anchor(text, on) if on else None
    return Decision.model_validate(
        {"article_id": "a", "reviewer": "an", "verdict": verdict, "made": MADE, "anchor": seen, "id": id, **more}
    )


def awards(text: str, extraction: Extraction, *decisions: Decision) -> list[Reviewed]:
    return [r for r in overlay(text, extraction, decisions) if r.kind == "awards"]


def test_what_nobody_decided_is_proposed() -> None:
    found = overlay(TEXT, READ, [])
    assert [r.state for r in found] == ["proposed"] * 4
    assert [r.values["count"] for r in found[1:] if r.values] == [12, 5, 12]


def test_the_same_value_again_is_still_accepted_though_offsets_moved() -> None:
    accepted = decision("accepted", of(READ, 2), 1)
    text = f"Tin mới. {TEXT}"
    again = read(award("giấy khen", 12, "cá nhân", text), award("bằng khen", 12, "cá nhân", text, 1))
    found = awards(text, again, accepted)
    assert [(r.state, r.conflict) for r in found] == [("proposed", None), ("accepted", None)]
    assert found[1].decisions == (accepted,)


def test_a_value_that_changed_under_an_accepted_one_is_a_conflict_and_the_reviewer_stands() -> None:
    (found, *_) = awards(
        TEXT, read(award("giấy khen", 21, "cá nhân", printed=12)), decision("accepted", of(READ, 0), 1)
    )
    assert found.values and found.values["count"] == 12 and found.state == "accepted"
    assert found.conflict == "count: 12 was decided, 21 is read now"


def test_what_no_rule_reads_any_more_stands_and_is_a_conflict() -> None:
    (found,) = awards(TEXT, read(), decision("accepted", of(READ, 0), 1))
    assert (found.state, found.conflict, found.proposed) == ("accepted", "no rule reads it any more", None)
    assert found.values and found.values["count"] == 12


def test_a_rejected_record_that_comes_back_stays_rejected() -> None:
    rejected = decision("rejected", of(READ, 1), 1)
    assert [r.state for r in awards(TEXT, READ, rejected)] == ["proposed", "rejected", "proposed"]
    assert [r.state for r in awards(TEXT, read(FIRST, THIRD), rejected)][:2] == ["proposed", "proposed"]
    changed = read(award("giấy khen", 50, "tập thể", printed=5))
    (found,) = awards(TEXT, changed, rejected)
    assert (found.state, found.values) == ("rejected", None)
    assert found.conflict == "count: 5 was decided, 50 is read now"


def test_a_correction_stands_until_the_rules_agree() -> None:
    corrected = decision("corrected", of(READ, 0), 1, field="awarded_by", value="Sở Tư pháp tỉnh Hải Lam")
    found = awards(TEXT, READ, corrected)[0]
    assert found.values and found.values["awarded_by"] == "Sở Tư pháp tỉnh Hải Lam" and found.conflict is None
    assert (found.state, found.states["awarded_by"], found.states["count"]) == ("corrected", "corrected", "proposed")
    agreed = FIRST.model_copy(update={"awarded_by": "Sở Tư pháp tỉnh Hải Lam"})
    assert awards(TEXT, read(agreed), corrected)[0].conflict is None
    third = FIRST.model_copy(update={"awarded_by": "Bộ Tư pháp"})
    found = awards(TEXT, read(third), corrected)[0]
    assert found.conflict == "awarded_by: Sở Tư pháp tỉnh Hải Lam was decided, Bộ Tư pháp is read now"


def test_a_record_accepted_after_a_correction_is_whole() -> None:
    thread = [
        decision("corrected", of(READ, 0), 1, field="title", value="Chiến sĩ thi đua"),
        decision("accepted", of(READ, 0), 2, subject=1),
    ]
    found = awards(TEXT, READ, *thread)[0]
    assert (found.states["title"], found.states["count"]) == ("corrected", "accepted")


def test_an_added_record_that_the_rules_find_later_is_merged() -> None:
    whole = of(READ, 1)
    added = decision("added", whole, 1, value=dict(whole.values))
    before = awards(TEXT, read(FIRST, THIRD), added)
    assert [r.state for r in before] == ["proposed", "proposed", "added"] and before[-1].conflict is None
    after = awards(TEXT, READ, added)
    assert [r.state for r in after] == ["proposed", "added", "proposed"] and after[1].proposed is not None


def test_undo_is_one_more_decision_and_can_be_undone() -> None:
    rejected = decision("rejected", of(READ, 0), 1)
    undo, redo = decision("undone", None, 2, undoes=1), decision("undone", None, 3, undoes=2)
    assert in_force([rejected, undo]) == []
    assert in_force([rejected, undo, redo]) == [rejected]
    assert awards(TEXT, READ, rejected, undo)[0].state == "proposed"


def test_of_equal_quotes_the_one_amid_the_same_words_is_meant() -> None:
    rejected = decision("rejected", of(READ, 2), 1)
    moved = TEXT.split(". ")
    text = f"{moved[1]} {moved[0]}."
    again = read(*(award("bằng khen", 12, "cá nhân", text, nth) for nth in (0, 1)))
    assert [r.state for r in awards(text, again, rejected)] == ["rejected", "proposed"]


def test_of_records_that_are_the_same_throughout_the_one_at_that_place_is_meant() -> None:
    text = "Có 5 xã. " * 1000
    places = [Evidence(field="value", start=at, end=at + 1, quote="5", rule="r") for at in range(3, len(text), 9)]
    extraction = read(statistics=[Statistic(value=5, unit="xã", evidence=(place,)) for place in places])
    found = [s for s in subjects(extraction) if s.kind == "statistics"]
    some = [decision("rejected", found[number], number, text) for number in range(100, 900)]
    start = time.monotonic()
    records = [r for r in overlay(text, extraction, some) if r.kind == "statistics"]
    assert time.monotonic() - start < 5, "placing takes the square of the records"
    assert [n for n, r in enumerate(records) if r.state == "rejected"] == list(range(100, 900))
    assert all(r.decisions[0].id == n for n, r in enumerate(records) if r.decisions)


def test_the_metadata_of_an_article_can_be_corrected() -> None:
    own = next(subjects(READ))
    found = overlay(TEXT, READ, [decision("corrected", own, 1, field="province", value="Hải Lam")])[0]
    assert found.values and found.values["province"] == "Hải Lam" and found.state == "corrected"


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": "undone"},
        {"verdict": "accepted"},
        {"verdict": "corrected", "anchor": Anchor(kind="awards", values={})},
        {"verdict": "added", "anchor": Anchor(kind="awards", values={}), "value": 3},
        {"verdict": "liked"},
    ],
)
def test_half_a_decision_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Decision.model_validate({"article_id": "a", "reviewer": "an", "made": MADE, **wrong})


POOL = [
    award(form, count, recipient, nth=nth, printed=printed)
    for recipient, printed, nth in (("cá nhân", 12, 0), ("cá nhân", 12, 1), ("tập thể", 5, 0))
    for form in ("giấy khen", "bằng khen")
    for count in (printed, printed + 9)
]


@given(st.data())
def test_no_decision_is_ever_silently_gone(data: st.DataObject) -> None:
    before, after = (read(*data.draw(st.lists(st.sampled_from(POOL), max_size=5))) for _ in range(2))
    decisions: list[Decision] = []
    for subject in subjects(before):
        verdict = data.draw(st.sampled_from(["accepted", "rejected", "corrected", None]))
        if verdict:
            more = {"field": "title", "value": "Tập thể lao động xuất sắc"} if verdict == "corrected" else {}
            decisions.append(decision(verdict, subject, len(decisions) + 1, **more))
    prefix = data.draw(st.text(max_size=20))
    moved = [
        award.model_copy(
            update={
                "evidence": tuple(
                    e.model_copy(update={"start": e.start + len(prefix), "end": e.end + len(prefix)})
                    for e in award.evidence
                )
            }
        )
        for award in after.awards
    ]
    found = overlay(prefix + TEXT, read(*moved), decisions)
    assert sorted(d.id or 0 for r in found for d in r.decisions) == [d.id for d in decisions]
    assert sum(r.proposed is not None for r in found) == len(list(subjects(after)))
    for reviewed in found:
        for one in reviewed.decisions:
            assert one.anchor
            if one.verdict == "rejected":
                assert reviewed.values is None
            elif reviewed.conflict is None and one.verdict == "accepted":
                assert reviewed.values == one.anchor.values
            elif one.verdict == "corrected":
                assert reviewed.values and one.field and reviewed.values[one.field] == one.value
    assert json.dumps([r.values for r in found])
