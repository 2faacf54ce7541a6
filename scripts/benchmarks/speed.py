"""Time our extraction side by side with other systems, and how its cost grows, in one run.

All read the same articles, those that have gold and a day or year that the readers of dates can be given, in warm
processes: each repeat reads all articles with every system, and the median counts; spread is (slowest - fastest) /
median. Ours runs on one core, and is timed as a whole: all records, and times alone (`extract_times`). What the peers
are given is as in `times`. The floor reads a file, checks its normal form and looks once for all words of our gates.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.cold import cold
from benchmarks.compare import kilobytes
from benchmarks.documents import Group, documents, known_groups
from benchmarks.marks import Document
from benchmarks.peers import PEERS
from benchmarks.scaling import by_length, by_rules, by_stored
from benchmarks.setting import machine
from benchmarks.sheet import Cell, Sheet, spread
from benchmarks.systems import FULL, OTHERS, TIMES, measured
from extractor.errors import SourceError
from extractor.rules.book import RuleBook, load

_PARTS = ("systems", "length", "rules", "stored", "cold")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("articles", nargs="*", type=Path, help="files or folders (default: all sets that have gold)")
    parser.add_argument("--gold", type=Path, help="the gold of the articles, JSON Lines")
    parser.add_argument("--part", action="append", choices=_PARTS, help="measure this part only; may be repeated")
    names = (*OTHERS, *PEERS)
    parser.add_argument("--peer", action="append", choices=names, help="compare with this one only; may be repeated")
    parser.add_argument("--most", type=int, metavar="N", help="articles at most, evenly drawn (default: all)")
    parser.add_argument("--repeats", type=int, default=3, help="default: 3")
    parser.add_argument("--stored", type=int, nargs="+", default=[0, 1000, 10000], help="default: 0 1000 10000")
    parser.add_argument("--fresh", type=int, default=200, help="articles that are ingested into each (default: 200)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")


def run(options: argparse.Namespace) -> None:
    """Measure and print, each table as soon as it is there; what cannot be read ends the program in one line."""
    if bool(options.articles) != bool(options.gold):
        sys.exit("name the articles and their gold: benchmark.py speed --gold GOLD PATH…")
    groups = [Group(options.gold.stem, options.gold, options.articles)] if options.gold else known_groups()
    book = load()
    try:
        known = [document for group in groups for document in documents(group, book)]
    except SourceError as error:
        sys.exit(str(error))
    found = [document for document in known if document.reference(1, 1)]
    found = found[:: -(-len(found) // options.most) or 1] if options.most else found
    if not found:
        sys.exit("no articles with gold are here: name them with --gold GOLD PATH…")
    about = {**machine(), "articles": len(found), "kilobytes": round(kilobytes(found), 1), "repeats": options.repeats}
    if not options.json:
        print(", ".join(f"{name} {value}" for name, value in about.items()), end="; 1 KB = 1000 bytes of UTF-8\n\n")
    sheets = []
    for sheet in _sheets(options, found, book):
        sheets.append(sheet)
        if not options.json:
            print(sheet.markdown(), flush=True)
    if options.json:
        print(json.dumps({**about, "tables": [sheet.json() for sheet in sheets]}, indent=2, ensure_ascii=False))


def _sheets(options: argparse.Namespace, found: Sequence[Document], book: RuleBook) -> Iterator[Sheet]:
    parts, articles = options.part or _PARTS, [document.article for document in found]
    if "systems" in parts:
        yield side_by_side(options, found, book)
    if "length" in parts:
        yield by_length(book, options.repeats)
    if "rules" in parts:
        yield by_rules(articles, book, options.repeats)
    if "stored" in parts:
        with tempfile.TemporaryDirectory() as folder:
            yield by_stored(options.stored, options.fresh, book, Path(folder))
    if "cold" in parts:
        yield cold(options.repeats)


def side_by_side(options: argparse.Namespace, found: Sequence[Document], book: RuleBook) -> Sheet:
    """Return the speeds of all systems, with how many times as fast as each of them ours is."""
    names = options.peer or (*OTHERS, *PEERS)
    peers = {name: opened for name, opened in PEERS.items() if name in names}
    timed, missing = measured(found, book, peers, [name for name in OTHERS if name in names], options.repeats)
    medians = {name: statistics.median(seconds) for name, (_, seconds) in timed.items()}
    rows: list[dict[str, Cell]] = [
        {
            "system": name,
            "version": system.version,
            "articles/s": len(found) / medians[name],
            "KB/s": system.kilobytes / medians[name],
            "spread": spread(seconds),
            "all records : it": medians[name] / medians[FULL],
            "times only : it": medians[name] / medians[TIMES],
        }
        for name, (system, seconds) in timed.items()
    ]
    return Sheet("Side by side", rows, "The last columns: how many times as fast as the system of the row.", missing)
