"""The page in a real browser: a reviewer at the keyboard, hostile articles, assistive technology, two tabs."""

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import Site, Watched, chromium, press, ready, served, settled, watched
from desk_articles import BOOK, article_of, filled, readings
from playwright.sync_api import Browser, Page, expect

from extractor.desk import Vocabulary
from extractor.desk.fields import field_of
from extractor.extract import extract
from extractor.models import RECORD_TYPES, Article, Extraction
from extractor.review import Decision
from extractor.sources import read
from extractor.store import Store

SHARED = Path(os.environ.get("PHONGTRAO_SHARED", Path(__file__).parents[2] / "shared"))
AWARD = "UBND tỉnh Lạng Sơn tặng bằng khen cho 8 tập thể. Ngày 14/11/2022, huyện tổng kết phong trào “Dân vận khéo”."
KINDS = list(RECORD_TYPES)
CAMPAIGN = str(KINDS.index("campaigns") + 1)
Pair = tuple[Article, Extraction]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def of_source(source: str, pairs: Iterable[Pair]) -> list[Pair]:
    """Return copies of articles that are of a source, which their last line says: what one test reviews."""
    copies = []
    for article, extraction in pairs:
        id, info = f"{source} {article.id}", extraction.article.model_copy(update={"source": source})
        text = article.text if extraction is BLANK else f"{article.text}\n{source}"
        copy = article.model_copy(update={"id": id, "source": source, "text": text})
        copies.append((copy, extraction.model_copy(update={"id": id, "article": info})))
    return copies


