"""Read the times of articles with our rules and with other systems, and compare all with gold, in one run.

All read the same articles. Ours gets the page and finds furniture and date itself; the others get its text with the
furniture blanked, and the day of publication that gold states, which is in their favour. Where there is none, they get
the year that our rules take for the article, at the day of it that serves each best; that day itself then counts as
nothing. An article that supports no year is not given to them. Each peer is an optional dependency (`make peers`): one
that is not installed, or that breaks, is named with the reason.

Speeds are of warm processes: each repeat reads all articles with every system, and the median counts. Of the others
only their own reading is timed; of ours the extraction of all records, not only of times.
"""

import argparse
import json
import sys
from pathlib import Path

from benchmarks import ours
from benchmarks.compare import compare, kilobytes
from benchmarks.documents import Group, documents, known_groups
from benchmarks.peers import PEERS
from benchmarks.report import NOTE, as_errors, as_json, as_table
from benchmarks.scoring import __doc__ as definitions
from benchmarks.setting import machine
from extractor.errors import SourceError
from extractor.rules.book import load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("articles", nargs="*", type=Path, help="files or folders (default: all sets that have gold)")
    parser.add_argument("--gold", type=Path, help="the gold of the articles, JSON Lines")
    parser.add_argument("--repeats", type=int, default=3, help="default: 3")
    parser.add_argument("--peer", action="append", choices=PEERS, help="compare with this one only; may be repeated")
    parser.add_argument("--errors", action="store_true", help="list our own errors below the table")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(options: argparse.Namespace) -> None:
    """Compare and print; what cannot be read ends the program in one line."""
    if bool(options.articles) != bool(options.gold):
        sys.exit("name the articles and their gold: benchmark.py times --gold GOLD PATH…")
    groups = [Group(options.gold.stem, options.gold, options.articles)] if options.gold else known_groups()
    book = load()
    try:
        found = [document for group in groups for document in documents(group, book)]
    except SourceError as error:
        sys.exit(str(error))
    if not found:
        sys.exit("no articles with gold are here: name them with --gold GOLD PATH…")
    names = options.peer or list(PEERS)
    results = compare(found, book, {name: PEERS[name] for name in names}, options.repeats)
    if options.json:
        report = {
            "machine": machine(),
            "repeats": options.repeats,
            "articles": len(found),
            "kilobytes": round(kilobytes(found), 1),
            "definitions": definitions,
            "systems": [as_json(result) for result in results],
        }
        print(json.dumps(report, indent=2, ensure_ascii=False))
        return
    print(as_table(results, [group.name for group in groups]))
    about = f"{len(found)} articles, {kilobytes(found):,.0f} KB (1000 bytes of UTF-8), medians of {options.repeats}"
    print(f"\n{about} repeats in one run.\n{NOTE}")
    if options.errors:
        print(f"\nErrors of {ours.NAME}:\n{as_errors(results[0])}")
