"""Runs the systems over the same articles, in turns, and scores what they mark."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import extractor
from benchmarks import ours
from benchmarks.marks import Absent, Document, Mark, Opened, System
from benchmarks.scoring import Agreement, agreements
from extractor.nlp.words import boundaries
from extractor.rules.book import RuleBook

Pass = tuple[list[Sequence[Mark]], float]
"""The marks of each document, and the seconds that reading all of them took."""


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured of a system; of one that was `skipped`, which says why, nothing but its name.

    `kilobytes_per_second` (1 KB = 1000 bytes of UTF-8) is the median of the repeats, `spread` how far apart the
    fastest and the slowest lie, as a share of it.
    """

    name: str
    version: str | None = None
    agreement: Agreement | None = None
    kilobytes_per_second: float = 0.0
    spread: float = 0.0
    skipped: str | None = None


@dataclass(frozen=True, slots=True)
class Runner:
    """A system that can read all documents: `run` does, `kilobytes` are what it is given."""

    version: str
    run: Callable[[], Pass]
    kilobytes: float


class Broken(Exception):
    """A peer failed on an article."""


def compare(found: Sequence[Document], book: RuleBook, peers: Mapping[str, Opened], repeats: int) -> list[Result]:
    """Return the results of our rules and of `peers`, in that order; each reads everything `repeats` + 1 times.

    The first time is not timed: it loads and compiles, and its marks are those that are scored.
    """
    runners = {ours.NAME: Runner(extractor.__version__, lambda: read_ours(found, book), kilobytes(found))}
    skipped: dict[str, str] = {}
    passes: dict[str, list[Pass]] = {}
    with ExitStack() as stack:
        for name, opened in peers.items():
            try:
                runners[name] = runner(stack.enter_context(opened()), found)
            except Absent as error:
                skipped[name] = first_line(error)
            except Exception as error:  # whatever another's code raises
                skipped[name] = f"does not start: {first_line(error)}"
        for _ in range(repeats + 1):
            for name in [name for name in runners if name not in skipped]:
                try:
                    passes.setdefault(name, []).append(runners[name].run())
                except Broken as error:
                    skipped[name] = str(error)
    read = [name for name in runners if name not in skipped]
    agreed = agreements({name: passes[name][0][0] for name in read}, found, book)
    return [
        Result(name, skipped=skipped[name]) if name in skipped else result(name, runners[name], passes[name], agreed)
        for name in (ours.NAME, *peers)
    ]


def result(name: str, runner: Runner, passes: Sequence[Pass], agreed: Mapping[str, Agreement]) -> Result:
    """Return a system's result from its passes, the first of which is not timed."""
    seconds = [spent for _, spent in passes[1:]]
    median = statistics.median(seconds)
    speed, spread = runner.kilobytes / median, (max(seconds) - min(seconds)) / median
    return Result(name, runner.version, agreed[name], speed, spread)


def kilobytes(found: Sequence[Document]) -> float:
    """Return the length of all texts, in 1000 bytes of UTF-8."""
    return sum(len(document.text.encode()) for document in found) / 1000


def runner(system: System, found: Sequence[Document]) -> Runner:
    """Return a peer over the documents that it is given."""
    given = [document for document in found if document.reference(*system.stand_in)]
    return Runner(system.version, lambda: read_all(system, found), kilobytes(given))


def read_ours(found: Sequence[Document], book: RuleBook) -> Pass:
    """Read every document with our rules."""
    boundaries.cache_clear()
    readings = [ours.read(document, book) for document in found]
    return [ours.marks(extraction) for extraction, _ in readings], sum(seconds for _, seconds in readings)


def read_all(system: System, found: Sequence[Document]) -> Pass:
    """Read every document with a peer, those without a reference day not; raises Broken, naming the article."""
    marked: list[Sequence[Mark]] = []
    spent = 0.0
    for document in found:
        day = document.reference(*system.stand_in)
        if day is None:
            marked.append(())
            continue
        try:
            raw, seconds = system.read(document.text, day)
            marks = system.marks(raw, document.text)
        except Exception as error:  # whatever another's code raises
            raise Broken(f"fails on {document.gold.id}: {first_line(error)}") from error
        spent += seconds
        made_up = document.published is None and day.isoformat() not in document.gold.points()
        marked.append(without(marks, day.isoformat()) if made_up else marks)
    return marked, spent


def without(marks: Sequence[Mark], day: str) -> list[Mark]:
    """Return marks without the values that are `day`, which only stands in for a day of publication."""
    return [Mark(m.start, m.end, tuple(value for value in m.values if value != day)) for m in marks]


def first_line(error: Exception) -> str:
    """Return what an error says, in one line."""
    return str(error).strip().partition("\n")[0] or type(error).__name__
