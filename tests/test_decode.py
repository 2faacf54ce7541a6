"""Decoding at its public face: every text comes back from every encoding, and what is right already stays as it is."""

import contextlib
import json
import time
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from growth import is_linear
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from old_encodings import TONES, WRITERS, codes, in_table, misread, printable, written

from extractor.errors import SourceError
from extractor.extract import extract
from extractor.rules.book import load
from extractor.sources import read_page
from extractor.sources.decode import ENCODINGS, Decoded, decode
from extractor.text import canonical

ROOT = Path(__file__).parents[1]
BOOK = load()
LEAST = 0.99
LEAST_OF = {"tcvn3": 0.975}
"""It writes toned capitals like small letters: those at the beginning of a name ("Ấp", "Út") cannot be told again."""

SENTENCES = [
    "Hội nghị tổng kết phong trào thi đua yêu nước năm 1998.",
    "Sáng nay, Ủy ban nhân dân huyện trao Bằng khen cho 12 tập thể.",
    "Toàn dân đoàn kết xây dựng đời sống văn hóa",
    "Xin chào các bạn!",
    "HỘI LIÊN HIỆP PHỤ NỮ TỈNH BÌNH PHƯỚC",
]
OTHERS = [
    "Il a été élu à Paris, où il vit déjà ; sa sœur l'a aidé. Né à Nîmes, il y a grandi.",
    "Ele é bom. Não há mais nada a fazer, são só três irmãos.",
    "El niño comió piñas él solo; ¿qué más?",
    "Für Müller, Jäger & Söhne: größte Straße.",
    "né à Hué",
    "中华人民共和国的竞赛运动",
    "Соревнование за звание лучшей бригады",
    "Łódź, Kraków; Příliš žluťoučký kůň",
    "Price: 5 € – “fine” … ½ © ®",
    "plain ASCII, no marks at all",
    "",
]


def texts() -> list[str]:
    found = []
    for path in sorted((ROOT / "corpus" / "articles").iterdir()):
        source = path.read_text(encoding="utf-8")
        found += [json.loads(line)["text"] for line in source.splitlines()] if path.suffix == ".jsonl" else [source]
    return [canonical(text) for text in found]


TEXTS = texts()


def got(data: bytes) -> str:
    try:
        return canonical(decode(data).text)
    except SourceError as error:
        return str(error)


# Round trips


@pytest.mark.parametrize("name", WRITERS)
def test_round_trip(name: str) -> None:
    wanted = [printable(text, name.split(" ")[0]) for text in TEXTS]
    wrong = [text for text in wanted if got(WRITERS[name](text)) != text]
    assert len(wrong) <= (1 - LEAST) * len(TEXTS), wrong[0][:200]


def test_round_trip_of_tcvn3() -> None:
    """Nothing is lost but the case of toned letters that begin a word, and of few of them."""
    wrong = 0
    cases: list[str] = []
    for text in TEXTS:
        wanted = printable(text, "tcvn3")
        found = got(in_table(wanted, "tcvn3"))
        wrong += found.lower() != wanted.lower()
        cases += [word for read, word in zip(found.split(), wanted.split(), strict=False) if read != word]
    assert len(cases) < 20, cases
    assert wrong <= (1 - LEAST) * len(TEXTS)


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize("name", WRITERS)
def test_one_sentence(name: str, text: str) -> None:
    assert got(WRITERS[name](text)) == text


@pytest.mark.parametrize("name", [*WRITERS, "tcvn3"])
def test_encoding_is_stated(name: str) -> None:
    text = "HĐND tỉnh họp. Ấp Đông có 30 hộ, Ủy ban nhân dân xã ra quyết định, Ở đây mọi người cùng vui vẻ."
    found = decode(written(text, name))
    if "read as" in name:
        kind = "Latin-1" if name == "UTF-8 read as Latin-1" else "windows-1252"
        assert found.encoding == "utf-8"
        assert found.repair and found.repair.startswith(f"{name.split(' ')[0].replace('NFD', 'UTF-8')} read as {kind}")
        assert ("2 times over" in found.repair) == ("twice" in name)
    else:
        plain = {"nfd": "utf-8", "utf-16 with a mark": "utf-16-le", "utf-16-be with a mark": "utf-16-be"}
        assert (found.encoding, found.repair) == (plain.get(name, name), None)


