"""The language layer: words and sentences by offset, and spaCy components that anyone can use."""

import json
import logging
import os
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import spacy
from growth import is_linear
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from extractor.errors import PatternError
from extractor.extract import extract
from extractor.models import RECORD_TYPES
from extractor.nlp.alignment import align
from extractor.nlp.sentences import sentences
from extractor.nlp.words import word_boundaries, word_spans
from extractor.pipeline import nlp
from extractor.rules.book import load, patterns_dir
from extractor.sources import read_page
from extractor.text import canonical

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("PHONGTRAO_SHARED", ROOT.parent / "shared"))
BOOK = load()
UNBROKEN = BOOK.table("unbroken").terms
CORPUS = {path.stem: path for path in sorted((ROOT / "corpus" / "articles").glob("*.txt"))}
SAMPLE = CORPUS[min(CORPUS)].read_text(encoding="utf-8")


def outside() -> list[str]:
    """Return the texts of the articles beside the repository, if any are there."""
    lines = [
        line
        for name in ("dev.jsonl", "unlabelled.jsonl")
        if (SHARED / "articles" / name).exists()
        for line in (SHARED / "articles" / name).read_text(encoding="utf-8").splitlines()
    ]
    pages = sorted((SHARED / "seeds").glob("*.txt"))
    return [path.read_text(encoding="utf-8") for path in pages] + [json.loads(line)["text"] for line in lines]


# In the manner of spaCy's and Max Woolf's lists of naughty strings; ours, and Vietnamese.
NAUGHTY = [
    *(
        "",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\t \n",
        "\u00a0",
        " a",
        "a ",
        "  a  b  ",
        "a\nb",
        "a \n b",
        "\n\na",
        "a\x0bb\x0cc\x1cd",
    ),
    *(
        "TP. Vinh",
        "GS.TS. Lê Thị B",
        "12/13 phường",
        "1.234,5 tỷ đồng",
        "đạt 98,5%.",
        "“5 không, 3 sạch”",
        "quý 3-2024",
    ),
    *(
        "H'Mông",
        "N’Thôn Hạ",
        "Đắk R’lấp",
        "phong\u00a0trào phong trào",
        "thi\u2003đua",
        "ðồng ÐỒNG",
        "an\u200bninh",
    ),
    *("😀😀", "👩‍👩‍👧 gia đình", "🇻🇳", "1️⃣ 2️⃣", "☺\ufe0f", "\u0301", "a\u0301\u0323", "\u0323\u0302ô", "é" * 5),
    *(
        "\ufeffa",
        "\ufeff\ufeffa",
        "\u2028\u2029\x85",
        "\u202eabc\u202c",
        "\ue000",
        "\x00",
        "\x00a\x00",
        "\U0010ffff",
        "ﬁ ǅ İ ß",
    ),
    *(
        "http://a.vn/?q=(a(b)c)&d",
        "a@b.vn",
        "v.v...",
        "==>",
        ":)) =))",
        "<b>tặng</b>",
        "{body} <form>",
        "__init__",
        "a_b",
    ),
    *(
        "ᄒ\u1161\u11ab",
        "क्\u200dष",
        "ไทย",
        "日本語",
        "Ｆｕｌｌ",
        "...",
        "…!?",
        "((((((",
        "-" * 50,
        "1" * 50,
        "'\"'\"",
        "%s %d\\n",
    ),
    *(
        unicodedata.normalize("NFD", "Phòng cháy, chữa cháy ở Thuỷ Nguyên"),
        "Hoà\r\nBình\r\n",
        "a\r",
        "\r\r\n\n",
    ),
]
PIECES = st.sampled_from([*NAUGHTY, *SAMPLE.split(" ")])
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=12).map(" ".join) | st.text(max_size=40)
SLOW = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def pipeline() -> Language:
    return nlp()


@pytest.fixture(scope="module")
def doc(pipeline: Language) -> Doc:
    return pipeline(SAMPLE)


