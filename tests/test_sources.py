"""Sources at their public face: what is read from pages and JSON Lines, and what is said of bad input."""

import io
import json
import os
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from growth import is_linear

from extractor.models import Article
from extractor.rules.book import load
from extractor.sources import Failure, read, read_page
from extractor.sources.files import MOST_BYTES

SHARED = Path(os.environ.get("PHONGTRAO_SHARED", Path(__file__).resolve().parents[2] / "shared"))
BOOK = load()
LEAD = "Sáng 12/5, UBND huyện Phú Khê tổ chức hội nghị tổng kết phong trào thi đua yêu nước năm 2022."
BODY = "Trong năm, toàn huyện có 48 mô hình tự quản; 112/118 thôn đạt tiêu chuẩn “An toàn về ANTT”."
TITLE = "Phú Khê tổng kết phong trào thi đua năm 2022"


def page(*lines: str) -> Article:
    return read_page("\n\n".join(lines), "trang", "trang.txt", BOOK)


def record(tmp_path: Path, **fields: object) -> Article:
    file = tmp_path / "tin.jsonl"
    file.write_text(json.dumps(fields, ensure_ascii=False) + "\n", encoding="utf-8")
    (article,) = read([file], BOOK)
    assert isinstance(article, Article), article
    return article


def failure(*paths: str | Path) -> Failure:
    (found,) = read(paths, BOOK)
    assert isinstance(found, Failure)
    assert "\n" not in found.reason
    return found


def furniture(article: Article) -> list[str]:
    return [article.text[start:end] for start, end in article.furniture]


def captions(article: Article) -> list[str]:
    return [article.text[start:end] for start, end in article.captions]


def check_evidence(article: Article) -> None:
    for item in article.info.evidence:
        assert article.text[item.start : item.end] == item.quote
        assert item.rule in BOOK.rules or item.rule in ("source.title", "page.title")
    for spans in (article.furniture, article.captions):
        assert list(spans) == sorted(spans)
        assert all(0 <= start < end <= len(article.text) for start, end in spans)
    assert 0 <= article.body <= len(article.text)


# The seeds and the development set


def gold(name: str, prefix: str = "") -> list[dict[str, object]]:
    path = SHARED / "gold" / name
    if not path.exists():
        return []
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["id"].startswith(prefix)]


def cases(name: str, prefix: str = "") -> list[object]:
    skip = pytest.mark.skip(reason=f"{SHARED}/gold/{name} is absent: set PHONGTRAO_SHARED")
    return [pytest.param(row, id=row["id"]) for row in gold(name, prefix)] or [pytest.param({}, marks=skip)]


@pytest.mark.parametrize("expected", cases("seeds.jsonl"))
def test_seed(expected: dict[str, object]) -> None:
    (article,) = read([SHARED / "seeds" / f"{expected['id']}.txt"], BOOK)
    assert isinstance(article, Article)
    info = article.info
    found = {key: getattr(info, key) for key in ("title", "published", "source", "url", "author")}
    assert (article.id, found) == (expected["id"], expected["article"])
    assert {item.field for item in info.evidence} == {key for key, value in found.items() if value}
    check_evidence(article)


@pytest.mark.parametrize("expected", cases("dev.jsonl", "d-a-"))
def test_record_of_the_development_set(expected: dict[str, object]) -> None:
    articles = {a.id: a for a in read([SHARED / "articles" / "dev.jsonl"], BOOK) if isinstance(a, Article)}
    article = articles[str(expected["id"])]
    found = {key: getattr(article.info, key) for key in ("title", "published", "source", "url", "author")}
    assert found == expected["article"]
    check_evidence(article)


def test_seed_furniture_and_captions() -> None:
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip(f"{folder} is absent: set PHONGTRAO_SHARED")
    articles = [a for a in read([folder], BOOK) if isinstance(a, Article)]
    assert [len(captions(a)) for a in articles] == [1, 0, 4, 8, 3]
    assert articles[1].text[articles[1].body :].startswith("UBND tỉnh tổ chức hội nghị")
    assert articles[4].text[articles[4].body :].startswith("Sáng 18/10, tại TP Vinh")
    assert {"You are here", "Thời tiết", "LIÊN KẾT WEBSITE"} <= set(furniture(articles[1]))
    assert {"739 lượt xem", "HOÀNG HUẤN - DƯƠNG KIM", "• Từ khóa"} <= set(furniture(articles[2]))
    assert "41" in furniture(articles[3])
    for article in articles:
        title = article.info.title or ""
        assert not any(title in piece for piece in furniture(article) if not piece.endswith("-0"))


# Stamps

