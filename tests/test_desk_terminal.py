"""The review in the terminal, driven by its keys."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from desk_articles import THREE, article_of, desk_of, filled
from textual.pilot import Pilot
from textual.widgets import Static

from extractor.cli.terminal.app import ReviewApp
from extractor.cli.terminal.article import ArticleView
from extractor.cli.terminal.shown import wrapped
from extractor.desk import Desk, words
from extractor.desk.visible import visible
from extractor.models import Article, ArticleInfo, Evidence, Extraction, Statistic
from extractor.review.precision import REVIEWER
from extractor.store import Store

Script = Callable[[Pilot[None], ReviewApp], Awaitable[None]]


def drive(desk: Desk, script: Script, size: tuple[int, int] = (80, 24)) -> None:
    """Run the app without a terminal, and the script in it."""
    words.choose("en")

    async def run() -> None:
        app = ReviewApp(desk)
        async with app.run_test(size=size) as pilot:
            await script(pilot, app)
        desk.leave()

    asyncio.run(run())


async def typed(pilot: Pilot[None], text: str) -> None:
    await pilot.press(*({" ": "space"}.get(char, char) for char in text))


def screen(app: ReviewApp) -> list[str]:
    """Return the lines on the screen."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return filled(tmp_path / "campaigns.db")


def made(store: Store, id: str) -> list[tuple[str, str | None, str | None, object]]:
    """Return what was decided: verdict, kind, field, value."""
    return [(d.verdict, d.anchor.kind if d.anchor else None, d.field, d.value) for d in store.reviews.of_article(id)]


def test_a_reviewer_goes_through_three_articles(store: Store) -> None:
    desk = desk_of(store)
    order = [waiting.article_id for waiting in store.reviews.queue()]

    async def script(pilot: Pilot[None], app: ReviewApp) -> None:
        assert desk.article and desk.article.id == order[0]
        await pilot.press("a", "r", "u", "s", "enter")
        assert desk.article.id == order[1]
        while desk.record.kind != "awards":
            await pilot.press("j")
        while app._field != "count":
            await pilot.press("tab")
        await pilot.press("c", *["backspace"] * 5, "1", ".", "2", "3", "4", "enter")
        assert desk.record.values and desk.record.values["count"] == 1234
        await pilot.press("n")
        await typed(pilot, "xem lại")
        await pilot.press("enter", "enter")
        assert desk.article.id == order[2]
        count = len(desk.records)
        await pilot.press("plus", "space", "w", "w", "enter", "7")
        await typed(pilot, "12,5")
        await pilot.press("tab", "tab")
        await typed(pilot, "mô hình")
        await pilot.press("enter")
        assert len(desk.records) == count + 1 and desk.record.state == "added"
        await pilot.press("A")
        assert desk.settled == count + 1
        await pilot.press("enter")
        assert desk.article is None

    drive(desk, script)
    first = made(store, order[0])
    assert [verdict for verdict, *_ in first] == ["accepted", "rejected", "undone"]
    second = made(store, order[1])
    assert second == [("corrected", "awards", "count", 1234), ("noted", "awards", None, None)]
    assert store.reviews.of_article(order[1])[1].note == "xem lại"
    third = store.reviews.of_article(order[2])
    added = {"value": 12.5, "mod": None, "unit": "mô hình", "description": None, "period": None}
    assert (third[0].verdict, third[0].value) == ("added", added)
    assert third[0].anchor and third[0].anchor.evidence[0].rule == REVIEWER
    assert [d.verdict for d in third[1:]] == ["accepted"] * (len(third) - 1)
    assert sorted(order) == sorted(THREE)
    assert store.reviews.settled() == [order[2]]


@pytest.mark.parametrize("size", [(80, 24), (140, 40), (40, 12)])
def test_all_is_on_a_small_screen(store: Store, size: tuple[int, int]) -> None:
    async def script(pilot: Pilot[None], app: ReviewApp) -> None:
        lines = screen(app)
        assert len(lines) == size[1] and all(len(line) <= size[0] for line in lines)
        assert "decided" in lines[0] or size[0] < 60
        assert lines[-1].startswith("a accept")
        assert any("article 1/" in line for line in lines)
        await pilot.press("question_mark")
        assert any("accept" in line for line in screen(app))
        await pilot.press("x", "j", "j")
        app.screen.query_one(ArticleView)

    drive(desk_of(store), script, size)


def test_the_evidence_of_the_current_record_is_in_sight_and_highlighted(store: Store) -> None:
    desk = desk_of(store, article=THREE[0])

    async def script(pilot: Pilot[None], app: ReviewApp) -> None:
        for _ in range(len(desk.records) - 1):
            await pilot.press("j")
            quotes = desk.evidence(desk.record)
            view = app.query_one(ArticleView)
            strips = [view.render_line(y) for y in range(view.size.height)]
            bright = "".join(s.text for strip in strips for s in strip if s.style and s.style.bgcolor and s.style.bold)
            assert any(word in bright for e in quotes for word in e.quote.split()), desk.record

    drive(desk, script)


