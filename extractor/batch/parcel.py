"""Inputs that go to a worker together: to hand over one costs as much as to read what is on anything else."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from extractor.batch.inputs import length_of
from extractor.batch.worker import Worked
from extractor.sources import Item

if TYPE_CHECKING:
    from pebble import ProcessFuture

_MOST_INPUTS = 8
_MOST_BYTES = 64 * 1024
"""What a parcel holds at most, but for the last input: what is in it is read by one worker and written at the end."""
_PARCELS_PER_WORKER = 4
"""Parcels grow with the batch, so that each worker has had so many of them: a small batch is spread over all."""


class Terms(NamedTuple):
    """How inputs are to be read: see `work`."""

    every: bool
    since: str | None
    seconds: float
    profiled: bool


@dataclass(eq=False, slots=True)
class Parcel:
    """Inputs that are read on the same terms; `future` is there when they were given to a worker.

    `alone` has each of them in a parcel of its own, if they had to be given again.
    """

    terms: Terms
    items: list[Item] = field(default_factory=list)
    future: "ProcessFuture[list[Worked]] | None" = None
    alone: "list[Parcel]" = field(default_factory=list)
    length: int = 0

    def add(self, item: Item) -> int:
        """Take one more input; return its place."""
        self.items.append(item)
        self.length += length_of(item)
        return len(self.items) - 1

    def is_full(self, given: int, workers: int) -> bool:
        """Tell whether it is to be sent, where so many inputs were given to so many workers before."""
        most = min(_MOST_INPUTS, 1 + given // (workers * _PARCELS_PER_WORKER))
        return len(self.items) >= most or self.length >= _MOST_BYTES