STAMPS = [
    ("Thứ Sáu, 12/05/2023, 08:15 [GMT+7]", "2023-05-12T08:15:00+07:00"),
    ("Thứ 6, 12.05.2023 | 08:15:20", "2023-05-12T08:15:20+07:00"),
    ("Cập nhật lúc 08:15, Thứ Sáu, 12/05/2023 (GMT+7)", "2023-05-12T08:15:00+07:00"),
    ("08:15, 12/05/2023", "2023-05-12T08:15:00+07:00"),
    ("08:15 12/05/2023", "2023-05-12T08:15:00+07:00"),
    ("12/05/2023 - 08:15", "2023-05-12T08:15:00+07:00"),
    ("12/05/2023 08:15 AM", "2023-05-12T08:15:00+07:00"),
    ("12/05/2023 08:15 PM", "2023-05-12T20:15:00+07:00"),
    ("12/5/2023, 08:15:02", "2023-05-12T08:15:02+07:00"),
    ("(08:15 | 12/05/2023)", "2023-05-12T08:15:00+07:00"),
    ("(12/05/2023)", "2023-05-12"),
    ("12/05/2023", "2023-05-12"),
    ("12-05-2023", "2023-05-12"),
    ("Ngày đăng: 12/05/2023", "2023-05-12"),
    ("Ngày đăng 12/05/2023 | 00:00", "2023-05-12"),
    ("Đời sống - Ngày đăng : 08:15, 12/05/2023", "2023-05-12T08:15:00+07:00"),
    ("Cập nhật ngày: 12/05/2023 - 08:15", "2023-05-12T08:15:00+07:00"),
    ("Ngày cập nhật: 12/05/2023", "2023-05-12"),
    ("Đăng lúc 08:15 12/05/2023", "2023-05-12T08:15:00+07:00"),
    ("Xuất bản: 12/05/2023 08h15", "2023-05-12T08:15:00+07:00"),
    ("Ngày phát hành 08:15 | 12/5/2023", "2023-05-12T08:15:00+07:00"),
    ("08:15 GMT+7, Thứ Sáu, 12/5/2023", "2023-05-12T08:15:00+07:00"),
    ("Thứ sáu, 12 Tháng 5 2023 08:15", "2023-05-12T08:15:00+07:00"),
    ("thứ sáu, ngày 12 tháng 05 năm 2023, 08:15", "2023-05-12T08:15:00+07:00"),
    ("Hải Lam, ngày 12 tháng 5 năm 2023", "2023-05-12"),
    ("May 12, 2023", "2023-05-12"),
    ("2023-05-12 08:15:00", "2023-05-12T08:15:00+07:00"),
]


@pytest.mark.parametrize(("stamp", "published"), STAMPS)
def test_stamp(stamp: str, published: str) -> None:
    article = page(TITLE, stamp, LEAD, BODY)
    assert (article.info.title, article.info.published) == (TITLE, published)
    assert [e.quote for e in article.info.evidence if e.field == "published"] == [stamp]
    assert stamp in furniture(article)
    assert article.text[article.body :].startswith(LEAD)


@pytest.mark.parametrize("line", ["3 giờ trước", "31/02/2023", "12/05/223", "1.284 lượt xem", "41"])
def test_no_stamp(line: str) -> None:
    article = page(TITLE, line, LEAD, BODY)
    assert article.info.published is None


def test_the_stamp_behind_the_title_beats_the_clock_before_it() -> None:
    clock = "Thứ Hai, 03/06/2024, 21:09"
    assert page(clock, TITLE, "12/05/2023 08:15", LEAD).info.published == "2023-05-12T08:15:00+07:00"
    assert page(clock, TITLE, LEAD).info.published == "2024-06-03T21:09:00+07:00"


def test_dates_of_links_and_licences_are_no_stamps() -> None:
    article = page(
        TITLE, LEAD, BODY, "AN BÌNH", "Tin liên quan", "- Hòa Khê ra quân (07/10/2020)", "07/10/2020",
        "Giấy phép số 41/GP-STTTT ngày 17/05/2021",
    )  # fmt: skip
    assert article.info.published is None
    assert article.info.author == "AN BÌNH"
    assert furniture(article)[0] == "AN BÌNH"
    assert len(furniture(article)) == 5


def test_a_labelled_stamp_at_the_foot_counts_where_there_is_no_other() -> None:
    assert page(TITLE, LEAD, BODY, "An Bình", "Ngày đăng: 12/05/2023").info.published == "2023-05-12"
    assert page(TITLE, LEAD, BODY, "An Bình", "12/05/2023").info.published is None


def test_stamp_on_the_line_of_the_title() -> None:
    article = page(f"{TITLE} (12/05/2023)", LEAD, BODY)
    assert (article.info.title, article.info.published) == (TITLE, "2023-05-12")
    check_evidence(article)


# Bylines

