"""Days of the calendar: Vietnam's lunar year, and what supports a year that is not printed."""

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from extractor.assemble.times import NEEDED
from extractor.extract import extract, extract_times
from extractor.models import Article, Extraction
from extractor.normalize.anchor import Anchor
from extractor.normalize.dates import resolve
from extractor.rules.book import load

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("PHONGTRAO_SHARED", ROOT.parent / "shared"))
ARTICLES = [ROOT / "corpus" / "articles", SHARED / "seeds", SHARED / "articles" / "dev.jsonl"]

NEW_YEARS = {
    **{1995: "01-31", 1996: "02-19", 1997: "02-07", 1998: "01-28", 1999: "02-16", 2000: "02-05", 2001: "01-24"},
    **{2002: "02-12", 2003: "02-01", 2004: "01-22", 2005: "02-09", 2006: "01-29", 2007: "02-17", 2008: "02-07"},
    **{2009: "01-26", 2010: "02-14", 2011: "02-03", 2012: "01-23", 2013: "02-10", 2014: "01-31", 2015: "02-19"},
    **{2016: "02-08", 2017: "01-28", 2018: "02-16", 2019: "02-05", 2020: "01-25", 2021: "02-12", 2022: "02-01"},
    **{2023: "01-22", 2024: "02-10", 2025: "01-29", 2026: "02-17", 2027: "02-06", 2028: "01-26", 2029: "02-13"},
    2030: "02-02",
}
"""Tết by year. In 2007 and 2030 China's new year is a day later."""


def values(shape: str, anchor: Anchor, **groups: str) -> list[str]:
    return [value.value for value in resolve(shape, groups, anchor)]


@pytest.mark.parametrize("year", NEW_YEARS)
def test_new_year(year: int) -> None:
    assert values("lunar_day", Anchor(), lunar_day="1", tet_year=str(year)) == [f"{year}-{NEW_YEARS[year]}"]


def test_days_before_new_year_lie_in_the_year_that_ends() -> None:
    assert values("lunar_day", Anchor(), lunar_day="30", tet_year="2024") == ["2024-02-09"]
    assert values("lunar_day", Anchor(), lunar_day="30", tet_year="2023") == ["2023-01-21"]


def test_a_short_month_has_no_thirtieth() -> None:
    assert values("lunar_day", Anchor(), lunar_day="30", tet_year="2025") == []


def test_a_lunar_day_and_its_day_tell_the_year_only_if_one_fits() -> None:
    assert values("lunar_day", Anchor(), lunar_day="4", day="19", month="2") == ["2018-02-19"]
    assert values("lunar_day", Anchor(), lunar_day="4", day="8", month="2") == []  # 2000 and 2019
    assert values("lunar_day", Anchor(), lunar_day="4", day="3", month="7") == []


def test_a_weekday_decides_between_the_years_around_publication() -> None:
    anchor = Anchor(published=date(2025, 11, 16))
    assert values("day", anchor, day="17", month="11") == ["2024-11-17"]
    assert values("day", anchor, day="17", month="11", weekday="0") == ["2025-11-17"]


def test_last_year_without_a_publication_is_no_year() -> None:
    assert values("month", Anchor(year=2020), month="12", relative="-1") == []
    assert values("month", Anchor(published=date(2020, 5, 1)), month="12", relative="-1") == ["2019-12"]


def test_half_years_far_ahead_belong_to_the_year_before() -> None:
    january, june = Anchor(published=date(2023, 1, 12)), Anchor(published=date(2023, 6, 20))
    assert values("months", january, months="6", half="first") == ["2022-01/2022-06"]
    assert values("months", june, months="6", half="last") == ["2023-07/2023-12"]


@pytest.mark.parametrize("path", [path for path in ARTICLES if path.exists()], ids=lambda path: path.name)
def test_times_alone_are_those_of_the_whole_extraction(
    path: Path, extracted: Callable[[Path], Sequence[tuple[Article, Extraction]]]
) -> None:
    book, pairs = load(), extracted(path)
    assert pairs
    assert [article.id for article, whole in pairs if extract_times(article, book) != whole.times] == []


def test_times_alone_know_the_days_that_other_records_tell() -> None:
    book = load()
    text = (
        "Công an xã Hòa Khê phát động phong trào thi đua\n\nSáng 14/11/2022, Công an xã Hòa Khê tổ chức lễ phát động "
        "phong trào thi đua “Vì bình yên thôn xóm”. Phong trào diễn ra từ nay đến ngày 15/2.\n"
    )
    article = Article(id="a", text=text, origin="a")
    told = extract_times(article, book)
    assert told == extract(article, book).times
    assert {("2022-11-14", "context"), ("2023-02-15", "context")} <= {(t.value, t.basis.get("value")) for t in told}


def test_nothing_but_what_times_need_can_take_the_place_of_one() -> None:
    labels = load().labels
    for name in NEEDED:
        rivals = [label for label, spec in labels.items() if spec.contest and spec.contest == labels[name].contest]
        assert all(label in NEEDED or labels[label].rank < labels[name].rank for label in rivals)