def tokenizer(segment: str, lang: str = "xx") -> Language:
    settings = {"@tokenizers": "phongtrao.Tokenizer.v1", "segment": segment}
    return spacy.blank(lang, config={"nlp": {"tokenizer": settings}})


TOKENIZERS = {segment: tokenizer(segment) for segment in ("syllables", "words")}


# Alignment


@pytest.mark.parametrize("text", NAUGHTY)
def test_alignment_views_the_canonical_text(text: str) -> None:
    assert align(text).view == canonical(canonical(text))


@given(TEXTS | TEXTS.map(lambda text: unicodedata.normalize("NFD", text)))
@example("\ufeff\r\na\u0301\r")
def test_alignment_leads_back_to_what_was_printed(text: str) -> None:
    aligned = align(text)
    spans = [aligned.span(at, at + 1) for at in range(len(aligned.view))]
    assert "".join(text[start:end] for start, end in spans).endswith(text.lstrip("\ufeff"))
    for (start, end), char in zip(spans, aligned.view, strict=True):
        printed = canonical("x" + text[start:end])[1:]
        assert printed in ("", char) or char in printed


# Words


def squeezed(text: str) -> str:
    return "".join(text.replace("ð", "đ").replace("Ð", "Đ").split())


def underthesea_words(text: str) -> list[str]:
    from underthesea import word_tokenize

    lines = text.split("\n")
    return [squeezed(word) for line in lines for word in word_tokenize(line, use_token_normalize=False)]


def assert_words_are_located(text: str) -> None:
    spans = word_spans(text)
    at = 0
    for start, end in spans:
        assert text[at:start].strip() == ""
        assert start < end
        at = end
    assert text[at:].strip() == ""
    if max(map(len, text.split("\n"))) <= 4000:  # longer lines are cut
        assert [squeezed(text[start:end]) for start, end in spans] == underthesea_words(text)


@pytest.mark.parametrize("path", CORPUS.values(), ids=CORPUS.keys())
def test_words_of_the_corpus_are_located(path: Path) -> None:
    assert_words_are_located(canonical(path.read_text(encoding="utf-8")))


def test_words_of_other_articles_are_located() -> None:
    for text in outside()[:120]:
        assert_words_are_located(canonical(text))


@pytest.mark.soak
def test_words_of_all_other_articles_are_located() -> None:
    for text in outside():
        assert_words_are_located(canonical(text))


@SLOW
@given(TEXTS.map(lambda text: canonical(text.lstrip("\ufeff"))))
@example("phong\u00a0trào là phong trào")
@example("ÐẢNG bộ ðảng bộ")
def test_words_of_any_text_are_located(text: str) -> None:
    assert_words_are_located(text)


@SLOW
@given(TEXTS)
def test_words_of_any_form_are_ascending_and_disjoint(text: str) -> None:
    at = 0
    for start, end in word_spans(text):
        assert at <= start < end <= len(text)
        at = end


def test_words_keep_the_white_space_inside_them() -> None:
    text = "Các  phong\u00a0trào\tthi đua"
    assert [text[start:end] for start, end in word_spans(text)] == ["Các", "phong\u00a0trào", "thi đua"]


def test_no_word_crosses_a_line_end() -> None:
    assert all("\n" not in "phong\ntrào"[start:end] for start, end in word_spans("phong\ntrào"))


def test_words_of_nfd_text_have_its_own_offsets() -> None:
    text = unicodedata.normalize("NFD", "Phòng cháy chữa cháy")
    words = [unicodedata.normalize("NFC", text[start:end]) for start, end in word_spans(text)]
    assert " ".join(words) == "Phòng cháy chữa cháy"


def test_words_of_a_long_line_are_found_in_time() -> None:
    text = "a.b-c" * 10_000
    assert word_spans(text)[-1][1] == len(text)


