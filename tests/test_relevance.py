"""Which articles are read for records at all: reports on campaigns, awards and drives."""

import pytest

from extractor.extract import extract
from extractor.models import Article, ArticleInfo
from extractor.rules.book import load
from extractor.text import canonical

BOOK = load()
SHARE = "Có 97% sinh viên tham gia."


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
