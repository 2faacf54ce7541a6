"""How the cost of reading grows: with the length of an article, the number of rules, the articles stored already."""

import json
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import extractor
from benchmarks.generate import generated, originals
from benchmarks.sheet import Cell, Sheet, spread
from extractor.batch import Options, Tally, ingest
from extractor.extract import extract
from extractor.models import Article
from extractor.nlp.words import boundaries
from extractor.profile import LINKING, WRITING, Profile
from extractor.rules.book import RuleBook
from extractor.rules.rule import Rule
from extractor.rules.trees import DIGIT, Literals
from extractor.sources import items, read_page
from extractor.store import Store

_SIZES = (0.5, 1, 2, 5, 10, 20, 50)
_TEXTS = 8
"""Different texts of each length."""
_NEVER = frozenset({"\u0463\u0463\u0463"})
"""A literal that no Vietnamese text has: a rule that needs it never opens its gate."""
_SHARES = {"a quarter": 4, "half": 2, "all": 1}


def by_length(book: RuleBook, repeats: int) -> Sheet:
    """Return the speed over texts of growing length, made by joining the corpus's articles."""
    rows: list[dict[str, Cell]] = []
    for size in _SIZES:
        articles = [read_page(text, f"t{number}", "joined", book) for number, text in enumerate(_joined(size))]
        seconds = _timed(articles, book, repeats)
        read = sum(len(article.text.encode()) for article in articles) / 1000
        median = statistics.median(seconds)
        rows.append(
            {
                "KB": read / _TEXTS,
                "ms an article": median / _TEXTS * 1000,
                "ms a KB": median / read * 1000,
                "KB/s": read / median,
                "spread": spread(seconds),
            }
        )
    note = f"Joined articles of the corpus, {_TEXTS} texts of each length; linear if `ms a KB` stays level."
    return Sheet("By length of the article", rows, note)


def _joined(size: float) -> Iterator[str]:
    texts = [record["text"] for record in originals()]
    for number in range(_TEXTS):
        joined, parts = "", islice(cycle(texts), number * len(texts) // _TEXTS, None)
        while len(joined.encode()) < size * 1000:
            joined += next(parts) + "\n\n"
        yield joined.encode()[: round(size * 1000)].decode(errors="ignore")


def by_rules(found: Sequence[Article], book: RuleBook, repeats: int) -> Sheet:
    """Return the speed with parts of the rules, with all, and with as many more that never open their gate."""
    books = {name: book.with_rules(list(book.rules.values())[::step], name) for name, step in _SHARES.items()}
    books["doubled"] = doubled(book)
    read = sum(len(article.text.encode()) for article in found) / 1000
    rows: list[dict[str, Cell]] = []
    for name, other in books.items():
        seconds = _timed(found, other, repeats)
        median = statistics.median(seconds)
        rows.append({"rules": name, "number": len(other.rules), "KB/s": read / median, "spread": spread(seconds)})
    note = "Parts are every fourth and second rule; the doubled ones need words of the same shape that no text prints."
    return Sheet("By number of rules", rows, note)


def doubled(book: RuleBook) -> RuleBook:
    """Return a book with each rule twice, the second time with literals of the same shape that no text has."""
    return book.with_rules([*book.rules.values(), *map(_again, book.rules.values())], "doubled")


def _again(rule: Rule) -> Rule:
    return replace(
        rule,
        spec=rule.spec.model_copy(update={"id": f"{rule.id}.again"}),
        required=[*map(_other, rule.required), _NEVER],
        starts=_other(rule.starts) if rule.starts else None,
    )


def _other(literals: Literals) -> Literals:
    """Return literals with each letter another one, of an alphabet that the press does not use."""
    return frozenset(text if text == DIGIT else "".join(map(_letter, text)) for text in literals)


def _letter(char: str) -> str:
    return chr(0x430 + ord(char) % 32) if char.isalpha() else char


def _timed(found: Sequence[Article], book: RuleBook, repeats: int) -> list[float]:
    """Return the seconds of each pass over all articles but the first, which compiles; all are read for records."""
    for stage in book.stages.values():
        stage.gate.sharpen()  # as in a batch, from its fiftieth article on
    passes = []
    for _ in range(repeats + 1):
        boundaries.cache_clear()
        start = time.perf_counter()
        for article in found:
            extract(article, book, every=True)
        passes.append(time.perf_counter() - start)
    return passes[1:]


def by_stored(counts: Sequence[int], fresh: int, book: RuleBook, folder: Path) -> Sheet:
    """Return the speed of an ingest of `fresh` articles into databases that hold so many already."""
    path = folder / "fresh.jsonl"
    records = ({**record, "id": f"fresh-{record['id']}"} for record in generated(fresh, seed=1))
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return Sheet(
        "By articles stored already",
        [_ingested(count, path, book, folder) for count in counts],
        f"An ingest of {fresh} articles by one worker, its start and the compiling of the rules among the seconds.",
    )


def _ingested(count: int, path: Path, book: RuleBook, folder: Path) -> dict[str, Cell]:
    db = folder / f"{count}.db"
    if count:
        fill(db, count, book)
    tally = Tally(profile=(profile := Profile()))
    start = time.perf_counter()
    ingest(items([path]), db, book, Options(), tally, lambda item, became: None)
    seconds = time.perf_counter() - start
    return {
        "stored before": count,
        "articles/s": tally.done / seconds,
        "ms to store an article": profile.seconds[WRITING] / tally.done * 1000,
        "s to link them": profile.seconds[LINKING],
    }


def fill(db: Path, count: int, book: RuleBook) -> None:
    """Store `count` copies of the corpus, each with a line of its own at its end, and link them."""
    records = originals()
    pages = [read_page(record["text"], record["id"], "filled", book) for record in records]
    read = [(page, extract(page, book)) for page in pages]
    with Store.open(db) as store, store.run(extractor.__version__, book.digest) as run:
        for number, (page, extraction) in enumerate(islice(cycle(read), count)):
            name = f"{page.id}-{number:06}"
            told = {"id": name, "origin": name, "text": f"{page.text}\nBản tin số {number * 7919}."}
            store.save(page.model_copy(update=told), extraction.model_copy(update={"id": name}), run)
        store.occasions.link_new()
        store.series.lay(book.movements)
        store.bodies.lay()
