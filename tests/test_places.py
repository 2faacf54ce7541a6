"""A mention of a place resolves to the unit of its day, or says why not."""

import time
import unicodedata
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.errors import PatternError
from extractor.places import Reason, Setting, Unit, load, resolve, resolve_body
from extractor.places.files import read_table
from extractor.places.kinds import LEVELS
from extractor.rules.book import load as load_book

CORPUS = Path(__file__).parents[1] / "corpus"
GAZETTEER = load()
LAST_OF_63, FIRST_OF_34 = date(2025, 6, 30), date(2025, 7, 1)
MERGED = {old: row[0] for old, row in load_book().table("province_successors").terms.items() if len(row) == 2}
UNITS = st.sampled_from(sorted(GAZETTEER.units.values(), key=lambda unit: unit.code))
DAYS = st.dates(date(1976, 1, 1), date(2030, 12, 31))


class Mention(NamedTuple):
    """One row of the gold."""

    text: str
    day: str
    province: str
    others: str
    code: str
    what: str


def gold() -> list[Mention]:
    lines = (CORPUS / "places.tsv").read_text(encoding="utf-8").splitlines()
    return [Mention(*line.split("\t")) for line in lines if not line.startswith("#")]


def read(mention: Mention) -> str:
    """Return the code of the unit that a mention of the gold resolves to, or -."""
    setting = Setting(mention.province or None, tuple(filter(None, mention.others.split("|"))))
    unit = resolve(mention.text, date.fromisoformat(mention.day), setting).unit
    return unit.code if unit else "-"


def provinces(day: date) -> list[Unit]:
    return [unit for unit in GAZETTEER if unit.level == "province" and unit.valid_on(day)]


def test_gold_is_resolved() -> None:
    mentions = gold()
    read_as = [(mention, read(mention)) for mention in mentions]
    wrong = [(m, code) for m, code in read_as if code not in ("-", m.code)]
    right = sum(code == m.code for m, code in read_as)
    missed = [(m, code) for m, code in read_as if code == "-" != m.code]
    figures = f"{right} right, {len(wrong)} wrong, {len(missed)} unresolved of {len(mentions)}"
    said = "\n".join(f"{m.text} ({m.day}, {m.what}): {code}, not {m.code}" for m, code in wrong + missed)
    assert len(mentions) >= 300
    assert right / len(mentions) >= 0.97 and len(wrong) / len(mentions) <= 0.01, f"{figures}\n{said}"


def test_there_are_63_and_then_34_provinces() -> None:
    assert len(provinces(LAST_OF_63)) == 63
    assert len(provinces(FIRST_OF_34)) == 34


@pytest.mark.parametrize("old", [pytest.param(unit, id=unit.name) for unit in provinces(LAST_OF_63)])
def test_each_of_63_is_part_of_one_of_34(old: Unit) -> None:
    (new,) = GAZETTEER.successors(old, FIRST_OF_34)
    assert resolve(old.full_name, LAST_OF_63).unit == old
    assert new.name == MERGED.get(old.name, old.name)
    assert resolve(new.full_name, FIRST_OF_34).unit == new
    assert old in GAZETTEER.predecessors(new, LAST_OF_63)
    assert (old.name in MERGED) == (resolve(old.full_name, FIRST_OF_34).reason is Reason.ENDED)


def test_successors_end_in_the_34_provinces() -> None:
    today = {unit.code for unit in provinces(FIRST_OF_34)}
    for unit in GAZETTEER:
        after = GAZETTEER.successors(unit, FIRST_OF_34)
        tops = {top.code for one in after if (top := GAZETTEER.province_of(one, FIRST_OF_34))}
        assert after and tops and tops <= today, unit


def test_each_commune_since_2025_came_of_some() -> None:
    for unit in GAZETTEER:
        if unit.since == FIRST_OF_34:
            assert GAZETTEER.predecessors(unit, LAST_OF_63), unit


def test_links_are_kept_both_ways() -> None:
    forth = Counter((one, two, day) for one, links in GAZETTEER.after.items() for day, two in links)
    back = Counter((one, two, day) for two, links in GAZETTEER.before.items() for day, one in links)
    assert forth == back and max(forth.values()) == 1


@pytest.mark.parametrize(
    ("code", "day", "province"),
    [
        ("271", "1977-01-01", "ha-son-binh"),
        ("271", "1985-01-01", "01"),
        ("271", "2000-01-01", "ha-tay"),
        ("271", "2008-08-01", "01"),
        ("250", "1993-01-01", "vinh-phu"),
        ("250", "2001-01-01", "26"),
        ("482", "2019-01-01", "thua-thien-hue"),
        ("482", "2025-02-01", "46"),
        ("26797", "2017-01-01", "79"),
        ("062", "1990-01-01", "04"),
        ("428", "1985-01-01", "nghe-tinh"),
        ("n17971", "2025-07-01", "40"),
        ("01", "2000-01-01", "01"),
        ("748", "1985-01-01", None),
    ],
)
def test_province_is_that_of_the_day(code: str, day: str, province: str | None) -> None:
    found = GAZETTEER.province_of(GAZETTEER.unit(code), date.fromisoformat(day))
    assert (found.code if found else None) == province