BYLINES = [
    ("AN BÌNH", "AN BÌNH"),
    ("An Bình", "An Bình"),
    ("An Bình - Hải Yến", "An Bình - Hải Yến"),
    ("AN BÌNH – HẢI YẾN", "AN BÌNH – HẢI YẾN"),
    ("Tin, ảnh: An Bình", "An Bình"),
    ("Tin và ảnh: AN BÌNH", "AN BÌNH"),
    ("Bài, ảnh: An Bình", "An Bình"),
    ("Bài và ảnh: An Bình", "An Bình"),
    ("A.B", "A.B"),
    ("P.V", "P.V"),
    ("PV", "PV"),
    ("BBT", "BBT"),
    ("N.Bình", "N.Bình"),
    ("Tr.Bình", "Tr.Bình"),
    ("H. Vũ - Ph. Bình", "H. Vũ - Ph. Bình"),
    ("HL", "HL"),
    ("RSS", None),
    ("T/h: An Bình", "An Bình"),
    ("Thực hiện: An Bình", "An Bình"),
    ("Tác giả: An Bình", "An Bình"),
    ("Người đăng: An Bình", "An Bình"),
    ("An Bình (Công an huyện Phú Khê)", "An Bình"),
    ("An Bình (tổng hợp)", "An Bình"),
    ("An Bình/TTXVN", "An Bình"),
    ("Thượng úy An Bình", "An Bình"),
    ("An Bình - anbinh@hailam.vn", "An Bình"),
    ("Theo An Bình", "An Bình"),
    ("Theo An Bình (Sở Nội vụ)", "An Bình"),
    ("Theo An Bình (HLTV)", None),
    ("Theo Tuổi Trẻ", None),
    ("HẢI YẾN - H’BÌNH", "HẢI YẾN - H’BÌNH"),
    ("Tin, ảnh: TRƯỜNG AN", "TRƯỜNG AN"),
    ("Trường Tiểu Học Hòa Khê", None),
    ("Theo Báo Hải Lam", None),
    ("Nguồn: baohailam.vn", None),
    ("(Nguồn: Công an tỉnh)", None),
    ("(Theo Cổng TTĐT tỉnh)", None),
    ("Ảnh: Văn Bình", None),
    ("(Vietnam+)", None),
    ("Hòa Khê, ngày 12 tháng 5 năm 2023", None),
    ("LIÊN KẾT WEBSITE", None),
    ("MỚI - NÓNG", None),
    ("Quốc phòng - An ninh", None),
]


@pytest.mark.parametrize(("line", "author"), BYLINES)
def test_byline(line: str, author: str | None) -> None:
    article = page(TITLE, "12/05/2023", LEAD, BODY, line)
    assert article.info.author == author
    check_evidence(article)
    if author:
        assert line in furniture(article)
        assert [e.quote for e in article.info.evidence if e.field == "author"] == [author]


def test_byline_joined_to_the_stamp() -> None:
    article = page(TITLE, "An Bình - 14:20, 12/05/2023", LEAD, BODY)
    assert (article.info.author, article.info.published) == ("An Bình", "2023-05-12T14:20:00+07:00")
    spaced = page(TITLE, "AN BÌNH  -  14:20, 12/05/2023", LEAD, BODY)
    assert (spaced.info.author, spaced.info.published) == ("AN BÌNH", "2023-05-12T14:20:00+07:00")
    assert page(TITLE, "AN BÌNH |", LEAD, BODY).info.author == "AN BÌNH"


def test_the_photographer_of_the_last_caption_is_no_author() -> None:
    caption = "Lãnh đạo huyện trao giấy khen cho các tập thể. Ảnh: Văn Bình"
    assert page(TITLE, LEAD, BODY, caption).info.author is None
    article = page(TITLE, LEAD, BODY, caption, "Hải Yến")
    assert article.info.author == "Hải Yến"
    assert captions(article) == [caption]


# Source and url


def test_sources() -> None:
    tag = page(TITLE, f"(Congan.hailam.gov.vn)-{LEAD}", BODY)
    assert tag.info.source == "congan.hailam.gov.vn"
    assert furniture(tag) == ["(Congan.hailam.gov.vn)-"]
    url = "https://www.baohailam.vn/thoi-su/12345-phu-khe.html"
    foot = page(TITLE, LEAD, BODY, "An Bình", url)
    assert (foot.info.url, foot.info.source, foot.info.author) == (url, "baohailam.vn", "An Bình")
    assert page(TITLE, LEAD, BODY, "Nguồn: baohailam.vn").info.source == "baohailam.vn"
    assert page(TITLE, f"(TTXVN) - {LEAD}").info.source is None
    for article in (tag, foot):
        check_evidence(article)


# Titles, captions, furniture