def test_every_letter_of_a_table() -> None:
    vowels = "aăâeêioôơuưy"
    letters = {unicodedata.normalize("NFC", v + tone) for v in vowels for tone in ("", *TONES)} | {"đ"}
    for name in ("vni", "viscii", "vps", "tcvn5712", "tcvn3"):
        capitals = {c.upper() for c in (letters if name != "tcvn3" else "ăâêôơưđ")}
        missing = {c for c in letters | capitals if not c.isascii()} - set(codes(name))
        assert not missing, name


# Capitals of TCVN3


@pytest.mark.parametrize(
    "text",
    [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "ỦY BAN NHÂN DÂN TỈNH",
        "Tổ ANTQ ở UBND xã",
        "Ở đây có 12 hộ. Ấp Đông có 30 hộ.",
        "Hà Nội, Tế Lỗ, Bù Đốp",
        "tin của Nguyễn Ngọc Ánh, Trần Ích; Tỉnh ủy",
        "Họp ở xã\nẢnh: HỒ CHÂU PHA",
    ],
)
def test_capitals_of_tcvn3(text: str) -> None:
    typed = "".join(c if c.isascii() or c in codes("tcvn3") else c.lower() for c in text)
    assert decode(in_table(typed, "tcvn3")).text == text


def test_a_text_in_a_font_of_capitals() -> None:
    text = "thông báo về hội nghị.\n\nủy ban nhân dân xã kính mời các hộ.\n\ntrân trọng."
    assert decode(in_table(text, "tcvn3")).text == text.upper()
    assert decode(in_table("xin chào các bạn", "tcvn3")).text == "xin chào các bạn"
    assert decode(in_table("xin chào", "tcvn3"), "tcvn3h") == Decoded("XIN CHÀO", "tcvn3h")


# What is right stays


@pytest.mark.parametrize("text", OTHERS)
def test_other_languages_are_left_alone(text: str) -> None:
    assert decode(text.encode()) == Decoded(text, "utf-8")


@pytest.mark.parametrize("change", [str, str.upper, str.title])
def test_correct_vietnamese_is_left_alone(change: Callable[[str], str]) -> None:
    pieces = [change(piece) for text in TEXTS for piece in (text, *text.split("\n"))]
    for form in ("NFC", "NFD"):
        for piece in pieces:
            text = unicodedata.normalize(form, piece)
            assert decode(text.encode()) == Decoded(text, "utf-8")


@pytest.mark.parametrize("text", ["“XÃ” HỘI, XÃ VĨNH… HÀ", "“lá»… và «má»” với Â’ Ã »", "Ã, Õ, Â – đều là chữ"])
def test_what_looks_misread_and_is_not(text: str) -> None:
    assert decode(text.encode()).text == text


def test_a_page_misread_in_part() -> None:
    good = "Ủy ban nhân dân tỉnh họp ≥ 2 lần."
    bad = "Hội nghị tổng kết phong trào thi đua".encode().decode("sloppy-windows-1252")
    found = decode(f"{good}\n{bad}\n".encode())
    assert found.text == f"{good}\nHội nghị tổng kết phong trào thi đua\n"
    assert found.repair == "UTF-8 read as windows-1252"


# What the caller states


@pytest.mark.parametrize("name", ["vni", "viscii", "vps", "tcvn5712", "windows-1258", "utf-16-le", "utf-16-be"])
def test_stated_encoding(name: str) -> None:
    found = decode(WRITERS[name]("Đỗ Bá"), name)
    assert (canonical(found.text), found.encoding) == ("Đỗ Bá", name)


def test_stated_encoding_is_taken_at_its_word() -> None:
    assert decode(b"T\xe6", "TCVN3").text == "Tổ"
    assert decode("Tæ".encode(), "abc").text == "Tổ"  # saved as UTF-8 since
    text = WRITERS["UTF-8 read as windows-1252"]("Tổ dân phố văn hóa")
    assert decode(text, "utf8") == Decoded(text.decode(), "utf-8")
    assert decode(b"\xff\xfeT\x00", "utf-16") == Decoded("T", "utf-16-le")


# What cannot be read