def test_word_boundaries_have_the_offsets_of_the_text() -> None:
    text = "Mở đầu. Phong trào thi đua."
    assert word_boundaries(text, (8, 27)) == {8, 18, 19, 26, 27}


def test_many_threads_may_ask_first(tmp_path: Path) -> None:
    script = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from extractor.nlp.words import word_spans\n"
        "text = 'Phong trào thi đua yêu nước. ' * 50\n"
        "with ThreadPoolExecutor(8) as pool:\n"
        "    found = list(pool.map(word_spans, [text] * 64))\n"
        "print(len({tuple(spans) for spans in found}))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "1"), done.stderr


def test_words_leave_logging_as_it_was() -> None:
    script = (
        "import logging\n"
        "mine = logging.NullHandler()\n"
        "root = logging.getLogger()\n"
        "{setup}\n"
        "from extractor.nlp.words import word_spans\n"
        "word_spans('Phong trào')\n"
        "assert root.handlers == {expected}, root.handlers\n"
        "assert root.level == logging.WARNING\n"
    )
    for setup, expected in (("pass", "[]"), ("root.addHandler(mine)", "[mine]")):
        code = script.format(setup=setup, expected=expected)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_default_path_does_without_underthesea() -> None:
    script = (
        "import sys\n"
        "from extractor.pipeline import nlp\n"
        "nlp()('Sáng 5/3/2023, trời mưa.')\n"
        "print('underthesea' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# Sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, UNBROKEN)]


@pytest.mark.parametrize("word", UNBROKEN)
def test_abbreviations_end_no_sentence(word: str) -> None:
    text = f"Theo {word}. Vinh báo cáo"
    assert split(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Hội nghị tại TP. Vinh do GS.TS. Lê Thị B chủ trì",
        "Ông Nguyễn V. An phát biểu",
        "Cả huyện có 1.234 hộ, đạt 98.5 điểm",
        "gồm camera, đèn... và loa",
        "Xem tại congan.vn. kèm ảnh",
        "Dự hội nghị có PGS.TS. Trần A; ThS. Lê B",
        "Công an tp.Vinh họp ở P.Hưng Bình, Node.Js là tên riêng",
    ],
)
def test_stops_inside_a_sentence(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    "parts",
    [
        ["Hội nghị bế mạc.", "Sau đó, các đại biểu ra về."],
        ["Có bao nhiêu?", "Rất nhiều!", "12 tập thể…", "Và 3 cá nhân."],
        ["Ông nói: “Cố lên.”", "“Vâng!”", "(Ảnh: T.L.)"],
        ["Kết thúc năm 2023.", "2024 là năm mới."],
        ["Cứ thế...", "Đến chiều."],
    ],
)
def test_stops_between_sentences(parts: list[str]) -> None:
    assert split(" ".join(parts)) == parts
    assert split("\u00a0 ".join(parts)) == parts
    assert split("\n".join(parts)) == parts


def test_a_stop_with_no_space_behind_it_ends_a_sentence() -> None:
    assert split("Dân bản vui lắm.Sáng 5/3, xã ra quân!Mọi người đến đông.") == [
        "Dân bản vui lắm.",
        "Sáng 5/3, xã ra quân!",
        "Mọi người đến đông.",
    ]


def test_a_line_end_ends_a_sentence() -> None:
    assert split("\n\nTiêu đề\n \n  Sáng 5/3, tại TT.\nVinh\n") == ["Tiêu đề", "Sáng 5/3, tại TT.", "Vinh"]


def test_a_line_end_inside_a_citys_name_ends_no_sentence() -> None:
    assert split("Sáng 5/3, tại TP.\nVinh có mưa.\nHết.") == ["Sáng 5/3, tại TP.\nVinh có mưa.", "Hết."]


