"""Time the extraction stage by stage, on one core, beside underthesea's word segmentation of the same text.

Every repeat runs every stage, so that a slow minute of the machine falls on all of them. Shown are the median
and, as `spread`, how far apart the fastest and the slowest repeat lie.
"""

import argparse
import json
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import extractor
from benchmarks.setting import ROOT, SHARED, machine
from extractor.assemble.build import build
from extractor.extract import extract
from extractor.extract import read as read_mentions
from extractor.models import Article, Extraction
from extractor.nlp.sentences import sentences
from extractor.nlp.words import boundaries, word_boundaries
from extractor.rules.book import RuleBook, load
from extractor.rules.match import match, match_frames
from extractor.sources import read
from extractor.store import Store
from extractor.text import canonical, folded_view, printed_view

_LEAST_SECONDS = 0.05
"""Shorter stages are run several times in a repeat."""

Work = Callable[[], object]
Stage = Callable[[], Work]
"""Makes ready what is not timed and returns what is."""


@dataclass(frozen=True)
class Row:
    """A stage's speed over one set of articles; `spread` is (slowest - fastest) / median."""

    articles: str
    stage: str
    articles_per_second: float
    kilobytes_per_second: float
    spread: float


def stages(path: Path, found: Sequence[Article], book: RuleBook, folder: Path) -> dict[str, Stage]:
    """Return the stages over the articles of `path`, in the order in which an article passes them."""
    unbroken = book.table("unbroken").terms
    readings = [read_mentions(article, book) for article in found]
    folded = [(folded_view(reading.text), reading.sentences) for reading in readings]
    gate = book.stages["record"].gate
    extractions = [build(reading) for reading in readings]

    def mentions() -> Work:
        boundaries.cache_clear()
        return lambda: [
            match(book, r.text, r.sentences, lambda span, text=r.text: word_boundaries(text, span))  # type: ignore[misc]
            for r in readings
        ]

    def assembly() -> Work:
        fresh = [replace(reading) for reading in readings]  # without what the last repeat has cached
        return lambda: [build(reading) for reading in fresh]

    def whole() -> Work:
        boundaries.cache_clear()
        return lambda: [extract(a, book) for a in read([path], book) if isinstance(a, Article)]

    return {
        "reading": lambda: lambda: list(read([path], book)),
        "canonical and views": lambda: (
            lambda: [(printed_view(text), folded_view(text)) for text in (canonical(a.text) for a in found)]
        ),
        "sentences": lambda: lambda: [sentences(a.text, unbroken) for a in found],
        "gate": lambda: lambda: [gate.open(*pair) for pair in folded],
        "mentions (with views, gate)": mentions,
        "frames": lambda: lambda: [match_frames(book, r.text, r.sentences, r.mentions) for r in readings],
        "assembly": assembly,
        "store": lambda: storing(found, extractions, book, folder),
        "all but the store": whole,
        "underthesea.word_tokenize": lambda: segmenting(found),
    }


def storing(found: Sequence[Article], extractions: Sequence[Extraction], book: RuleBook, folder: Path) -> Work:
    """Return the work of saving everything into a new database."""
    store = Store.open(folder / f"{time.perf_counter_ns()}.db")

    def save() -> None:
        with store, store.run(extractor.__version__, book.digest) as run:
            for article, extraction in zip(found, extractions, strict=True):
                store.save(article, extraction, run)

    return save


def segmenting(found: Sequence[Article]) -> Work:
    """Return the work of segmenting all texts into words, as underthesea's users do."""
    from underthesea import word_tokenize

    return lambda: [word_tokenize(article.text) for article in found]


def seconds(stage: Stage) -> float:
    """Return how long the stage takes, averaged over as many runs as fill the least time."""
    spent, runs = 0.0, 0
    while spent < _LEAST_SECONDS:
        work = stage()
        start = time.perf_counter()
        work()
        spent += time.perf_counter() - start
        runs += 1
    return spent / runs


def measure(path: Path, book: RuleBook, repeats: int) -> Iterator[Row]:
    """Yield a row for each stage over the articles of `path`."""
    found = [article for article in read([path], book) if isinstance(article, Article)]
    if not found:
        sys.exit(f"{path}: no article there")
    kilobytes = sum(len(article.text.encode()) for article in found) / 1000
    with scratch() as folder:
        table = stages(path, found, book, folder)
        for stage in table.values():
            stage()()  # the first run loads and compiles
        rounds = [{name: seconds(stage) for name, stage in table.items()} for _ in range(repeats)]
    for name in table:
        times = [timed[name] for timed in rounds]
        median = statistics.median(times)
        spread = (max(times) - min(times)) / median
        yield Row(label(path), name, len(found) / median, kilobytes / median, spread)


def label(path: Path) -> str:
    """Return a path as a reader knows it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder for databases."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table for each set of articles."""
    lines: list[str] = []
    for name in dict.fromkeys(row.articles for row in rows):
        lines += ["", f"| {name} | articles/s | KB/s | spread |", "| --- | ---: | ---: | ---: |"]
        for row in rows:
            if row.articles == name:
                speed = f"{row.articles_per_second:,.0f} | {row.kilobytes_per_second:,.0f}"
                lines.append(f"| {row.stage} | {speed} | {row.spread:.0%} |")
    return "\n".join(lines[1:])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("articles", nargs="*", type=Path, help="files or folders (default: the corpus)")
    parser.add_argument("--repeats", type=int, default=5, help="default: 5")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(options: argparse.Namespace) -> None:
    """Measure and print."""
    paths = [path.resolve() for path in options.articles] or [ROOT / "corpus" / "articles"]
    paths += [path for path in [SHARED / "seeds"] if path.exists() and path.resolve() not in paths]

    start = time.perf_counter()
    book = load()
    loading = time.perf_counter() - start
    rows = [row for path in paths for row in measure(path, book, options.repeats)]
    if options.json:
        stages = [asdict(row) for row in rows]
        report = {"machine": machine(), "repeats": options.repeats, "load_seconds": loading, "stages": stages}
        print(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        print(table(rows))
        print(f"\nRules loaded in {loading:.2f} s; Python {platform.python_version()}, one core, ", end="")
        print(f"medians of {options.repeats} repeats; 1 KB = 1000 bytes of UTF-8.")
