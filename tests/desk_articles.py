"""Databases of a few corpus articles for the tests of review."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from extractor.desk import Desk, Vocabulary
from extractor.extract import extract
from extractor.models import Article, Extraction
from extractor.rules.book import RuleBook, load
from extractor.sources import read
from extractor.store import Store

ARTICLES = Path(__file__).parents[1] / "corpus" / "articles"
THREE = ("a01-quang-tri-tong-ket-antq-2022", "a02-thoi-binh-so-ket-2019", "a03-mai-son-ngay-hoi")
BOOK = load()


@lru_cache
def readings() -> Sequence[tuple[Article, Extraction]]:
    """Return three articles of the corpus as they are read."""
    found = [a for a in read([ARTICLES / f"{id}.txt" for id in THREE], BOOK) if isinstance(a, Article)]
    return [(article, extract(article, BOOK)) for article in found]


def filled(
    path: Path, pairs: Sequence[tuple[Article, Extraction]] | None = None, rules: str = "rules-1", book: RuleBook = BOOK
) -> Store:
    """Return an open database of articles, the three if none are given."""
    store = Store.open(path)
    with store.run("0.1.0", rules) as run:
        for article, extraction in pairs or readings():
            store.save(article, extraction, run)
    return store


def desk_of(store: Store, reviewer: str = "an", again: bool = False, **narrowed: str) -> Desk:
    """Return a desk over the queue, nothing open yet."""
    return Desk(
        store, reviewer, store.reviews.queue(narrowed), Vocabulary(BOOK, store.names()), store.reviews.tallies(), again
    )


def article_of(text: str, id: str = "made") -> tuple[Article, Extraction]:
    """Return an article of that text and what is read from it."""
    article = Article(id=id, text=text, origin=f"{id}.txt")
    return article, extract(article, BOOK)


def at_kind(desk: Desk, kind: str, nth: int = 0) -> Desk:
    """Go to the nth record of a kind."""
    desk.at = [i for i, record in enumerate(desk.records) if record.kind == kind][nth]
    return desk


def begun_anew(article: Article) -> Article:
    """Return an article whose text has one more paragraph before all others."""
    text = f"Bản in lại\n\n{article.text}"
    move = len(text) - len(article.text)
    evidence = tuple(e.model_copy(update={"start": e.start + move, "end": e.end + move}) for e in article.info.evidence)
    return article.model_copy(
        update={
            "text": text,
            "body": article.body + move,
            "furniture": tuple((a + move, b + move) for a, b in article.furniture),
            "captions": tuple((a + move, b + move) for a, b in article.captions),
            "info": article.info.model_copy(update={"evidence": evidence}),
        }
    )
