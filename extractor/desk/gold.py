"""Fully reviewed articles as gold: what they were read from, and what is true of them."""

from collections.abc import Iterator, Sequence
from typing import Any

from extractor.models import RECORD_TYPES, Article
from extractor.review import Reviewed
from extractor.review.subject import METADATA
from extractor.store import Store

_STATED = ("title", "url", "published", "source", "author")


def gold(store: Store) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each article of which every record is decided: as JSON Lines are read, and in the record contract.

    Values are those that stand after review, without evidence; what was rejected is not there.
    """
    for id in store.reviews.settled():
        yield _input(store.article(id)), _judged(id, store.reviews.reviewed(id))


def _input(article: Article) -> dict[str, Any]:
    """Return an article so that reading it again gives the same: what its source stated beside the text, the text."""
    info = article.info
    printed = {e.field for e in info.evidence if e.rule != "source.title"}
    stated = {name: getattr(info, name) for name in _STATED if name not in printed and getattr(info, name) is not None}
    return {"id": article.id, **stated, **article.extra, "text": article.text}


def _judged(id: str, records: Sequence[Reviewed]) -> dict[str, Any]:
    own = next((dict(r.values) for r in records if r.kind == METADATA and r.values is not None), {})
    province = own.pop("province", None)
    lists = {kind: [dict(r.values) for r in records if r.kind == kind and r.values] for kind in RECORD_TYPES}
    return {"id": id, METADATA: own, "province": province, **lists}
