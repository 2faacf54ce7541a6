"""A real browser at a real server, for the tests of the page."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give the browser; skip the tests where there is none, but not where all is to be tested."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        assert "CI" not in os.environ, "there is no chromium"
        pytest.skip("there is no chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def served(db: Path, *options: str, language: str = "en", **environment: str) -> Iterator[str]:
    """Serve the review of a database; give the link that opens it."""
    command = [sys.executable, "-m", "extractor.cli.main", "review", "--web", "--db", str(db), "--port", "0"]
    with subprocess.Popen(
        [*command, "--lang", language, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        link = re.search(r"http://\S+", line)
        try:
            assert link, line + process.stdout.read()
            yield link[0]
        finally:
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

    def come_in(self, link: str) -> Page:
        """Open the link and wait for the page's script."""
        self.root = link.split("/enter")[0]
        self.page.goto(link)
        ready(self.page)
        return self.page

    def close(self) -> None:
        """Close it; nothing may have been amiss."""
        self.context.close()
        assert self.amiss == []


@contextmanager
def watched(browser: Browser, link: str, **options: object) -> Iterator[Page]:
    """Give the page behind a link; at the end nothing may have been amiss."""
    watching = Watched(browser, **options)
    yield watching.come_in(link)
    watching.close()


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