def test_furniture_before_and_behind() -> None:
    article = page(
        "Trang chủ > Tin tức > Thi đua", "Quốc phòng - An ninh", TITLE, "12/05/2023 08:15", "1.284 lượt xem",
        "A- A A+", LEAD, BODY, "An Bình", "(0) Bình luận", "Chia sẻ", "Từ khóa: thi đua", "Trang 1/12",
        "Xem: 5.120", "A- A A+  In trang", "Ban Biên tập giữ bản quyền - Giấy phép số 41/GP-BC",
        "Xem thêm >>", "Ý KIẾN BẠN ĐỌC", "500/500 ký tự", "Bình luận của bạn (còn 500/500 ký tự)",
        "Thời tiết", "Liên kết website", ".", ";",
    )  # fmt: skip
    assert (article.info.title, article.info.author) == (TITLE, "An Bình")
    text = article.text
    read_for_records = [line for line in text.split("\n\n") if line not in furniture(article)]
    assert read_for_records == [TITLE, LEAD, BODY]
    assert text[article.body :].startswith(LEAD)


def test_a_list_of_links_ends_with_its_arrows() -> None:
    article = page(
        TITLE, LEAD, BODY, "Xem thêm:", ">> Hòa Khê ra quân", ">> Phú Khê sơ kết", "An Bình", "Bà con dự lễ."
    )
    assert article.info.author == "An Bình"
    assert furniture(article) == ["Xem thêm:", ">> Hòa Khê ra quân", ">> Phú Khê sơ kết", "An Bình"]


def test_repeats_go_to_the_furniture() -> None:
    article = page(TITLE, "12/05/2023", LEAD, TITLE, LEAD, BODY, "An Bình")
    assert furniture(article) == ["12/05/2023", TITLE, LEAD, "An Bình"]
    assert captions(article) == []
    starts = [start for start, _ in article.furniture]
    assert starts[1] > article.body


def test_captions() -> None:
    lines = [
        "Quang cảnh hội nghị.",
        "Đồng chí Đỗ Thị Hiền, Phó Chủ tịch UBND huyện phát biểu tại hội nghị.",
        "Lãnh đạo huyện trao giấy khen của UBND huyện cho các tập thể",
        "Lãnh đạo huyện trao giấy khen cho đại diện 48 mô hình",
        "Bà con thôn 5 làm đường. Ảnh: Hải Yến",
        "Thường trực HĐND huyện thăm mô hình ở TP. Lam Giang - ảnh: Hải Yến",
        "Phú Khê: Ra quân phong trào thi đua làm đường -0",
        "Ảnh: Người dân thôn 5 múa hát trong ngày hội.",
    ]
    for line in lines:
        article = page(TITLE, LEAD, line, BODY, "An Bình")
        assert captions(article) == [line], line
        assert article.info.author == "An Bình"


def test_no_captions() -> None:
    lines = [
        "Đồng chí Đỗ Thị Hiền, Phó Chủ tịch UBND huyện chủ trì hội nghị.",
        "Dịp này, lãnh đạo huyện trao giấy khen cho 5 tập thể và 12 cá nhân.",
        "Chủ tịch UBND huyện tặng giấy khen cho 5 tập thể và 12 cá nhân.",
        "Ông Trần Văn Bảy nhấn mạnh vai trò của quần chúng",
        "Những kết quả nổi bật",
        "Lãnh đạo huyện trao giấy khen của UBND huyện cho 5 tập thể",
        "Bí thư Huyện ủy cùng đông đảo hội viên tới dự.",
        "Ông còn hướng dẫn bà con trong phong trao trồng rừng.",
        "Hội viên Đỗ Văn Bảy được Chủ tịch UBND tỉnh tặng Bằng khen.",
        "Tác phẩm thuộc các loại hình: Báo in, báo nói.",
        "Bà Đỗ Thị Hiền, Phó Bí thư Huyện ủy dự và phát động phong trào.",
    ]
    for line in lines:
        assert captions(page(TITLE, LEAD, line, BODY, "An Bình")) == [], line


def test_a_count_is_never_lost_to_a_caption() -> None:
    glued = "Lãnh đạo huyện trao 30 suất quà cho trẻ em nghèo."
    assert captions(page(TITLE, LEAD, f"{BODY} {glued} Ảnh: Hải Yến", "An Bình")) == []
    counted = page(TITLE, LEAD, f"{glued} Ảnh: Hải Yến", f"{BODY} Hội trao 30 suất quà.", "An Bình")
    assert captions(counted) == [f"{glued} Ảnh: Hải Yến"]
    assert "Ảnh: Hải Yến" in furniture(page(TITLE, LEAD, f"{BODY} {glued} Ảnh: Hải Yến", "An Bình"))