def test_sentences_of_a_part_have_the_offsets_of_the_whole() -> None:
    text = "Một. Hai. Ba."
    assert sentences(text, UNBROKEN, 5, 9) == [(5, 9)]
    assert sentences(text, UNBROKEN, 5) == [(5, 9), (10, 13)]


@given(TEXTS)
def test_sentences_hold_all_that_is_printed(text: str) -> None:
    at = 0
    for start, end in sentences(text, UNBROKEN):
        assert text[at:start].strip() == ""
        assert at <= start < end
        assert text[start:end] == text[start:end].strip()
        assert "\n" not in text[start:end]
        at = end
    assert text[at:].strip() == ""


def test_a_page_on_one_line_is_cut_in_order() -> None:
    line = " ".join(SAMPLE.split())
    text = (line + " ") * (50_000 // len(line) + 1)
    found = sentences(text, UNBROKEN)
    lengths = [end - start for start, end in found]
    assert len(text) >= 50_000 and max(lengths) < 1000 and len(found) > 200


@pytest.mark.parametrize("piece", ["từ ", "a", ".", "A. ", '"', " ", '."', ". (", ". - ", "a.b "])
def test_hostile_lines_are_cut_in_linear_time(piece: str) -> None:
    def cut(size: int) -> None:
        found = sentences(piece * (size // len(piece)), UNBROKEN)
        assert all(0 < end - start <= 4000 for start, end in found)

    assert is_linear(cut, 7_500)


# Tokenizer


@pytest.mark.parametrize("segment", TOKENIZERS)
@pytest.mark.parametrize("text", NAUGHTY)
def test_tokenizer_changes_nothing(text: str, segment: str) -> None:
    assert_tokens_are_exact(TOKENIZERS[segment].make_doc(text), text)


@SLOW
@given(TEXTS | TEXTS.map(lambda text: unicodedata.normalize("NFD", text)), st.sampled_from(list(TOKENIZERS)))
def test_tokenizer_changes_nothing_of_any_text(text: str, segment: str) -> None:
    assert_tokens_are_exact(TOKENIZERS[segment].make_doc(text), text)


@pytest.mark.parametrize("segment", TOKENIZERS)
@pytest.mark.parametrize("path", CORPUS.values(), ids=CORPUS.keys())
def test_tokenizer_changes_nothing_of_the_corpus(path: Path, segment: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert_tokens_are_exact(TOKENIZERS[segment].make_doc(text), text)


def assert_tokens_are_exact(doc: Doc, text: str) -> None:
    assert doc.text == text
    for token in doc:
        assert text[token.idx : token.idx + len(token)] == token.text
        assert token.is_space or token.text == token.text.strip()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Sáng 5/3, xã Hoà Bình.", ["Sáng", "5", "/", "3", ",", "xã", "Hoà", "Bình", "."]),
        ("  hai  cách\n ba", ["  ", "hai", " ", "cách", "\n ", "ba"]),
        ("👩‍👩‍👧😀", ["👩‍👩‍👧", "😀"]),
        (
            unicodedata.normalize("NFD", "chữa cháy"),
            [unicodedata.normalize("NFD", w) for w in ("chữa", "cháy")],
        ),
    ],
)
def test_syllables(text: str, tokens: list[str]) -> None:
    assert [token.text for token in TOKENIZERS["syllables"].make_doc(text)] == tokens


def test_words_are_tokens() -> None:
    doc = TOKENIZERS["words"].make_doc("Công an  tỉnh phát\u00a0động phong trào thi đua.")
    assert [token.text for token in doc] == [
        "Công an",
        " ",
        "tỉnh",
        "phát\u00a0động",
        "phong trào",
        "thi đua",
        ".",
    ]


@pytest.mark.parametrize("lang", ["xx", "vi", "en"])
@pytest.mark.parametrize("segment", TOKENIZERS)
def test_tokenizer_survives_saving(lang: str, segment: str, tmp_path: Path) -> None:
    language = tokenizer(segment, lang)
    language.to_disk(tmp_path)
    copies = [spacy.load(tmp_path), tokenizer(segment, lang).from_bytes(language.to_bytes())]
    expected = [token.text for token in language("Phong trào thi đua.")]
    assert [[token.text for token in copy("Phong trào thi đua.")] for copy in copies] == [expected] * 2


def test_tokenizer_needs_no_import_of_ours() -> None:
    script = (
        "import spacy\n"
        "config = {'nlp': {'tokenizer': {'@tokenizers': 'phongtrao.Tokenizer.v1'}}}\n"
        "nlp = spacy.blank('xx', config=config)\n"
        "nlp.add_pipe('phongtrao_sentences')\n"
        "nlp.add_pipe('phongtrao_mentions')\n"
        "doc = nlp('Hội nghị tại TP. Vinh. Sáng 5/3/2023, khai mạc.')\n"
        "print(len(list(doc.sents)), [s.text for s in doc.spans['phongtrao'] if s.label_ == 'time'])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "2 ['Sáng 5/3/2023']"


def test_unknown_segment_is_refused() -> None:
    with pytest.raises(ValueError, match="segment"):
        tokenizer("letters")


def test_threads_share_a_tokenizer() -> None:
    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(lambda text: TOKENIZERS["words"].make_doc(text).text, [SAMPLE] * 8))
    assert texts == [SAMPLE] * 8


# Components


def test_components_declare_what_they_do(pipeline: Language) -> None:
    analysis = pipeline.analyze_pipes()
    assert analysis["problems"] == {name: [] for name in pipeline.pipe_names}
    assert {name: sorted(part["assigns"]) for name, part in analysis["summary"].items()} == {
        "phongtrao_sentences": ["doc.sents", "token.is_sent_start"],
        "phongtrao_mentions": ["doc._.mentions", "doc.spans"],
        "phongtrao_records": ["doc._.extraction"],
    }


def test_sentences_begin_where_they_are_found(doc: Doc) -> None:
    starts = [start for start, _ in sentences(SAMPLE, UNBROKEN)]
    assert [sent[0].idx for sent in doc.sents] == starts
    assert all(token.is_sent_start is not None for token in doc)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "  Một.\u00a0Hai\r\nBa", "\ufeffMột. Hai", *NAUGHTY])
