"""A reviewer's desk: one article at a time, its records as they stand, and what can be done about each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from extractor.desk.errors import DeskError
from extractor.desk.fields import FIELDS, field_of, from_typed, shown, value_of, whole
from extractor.desk.places import trimmed
from extractor.desk.vocabulary import Vocabulary
from extractor.desk.words import _
from extractor.models import Article, Evidence, Extraction
from extractor.review import ADDED, NOTED, Anchor, Decision, Reviewed, Verdict, anchor, in_force, overlay
from extractor.review.precision import REVIEWER, Tally
from extractor.review.standing import evidence_of, seen
from extractor.review.subject import METADATA, Subject
from extractor.store import Doubt, Store, Waiting
from extractor.text import canonical

_LONGEST_NOTE = 2000


def _now() -> datetime:
    return datetime.now(UTC)


class Desk:
    """What a reviewer has before them, and does.

    `article` and `records` are the open article's, `at` is the place of the current record, `waiting` says why the
    article is in the queue, `made` counts the decisions so far. Each action is kept in the database before it
    returns, and takes the claim on the article for longer. All raise DeskError for what cannot be done, StoreError
    where the database refuses.
    """

    def __init__(
        self,
        store: Store,
        reviewer: str,
        queue: Iterable[Waiting],
        vocabulary: Vocabulary,
        tallies: Mapping[str, Tally] | None = None,
        again: bool = False,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        """Sit down; `again`: also at articles that are fully reviewed."""
        self.reviewer, self.vocabulary, self.tallies = reviewer, vocabulary, tallies or {}
        self._store, self._again, self._clock = store, again, clock
        self._queue = [waiting for waiting in queue if again or not waiting.settled]
        self._held: list[Waiting] = []
        self._done: list[tuple[int, list[int]]] = []
        self.made = 0
        self._close()

    def _close(self) -> None:
        self.article: Article | None = None
        self.waiting: Waiting | None = None
        self.records: list[Reviewed] = []
        self.at = 0
        self._extraction: Extraction | None = None
        self._doubts: Mapping[tuple[str, int], Sequence[Doubt]] = {}
        self._decisions: list[Decision] = []
        self._done.clear()

    # Articles

    @property
    def left(self) -> int:
        """How many articles are still to come."""
        return len(self._queue) + len(self._held)

    def next(self) -> bool:
        """Give back the open article and take the next that nobody else has; tell whether there is one.

        Those that others have are tried again when all else is done.
        """
        self.leave()
        again, self._held = self._held, []
        for queue in (self._queue, again):
            while queue:
                waiting = queue.pop(0)
                if self._store.reviews.claim(waiting.article_id, self.reviewer, self._clock()):
                    self._held.append(waiting)
                elif self._open(waiting):
                    self._held += again
                    return True
                else:
                    self._store.reviews.release(waiting.article_id, self.reviewer)
        return False

    def leave(self) -> None:
        """Give back the open article."""
        if self.article:
            self._store.reviews.release(self.article.id, self.reviewer)
        self._close()

    def _open(self, waiting: Waiting) -> bool:
        """Lay out an article; tell whether there is anything to decide: another may have done it meanwhile."""
        id = waiting.article_id
        self.article, self._extraction = self._store.article(id), self._store.extraction(id)
        self._decisions, self.waiting = self._store.reviews.of_article(id), waiting
        self._lay()
        if not self._again and all(record.settled for record in self.records):
            self._close()
            return False
        self.at = next((i for i, record in enumerate(self.records) if not record.settled), 0)
        return True

    def _lay(self) -> None:
        article, extraction = self._opened()
        self.records = overlay(article.text, extraction, self._decisions)
        self._doubts = self._store.reviews.doubts(article.id)
        self.at = min(self.at, len(self.records) - 1)

    def _opened(self) -> tuple[Article, Extraction]:
        if self.article is None or self._extraction is None:
            raise DeskError(_("no article is open"))
        return self.article, self._extraction

    def doubts(self, record: Reviewed) -> Sequence[Doubt]:
        """Return what cannot be true of a record of the article, or hardly."""
        return self._doubts.get((record.kind, record.proposed.position), ()) if record.proposed else ()

    # The current record

    @property
    def record(self) -> Reviewed:
        """The current record."""
        self._opened()
        return self.records[self.at]

    @property
    def settled(self) -> int:
        """How many records of the article are settled."""
        return sum(record.settled for record in self.records)

    def move(self, steps: int) -> None:
        """Go to another record, as many on or back as there are."""
        self.at = max(0, min(self.at + steps, len(self.records) - 1))

    def go(self, at: int) -> None:
        """Go to the record at that place; to the nearest where there is none."""
        self.move(at - self.at)

    def skip(self) -> bool:
        """Go to the next record that is not settled, round the end; tell whether there is another."""
        count = len(self.records)
        for at in ((self.at + step) % count for step in range(1, count)):
            if not self.records[at].settled:
                self.at = at
                return True
        return False

    @property
    def history(self) -> list[tuple[Decision, bool]]:
        """All decisions on the article, oldest first, and whether each is in force."""
        force = {decision.id for decision in in_force(self._decisions)}
        return [(decision, decision.id in force) for decision in self._decisions]

    def evidence(self, record: Reviewed) -> list[Evidence]:
        """Return where a record's values stand in the text as it is now."""
        return evidence_of(self._opened()[0].text, record)

    def basis(self, record: Reviewed) -> Mapping[str, str]:
        """Return field → how its value was inferred, for a record that the rules read."""
        if record.proposed is None:
            return {}
        extraction = self._opened()[1]
        if record.kind == METADATA:
            return extraction.article.basis
        basis: Mapping[str, str] = getattr(extraction, record.kind)[record.proposed.position].basis
        return basis

    # What can be done

    def accept(self) -> None:
        """Say that the current record is right as it stands, also where the rules read something else now."""
        self._decide(self._accepting(self.record))
        self.skip()

    def reject(self) -> None:
        """Say that there is no such record."""
        self._decide([self._decision(self.record, "rejected")])
        self.skip()

    def take(self) -> None:
        """Say that what the rules read now is right, whatever was decided before."""
        record = self.record
        if record.proposed is None:
            self.reject()
            return
        now, word = record.proposed.values, record.values or {}
        fields = [name for name, value in now.items() if name in word and word[name] != value]
        made = [self._decision(record, "accepted", field=name) for name in fields]
        self._decide([*made, self._decision(record, "accepted")])
        self.skip()

    def accept_rest(self) -> int:
        """Accept all that nobody decided, conflicts left out; return how many records that were."""
        rest = [record for record in self.records if not record.decided and record.conflict is None]
        if rest:
            self._decide([decision for record in rest for decision in self._accepting(record)])
            self.skip()
        return len(rest)

    def correct(self, name: str, typed: str) -> None:
        """Give a field of the current record another value; the value that it has is accepted."""
        record = self.record
        if record.values is None:
            raise DeskError(_("the record is rejected: accept it first"))
        field = field_of(record.kind, name)
        stands = record.values.get(name)
        proposed = record.proposed.values.get(name) if record.proposed else None
        value = stands
        if typed != shown(field, stands):
            value = value_of(field, self.vocabulary.canonical(field, typed))
            value = whole(record.kind, {**record.values, name: value})[name]
        if value == stands == proposed:
            self._decide([self._decision(record, "accepted", field=name)])
        else:
            self._decide([self._decision(record, "corrected", field=name, value=value)])

    def add(self, kind: str, start: int, end: int, typed: Mapping[str, str]) -> None:
        """Add a record that the text tells at `[start, end)`, of what was typed for its fields."""
        text = self._opened()[0].text
        if kind not in FIELDS or kind == METADATA:
            raise DeskError(_("{kind}: no kind of record").format(kind=kind))
        start, end = trimmed(text, start, end)
        if start >= end:
            raise DeskError(_("no text is selected"))
        canonical_of = self.vocabulary.canonical
        values = from_typed(kind, {f.name: canonical_of(f, typed.get(f.name, "")) for f in FIELDS[kind]})
        field = FIELDS[kind][0].name
        evidence = Evidence(field=field, start=start, end=end, quote=text[start:end], rule=REVIEWER)
        self._decide([self._made(ADDED, anchor(text, Subject(kind, 0, values, (evidence,))), value=values)])
        self.at = len(self.records) - 1

    def note(self, said: str) -> None:
        """Keep a remark on the current record."""
        said = " ".join(canonical(said).split())[:_LONGEST_NOTE]
        if not said:
            raise DeskError(_("the note is empty"))
        self._decide([self._decision(self.record, NOTED, note=said)])

    def undo(self) -> bool:
        """Take back the reviewer's last action on this article; tell whether there was one.

        What they did before this article was opened is taken back decision by decision.
        """
        self._opened()
        if self._done:
            at, ids = self._done[-1]
        else:
            own = [d.id for d in in_force(self._decisions) if d.reviewer == self.reviewer and d.id is not None]
            at, ids = self.at, own[-1:]
        if not ids:
            return False
        self._keep([self._made("undone", None, undoes=id) for id in reversed(ids)])
        del self._done[-1:]
        self.at = at
        self._lay()
        return True

    # Decisions

    def _accepting(self, record: Reviewed) -> list[Decision]:
        if record.proposed is None:  # no rule reads it: that it is there is the reviewer's word
            values = seen(record).values if record.values is None else dict(record.values)
            return [self._decision(record, ADDED, value=values)]
        now, word = record.proposed.values, record.values or {}
        stands = {name: value for name, value in word.items() if record.conflict and now.get(name) != value}
        made = [self._decision(record, "corrected", field=name, value=value) for name, value in stands.items()]
        return [*made, self._decision(record, "accepted")]

    def _decision(self, record: Reviewed, verdict: Verdict, **more: Any) -> Decision:
        text = self._opened()[0].text
        on = anchor(text, record.proposed) if record.proposed else seen(record)
        return self._made(verdict, on, subject=record.subject, **more)

    def _made(self, verdict: Verdict, on: Anchor | None, **more: Any) -> Decision:
        common = {"article_id": self._opened()[0].id, "reviewer": self.reviewer, "verdict": verdict, "anchor": on}
        return Decision.model_validate({**common, "made": self._clock().isoformat(timespec="seconds"), **more})

    def _decide(self, made: Sequence[Decision]) -> None:
        kept = self._keep(made)
        self._done.append((self.at, [d.id for d in kept if d.id is not None]))
        self._lay()

    def _keep(self, made: Sequence[Decision]) -> list[Decision]:
        """Store decisions if the article is still the reviewer's."""
        id = self._opened()[0].id
        other = self._store.reviews.claim(id, self.reviewer, self._clock())
        if other:
            raise DeskError(_("{other} has taken over this article: go to the next").format(other=other))
        kept = self._store.reviews.decide_all(made)
        self._decisions += kept
        self.made += len(kept)
        return kept
