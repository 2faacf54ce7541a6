"""What reviewers do in the database: decisions, claims, the queue, and how the rules fared."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from extractor.models import Article, Extraction
from extractor.review import Decision, Reviewed, overlay
from extractor.review.arithmetic import contradictions
from extractor.review.precision import FEW, LOW, Tally, tallies
from extractor.review.standing import stands
from extractor.rules.book import load
from extractor.store import arithmetic, decisions, queue, standing
from extractor.store.arithmetic import Doubt
from extractor.store.connection import explained, snapshot, transaction
from extractor.store.queue import Waiting

_TRIES = 5
_CONTRADICTING = 5
"""From this weight on a doubt is of what contradicts something, not of what is missing."""


class Reviews:
    """The reviewers' side of a Store; raises what the Store raises."""

    def __init__(
        self, db: Database, path: Path, article: Callable[[str], Article], extraction: Callable[[str], Extraction]
    ) -> None:
        self._db, self._path = db, path
        self._article, self._extraction = article, extraction

    def decide(self, decision: Decision) -> Decision:
        """Keep a decision for ever, on disk when this returns; return it with its id."""
        (kept,) = self.decide_all([decision])
        return kept

    def decide_all(self, made: Sequence[Decision]) -> list[Decision]:
        """Keep decisions for ever, all of them or none; return them with their ids."""
        with explained(self._path), transaction(self._db):
            kept = [d.model_copy(update={"id": decisions.put(self._db, d)}) for d in made]
        self._lay_apart(dict.fromkeys(d.article_id for d in kept))
        return kept

    def _lay_apart(self, article_ids: Iterable[str]) -> None:
        """Lay decisions over what is read, and keep others from writing only while the outcome is written.

        Where somebody else writes of the article meanwhile, it is laid again; what stays undone, the queue does.
        """
        for id in article_ids:
            for _ in range(_TRIES):
                with explained(self._path), snapshot(self._db):
                    stamp = standing.stamp(self._db, id)
                    if stamp is None:  # the article is not stored any more
                        break
                    text, records = self._article(id).text, self.reviewed(id)
                found = contradictions(text, records, load())
                with explained(self._path), transaction(self._db):
                    if standing.stamp(self._db, id) == stamp:
                        standing.put(self._db, id, text, records)
                        arithmetic.put(self._db, id, text, found)
                        break

    def lay(self, article_ids: Iterable[str]) -> None:
        """Lay the decisions on these articles over what is read of them now, and see whether it adds up.

        The caller holds the transaction.
        """
        for id in dict.fromkeys(article_ids):
            self.lay_over(self._article(id), self._extraction(id))

    def lay_over(self, article: Article, extraction: Extraction) -> None:
        """Do the same with an article that is stored, for who has it and its extraction at hand."""
        id, text = article.id, article.text
        made = decisions.of_article(self._db, id)
        records = overlay(text, extraction, made)
        if made:
            standing.put(self._db, id, text, records)
        arithmetic.put(self._db, id, text, contradictions(text, records, load()))

    def of_article(self, article_id: str) -> list[Decision]:
        """Return an article's decisions, oldest first, those undone too."""
        with explained(self._path):
            return decisions.of_article(self._db, article_id)

    def doubts(self, article_id: str) -> dict[tuple[str, int], list[Doubt]]:
        """Return kind and position of an article's records → what about them cannot be true, or hardly."""
        with explained(self._path):
            return arithmetic.doubts(self._db, article_id, _CONTRADICTING)

    def _stale(self) -> list[str]:
        with explained(self._path):
            return standing.stale(self._db)

    def lay_stale(self) -> None:
        """Lay decisions over what is read, and see what adds up, wherever that was not done yet.

        The caller holds the transaction.
        """
        self.lay([*standing.stale(self._db), *arithmetic.unseen(self._db)])

    def reviewed(self, article_id: str) -> list[Reviewed]:
        """Return the article's records as they stand: what the rules read, overlaid with what was decided."""
        return overlay(self._article(article_id).text, self._extraction(article_id), self.of_article(article_id))

    def standing(self, article_id: str) -> tuple[Extraction, list[Reviewed]]:
        """Return the article's records as they stand as an extraction, and how each is known: `review.stands`."""
        text, extraction = self._article(article_id).text, self._extraction(article_id)
        return stands(text, extraction, overlay(text, extraction, self.of_article(article_id)))

    def queue(self, narrowed: Mapping[str, str] | None = None) -> list[Waiting]:
        """Return the articles by how much they want a reviewer, those narrowed to by a filter name → text.

        Conflicts come first, then what is most doubtful, rules often wrong among it; what is settled is in the list
        too and says so. Raises KeyError for a filter that is not in `extractor.store.FILTERS`.
        """
        doubtful = [rule for rule, tally in self.tallies().items() if tally.is_low(LOW, FEW)]
        self._lay_apart(self._stale())
        with explained(self._path):
            return queue.waiting(self._db, narrowed or {}, doubtful)

    def settled(self) -> list[str]:
        """Return the ids of the articles that are fully reviewed: every record decided, none in conflict."""
        self._lay_apart(self._stale())
        with explained(self._path):
            return queue.settled(self._db)

    def tallies(self) -> dict[str, Tally]:
        """Return rule → how often reviewers found it right."""
        with explained(self._path):
            return tallies(decisions.by_article(self._db))

    def claim(self, article_id: str, reviewer: str, now: datetime) -> str | None:
        """Take an article for a reviewer for the next while; return who else has it, or None."""
        with explained(self._path), transaction(self._db):
            return decisions.claim(self._db, article_id, reviewer, now)

    def release(self, article_id: str, reviewer: str) -> None:
        """Give an article back before its claim expires."""
        with explained(self._path), transaction(self._db):
            decisions.release(self._db, article_id, reviewer)