def test_components_take_any_text(pipeline: Language, text: str) -> None:
    doc = pipeline(text)
    assert doc.text == text
    assert "".join(sent.text_with_ws for sent in doc.sents) == text


def test_head_white_space_is_no_sentence(pipeline: Language) -> None:
    assert [sent.text for sent in pipeline(" \n Một.  Hai.").sents] == [" \n Một.  ", "Hai."]


def test_mentions_are_exact_and_spans_cover_them(doc: Doc) -> None:
    assert len(doc._.mentions) == len(doc.spans["phongtrao"]) > 20
    for mention, span in zip(doc._.mentions, doc.spans["phongtrao"], strict=True):
        assert span.start_char <= mention.start < mention.end <= span.end_char
        assert (span.label_, span.id_) == (mention.label, mention.rule)
        assert BOOK.rules[mention.rule].label == mention.label
    assert list(doc._.mentions) == sorted(doc._.mentions)


def test_spans_are_widened_to_tokens() -> None:
    language = tokenizer("words")
    language.add_pipe("phongtrao_mentions")
    doc = language(SAMPLE)
    assert len(doc.spans["phongtrao"]) == len(doc._.mentions)


def test_extraction_is_that_of_the_page(doc: Doc) -> None:
    assert doc._.extraction == extract(read_page(SAMPLE, "doc", "doc", BOOK), BOOK)


def test_extraction_takes_the_id_of_the_document(pipeline: Language) -> None:
    doc = pipeline.make_doc(SAMPLE)
    doc.user_data["id"] = "a01"
    assert pipeline(doc)._.extraction.id == "a01"