@pytest.mark.parametrize(
    ("text", "day", "setting", "reason"),
    [
        ("xã Hòa Bắc", "2019-05-01", Setting(), Reason.AMBIGUOUS),
        ("xã Hòa Bắc", "2019-05-01", Setting("Nghệ An"), Reason.ELSEWHERE),
        ("TP Vinh", "2025-07-01", Setting(), Reason.ENDED),
        ("đặc khu Côn Đảo", "2025-06-30", Setting(), Reason.NOT_BEGUN),
        ("tỉnh Vinh", "2019-05-01", Setting(), Reason.KIND),
        ("huyện Không Đâu", "2019-05-01", Setting(), Reason.UNKNOWN),
        ("huyện Thanh Chương, Quảng Nam", "2019-05-01", Setting(), Reason.OUTSIDE),
        ("Mường Lống", "2019-05-01", Setting(), Reason.BARE),
        ("", "2019-05-01", Setting(), Reason.NO_PLACE),
    ],
)
def test_what_is_unresolved_says_why(text: str, day: str, setting: Setting, reason: Reason) -> None:
    found = resolve(text, date.fromisoformat(day), setting)
    assert found.unit is None and found.reason is reason
    assert bool(found.candidates) == (reason not in (Reason.UNKNOWN, Reason.NO_PLACE))


@given(UNITS, DAYS, st.booleans(), st.booleans())
def test_what_resolves_is_valid_on_the_day(unit: Unit, day: date, bare: bool, in_province: bool) -> None:
    home = GAZETTEER.province_of(unit, day) if in_province else None
    found = resolve(unit.name if bare else unit.full_name, day, Setting(home.name if home else None))
    assert found.unit is None or found.unit.valid_on(day)
    assert found.unit is None or found.unit in found.candidates


@given(UNITS, DAYS)
def test_spelling_changes_nothing(unit: Unit, day: date) -> None:
    found = resolve(unit.full_name, day)
    for spelt in (unicodedata.normalize("NFD", unit.full_name), tone_moved(unit.full_name), unit.full_name.upper()):
        assert resolve(spelt, day) == found


def tone_moved(text: str) -> str:
    """Return `text` with the tone on the last vowel of oa, oe and uy ("Hoà"), where it is on the first ("Hòa")."""
    apart = unicodedata.normalize("NFD", text)
    pair = r"(?<![qQ])(o(?=.[ae])|u(?=.y))([\u0300\u0301\u0309\u0303\u0323])(a|e|y)(?![\p{L}\p{M}])"
    moved = regex.sub(pair, r"\1\3\2", apart)
    return unicodedata.normalize("NFC", moved)


@given(UNITS, DAYS, DAYS)
def test_successors_follow_on(unit: Unit, one: date, two: date) -> None:
    first, last = sorted((one, two))
    then = GAZETTEER.successors(unit, first)
    later = {x.code for between in then for x in GAZETTEER.successors(between, last)}
    assert later <= {x.code for x in GAZETTEER.successors(unit, last)}
    assert all(x.valid_on(first) for x in then)


@given(UNITS, DAYS)
@example(next(unit for unit in GAZETTEER if unit.name == "Cát Bà"), date(2025, 7, 1))
def test_ancestors_are_of_the_day_and_rise(unit: Unit, day: date) -> None:
    above = GAZETTEER.ancestors(unit, day)
    ranks = [LEVELS.index(one.level) for one in (unit, *above)]
    assert all(one.valid_on(day) for one in above)
    assert ranks == sorted(set(ranks), reverse=True)


@given(st.text(max_size=200), DAYS)
def test_any_text_is_answered(text: str, day: date) -> None:
    found = resolve(text, day, Setting(text, (text,)))
    assert found.unit is None or found.unit.valid_on(day)


def test_a_unit_that_began_has_ended_ones_before_it() -> None:
    for unit in GAZETTEER:
        for before in GAZETTEER.predecessors(unit, unit.since - timedelta(days=1)) if unit.since else ():
            assert not unit.valid_on(unit.since - timedelta(days=1)) and before.valid_on(unit.since - timedelta(days=1))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "is missing"),
        ("01\ttp\tHà Nội\n", "source"),
        ("# source: us\na\tb\tc\td\n", "units/aliases.tsv:2: 4 cells"),
        ("# source: us\n# until: soon\n", "'soon' is no day"),
    ],
)
def test_a_bad_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, complaint: str
) -> None:
    (tmp_path / "units").mkdir()
    if content is not None:
        (tmp_path / "units" / "aliases.tsv").write_text(content, encoding="utf-8")
    monkeypatch.setenv("PHONGTRAO_PATTERNS", str(tmp_path))
    with pytest.raises(PatternError, match=complaint):
        read_table("aliases", 3)


@pytest.mark.parametrize("text", ["xã Vinh " * 20_000, "Kim Liên, " * 20_000, "xã " * 50_000, "Đắk " * 20_000])
def test_a_long_text_is_answered_at_once(text: str) -> None:
    began = time.process_time()
    assert resolve(text, FIRST_OF_34, Setting("Nghệ An")).unit is None
    assert resolve_body(f"Công an {text}", FIRST_OF_34).key is None
    assert time.process_time() - began < 5
