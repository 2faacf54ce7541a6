"""What a batch takes: what is known of an input before it is read, and the way to what it yields."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from extractor.batch.worker import Result
from extractor.sources import Item
from extractor.sources.record import stated_id
from extractor.store import Source

Pending = Callable[[], Result]
"""Waits for what an input yields, and returns it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What tells whether an input must be read.

    `named` is whether `id` is its publisher's own, and not only its file's name; `source` where it lay, with the
    digest of all that it holds; `length` is that of its texts, in bytes.
    """

    id: str
    named: bool
    source: Source
    length: int

    @property
    def origin(self) -> str:
        """Where the input lies, for messages."""
        return self.source.origin


@dataclass(frozen=True, slots=True)
class Input:
    """An input that may be read: `begin` has that begun, if it is needed."""

    facts: Facts
    begin: Callable[[], Pending]


def facts_of(item: Item) -> Facts:
    """Return what is known of an item that is not yet read."""
    source = Source(item.origin, _digest(item), item.encoding, item.repair)
    stated = stated_id(item.content) if isinstance(item.content, Mapping) else None
    return Facts(stated or item.id, stated is not None, source, length_of(item))


def length_of(item: Item) -> int:
    """Return how long the texts of an item are, in bytes."""
    texts = item.content.values() if not isinstance(item.content, str) else [item.content]
    return sum(len(text.encode(errors="replace")) for text in texts if isinstance(text, str))


def _digest(item: Item) -> str:
    held = json.dumps([item.kind, item.content, dict(item.given)], sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(held.encode()).hexdigest()