def test_extraction_is_null_before_the_component_ran() -> None:
    doc = TOKENIZERS["syllables"].make_doc("a")
    assert (doc._.mentions, doc._.extraction) == ((), None)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("head", ["", "\ufeff", "\ufeff\ufeff"])
def test_offsets_are_those_of_the_text_as_given(pipeline: Language, doc: Doc, form: str, end: str, head: str) -> None:
    text = head + unicodedata.normalize(form, SAMPLE).replace("\n", end)
    given_doc = pipeline(text)
    expected = [(SAMPLE[m.start : m.end], m.label, m.rule) for m in doc._.mentions]
    assert [(canonical(text[m.start : m.end]), m.label, m.rule) for m in given_doc._.mentions] == expected
    extraction = given_doc._.extraction
    records = [extraction.article, *(r for key in RECORD_TYPES for r in getattr(extraction, key))]
    quotes = [item for record in records for item in record.evidence]
    assert all(text[item.start : item.end] == item.quote for item in quotes)
    plain = doc._.extraction
    assert extraction.model_dump(exclude={"article"} | set(RECORD_TYPES)) == plain.model_dump(
        exclude={"article"} | set(RECORD_TYPES)
    )
    assert [len(getattr(extraction, key)) for key in RECORD_TYPES] == [len(getattr(plain, key)) for key in RECORD_TYPES]


@SLOW
@given(text=TEXTS)
@example(text="\ufeff\ufeffTiêu đề bài báo số 1\n\nSáng 5/3/2023, UBND huyện tặng giấy khen cho 5 tập thể.")
def test_mentions_of_any_text_lie_in_it(pipeline: Language, text: str) -> None:
    doc = pipeline(text)
    assert all(0 <= m.start < m.end <= len(text) for m in doc._.mentions)
    assert all(text[e.start : e.end] == e.quote for time in doc._.extraction.times for e in time.evidence)


def test_pipeline_survives_saving_and_saves_no_rules(pipeline: Language, doc: Doc, tmp_path: Path) -> None:
    pipeline.to_disk(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.cfg", "meta.json", "vocab"]
    for copy in (spacy.load(tmp_path), nlp().from_bytes(pipeline.to_bytes())):
        assert copy(SAMPLE)._.mentions == doc._.mentions


def test_documents_survive_saving(pipeline: Language, doc: Doc) -> None:
    stored = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (copy,) = DocBin().from_bytes(stored).get_docs(pipeline.vocab)
    assert copy._.mentions == doc._.mentions
    assert copy._.extraction == doc._.extraction
    assert [span.id_ for span in copy.spans["phongtrao"]] == [m.rule for m in doc._.mentions]


def test_processes_give_the_same(pipeline: Language, doc: Doc) -> None:
    found = list(pipeline.pipe([SAMPLE] * 3, n_process=2, batch_size=1))
    assert [copy._.extraction for copy in found] == [doc._.extraction] * 3


def test_a_folder_of_rules_may_be_named(doc: Doc) -> None:
    assert nlp(str(patterns_dir()))(SAMPLE)._.mentions == doc._.mentions
    with pytest.raises(PatternError, match="no such folder"):
        nlp("/nowhere/patterns")


def test_memory_stays_level_over_a_stream(pipeline: Language) -> None:
    lines = [line for line in SAMPLE.split("\n") if line] * 10
    sizes = []
    for batch in range(3):
        texts = (f"{line} từ{batch}x{index}" for index, line in enumerate(lines))
        with pipeline.memory_zone():
            found = sum(len(doc._.mentions) for doc in pipeline.pipe(texts))
        sizes.append((len(pipeline.vocab.strings), sum(1 for _ in pipeline.vocab)))
        assert found > len(lines)
    assert sizes[1:] == sizes[:1] * 2


def test_nothing_is_logged_by_the_pipeline(pipeline: Language, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        pipeline(SAMPLE)
    assert caplog.records == []
