"""Provinces are named as they were when the article was published."""

import pytest

from extractor.extract import extract
from extractor.models import Article, ArticleInfo
from extractor.rules.book import load

TEXT = "Sáng nay, UBND tỉnh {} tổ chức hội nghị tổng kết phong trào thi đua yêu nước. Dự hội nghị có lãnh đạo tỉnh {}."


@pytest.mark.parametrize(
    ("printed", "published", "province"),
    [
        ("Đắk Nông", "2025-06-30", "Đắk Nông"),
        ("Đắk Nông", "2025-07-01", "Lâm Đồng"),
        ("Lâm Đồng", "2019-07-01", "Lâm Đồng"),
        ("Thừa Thiên Huế", "2024-12-31", "Thừa Thiên Huế"),
        ("Thừa Thiên Huế", "2025-01-01T08:15:00+07:00", "Huế"),
        ("Huế", "2019-05-01", "Thừa Thiên Huế"),
        ("Huế", None, "Huế"),
        ("Hà Nam", None, "Hà Nam"),
    ],
)
def test_a_province_has_the_name_of_its_day(printed: str, published: str | None, province: str) -> None:
    article = Article(id="a", text=TEXT.format(printed, printed), origin="a.txt", info=ArticleInfo(published=published))
    found = extract(article, load())
    assert found.province == province
    quoted = {e.quote for e in found.article.evidence if e.field == "province"}
    assert bool(quoted) == (printed == province) and quoted <= {printed}
