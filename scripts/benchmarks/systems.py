"""What is timed side by side: our extraction, times only, other systems, and a floor below which no reader comes."""

import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import ahocorasick_rs

import extractor
from benchmarks.compare import Broken, Runner, first_line, kilobytes, read_all
from benchmarks.marks import Absent, Document, Opened
from benchmarks.peers.install import module
from extractor.extract import extract, extract_times
from extractor.nlp.words import boundaries
from extractor.rules.book import RuleBook
from extractor.rules.patience import watched
from extractor.rules.trees import DIGIT

FULL, TIMES, FLOOR = "phongtrao, all records", "phongtrao, times only", "floor"
WORDS, NAMES = "underthesea word_tokenize", "underthesea ner"
OURS = (FULL, TIMES)
OTHERS = (WORDS, NAMES, FLOOR)


def measured(
    found: Sequence[Document], book: RuleBook, peers: Mapping[str, Opened], others: Sequence[str], repeats: int
) -> tuple[dict[str, tuple[Runner, list[float]]], dict[str, str]]:
    """Return each system with the seconds of its passes over all documents, and why some are missing.

    All of them run in each repeat, one after the other; the first pass, which loads and compiles, is not timed.
    """
    timed: dict[str, tuple[Runner, list[float]]] = {}
    missing: dict[str, str] = {}
    with ExitStack() as stack:
        ready = {**_own(found, book), **{name: _OPENED[name] for name in others}}
        for name, opened in ready.items():
            _start(stack, name, lambda opened=opened: opened(found, book), timed, missing)  # type: ignore[misc]
        for name, peer in peers.items():
            _start(stack, name, lambda peer=peer: _peer(found, peer), timed, missing)  # type: ignore[misc]
        for number in range(repeats + 1):
            for name in list(timed):
                system, seconds = timed[name]
                try:
                    _, spent = system.run()
                except Broken as error:
                    missing[name] = str(error)
                    del timed[name]
                    continue
                if number:
                    seconds.append(spent)
    return timed, missing


def _start(
    stack: ExitStack,
    name: str,
    opened: Callable[[], Any],
    timed: dict[str, tuple[Runner, list[float]]],
    missing: dict[str, str],
) -> None:
    try:
        timed[name] = stack.enter_context(opened()), []
    except Absent as error:
        missing[name] = first_line(error)
    except Exception as error:  # whatever another's code raises
        missing[name] = f"does not start: {first_line(error)}"


@contextmanager
def _peer(found: Sequence[Document], opened: Opened) -> Iterator[Runner]:
    with opened() as system:
        yield Runner(system.version, lambda: read_all(system, found), kilobytes(found))


def _runner(found: Sequence[Document], version: str, read: Callable[[Document], object]) -> Runner:
    def run() -> tuple[list[Any], float]:
        boundaries.cache_clear()
        start = time.perf_counter()
        for document in found:
            try:
                read(document)
            except Exception as error:  # whatever another's code raises
                raise Broken(f"fails on {document.gold.id}: {first_line(error)}") from error
        return [], time.perf_counter() - start

    return Runner(version, run, kilobytes(found))


def _own(found: Sequence[Document], book: RuleBook) -> dict[str, Any]:
    readers: dict[str, Callable[[Document], object]] = {
        FULL: lambda document: extract(document.article, book),
        TIMES: lambda document: extract_times(document.article, book),
    }

    def opener(read: Callable[[Document], object]) -> Any:
        @contextmanager
        def opened(found: Sequence[Document], book: RuleBook) -> Iterator[Runner]:
            with watched():  # as the workers of a batch read
                yield _runner(found, extractor.__version__, read)

        return opened

    return {name: opener(read) for name, read in readers.items()}


@contextmanager
def _words(found: Sequence[Document], book: RuleBook) -> Iterator[Runner]:
    tokenize = module("underthesea", "underthesea").word_tokenize
    yield _runner(found, version("underthesea"), lambda document: tokenize(document.text))


@contextmanager
def _names(found: Sequence[Document], book: RuleBook) -> Iterator[Runner]:
    ner = module("underthesea", "underthesea").ner
    try:
        ner("Hà Nội")
    except Exception as error:  # whatever another's code raises
        raise Absent(f"its model does not load: {first_line(error)}") from error
    yield _runner(found, version("underthesea"), lambda document: ner(document.text))


@contextmanager
def _floor(found: Sequence[Document], book: RuleBook) -> Iterator[Runner]:
    """Read a file, see that it is NFC, and look once for all literals that our gates look for."""
    sets = {literals for rule in book.stages["record"].rules for literals in rule.required}
    automaton = ahocorasick_rs.AhoCorasick(sorted({text for literals in sets for text in literals if text != DIGIT}))
    with tempfile.TemporaryDirectory() as folder:
        paths = {document.gold.id: Path(folder, f"{number}.txt") for number, document in enumerate(found)}
        for document in found:
            paths[document.gold.id].write_text(document.text, encoding="utf-8")

        def read(document: Document) -> object:
            text = paths[document.gold.id].read_text(encoding="utf-8")
            if not unicodedata.is_normalized("NFC", text):
                text = unicodedata.normalize("NFC", text)
            return automaton.find_matches_as_indexes(text.lower())

        yield _runner(found, f"ahocorasick_rs {version('ahocorasick_rs')}", read)


_OPENED: Mapping[str, Any] = {WORDS: _words, NAMES: _names, FLOOR: _floor}