def test_vietnamese_is_typed_and_completed(store: Store) -> None:
    desk = desk_of(store, article=THREE[0])

    async def script(pilot: Pilot[None], app: ReviewApp) -> None:
        while desk.record.kind != "awards":
            await pilot.press("j")
        while app._field != "form":
            await pilot.press("tab")
        await pilot.press("c", "ctrl+u")
        await typed(pilot, "giay kh")
        await pilot.press("tab", "enter")
        assert desk.record.values and desk.record.values["form"] == "giấy khen"
        while app._field != "awarded_by":
            await pilot.press("tab")
        await pilot.press("c", "ctrl+u")
        await typed(pilot, "Sở Tư pháp tỉnh Quảng Trị")  # decomposed, as some input methods send it
        await pilot.press("enter")
        assert desk.record.values["awarded_by"] == "Sở Tư pháp tỉnh Quảng Trị"
        while app._field != "count":
            await pilot.press("tab")
        await pilot.press("c", "ctrl+u")
        await typed(pilot, "nhiều")
        await pilot.press("enter")
        assert "not a number" in str(app.screen.query_one("#error", Static).render())
        await pilot.press("escape")

    drive(desk, script)
    assert [d.field for d in store.reviews.of_article(THREE[0])] == ["form", "awarded_by"]


HOSTILE = "[bold red]Đỏ[/] \x1b[31m\u202eadmin\u2066\u0007 <script> " + "Tin về phong trào thi đua.\u2028 " * 3


def hostile(text: str) -> tuple[Article, Extraction]:
    quote = Evidence(field="value", start=0, end=30, quote=text[:30], rule="[red]rule[/]")
    nasty = Statistic(value=3, unit="\x1b]0;x\x07[b]u\u202e", evidence=(quote,))
    article = Article(id="[red]\x1b", text=text, origin="x", info=ArticleInfo(title=text[:80]))
    return article, Extraction(id=article.id, article=article.info, statistics=(nasty,))


def test_a_hostile_article_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    desk = desk_of(filled(tmp_path / "x.db", [hostile(HOSTILE)]))

    async def script(pilot: Pilot[None], app: ReviewApp) -> None:
        await pilot.press("j")
        while app._field != "unit":
            await pilot.press("tab")
        for keys in ([], ["c"], ["enter"], ["plus", "l", "l", "space", "w", "w", "enter", "7"], ["escape"]):
            await pilot.press(*keys)
            shown = "".join(screen(app))
            assert not set(shown) & set("\x1b\x07\u202e\u2066\u2028\x00"), keys
        shown = "".join(screen(app))
        assert "[bold red]" in shown and "␛" in shown and "⍰admin" in shown

    drive(desk, script)


def test_five_megabytes_do_not_hang(tmp_path: Path) -> None:
    text = "Tin về phong trào thi đua yêu nước. " * 140_000
    desk = desk_of(filled(tmp_path / "x.db", [hostile(text)]))
    assert len(text.encode()) > 5_000_000

    async def script(pilot: Pilot[None], app: ReviewApp) -> None:
        start = time.monotonic()
        await pilot.press("j", "pagedown", "k", "j", "plus", "j", "end", "escape", "a")
        assert time.monotonic() - start < 5

    begun = time.monotonic()
    drive(desk, script)
    assert time.monotonic() - begun < 20


def test_two_sessions_do_not_meet(store: Store) -> None:
    with Store.open(store.path) as other:
        one, two = desk_of(store, "an"), desk_of(other, "bình")
        assert one.next() and two.next()
        assert one.article and two.article and one.article.id != two.article.id
        taken = one.article.id
        assert two.next() and two.article.id not in (taken, one.article.id)
        two.leave()
        two = desk_of(other, "bình", article=taken)

        async def script(pilot: Pilot[None], app: ReviewApp) -> None:
            assert "others are at work" in str(app.query_one("#status", Static).render())

        drive(two, script)


@pytest.mark.parametrize("text", ["", "a", "Năm 2024\n\nx " * 30, "字" * 100, "e" + "\u0301" * 500, "a b\n" * 5])
def test_lines_hold_all_of_the_text_once(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    lines = wrapped(shown, 20)
    assert "".join(shown[a:b] for a, b in lines) == shown.replace("\n", "")


def test_the_interface_speaks_vietnamese(store: Store) -> None:
    desk = desk_of(store)

    async def script(pilot: Pilot[None], app: ReviewApp) -> None:
        words.choose("vi")
        app._show()
        await pilot.press("question_mark")
        assert not any("accept" in line for line in screen(app)[1:-1])

    drive(desk, script)
    words.choose("en")


def test_an_article_without_records_can_be_reviewed(tmp_path: Path) -> None:
    store = filled(tmp_path / "x.db", [article_of("Không có gì.")])
    desk = desk_of(store)

    async def script(pilot: Pilot[None], app: ReviewApp) -> None:
        await pilot.press("A", "enter", "a", "c", "plus", "u", "n", "tab")

    drive(desk, script)
    assert store.reviews.settled() == ["made"]