def test_what_is_printed_twice_and_no_caption() -> None:
    for line in [
        "Trong năm 2022, bà con hiến đất mở đường và góp công làm cầu.",
        "- Công tác tuyên truyền, vận động",
        "Hộ gia đình đăng ký thi đua:",
    ]:
        assert captions(page(TITLE, LEAD, BODY, line, "Mọi nhà hưởng ứng.", line, "An Bình")) == [], line
    row = "Đơn vị tự quản"
    rows = [piece for day in ("một", "hai", "ba", "tư") for piece in (f"Ngày thứ {day}", row)]
    assert captions(page(TITLE, LEAD, BODY, *rows, "An Bình")) == []


def test_a_lead_is_no_caption() -> None:
    lead = "Ông Trần Văn Bảy, người giữ rừng ở xã Hòa Khê suốt ba mươi năm qua, nhận bằng khen của UBND tỉnh."
    assert captions(page(TITLE, lead, BODY, "An Bình")) == []
    assert captions(page(TITLE, lead, lead, BODY, "An Bình")) == [lead]


def test_a_caption_begins_behind_the_sentence_before() -> None:
    article = page(
        TITLE,
        f"{LEAD} GS. TS. Đỗ Thị Hiền phát biểu tại lễ ra quân. Ảnh: Hải Yến Trước đó, {BODY}",
        "An Bình",
    )
    assert captions(article) == ["GS. TS. Đỗ Thị Hiền phát biểu tại lễ ra quân."]
    assert captions(page(TITLE, LEAD, '. Ảnh: Hải Yến")', BODY)) == []


def test_a_line_in_one_block_with_a_caption_is_one() -> None:
    block = "Hội nghị tổng kết phong trào năm 2022\nCác đại biểu tham dự hội nghị"
    assert captions(page(TITLE, LEAD, block, BODY, "An Bình")) == block.split("\n")


SECTIONS = [
    "Trang chủ  >  Quốc phòng - An ninh",
    "Trang chủ » Mặt trận » Tin hoạt động",
    "Kinh tế > Nông nghiệp",
    "[Báo Hải Lam] - Tin doanh nghiệp",
    "Tăng tương phản  |  Nghe đọc bài 0:00 / 0:00",
    "Nhịp sống quê hương",
    "THI ĐUA - KHEN THƯỞNG",
]


@pytest.mark.parametrize("line", SECTIONS)
def test_what_stands_above_the_title(line: str) -> None:
    article = page(line, TITLE, "12/05/2023 08:15", LEAD, BODY, "An Bình")
    assert (article.info.title, article.info.published) == (TITLE, "2023-05-12T08:15:00+07:00")
    assert line in furniture(article)
    check_evidence(article)


def test_a_short_title_is_no_section() -> None:
    short = "Hòa Khê vào hội"
    assert page(short, "12/05/2023 08:15", LEAD, BODY).info.title == short
    assert page(short, "(HLO) - Ngày hội thu hút đông đảo bà con", "12/05/2023", LEAD, BODY).info.title == short
    assert page(short, LEAD, "12/05/2023", BODY).info.title == short


@pytest.mark.parametrize("tag", ["(Báo Hải Lam)- ", "(HLO) - ", "BHL - "])
def test_a_title_behind_a_tag(tag: str) -> None:
    article = page(f"{tag}Nhân lên những mô hình “Dân vận khéo”", "12/05/2023 08:15", LEAD, BODY)
    assert article.info.title == "Nhân lên những mô hình “Dân vận khéo”"
    assert article.info.published == "2023-05-12T08:15:00+07:00"
    check_evidence(article)


def test_a_page_without_a_title_has_none() -> None:
    article = page("12/05/2023 08:15", LEAD, BODY)
    assert article.info.title is None
    assert article.text[article.body :].startswith(LEAD)


def test_the_only_line_is_title_and_lead() -> None:
    line = "UBND huyện Phú Khê tổ chức hội nghị sơ kết phong trào thi đua năm 2022."
    article = page("You are here", line, BODY, "An Bình")
    assert article.info.title == line[:-1]
    assert article.text[article.body :].startswith(line)


# Characters


def test_crlf_nfd_and_no_break_spaces() -> None:
    plain = f"{TITLE}\n\nThứ Sáu, 12/05/2023, 08:15\n\n{LEAD}\n\nQuang cảnh hội nghị.\n\nTin, ảnh: An Bình"
    expected = read_page(plain, "a", "a.txt", BOOK)
    for text in (
        plain.replace("\n", "\r\n"),
        unicodedata.normalize("NFD", plain),
        "\ufeff" + plain,
        plain.replace("\n\n", "\n\xa0\n"),
        plain.replace("12/05/2023, 08:15", "12/05/2023,\xa008:15").replace("Tin, ảnh:", "\xa0Tin, ảnh:\xa0"),
    ):
        article = read_page(text, "a", "a.txt", BOOK)
        check_evidence(article)
        assert [getattr(article.info, k) for k in ("title", "published", "author")] == [
            getattr(expected.info, k) for k in ("title", "published", "author")
        ]
        assert captions(article) == captions(expected)


