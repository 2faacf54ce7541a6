"""Time decisions in the browser: from the key to the next record or article on the screen, over many articles.

The database holds copies of the corpus; the reviewer accepts record after record and goes on to the next article.
`server` is from the request to the first byte of the answer, as the browser sees it; the rest is the browser's, up to
16 ms of it the wait for the next frame.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

import extractor
from benchmarks.browser import ARGUMENTS, chromium
from benchmarks.setting import ROOT, machine
from extractor.extract import extract
from extractor.models import Article
from extractor.rules.book import load
from extractor.sources import read
from extractor.store import Store

_DECISIONS_AN_ARTICLE = 8
_PAUSE = 50
"""Milliseconds before the next key: quicker than any reviewer."""
_SHOWN = """(count) => new Promise((shown) => {
    const look = setInterval(() => timed.length < count || shown(clearInterval(look)), 5);
})"""
_WATCH = """
    performance.setResourceTimingBufferSize(100000);
    window.timed = [];
    let pressed = 0;
    addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
    document.addEventListener("desk", ({ detail }) => requestAnimationFrame(() => setTimeout(() => {
        const now = performance.now();
        const asked = performance.getEntriesByType("resource").at(-1);
        const server = asked.responseStart - asked.requestStart;
        timed.push({ what: detail.other ? "article" : "record", whole: now - pressed, server });
    })));
"""


@dataclass(frozen=True)
class Row:
    """What one kind of step takes, in milliseconds; `server` is the median of the server's part."""

    step: str
    times: int
    median: float
    p95: float
    server: float


def fill(path: Path, count: int) -> None:
    """Fill a database with copies of the corpus, each with an id and a last line of its own."""
    book = load()
    pairs = [(a, extract(a, book)) for a in read([ROOT / "corpus" / "articles"], book) if isinstance(a, Article)]
    with Store.open(path) as store, store.run(extractor.__version__, book.digest) as run:
        for number, (article, extraction) in enumerate(islice(cycle(pairs), count)):
            id = f"{article.id}-{number}"
            copy = article.model_copy(update={"id": id, "text": f"{article.text}\n{number}", "origin": id})
            store.save(copy, extraction.model_copy(update={"id": id}), run)


@contextmanager
def served(db: Path) -> Iterator[str]:
    """Serve the review of a database; give the link that opens it."""
    command = [sys.executable, "-u", "-m", "extractor.cli.main", "review", "--web", "--db", str(db), "--reviewer", "an"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        link = re.search(r"http://\S+", process.stdout.readline())
        if link is None:
            sys.exit("the review does not start")
        yield link[0]
        process.terminate()


def decide(link: str, browser: str, decisions: int) -> list[dict[str, float | str]]:
    """Make decisions in the browser; return how long each step took."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=[*ARGUMENTS])
        page = opened.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(_WATCH)
        page.goto(link)
        page.wait_for_selector("html[data-keys]", state="attached")
        keys = [*["a"] * _DECISIONS_AN_ARTICLE, "Enter"] * (decisions // _DECISIONS_AN_ARTICLE)
        for number, key in enumerate(keys, 1):
            page.keyboard.press(key)
            page.evaluate(_SHOWN, number)
            page.wait_for_timeout(_PAUSE)
        timed: list[dict[str, float | str]] = page.evaluate("timed")
        opened.close()
    return timed


def rows(timed: Sequence[dict[str, float | str]]) -> list[Row]:
    """Return a row for each kind of step."""
    found = []
    for step in ("record", "article"):
        of = [one for one in timed if one["what"] == step]
        whole = sorted(float(one["whole"]) for one in of)
        server = statistics.median(float(one["server"]) for one in of)
        found.append(Row(f"next {step}", len(of), statistics.median(whole), whole[int(len(whole) * 0.95)], server))
    return found


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("--articles", type=int, default=20_000, help="in the database (default: 20,000)")
    parser.add_argument("--decisions", type=int, default=200, help="in each repeat (default: 200)")
    parser.add_argument("--repeats", type=int, default=1, help="default: 1")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(options: argparse.Namespace) -> None:
    """Measure and print."""
    browser = chromium()
    if browser is None:
        sys.exit("there is no chromium: apt-get install chromium")
    if options.articles < 2 or options.decisions < _DECISIONS_AN_ARTICLE:
        sys.exit(f"2 articles and {_DECISIONS_AN_ARTICLE} decisions at least")
    timed: list[dict[str, float | str]] = []
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "review.db"
        fill(db, options.articles)
        for _ in range(options.repeats):
            with served(db) as link:
                timed += decide(link, browser, options.decisions)
    found = rows(timed)
    if options.json:
        report = {"machine": machine(), "articles": options.articles, "steps": [asdict(row) for row in found]}
        print(json.dumps(report, indent=2))
        return
    print("| step | times | median ms | 95% ms | of it the server |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for row in found:
        share = row.server / row.median
        print(f"| {row.step} | {row.times} | {row.median:.0f} | {row.p95:.0f} | {row.server:.0f} ms, {share:.0%} |")
    print(f"\nFrom the key to the screen, {options.articles:,} articles in the database.")
