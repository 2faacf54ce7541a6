"""Ingest a mixed crawl: a few campaign articles among many on anything else, made anew as often as asked for.

The campaign articles are the corpus with other counts; the others are paragraphs of general news put together anew, no
two alike. It is ingested twice, a tenth of it and the whole, so that one sees whether cost grows in step.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.generate import generated
from benchmarks.setting import ROOT, SHARED, machine
from benchmarks.sheet import Cell, Sheet

_ON_CAMPAIGNS = 0.03
_LENGTH = 4000
"""Bytes of an article that is made of paragraphs, about."""
_EVERY = 0.5
_COMMAND = [sys.executable, "-m", "extractor.cli.main", "ingest"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("--articles", type=int, default=10_000, help="default: 10000")
    parser.add_argument("--general", type=Path, default=SHARED / "articles" / "general.jsonl", help="general news")
    parser.add_argument("--workers", type=int, default=2, help="default: 2")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(options: argparse.Namespace) -> None:
    """Measure and print."""
    if options.articles < 100:
        sys.exit("--articles must be at least 100: a tenth of them is measured too")
    if not options.general.exists():
        sys.exit(f"{options.general}: not here: name JSON Lines of general news with --general")
    with tempfile.TemporaryDirectory() as folder:
        counts = (options.articles // 10, options.articles)
        rows = [measure(count, options.general, options.workers, Path(folder)) for count in counts]
    note = "The start of the workers and the compiling of the rules are among the seconds. 1 MB = 1,000,000 bytes."
    sheet = Sheet(f"A crawl, {_ON_CAMPAIGNS:.0%} of it on campaigns, {options.workers} workers", rows, note)
    if options.json:
        print(json.dumps({"machine": machine(), **sheet.json()}, indent=2, ensure_ascii=False))
    else:
        print(f"{machine()}\n\n{sheet.markdown()}", end="")


def measure(count: int, general: Path, workers: int, folder: Path) -> dict[str, Cell]:
    """Ingest a crawl of `count` articles; return its figures, the memory that of all processes at their peak."""
    path, db = folder / f"{count}.jsonl", folder / f"{count}.db"
    with path.open("w", encoding="utf-8") as file:
        for record in crawl(count, general):
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    start = time.perf_counter()
    command = [*_COMMAND, str(path), "--db", str(db), "--workers", str(workers)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        peak = _peak(process)
    seconds = time.perf_counter() - start
    if process.returncode:
        sys.exit(f"the ingest failed with exit status {process.returncode}")
    size = path.stat().st_size
    return {
        "articles": count,
        "MB": size / 1e6,
        "seconds": seconds,
        "MB/s": size / 1e6 / seconds,
        "articles/s": count / seconds,
        "peak MB of memory": peak,
        "MB of database": sum(file.stat().st_size for file in folder.glob(f"{db.name}*")) / 1e6,
    }


def crawl(count: int, general: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a crawl, the same ones for the same count."""
    chance = random.Random(count)
    on_campaigns = generated(count)
    texts = [json.loads(line)["text"] for line in general.read_text(encoding="utf-8").splitlines()]
    paragraphs = [part for text in texts for part in text.split("\n") if part.strip()]
    for number in range(count):
        if chance.random() < _ON_CAMPAIGNS:
            yield next(on_campaigns)
        else:
            yield {"id": f"general-{number:08}", "title": f"Tin {number}", "text": _mixed(paragraphs, chance)}


def _mixed(paragraphs: list[str], chance: random.Random) -> str:
    chosen, length = [f"Bản tin {chance.getrandbits(40)}."], 0
    while length < _LENGTH:
        chosen.append(chance.choice(paragraphs))
        length += len(chosen[-1].encode()) + 1
    return "\n".join(chosen)


def _peak(process: "subprocess.Popen[bytes]") -> float | None:
    """Wait for a process; return the most MB that it and its descendants held at once, None if that cannot be told.

    Memory that several share is divided among them, where the system tells (Linux).
    """
    try:
        import psutil
    except ModuleNotFoundError:
        process.wait()
        return None
    peak = 0.0
    while process.poll() is None:
        held = 0.0
        try:
            top = psutil.Process(process.pid)
            for one in [top, *top.children(recursive=True)]:
                memory = one.memory_full_info()
                held += getattr(memory, "pss", memory.rss)
        except psutil.Error:  # one ended just now
            pass
        peak = max(peak, held)
        time.sleep(_EVERY)
    return peak / 1e6
