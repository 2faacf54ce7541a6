"""A report in a real browser: from disk, without a network, by assistive technology, on a phone."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import Watched, chromium
from desk_articles import article_of, desk_of, filled, readings
from playwright.sync_api import Browser, Page, expect

from extractor.cli.main import main

HOSTILE = "\u202egnol\u202c <script>alert(1)</script> </mark> " + "x" * 900
AWARD = "Ngày 14/11/2022, UBND tỉnh Lạng Sơn tổng kết phong trào “Dân vận khéo”, tặng bằng khen cho 8 tập thể."
PAGES = (
    "index", "timeline", "awards", "ratios", "coverage", "contradictions", "rules", "years", "campaigns", "provinces",
    "provinces_today", "bodies", "year/2022",
)  # fmt: skip
VIEWS: tuple[Mapping[str, Any], ...] = (
    {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark", "has_touch": True},
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    with filled(folder / "a.db", [*readings(), article_of(f"{HOSTILE}\n\n{AWARD} {HOSTILE}", HOSTILE)]) as store:
        desk = desk_of(store, article=readings()[0][0].id)
        assert desk.next()
        for at, record in enumerate(list(desk.records)):
            desk.go(at)
            if record.kind == "awards":
                desk.correct("count", "77")
            elif at % 3 == 2:
                desk.reject()
            else:
                desk.accept()
    assert main(["report", "--db", str(folder / "a.db"), "--out", str(folder / "r"), "--lang", "vi"]) == 0
    return folder / "r"


def opened(browser: Browser, out: Path, **options: Any) -> Watched:
    watching = Watched(browser, offline=True, **options)
    watching.root = out.as_uri()
    return watching


def no_violation(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    said = [(v["id"], v["impact"], [node["html"][:200] for node in v["nodes"]][:3]) for v in found]
    assert said == [], page.url


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: str(view["viewport"]["width"]))
def test_every_page_is_for_everyone(browser: Browser, out: Path, view: Mapping[str, Any]) -> None:
    watching = opened(browser, out, **view)
    articles = [f"article/{page.stem}" for page in sorted((out / "article").glob("*.html"))][:2]
    for name in (*PAGES, *articles):
        watching.page.goto(f"{out.as_uri()}/{name}.html")
        assert watching.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert watching.page.evaluate("getComputedStyle(document.body.firstElementChild).position") == "absolute"
        for summary in watching.page.locator("summary").all():
            summary.click()
        no_violation(watching.page)
    watching.close("Connecting to")  # axe asks for the style sheets


def test_a_number_leads_to_its_mention_which_is_marked(browser: Browser, out: Path) -> None:
    watching = opened(browser, out, viewport={"width": 1280, "height": 800})
    page = watching.page
    page.goto(f"{out.as_uri()}/ratios.html")
    number = page.locator("section td.number a").first
    said = re.sub(r"\D", "", number.inner_text())
    number.click()
    mention = page.locator("mark:target")
    expect(mention).to_be_in_viewport()
    assert re.sub(r"\D", "", mention.inner_text()).startswith(said)
    colour = "getComputedStyle(document.querySelector('mark:target')).backgroundColor"
    plain = "getComputedStyle(document.querySelector('mark:not(:target)')).backgroundColor"
    assert page.evaluate(colour) != page.evaluate(plain)
    watching.close()


def test_a_bar_of_a_chart_leads_to_what_it_counts(browser: Browser, out: Path) -> None:
    watching = opened(browser, out)
    page = watching.page
    page.goto(f"{out.as_uri()}/awards.html")
    bar = page.locator("figure svg a").first
    assert bar.get_attribute("href")
    bar.locator("path").click()
    assert "/year/" in page.url and page.url.endswith("#awards")
    watching.close()