# JSON Lines


def test_a_record_keeps_what_its_source_states(tmp_path: Path) -> None:
    article = record(
        tmp_path, id="x-1", title=TITLE, url="https://www.baohailam.vn/1", published="2023-05-12T08:15:00",
        source=None, author=None, text=f"{LEAD}\n{BODY}\nAn Bình", topic="thi đua",
    )  # fmt: skip
    info = article.info
    assert (article.id, article.origin) == ("x-1", f"{tmp_path}/tin.jsonl:1")
    assert article.text == f"{TITLE}\n\n{LEAD}\n{BODY}\nAn Bình"
    assert (info.title, info.published) == (TITLE, "2023-05-12T08:15:00+07:00")
    assert (info.source, info.author) == ("baohailam.vn", "An Bình")
    assert info.basis == {"url": "source", "published": "source", "source": "source"}
    rules = {item.field: item.rule for item in info.evidence}
    assert rules == {"title": "source.title", "author": "page.byline_names"}
    assert article.extra == {"topic": "thi đua"}
    assert article.text[article.body :].startswith(LEAD)
    check_evidence(article)


def test_a_text_that_begins_with_its_title_is_kept(tmp_path: Path) -> None:
    text = f"{TITLE}\n{LEAD}"
    article = record(tmp_path, title=TITLE, text=text)
    assert article.text == text
    assert article.id == "tin:1"
    assert article.text[article.body :].startswith(LEAD)
    untitled = record(tmp_path, text=text)
    assert untitled.info.title == TITLE


PUBLISHED = [
    ("2023-05-12T08:15:00", "2023-05-12T08:15:00+07:00"),
    ("2023-05-12 08:15:00", "2023-05-12T08:15:00+07:00"),
    ("2023-05-12T08:15:00+00:00", "2023-05-12T08:15:00+00:00"),
    ("2023-05-12T08:15:00Z", "2023-05-12T08:15:00Z"),
    ("2023-05-12", "2023-05-12"),
    ("2023-05", "2023-05"),
    ("2023", "2023"),
    (2023, "2023"),
    (None, None),
    ("hôm qua", None),
]


@pytest.mark.parametrize(("given", "published"), PUBLISHED)
def test_published_as_given(tmp_path: Path, given: object, published: str | None) -> None:
    article = record(tmp_path, title=TITLE, text=LEAD, published=given)
    assert article.info.published == published
    assert article.info.basis == ({"published": "source"} if published else {})
    assert article.extra == ({"published": given} if given and not published else {})


GLUED = [
    (f"{LEAD} {BODY} An Bình - Hải Yến", "An Bình - Hải Yến"),
    (f"{LEAD} {BODY} Bài và ảnh: An Bình", "An Bình"),
    (f"{LEAD} {BODY}./. AN BÌNH", "AN BÌNH"),
    (f"{LEAD} {BODY} An Bình (TTXVN)", "An Bình"),
    (f"{LEAD} {BODY}", None),
    (f"{LEAD} {BODY} Ảnh: An Bình", None),
    (f"{LEAD} {BODY} Theo An Bình (HLTV)", None),
    (f"{LEAD}\n{BODY}\nHải Yến\nÔng Trần Văn Bảy nhận bằng khen của UBND tỉnh.", "Hải Yến"),
    (f"{BODY}\n{BODY[:-1]} trong năm 2022.\n{BODY[:-1]} trong năm 2021.\nN.Yến\n(HLO) – {LEAD}", "N.Yến"),
    (f"{LEAD}\n{BODY}\nTheo Vietnamplus", None),
]


@pytest.mark.parametrize(("text", "author"), GLUED)
def test_author_in_a_text(tmp_path: Path, text: str, author: str | None) -> None:
    article = record(tmp_path, title=TITLE, text=text)
    assert article.info.author == author
    check_evidence(article)


def test_a_caption_glued_into_a_paragraph(tmp_path: Path) -> None:
    caption = "Lãnh đạo huyện phát biểu tại lễ ra quân."
    article = record(tmp_path, title=TITLE, text=f"{LEAD} {caption} Ảnh: Hải Yến Trước đó, {BODY} An Bình")
    assert furniture(article) == ["Ảnh: Hải Yến", "An Bình"]
    assert captions(article) == [caption]
    assert article.info.author == "An Bình"


