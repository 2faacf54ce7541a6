"""Canonical text and its views: what is unified, and that no view ever moves a character."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.text import canonical, folded_view, printed_view

PIECES = st.sampled_from(
    [
        *(
            "Phong trào",
            "hoà bình",
            "THUÝ",
            "quý III",
            "khoẻ",
            "đồng chí",
            "Đắk R’lấp",
            "oà",
            "qUý",
            "HOÀ",
            "uỷ",
        ),
        *(
            "😀",
            "👩‍👩‍👧",
            "🇻🇳",
            "\u00a0",
            "\u3000",
            "\ufeff",
            "\r\n",
            "\r",
            "\n",
            "\u2028",
            "\x85",
            "\t",
            "–",
            "“",
            "’",
        ),
        *(
            "İ",
            "ı",
            "ß",
            "ẞ",
            "ﬁ",
            "ǅ",
            "Σς",
            "a\u0301",
            "\u0301",
            "\u0323\u0302",
            "ᄒ",
            "ᅡ",
            "ᆫ",
            "\u0958",
            "Å",
        ),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=20).map("".join)
ALL = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]


@given(TEXTS | TEXTS.map(lambda text: unicodedata.normalize("NFD", text)))
@example("\ufeff\ufeffa")
@example("\ufeff\u0301")
def test_canonical_is_nfc_with_plain_newlines(text: str) -> None:
    result = canonical(text)
    assert "\r" not in result
    assert unicodedata.is_normalized("NFC", result)
    assert canonical(result) == result


@given(TEXTS)
def test_canonical_is_the_same_for_every_form_and_line_end(text: str) -> None:
    plain = canonical(text)
    assert canonical(unicodedata.normalize("NFD", text)) == plain
    assert canonical(plain.replace("\n", "\r\n")) == plain


def test_canonical_drops_the_byte_order_mark_and_nothing_else() -> None:
    assert canonical("\ufeffa\u200b\u00a0 \tb\u2028c\x85d \n") == "a\u200b\u00a0 \tb\u2028c\x85d \n"


@given(TEXTS)
@example("İSTANBUL ẞ ﬁ")
def test_views_keep_every_character_in_its_place(text: str) -> None:
    printed, folded = printed_view(text), folded_view(text)
    assert len(printed) == len(folded) == len(text)
    for shown, char in zip(printed, text, strict=True):
        assert shown == char or not char.isalnum() or shown.isalpha()


def test_views_keep_the_length_of_every_character() -> None:
    text = " ".join(ALL)
    assert len(printed_view(text)) == len(folded_view(text)) == len(text)


@given(TEXTS)
@example("Phong tràoÈ")  # a tone to move whose letters differ in case
def test_views_are_idempotent(text: str) -> None:
    assert printed_view(printed_view(text)) == printed_view(text)
    assert folded_view(folded_view(text)) == folded_view(text)
    assert folded_view(printed_view(text)) == folded_view(text)


@given(TEXTS, TEXTS)
def test_a_view_of_a_line_is_a_part_of_the_view(one: str, two: str) -> None:
    assert folded_view(f"{one}\n{two}") == f"{folded_view(one)}\n{folded_view(two)}"


def test_punctuation_is_unified() -> None:
    assert printed_view("“Ba không” – ‘sạch’\u00a0…\u200b1\u20442") == "\"Ba không\" - 'sạch' … 1/2"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hoà", "hòa"),
        ("Hoà Bình", "Hòa Bình"),
        ("HOÀ BÌNH", "HÒA BÌNH"),
        ("toạ đàm", "tọa đàm"),
        ("thuý", "thúy"),
        ("uỷ ban", "ủy ban"),
        ("UỶ BAN", "ỦY BAN"),
        ("Uỷ ban", "Ủy ban"),
        ("khoẻ", "khỏe"),
        ("loè", "lòe"),
        ("huỷ bỏ.", "hủy bỏ."),
    ],
)
def test_old_tone_placement_reads_like_the_new(old: str, new: str) -> None:
    assert printed_view(old) == new
    assert printed_view(new) == new
    assert folded_view(old) == folded_view(new)


@pytest.mark.parametrize("text", ["quý", "Quý", "QUÝ", "quỳ", "hoàn", "thuỷnh", "toàn", "xoèn", "loá1", "quỷ"])
def test_other_tones_stay(text: str) -> None:
    assert printed_view(text) == text


def test_folding_is_lower_case_of_one_character_each() -> None:
    assert folded_view("ĐỒNG CHÍ Ư Ơ Ẵ") == "đồng chí ư ơ ẵ"
    assert folded_view("İI") == "İi"
    assert folded_view("ẞß") == "ßß"
