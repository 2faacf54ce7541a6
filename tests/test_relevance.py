"""Which articles are read for records at all: reports on campaigns, awards and drives."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.assemble.relevance import on_subject
from extractor.extract import extract, may_be_on_campaigns, read
from extractor.models import Article, ArticleInfo
from extractor.rules.book import load
from extractor.text import canonical

BOOK = load()
SHARE = "Có 97% sinh viên tham gia."
WORDS = st.sampled_from([*BOOK.terms("subject").terms, "mưa", "xã hội", "đoàn", "12"])
GAPS = st.sampled_from([" ", "  ", "\u00a0", ", ", ". ", "\n", "-", ""])
CASES = st.sampled_from([str, str.upper, str.title, str.capitalize])


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Giáo viên tình nguyện dạy ở vùng cao. Nhiều người tình nguyện ở lại.", False),
        ("Chiều nay trời mưa to ở nhiều nơi.", False),
        ("Tuổi trẻ ra quân tình nguyện vì cộng đồng.", True),
        ("Trường trao giấy khen cho sinh viên. Giấy khen ghi rõ thành tích.", True),
    ],
)
def test_one_word_over_and_over_makes_no_report(text: str, read: bool) -> None:
    article = Article(id="x", text=canonical(f"{text}\n{SHARE}"), origin="x", info=ArticleInfo())
    assert bool(extract(article, BOOK).ratios) is read


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, CASES, GAPS), max_size=12), st.integers(0, 4000))
def test_no_report_is_told_to_be_none_by_its_words_alone(
    pieces: list[tuple[str, Callable[[str], str], str]], more: int
) -> None:
    text = canonical("".join(cased(word) + gap for word, cased, gap in pieces) + " a" * more)
    article = Article(id="x", text=text, origin="x")
    assert may_be_on_campaigns(article, BOOK) or not on_subject(read(article, BOOK))