def test_captions_behind_the_byline(tmp_path: Path) -> None:
    line = "Ông Trần Văn Bảy nhận bằng khen của UBND tỉnh năm 2022."
    assert captions(record(tmp_path, title=TITLE, text=f"{LEAD}\n{BODY}\nAn Bình\n{line}")) == [line]
    assert captions(record(tmp_path, title=TITLE, text=f"{LEAD}\n{line}\n{BODY}\nAn Bình")) == []


# Bad input


def test_missing_path(tmp_path: Path) -> None:
    found = failure(tmp_path / "không-có.txt")
    assert found.origin.endswith("không-có.txt")
    assert "no such file" in found.reason


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf", "\xa0\n".encode()])
def test_empty_file(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    assert "empty" in failure(tmp_path / "a.txt").reason


def test_binary_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"PK\x03\x04\0\0\0")
    assert "NUL" in failure(tmp_path / "a.txt").reason


def test_not_utf_8_says_where(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Phú Khê".encode() + b"\xe1")
    assert "UTF-8 cut off in the middle of its last letter (at byte 10)" in failure(tmp_path / "a.txt").reason


def test_folder_with_nothing_to_read(tmp_path: Path) -> None:
    (tmp_path / "ảnh.png").write_bytes(b"x")
    assert "nothing to read" in failure(tmp_path).reason


def test_a_bad_line_stops_nothing(tmp_path: Path) -> None:
    good = json.dumps({"title": TITLE, "text": LEAD})
    bad = ["{bad", "[1]", "{}", '{"text": 5}', '{"text": "a\\u0000b"}', '{"text": "\\ud800"}']
    lines = [good, *bad, "", good]
    (tmp_path / "a.jsonl").write_bytes("\n".join(lines).encode() + b'\n{"text": "\xff"}\n')
    found = list(read([tmp_path / "a.jsonl"], BOOK))
    assert [a.id for a in found if isinstance(a, Article)] == ["a:1", "a:9"]
    failures = [f for f in found if isinstance(f, Failure)]
    assert [f.origin.rsplit(":", 1)[1] for f in failures] == ["2", "3", "4", "5", "6", "7", "10"]
    offset = len("\n".join(lines).encode()) + 1 + len(b'{"text": "')
    assert f"byte {offset}" in failures[-1].reason


@pytest.mark.skipif(os.geteuid() == 0, reason="the super-user may read everything")
def test_no_permission(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LEAD)
    (tmp_path / "a.txt").chmod(0)
    assert "permission" in failure(tmp_path / "a.txt").reason


def test_no_permission_as_the_system_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(LEAD)

    def closed(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", closed)
    assert "permission" in failure(tmp_path).reason


def test_the_same_id_twice_is_yielded_twice(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "x", "text": "Một."}\n{"id": "x", "text": "Hai."}\n')
    assert [a.id for a in read([tmp_path / "a.jsonl"], BOOK) if isinstance(a, Article)] == ["x", "x"]


# Where inputs come from


def test_a_folder_is_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.txt").write_text(f"{TITLE}\n\n{LEAD}")
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": LEAD}) + "\n")
    (tmp_path / "c.json").write_text(json.dumps({"title": TITLE, "text": LEAD}, indent=2))
    (tmp_path / "d.json").write_text(json.dumps([{"id": 7, "text": LEAD}, {"text": BODY}], indent=2))
    (tmp_path / "notes.md").write_text("not read")
    articles = [a for a in read([tmp_path], BOOK) if isinstance(a, Article)]
    assert [a.id for a in articles] == ["a:1", "2", "c:1", "7", "d:2"]


def test_the_content_tells_the_format(tmp_path: Path) -> None:
    (tmp_path / "tin").write_text(json.dumps({"text": LEAD}))
    (tmp_path / "trang.jsonl").write_text(f"{TITLE}\n\n{LEAD}")
    articles = read([tmp_path / "tin", tmp_path / "trang.jsonl"], BOOK)
    assert [a.id for a in articles if isinstance(a, Article)] == ["tin:1", "trang"]


INPUTS = [(f"{TITLE}\n\n{LEAD}", ["stdin"]), ('\n {"text": "Một."}', ["stdin:2"])]


@pytest.mark.parametrize(("text", "ids"), INPUTS)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, text: str, ids: list[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert [a.id for a in read(["-"], BOOK) if isinstance(a, Article)] == ids


def test_lines_are_streamed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            line = b'{"text": "Hai."}\n'
            buffer[: len(line)] = line
            return len(line)

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Endless())))
    articles = read(["-"], BOOK)
    assert [next(articles).id for _ in range(3)] == ["stdin:1", "stdin:2", "stdin:3"]  # type: ignore[union-attr]