def press_articles() -> list[Pair]:
    paths = sorted((SHARED / "seeds").glob("*.txt"))
    found = [(a, extract(a, BOOK)) for a in read(paths, BOOK) if isinstance(a, Article)] if paths else []
    return [pair for pair in found if len(pair[1].campaigns) > 1][:3]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database of the articles of all tests."""
    _, award = article_of(AWARD)
    sources = {
        "corpus": readings(),
        "press": press_articles(),
        "hostile": [article_of(f"{said}\n\n{AWARD} {said}\n{said}", id) for id, said in HOSTILE.items()],
        **{shape: [(Article(id="giant", text=text(), origin="x"), award)] for shape, text in GIANT.items()},
        "many": [article_of(MANY)],
        "blank": [(Article(id="1", text=" \n \n", origin="x"), BLANK), (Article(id="2", text="", origin="x"), BLANK)],
        "odd": [article_of(ODD)],
        "short": [article_of("Trời đẹp.")],
        **dict.fromkeys(ONE_EACH, readings()[:1]),
    }
    path = tmp_path_factory.mktemp("browser") / "all.db"
    filled(path, [pair for source, pairs in sources.items() for pair in of_source(source, pairs)]).close()
    return path


@pytest.fixture(scope="module")
def site(browser: Browser, db: Path) -> Iterator[Site]:
    with served(db) as serving:
        yield serving


ONE_EACH = ("caret", "axe-1440", "axe-900", "axe-360", "axe-320", "labels", "focus", "switch", "keys", "tabs", "plain")
"""The sources of tests that each want an article as the corpus has it."""


def decisions(db: Path, id: str) -> list[Decision]:
    with Store.open(db, create=False) as store:
        return store.reviews.of_article(id)


def opened(page: Page) -> str:
    """Return the id of the open article."""
    return page.locator("#page").get_attribute("data-article") or ""


def current(page: Page) -> int:
    return int(page.locator("#do [name=record]").input_value())


def to_record(page: Page, number: int) -> None:
    press(page, *["j" if number > current(page) else "k"] * abs(number - current(page)))
    assert current(page) == number


# A reviewer by keyboard alone


def review_one(page: Page, db: Path, vocabulary: Vocabulary) -> None:
    """Accept, reject, correct, add, undo on the open article; check that the database holds this and nothing else."""
    id = opened(page)
    with Store.open(db, create=False) as store:
        text, records = store.article(id).text, store.reviews.reviewed(id)
    press(page, "a", "r")
    assert current(page) == 2
    campaign = next(i for i, record in enumerate(records) if record.kind == "campaigns" and i > 1)
    to_record(page, campaign)
    name = corrected_by_completion(page, vocabulary)
    to_record(page, 0)
    corrected_in_vietnamese(page)
    to_record(page, campaign)
    quote = added_from_the_text(page)
    press(page, "k", "a", "u")
    made = decisions(db, id)
    author = "Đặng Thị Hường"
    assert [(d.verdict, d.anchor and d.anchor.kind, d.field, d.value) for d in made[:4]] == [
        ("accepted", "article", None, None),
        ("rejected", records[1].kind, None, None),
        ("corrected", "campaigns", "name", name),
        ("corrected", "article", "author", author),
    ]
    added, accepted, undone = made[4:]
    assert (added.verdict, added.value["name"]) == ("added", "Áo lụa tặng bà")
    assert added.anchor is not None and added.anchor.kind == "campaigns"
    (evidence,) = added.anchor.evidence
    assert evidence.quote == quote == text[evidence.start : evidence.end]
    assert (accepted.verdict, undone.verdict, undone.undoes) == ("accepted", "undone", accepted.id)


def corrected_by_completion(page: Page, vocabulary: Vocabulary) -> str:
    typed = "dan van"
    first = vocabulary.complete(field_of("campaigns", "name"), typed)[0]
    press(page, "c")
    page.keyboard.type(typed)
    expect(page.get_by_role("option").first).to_have_text(first)
    press(page, "ArrowDown")
    expect(page.get_by_role("combobox")).to_have_value(first)
    press(page, "Enter")
    expect(page.locator("[data-field=name]")).to_have_attribute("data-value", first)
    return first


def corrected_in_vietnamese(page: Page) -> None:
    for _ in range(12):
        press(page, "Tab")
        if page.locator("[data-field=author]:focus").count():
            break
    press(page, "c")
    page.keyboard.insert_text("Đặng Thị Hường")
    press(page, "Enter")
    expect(page.locator("[data-field=author] .state")).to_contain_text("corrected")


def added_from_the_text(page: Page) -> str:
    press(page, "+", *["Shift+ArrowRight"] * 6)
    quote: str = page.evaluate("getSelection().toString()")
    assert quote.strip()
    press(page, "Enter")
    expect(page.locator("#adding blockquote")).to_have_text(quote.strip())
    press(page, str(KINDS.index("campaigns") + 1))
    page.keyboard.insert_text("Áo lụa tặng bà")
    press(page, "Enter")
    expect(page.locator("#adding")).to_be_hidden()
    return quote.strip()


@pytest.mark.parametrize("source", ["corpus", "press"])
def test_three_articles_by_keyboard(browser: Browser, site: Site, source: str) -> None:
    if source == "press" and not (SHARED / "seeds").exists():
        pytest.skip(f"no articles of the press in {SHARED / 'seeds'}")
    with Store.open(site.db, create=False) as store:
        vocabulary = Vocabulary(BOOK, store.names())
    with watched(browser, site, source) as page:
        for _ in range(3):
            review_one(page, site.db, vocabulary)
            press(page, "Enter")
        expect(page.locator("h1")).to_have_text("all done")


# Hostile articles

HOSTILE = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "link": '<a href="javascript:alert(1)">javascript:alert(1)</a>',
    "breaks-out": "</p></article><svg onload=alert(1)>]]>--><style>*{display:none}</style>",
    "bidi": "\u202eabc\u202c \u2066\u2069 \u200b\u200d\ufeff \u05d0\u05d1\u05d2 \u0645\u0631",
    "astral": "😀👩\u200d👩\u200d👧🇻🇳 𝕏 e\u0323\u0302 \U000e0041",
    '"><img src=x onerror=alert(1)>': "{{ 7 * 7 }} {% raw %} ${7*7} &lt;b&gt; &#x3c;",
}


def test_hostile_articles_do_nothing_and_can_be_decided(browser: Browser, site: Site) -> None:
    seen = set()
    with watched(browser, site, "hostile") as page:
        for _ in HOSTILE:
            id = opened(page)
            seen.add(id.removeprefix("hostile "))
            said = HOSTILE[id.removeprefix("hostile ")]
            press(page, "n")
            page.keyboard.insert_text(said)
            press(page, "Enter", "c")
            page.keyboard.insert_text(said)
            press(page, "Enter")
            expect(page.locator(".card .note")).to_contain_text("“")
            press(page, "a", "a", "r")
            assert page.locator("#text :is(script, img, svg), .card :is(script, img, svg)").count() == 0
            verdicts = [d.verdict for d in decisions(site.db, id)]
            assert verdicts == ["noted", "corrected", "accepted", "accepted", "rejected"]
            press(page, "Enter")
    assert seen == set(HOSTILE)


GIANT = {
    "one-line": lambda: f"{AWARD} " + "một dòng dài không hết " * 220_000,
    "many-lines": lambda: f"{AWARD}\n" + "a\n" * 500_000,
    "no-space": lambda: f"{AWARD}\n" + "x" * 1_000_000,
}


MANY = "\n".join(f"Ngày {day % 28 + 1}/11/2022, xã họp." for day in range(2_500))
BLANK = extract(Article(id="blank", text="x", origin="x"), BOOK)


@pytest.mark.parametrize("shape", [*GIANT, "many"])
def test_quick_keys_all_land_on_giant_articles(browser: Browser, site: Site, shape: str) -> None:
    with watched(browser, site, shape) as page:
        start = time.monotonic()
        press(page, *"aaar")
        assert time.monotonic() - start < 10  # it takes less than one, where nothing else runs
        assert [d.verdict for d in decisions(site.db, opened(page))] == ["accepted", "accepted", "accepted", "rejected"]


def test_articles_without_text(browser: Browser, site: Site) -> None:
    with watched(browser, site, "blank") as page:
        for _ in range(2):
            press(page, "+", "Enter", "Escape", "a")
            assert [d.verdict for d in decisions(site.db, opened(page))] == ["accepted"]
            press(page, "Enter")


# Offsets

ODD = "A😀b👩\u200d👧 e\u0323\u0302 \u202eđó\u202c \u200bcuối\n\n  𝕏 hai  khoảng\ttab\n" + "dài " * 900 + "🇻🇳 hết"
SPANS = ["😀", "b👩\u200d👧", "e\u0323\u0302", "\u202eđó\u202c", "\u200bcuối", "𝕏 hai", "khoảng\ttab", "🇻🇳 hết"]
SELECT = """([start, end]) => {
    const at = (offset) => {
        for (const p of [...document.querySelectorAll('p[data-start]')].reverse()) {
            if (p.dataset.start > offset) continue;
            let left = offset - p.dataset.start;
            const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const points = [...node.data];
                if (left <= points.length) return [node, points.slice(0, left).join('').length];
                left -= points.length;
            }
        }
    };
    getSelection().setBaseAndExtent(...at(start), ...at(end));
}"""


def test_what_is_selected_is_what_is_kept(browser: Browser, site: Site) -> None:
    with Store.open(site.db, create=False) as store:
        text = store.article("odd made").text
    spans = [(text.index(said), text.index(said) + len(said)) for said in SPANS]
    spans.append((text.index("cuối"), text.index("hai") + 3))  # over an empty line
    with watched(browser, site, "odd") as page:
        for number, span in enumerate(spans):
            page.evaluate(SELECT, list(span))
            press(page, "+", CAMPAIGN)
            page.keyboard.insert_text(f"số {number}")
            press(page, "Enter")
            expect(page.locator("#adding")).to_be_hidden()
    found = [d.anchor.evidence[0] for d in decisions(site.db, "odd made") if d.anchor]
    assert [(e.start, e.end, e.quote) for e in found] == [(*span, text[slice(*span)]) for span in spans]


def test_selecting_by_caret_changes_no_text(browser: Browser, site: Site) -> None:
    with watched(browser, site, "caret") as page:
        article = page.locator("#text")
        before = article.inner_text()
        press(page, "+")
        expect(article).to_have_attribute("role", "textbox")
        expect(article).to_have_attribute("aria-readonly", "true")
        press(page, "x", "Delete", "Backspace", "Control+b", "Control+v", "Control+x", "Control+z")
        composing = page.context.new_cdp_session(page)
        composing.send("Input.imeSetComposition", {"text": "ư", "selectionStart": 1, "selectionEnd": 1})
        composing.send("Input.insertText", {"text": "ư"})
        expect(article).to_have_text(before, use_inner_text=True)
        press(page, "Enter")  # the word at the caret
        expect(page.locator("#adding blockquote")).not_to_be_empty()
        press(page, "Escape", "+", "Escape")
        assert article.get_attribute("role") is None and article.inner_text() == before


# Assistive technology


def no_violation(page: Page, where: str) -> None:
    found = Axe().run(page).response["violations"]
    grave = [v for v in found if v["impact"] in ("serious", "critical")]
    assert not grave, where + json.dumps(
        [(v["id"], v["help"], [n["html"][:200] + str(n["any"])[:300] for n in v["nodes"][:3]]) for v in grave],
        indent=1,
        ensure_ascii=False,
    )


VIEWS: Sequence[Mapping[str, Any]] = (
    {"color_scheme": "light", "viewport": {"width": 1440, "height": 900}},
    {"color_scheme": "dark", "viewport": {"width": 900, "height": 800}},
    {"color_scheme": "light", "viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
    {"forced_colors": "active", "viewport": {"width": 320, "height": 256}},
)


@pytest.fixture(scope="module")
def vietnamese(browser: Browser, db: Path) -> Iterator[Site]:
    with served(db, language="vi") as serving:
        yield serving


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: str(view["viewport"]["width"]))
def test_assistive_technology_finds_its_way(browser: Browser, vietnamese: Site, view: Mapping[str, Any]) -> None:
    with watched(browser, vietnamese, f"axe-{view['viewport']['width']}", **view) as page:
        press(page, "a", "r", "a", "u")
        page.locator("#history summary").click()
        no_violation(page, "article")
        press(page, "k", "c")
        no_violation(page, "correct")
        press(page, "Escape", "n")
        no_violation(page, "note")
        press(page, "Escape", "?")
        no_violation(page, "help")
        press(page, "Escape", "+")
        no_violation(page, "selecting")
        press(page, "Enter")
        no_violation(page, "kinds")
        press(page, CAMPAIGN)
        expect(page.get_by_role("listbox")).to_be_visible()
        no_violation(page, "fields")
        press(page, "Escape")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.goto(page.url.split("?")[0] + "queue")
        no_violation(page, "queue")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_pages_around_the_desk(browser: Browser, site: Site) -> None:
    watching = Watched(browser)
    page = watching.come_in(site, "short")
    press(page, "a", "Enter")
    expect(page.locator("h1")).to_have_text("all done")
    no_violation(page, "nothing")
    page.get_by_role("button", name="leave").click()
    expect(page.locator("h1")).to_have_text("You have left.")
    no_violation(page, "left")
    page.goto(watching.root)
    no_violation(page, "door by link")
    watching.close("403")


def test_the_door_by_password(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHONGTRAO_PASSWORD", "mật khẩu dài")
    filled(tmp_path / "one.db").close()
    watching = Watched(browser)
    with served(tmp_path / "one.db", "--host", "127.0.0.1") as serving:
        watching.root = serving.link().rstrip("/")
        page = watching.page
        page.goto(watching.root)
        no_violation(page, "door by password")
        page.get_by_label("Your name").fill("Bình")
        page.get_by_label("Password").fill("sai rồi nhé")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("The password is wrong.")
        page.get_by_label("Your name").fill("Bình")
        page.get_by_label("Password").fill("mật khẩu dài")
        page.keyboard.press("Enter")
        ready(page)
        press(page, "a")
        expect(page.locator(".progress")).to_contain_text("1 of")
    watching.close("403")


def test_each_button_says_its_key(browser: Browser, site: Site) -> None:
    with watched(browser, site, "labels") as page:
        for name, key in (("accept", "a"), ("reject", "r"), ("undo", "u"), ("next article", "Enter")):
            button = page.locator("#do").get_by_role("button", name=name).first
            expect(button).to_have_attribute("aria-keyshortcuts", key)


# Focus, keys, tabs


def test_focus_and_what_is_said(browser: Browser, site: Site) -> None:
    with watched(browser, site, "focus", but="422") as page:
        expect(page.locator("#record")).to_be_focused()
        press(page, "Tab")
        expect(page.locator("[data-field]").first).to_be_focused()
        press(page, "a")
        expect(page.get_by_role("status")).to_have_text("accepted")
        expect(page.locator("#record")).to_be_focused()
        assert page.locator("#text a.current").count() >= 1
        press(page, "k")
        page.locator("[data-field=published]").click()
        typing = page.get_by_role("combobox")
        expect(typing).to_be_focused()
        page.keyboard.insert_text("không phải ngày")
        press(page, "Enter")
        expect(page.locator(".editing .error")).not_to_be_empty()
        expect(typing).to_have_value("không phải ngày")
        expect(typing).to_be_focused()
        press(page, "Escape")
        expect(page.locator("[data-field=published]")).to_be_focused()
        page.locator("#do [data-action=skip]").click()
        settled(page)
        expect(page.locator("#do [data-action=skip]")).to_be_focused()
        press(page, "Enter")  # the button's, not the next article's
        assert page.locator("#do [name=version]").input_value().endswith(" 1")


def test_keys_can_be_switched_off(browser: Browser, site: Site) -> None:
    with watched(browser, site, "switch") as page:
        id = opened(page)
        press(page, "?", "Space", "Escape", "a", "r", "A", "+")
        assert decisions(site.db, id) == []
        page.reload()
        ready(page)
        press(page, "a", "ArrowDown")
        assert decisions(site.db, id) == [] and current(page) == 1
        page.get_by_role("button", name="keys").click()
        press(page, "Space", "Escape", "a")
        assert len(decisions(site.db, id)) == 1


def test_no_key_is_taken_for_another(browser: Browser, site: Site) -> None:
    with watched(browser, site, "keys") as page:
        id = opened(page)
        for _ in range(4):
            page.keyboard.down("a")  # held
        page.keyboard.up("a")
        settled(page)
        assert len(decisions(site.db, id)) == 1
        press(page, "Control+a", "Alt+r", "Meta+u")
        composing = "new KeyboardEvent('keydown', {key: 'r', isComposing: true, bubbles: true})"
        page.evaluate(f"document.body.dispatchEvent({composing})")
        locked = "new KeyboardEvent('keydown', {key: 'A', bubbles: true})"  # caps lock, no Shift
        page.evaluate(f"document.body.dispatchEvent({locked})")
        settled(page)
        assert [d.verdict for d in decisions(site.db, id)] == ["accepted", "accepted"]
        for key in "acxy":  # what is typed before the line is there is typed into it
            page.keyboard.press(key)
        expect(page.get_by_role("combobox")).to_have_value("xy")
        assert len(decisions(site.db, id)) == 3


def test_the_second_tab_is_told_that_it_is_out_of_date(browser: Browser, site: Site) -> None:
    watching = Watched(browser)
    one = watching.come_in(site, "tabs")
    other = watching.tab()
    other.goto(watching.root)
    ready(other)
    press(one, "a")
    press(other, "c")
    other.keyboard.insert_text("gõ dở")
    press(other, "Enter")
    expect(other.locator(".editing .error")).to_contain_text("out of date")
    expect(other.get_by_role("combobox")).to_have_value("gõ dở")
    press(other, "Escape")
    press(one, "a")
    press(other, "r")
    expect(other.locator("#wrong")).to_contain_text("out of date")
    id = opened(one)
    assert [d.verdict for d in decisions(site.db, id)] == ["accepted", "accepted"]
    press(other, "r")
    assert [d.verdict for d in decisions(site.db, id)][2:] == ["rejected"]
    watching.close("409")


def test_a_server_that_is_gone_is_said_in_one_line(browser: Browser, tmp_path: Path) -> None:
    watching = Watched(browser)
    filled(tmp_path / "one.db", of_source("gone", readings()[:1])).close()
    with served(tmp_path / "one.db") as serving:
        page = watching.come_in(serving, "gone")
        press(page, "n")
        page.keyboard.insert_text("chưa lưu")
    press(page, "Enter")
    expect(page.locator("#noting .error")).to_contain_text("does not answer")
    expect(page.locator("#note")).to_have_value("chưa lưu")
    press(page, "Escape", "a")
    expect(page.locator("#wrong")).to_contain_text("does not answer")
    watching.close("ERR_CONNECTION_REFUSED")


def test_the_page_works_without_its_script(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    link = site.link()
    page.goto(link)
    page.goto(f"{link.split('/enter')[0]}/queue?by=source&value=plain")
    page.locator("button.good").click()
    id = opened(page)
    page.locator("#do [data-action=accept]").click()
    expect(page.locator("#said")).to_have_text("accepted")
    page.locator(".actions-plain select").select_option(index=0)
    page.locator(".actions-plain [name=typed]").fill("2021")
    page.locator(".actions-plain button").first.click()
    expect(page.locator("#said")).to_have_text("kept")
    page.locator("#do [data-action=undo]").click()
    page.locator("#do [data-action=next]").click()
    expect(page.locator("h1")).to_have_text("all done")
    assert [d.verdict for d in decisions(site.db, id)] == ["accepted", "corrected", "undone"]
    context.close()
