"""A real browser at a real server, for the tests of the page."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.browser import ARGUMENTS
from benchmarks.browser import chromium as find


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give the browser; skip the tests where there is none, but not where all is to be tested."""
    path = find()
    if path is None:
        assert "CI" not in os.environ, "there is no chromium"
        pytest.skip("there is no chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS])
        yield browser
        browser.close()


class Site:
    """The review of a database as it is served; each link opens once, then the server prints another."""

    def __init__(self, db: Path, process: "subprocess.Popen[str]") -> None:
        self.db, self._process = db, process

    def link(self) -> str:
        """Return a link that opens."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, line + self._process.stdout.read()
        return found[0]


@contextmanager
def served(db: Path, *options: str, language: str = "en") -> Iterator[Site]:
    """Serve the review of a database to `an`."""
    command = [sys.executable, "-m", "extractor.cli.main", "review", "--web", "--db", str(db), "--port", "0"]
    with subprocess.Popen(
        [*command, "--reviewer", "an", "--lang", language, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        yield Site(db, process)
        process.terminate()


class Watched:
    """A page of which is kept what it should never do: errors, dialogs of the browser, requests to elsewhere."""

    def __init__(self, browser: Browser, **options: object) -> None:
        self.context = browser.new_context(**{"locale": "vi-VN", "reduced_motion": "reduce", **options})
        self.amiss: list[str] = []
        self.root = ""
        self.page = self.tab()

    def tab(self) -> Page:
        """Open another tab of the same session."""
        page = self.context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.amiss.append(f"error: {error}"))
        page.on("console", lambda said: said.type == "error" and self.amiss.append(f"console: {said.text}"))
        page.on("dialog", lambda dialog: (self.amiss.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: self._asked(request.url))
        return page

    def _asked(self, url: str) -> None:
        if not url.startswith(self.root):
            self.amiss.append(f"request: {url}")

    def come_in(self, site: Site, source: str) -> Page:
        """Come in, and sit down before the articles of a source."""
        link = site.link()
        self.root = link.split("/enter")[0]
        self.page.goto(link)
        sit_down(self.page, self.root, source)
        return self.page

    def close(self, *but: str) -> None:
        """Close it; nothing may have been amiss but what a line of the console says that holds one of these."""
        self.context.close()
        assert [said for said in self.amiss if not any(word in said for word in but)] == []


@contextmanager
def watched(
    browser: Browser, site: Site, source: str, *, but: str = "nothing else", **options: object
) -> Iterator[Page]:
    """Give a page before the articles of a source; at the end nothing may have been amiss, as `Watched.close` says."""
    watching = Watched(browser, **options)
    yield watching.come_in(site, source)
    watching.close(but)


def sit_down(page: Page, root: str, source: str) -> None:
    """Review the articles of a source."""
    page.goto(f"{root}/queue?by=source&value={source}")
    page.locator("button.good").click()
    ready(page)


def ready(page: Page) -> None:
    """Wait until the page's script has begun."""
    page.wait_for_selector("html[data-keys]", state="attached")


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other, then wait until all is answered."""
    for key in keys:
        page.keyboard.press(key)
    settled(page)


def settled(page: Page) -> None:
    """Wait until nothing is asked of the server any more."""
    page.wait_for_selector("body:not(:has(#page[aria-busy]))", state="attached")