HOSTILE = [
    "1",
    " ",
    ", ",
    "An ",
    "AN ",
    "A.",
    "Lời. An Bình ",
    "- a ",
    "Ảnh: An ",
    "Anh An trao quà. Ảnh: B 5 hộ ",
    "(",
    "“",
    "An Bình\n",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    assert is_linear(lambda size: page("Trang chủ " + piece * size, piece * size), 1250)


# Inputs that would hold up or fill a machine


def failed(items: list[Any]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Failure)]


def test_an_article_is_of_bounded_length(tmp_path: Path) -> None:
    line = "Hội nghị tổng kết. "
    much = line * (MOST_BYTES // len(line.encode()) + 1)
    for name, text in {"a.txt": much, "b.txt": much.replace(" ", "\n"), "c.txt": "\n" * (MOST_BYTES + 1)}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        (only,) = read([tmp_path / name], BOOK)
        assert isinstance(only, Failure) and "longer than 1 MB" in only.reason


def test_a_line_too_long_stops_no_other(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": name, "text": text}) for name, text in (("a", LEAD), ("b", "x" * 3_000_000), ("c", BODY))
    ]
    path = tmp_path / "a.jsonl"
    path.write_bytes("\n".join(lines).encode() + b'\n{"text": "\xff"}\n')
    first, long, last, latin = read([path], BOOK)
    assert isinstance(first, Article) and isinstance(last, Article) and (first.id, last.id) == ("a", "c")
    assert isinstance(long, Failure) and long.origin.endswith("a.jsonl:2") and "longer than" in long.reason
    assert isinstance(latin, Failure) and f"at byte {path.read_bytes().index(0xFF)}" in latin.reason


def test_an_array_bounds_its_articles_too(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"id": "a", "text": "x" * 2_000_000}, 5, {"id": "b", "text": LEAD}]))
    long, number, good = read([path], BOOK)
    assert [one.origin for one in (long, number) if isinstance(one, Failure)] == [f"{path}:1", f"{path}:2"]
    assert isinstance(good, Article) and good.id == "b"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero here")
def test_an_endless_input_ends() -> None:
    (only,) = read(["/dev/zero"], BOOK)
    assert isinstance(only, Failure) and "binary" in only.reason


def test_a_run_of_marks_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a" + "\u0301\u0323" * 100_000, encoding="utf-8")
    assert failed(list(read([tmp_path], BOOK))) == ["hundreds of combining marks on one letter: no text"]


def test_many_credits_in_a_line_take_linear_time() -> None:
    def read_credits(count: int) -> None:
        found = read_page("Đoàn viên ra quân (Ảnh: An Bình). " * count, "a", "a", BOOK)
        assert len(found.captions) > 0.75 * count

    assert is_linear(read_credits, 1000)


def test_links_and_pipes_in_a_folder(tmp_path: Path) -> None:
    folder, outside = tmp_path / "in", tmp_path / "out"
    for path in (folder, outside):
        path.mkdir()
    (outside / "b.txt").write_text(BODY, encoding="utf-8")
    (folder / "a.txt").write_text(LEAD, encoding="utf-8")
    (folder / "again").symlink_to(folder)
    (folder / "loop").symlink_to(folder / "loop")
    (folder / "more").symlink_to(outside)
    (folder / "none.txt").symlink_to(folder / "nowhere.txt")
    os.mkfifo(folder / "pipe.txt")
    found = list(read([folder], BOOK))
    assert [item.id for item in found if isinstance(item, Article)] == ["a", "b"]
    assert [Path(item.origin).name for item in found if isinstance(item, Failure)] == ["none.txt", "pipe.txt"]


def test_folders_may_lie_deep(tmp_path: Path) -> None:
    here, levels = os.getcwd(), 1200
    deepest = os.path.join(*"d" * levels)
    os.chdir(tmp_path)
    try:
        for level in range(300, levels + 1, 300):  # more at a time is too deep for Python
            os.makedirs(os.path.join(*"d" * level))
        Path(deepest, "a.txt").write_text(LEAD, encoding="utf-8")
        (only,) = read([tmp_path], BOOK)
        assert isinstance(only, Article) and only.id == "a"
        os.remove(os.path.join(deepest, "a.txt"))  # what cleans up behind the tests does not go so deep
        Path("stay").touch()
        os.removedirs(deepest)
    finally:
        os.chdir(here)


def test_a_name_that_is_not_utf8_is_shown_as_text(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"b\xffd.txt")).write_text(LEAD, encoding="utf-8")
    except OSError:
        pytest.skip("no such names on this file system")
    (only,) = read([tmp_path], BOOK)
    assert isinstance(only, Article)
    assert (only.id, Path(only.origin).name) == (r"b\xffd", r"b\xffd.txt")


def test_an_empty_path_is_none() -> None:
    assert failed(list(read(["", " "], BOOK))) == ["an empty path: name a file or folder, . for this one"] * 2
