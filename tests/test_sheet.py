"""The article as a page shows it: nothing of the text is lost, every offset is right, and no paragraph is giant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.markup import seen
from extractor.markup.stretches import LONGEST, MOST_LINES
from extractor.web.sheet import Paragraph, paragraphs


def shown(paragraph: Paragraph) -> str:
    return "".join(piece.text for piece in paragraph.pieces)


def check(text: str, marks: list[tuple[int, int, int]]) -> list[Paragraph]:
    found = list(paragraphs(text, marks))
    at = 0
    for paragraph in found:
        assert set(text[at : paragraph.start]) <= {"\n"}
        at = paragraph.start
        for piece in paragraph.pieces:
            assert piece.text == text[at : at + len(piece.text)] and piece.text
            for place in (at, at + len(piece.text) - 1):
                assert piece.records == tuple(sorted({n for start, end, n in marks if start <= place < end}))
            at += len(piece.text)
        assert at - paragraph.start <= LONGEST
    assert set(text[at:]) <= {"\n"}
    return found


@given(st.text("ab \n😀\u0301\u200d", max_size=60), st.data())
def test_pieces_are_the_text_with_its_records(text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(places, places, st.integers(0, 3)), max_size=6))
    check(text, [(min(a, b), max(a, b), n) for a, b, n in spans if a != b])


@pytest.mark.parametrize(
    "text",
    [
        "chữ " * 4_000,
        "x" * 9_999,
        "e" + "\u0301" * 7_000,
        "👩\u200d👧" * 3_000,
        "\n" * 30_000 + "a",
        "a\n" * 30_000,
        "a\n\n" * (MOST_LINES // 2 + 1) + "b" * (2 * LONGEST) + "\nc",
    ],
)
def test_no_text_makes_paragraphs_that_are_too_long_or_too_many(text: str) -> None:
    found = check(text, [(5, 3_000, 1), (2_999, 3_001, 2)] if len(text.strip()) > 3_001 else [])
    assert len(found) <= MOST_LINES


def test_a_long_line_is_cut_behind_a_space_and_not_inside_a_letter() -> None:
    starts = [shown(p) for p in paragraphs("chữ " * 4_000, [])]
    assert len(starts) > 1 and all(line.startswith("chữ") for line in starts)
    starts = [shown(p) for p in paragraphs("e\u0301\u0323" * 4_000, [])]
    assert len(starts) > 1 and all(line.startswith("e") for line in starts)


def test_what_is_shown_has_as_many_characters_as_the_text() -> None:
    text = "a\u202eb\u200b\x00\x07<\u2028\U000e0041😀\t&"
    plain = seen(text).striptags()
    assert len(plain.replace(" ", "")) == len(text) - 1 and "\u202e" not in plain
    assert 'aria-label="U+202E"' in seen(text) and "&lt;" in seen(text)
