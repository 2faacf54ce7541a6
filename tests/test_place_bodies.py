"""A body's canonical name says of which kind, level and place it is."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.places import Reason, Setting, resolve_body

CORPUS = Path(__file__).parents[1] / "corpus"
ROWS = [
    line.split("\t")
    for line in (CORPUS / "place_bodies.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def test_there_are_bodies_of_both_kinds() -> None:
    assert len(ROWS) >= 60
    assert {row[5] == "-" for row in ROWS} == {True, False}


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row[0]} {row[1]}") for row in ROWS])
def test_body_of_the_gold(row: list[str]) -> None:
    name, day, province, kind, level, place, key = row
    body = resolve_body(name, date.fromisoformat(day), Setting(province or None))
    unit = body.place.unit if body.place else None
    read = (body.kind or "", body.level or "", (unit.code if unit else "-") if body.place else "", body.key or "-")
    assert read == (kind, level, place, key)


@pytest.mark.parametrize(
    "name", ["Ủy ban nhân dân tỉnh", "Công an", "Sở Y tế", "Huyện ủy", "Liên đoàn Lao động thành phố"]
)
def test_a_body_that_prints_no_place_says_so(name: str) -> None:
    body = resolve_body(name, date(2019, 5, 1), Setting("Nghệ An"))
    assert body.place is not None and body.place.reason is Reason.NO_PLACE


@given(st.text(max_size=200))
def test_any_name_is_answered(name: str) -> None:
    body = resolve_body(name, date(2019, 5, 1))
    assert body.place is None or body.place.unit is None or body.key == f"{body.office}@{body.place.unit.code}"