@pytest.mark.parametrize(
    ("data", "stated", "said"),
    [
        (b"PK\x03\x04\x00\x00\x00\x08\x00", None, "binary"),
        (b"Hello\0world, this is text", None, "binary"),
        (b"abc\0def", "tcvn3", "binary"),
        ("Ủy ban nhân dân".encode()[:-1] + "ấ".encode()[:2], None, "cut off .* get the whole file"),
        ("Ủy ban nhân dân".encode() + b"\xff" + "tỉnh họp".encode(), None, "not UTF-8 at byte 20, though most"),
        ("Tư".encode("utf-16-le")[:-1], None, "UTF-16 cut off .*byte 3"),
        ("a b c d".encode("utf-16-le") + b"\x00\xd8", None, "half a surrogate pair"),
        (b"\xff\xfea\0\0\0", None, "binary"),
        (bytes(range(1, 256)), None, "not UTF-8 at byte 128, nor read"),
        ("Il a été élu à Paris où".encode("latin-1"), None, "nor read by an old Vietnamese encoding"),
        (b"\xc4", None, "not UTF-8"),
        (b"\xa1\xff", "utf-8", "not UTF-8 at byte 1"),
        (b"\xff\xfe\xfd", "vni", "not vni: it has no letter for 3 of the bytes"),
        (b"abc", "klingon", "no encoding named klingon: name one of utf-8, "),
    ],
)
def test_refused_in_one_line(data: bytes, stated: str | None, said: str) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        decode(data, stated)
    assert "\n" not in str(caught.value)


def test_a_byte_without_a_letter_is_said() -> None:
    found = decode(in_table("Hội nghị tổng kết phong trào thi đua yêu nước\n", "vni") + b"\x8f")
    assert found.encoding == "vni" and found.text.endswith("nước\n\ufffd")
    assert found.repair == "bytes without a letter read as \ufffd: 1"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@example("Ã¡Â»\x87 á»‡")
def test_any_text_in_utf8(text: str) -> None:
    assert decode(text.encode(), "utf-8").text == text.removeprefix("\ufeff")
    found = decode(text.encode())
    assert found.text == text.removeprefix("\ufeff") or found.repair


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=2_000)
@given(st.binary(max_size=2_000), st.sampled_from([None, *ENCODINGS]))
@example(b"\xff\xfe\x00\xd8", None)
def test_any_bytes(data: bytes, stated: str | None) -> None:
    try:
        assert isinstance(decode(data, stated).text, str)
    except SourceError as error:
        assert "\n" not in str(error)


HOSTILE = {
    "misread": "Ã¡".encode() * 50_000,
    "misread deep": misread("latin-1", 6)("Thứ Tư họp. ") * 500,
    "misread lines": "Ã¡ ạ\n".encode() * 20_000,
    "a run of marks": ("a" + "\u0301" * 100_000).encode(),
    "tones of 1258": b"a" + b"\xec" * 200_000,
    "capitals": b"C\xe9NG H\xea " * 20_000,
    "blank lines": b"c\xe9ng c\xe9ng" + b"\n" * 200_000,
    "quotes": b'\xf1. c\xe9ng."' + b'"' * 200_000,
    "spaces": b"c\xe9ng c\xe9ng." + b" " * 200_000 + b"\xf1",
    "all bytes": bytes(range(128, 256)) * 1_500,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("stated", [None, "tcvn3", "vni"])
def test_hostile_bytes_take_linear_time(data: bytes, stated: str | None) -> None:
    def read(size: int) -> None:
        with contextlib.suppress(SourceError):
            decode(data[:size], stated)

    assert is_linear(read, len(data) // 4)


def test_cost_of_what_is_fine() -> None:
    """A decode and a quick scan: far from what it costs to try the encodings."""
    data = [text.encode() for text in TEXTS]
    decode(in_table(SENTENCES[0], "vni"))

    def seconds(read: Callable[[bytes], object]) -> float:
        times = []
        for _ in range(5):
            begun = time.perf_counter()
            for one in data:
                read(one)
            times.append(time.perf_counter() - begun)
        return min(times)

    assert seconds(lambda one: decode(one)) < 10 * seconds(bytes.decode)


# What is extracted


@cache
def values(text: str) -> object:
    """Return all values of a page's records, without where they stand."""
    found = extract(read_page(text, "trang", "trang.txt", BOOK), BOOK).model_dump(mode="json")
    return json.loads(json.dumps(found, ensure_ascii=False), object_hook=_without_places)


def _without_places(record: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in record.items() if key not in ("evidence", "basis")}


@pytest.mark.soak
@pytest.mark.parametrize("name", ["tcvn3", "vni", "viscii", "vps", "tcvn5712", "windows-1258", "nfd", "utf-16-le"])
def test_records_are_the_same(name: str) -> None:
    same = 0
    for text in TEXTS:
        wanted = printable(text, name)
        same += values(canonical(decode(written(wanted, name)).text)) == values(wanted)
    print(f"{name}: {same} of {len(TEXTS)}")
    assert same >= LEAST_OF.get(name, LEAST) * len(TEXTS)
