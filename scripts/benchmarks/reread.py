"""Time ingesting the same articles again after one rule has changed, beside reading all of them again.

The articles are the campaign reports of the corpus over and over with other figures. The rule is changed in a way that
changes nothing that is read; what its gate lets through is read again all the same. Both ingests start from copies of
one database; the one that reads all does not know by which rules that was read, as one of an older phongtrao.
"""

import argparse
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.generate import generated
from benchmarks.setting import ROOT, machine
from extractor.extract import is_on_campaigns
from extractor.models import Article
from extractor.rules.book import RuleBook, load, patterns_dir
from extractor.sources import read

_UNKNOWN = "DELETE FROM run_commons"


@dataclass(frozen=True)
class Row:
    """An ingest: how long it took, how much of the processors (`cpu`, in seconds), and what it says of the articles."""

    what: str
    seconds: float
    cpu: float
    said: str


def reports(count: int, book: RuleBook) -> Iterator[dict[str, Any]]:
    """Yield so many generated articles, none of which is passed over."""
    found = [a for a in read([ROOT / "corpus" / "articles"], book) if isinstance(a, Article)]
    off = {article.id for article in found if not is_on_campaigns(article, book)}
    return islice((one for one in generated(2 * count) if one["id"].rpartition("-")[0] not in off), count)


def changed(folder: Path, rule: str) -> Path:
    """Return a copy of our rules in which one is written otherwise."""
    spec = load().rules[rule]
    shutil.copytree(patterns_dir(), folder)
    file = folder / spec.source
    text = file.read_text(encoding="utf-8")
    at = text.index("pattern = '''", text.index(f'id = "{rule}"')) + len("pattern = '''")
    file.write_text(f"{text[:at]}(?:){text[at:]}", encoding="utf-8")
    return folder


def ingest(what: str, articles: Path, db: Path, workers: int, patterns: Path | None) -> Row:
    """Run the command; return how long that took, its start counted, and what it said."""
    command = [sys.executable, "-m", "extractor.cli.main", "ingest", str(articles), "--db", str(db)]
    env = {**os.environ, **({"PHONGTRAO_PATTERNS": str(patterns)} if patterns else {})}
    begun, used = time.perf_counter(), _used()
    done = subprocess.run(
        [*command, "--workers", str(workers)], cwd=ROOT, env=env, text=True, check=True, stdout=subprocess.PIPE
    )
    seconds = time.perf_counter() - begun
    return Row(what, seconds, _used() - used, done.stdout.partition("\n")[0].removeprefix("articles").strip())


def _used() -> float:
    """Return the processor time of all processes that have ended, in seconds."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(options: argparse.Namespace) -> list[Row]:
    """Return what the first ingest took, the one after the change, and reading all again."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        articles, first, spared, whole = (folder / name for name in ("a.jsonl", "first.db", "spared.db", "whole.db"))
        with articles.open("w", encoding="utf-8") as lines:
            for one in reports(options.articles, load()):
                lines.write(json.dumps(one, ensure_ascii=False) + "\n")
        patterns = changed(folder / "patterns", options.rule)
        rows = [ingest("first", articles, first, options.workers, None)]
        for db in (spared, whole):
            shutil.copy(first, db)
        with closing(sqlite3.connect(whole, isolation_level=None)) as connection:
            connection.execute(_UNKNOWN)
        rows.append(ingest(f"after {options.rule} has changed", articles, spared, options.workers, patterns))
        rows.append(ingest("the same, reading all again", articles, whole, options.workers, patterns))
        return rows


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("--articles", type=int, default=10_000, help="in the database (default: 10,000)")
    parser.add_argument("--rule", default="form.honour", help="the one that has changed (default: form.honour)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="default: one a core")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(options: argparse.Namespace) -> None:
    """Measure and print."""
    if options.rule not in load().rules:
        sys.exit(f"no rule {options.rule}")
    rows = measure(options)
    if options.json:
        print(json.dumps({"machine": machine(), "ingests": [asdict(row) for row in rows]}, indent=2))
        return
    print("| ingest | seconds | of processors | articles |\n| --- | ---: | ---: | --- |")
    for row in rows:
        print(f"| {row.what} | {row.seconds:.1f} | {row.cpu:.1f} | {row.said} |")
    times = (rows[2].seconds / rows[1].seconds, rows[2].cpu / rows[1].cpu)
    print("\nReading all again takes {:.1f} times as long, {:.1f} times as much of the processors.".format(*times))
