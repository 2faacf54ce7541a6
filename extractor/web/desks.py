"""Where the reviewers of a server sit: one desk each, over one open database."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from extractor.desk import Desk, Vocabulary
from extractor.errors import StoreError
from extractor.store import Store, Waiting


@dataclass(frozen=True, slots=True)
class _Seat:
    desk: Desk
    narrowed: Mapping[str, str]
    again: bool


class Desks:
    """The desks of a server's reviewers.

    A reviewer has one desk, in however many browsers they come in: else two of their pages would decide on an
    article without knowing of each other. `made` counts the decisions at all of them. What gives a desk raises
    StoreError if the database cannot be used.
    """

    def __init__(self, store: Store, vocabulary: Vocabulary, narrowed: Mapping[str, str], again: bool = False) -> None:
        """Take the queue of each new desk: `narrowed` as in `Reviews.queue`, `again` as at a Desk."""
        self.vocabulary, self.made = vocabulary, 0
        self._store, self._narrowed, self._again = store, narrowed, again
        self._seats: dict[str, _Seat] = {}
        self._file = _identity(store)

    def of(self, reviewer: str) -> Desk:
        """Return the reviewer's desk as things stand: what others decided on its article is laid out."""
        self._check_file()
        seat = self._seats.get(reviewer)
        if seat is None:
            return self.sit_down(reviewer, self._narrowed, self._again)
        article = seat.desk.article
        if article and len(self._store.reviews.of_article(article.id)) != len(seat.desk.history):
            return self.sit_down(reviewer, seat.narrowed, seat.again, first=article.id)
        return seat.desk

    def sit_down(self, reviewer: str, narrowed: Mapping[str, str], again: bool, first: str = "") -> Desk:
        """Seat a reviewer before a queue, at the article `first` if it is there and free."""
        queue = sorted(self.waiting(narrowed), key=lambda waiting: waiting.article_id != first)
        desk = Desk(self._store, reviewer, queue, self.vocabulary, self._store.reviews.tallies(), again)
        self.leave(reviewer)
        desk.next()
        self._seats[reviewer] = _Seat(desk, narrowed, again)
        return desk

    def waiting(self, narrowed: Mapping[str, str]) -> list[Waiting]:
        """Return the queue, narrowed."""
        self._check_file()
        return self._store.reviews.queue(narrowed)

    def leave(self, reviewer: str) -> None:
        """Give back the reviewer's article; they sit down anew with their next request."""
        seat = self._seats.pop(reviewer, None)
        if seat:
            with suppress(StoreError):  # then the claim stands until it expires: nothing is lost
                seat.desk.leave()

    def leave_all(self) -> None:
        """Give back all articles."""
        for reviewer in list(self._seats):
            self.leave(reviewer)

    def _check_file(self) -> None:
        """Raise StoreError if the database's name is another file's now: SQLite would go on writing to the one gone."""
        if _identity(self._store) != self._file:
            raise StoreError(
                f"{self._store.path} was moved, replaced or deleted; nothing is decided until it is back in its place, "
                "or the review is started anew"
            )


def _identity(store: Store) -> tuple[int, int] | None:
    try:
        status = os.stat(store.path)
    except OSError:
        return None
    return status.st_dev, status.st_ino
