"""Clauses that may name an event, how much speaks for each, and which one the article is about."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from extractor.assemble.context import Context
from extractor.assemble.reading import Reading
from extractor.assemble.times import Calendar
from extractor.rules.mention import Mention, Span

_LEAD_SENTENCES = 3
_SCENE = 100
"""Code points of a first sentence that holds a day and a place: "On 16 January, in the town of X."."""
COURSE = "day_range"
JOINT, _OF_MOVEMENTS = "joint", ("reviewed", "launched")
"""What the lexicon of kinds adds: two joint kinds stand side by side; a movement is reviewed or launched."""
_NAMED, _SEEN, _GIVEN = "naming", "seen", "given"
_HELD, _DATED, _KIND, _LEAD, _TITLE, _PLANNED, _BARE = 4, 3, 2, 4, -1, -3, -3


@dataclass(frozen=True, eq=False)
class Candidate:
    """A clause that names an event, with the frame that says who holds it, if any."""

    reading: Reading
    calendar: Calendar
    naming: Mention
    holding: Mention | None = field(default=None)

    @cached_property
    def sentence(self) -> Span:
        """The sentence of the clause."""
        return self.reading.sentence(self.naming.start)

    @cached_property
    def day(self) -> Mention | None:
        """The day in the sentence, nearest before the name, else the first after it; of an announcement, its own."""
        days = self.days(self.sentence)
        if self.planned is not None and not any(m.end + 1 >= self.planned.start for m in days):
            announced = self._announced_day()
            if announced is not None:
                return announced
        before = [m for m in days if m.end <= self.naming.start]
        return before[-1] if before else days[0] if days else self._days_of_course()

    def _days_of_course(self) -> Mention | None:
        """Return from when to when it lasted; a review or launch names a movement's course, not its own."""
        if self.naming.const.get("bare") or any(column(k) in _OF_MOVEMENTS for k in self.kinds):
            return None
        days = (m for m in self.reading.within("time", self.sentence) if m.const["shape"] == COURSE)
        return next((m for m in days if not self._in_brackets(m)), None)

    def _in_brackets(self, mention: Mention) -> bool:
        return self.reading.text[self.sentence[0] : mention.start].rstrip().endswith("(")

    def _announced_day(self) -> Mention | None:
        """Return the first day behind a word of announcing in the sentences that follow."""
        index = self.reading.sentence_index(self.naming.start)
        for sentence in self.reading.sentences[index + 1 : index + 1 + _LEAD_SENTENCES]:
            words = next(self.reading.within("planned", sentence), None)
            days = self.days((words.end, sentence[1])) if words else []
            if days:
                return days[0]
        return None

    @property
    def day_of_scene(self) -> Mention | None:
        """The day by which the report begins, where the event is named in one of the next sentences.

        Its part of day is printed, or, right before, little else than the day and the place.
        """
        body = [s for s in self.reading.sentences if s[0] >= self.reading.article.body][: _LEAD_SENTENCES + 1]
        if self.sentence not in body[1:]:
            return None
        before = body[: body.index(self.sentence)]
        days = self.days((before[0][0], before[-1][1]))
        bare = body[0][1] - body[0][0] < _SCENE and bool(days) and days[0].start == body[0][0]
        return next((m for m in days if m.raw("part") or (bare and len(before) == 1)), None)

    def days(self, span: Span) -> list[Mention]:
        """Return the days in a span that may be an event's own."""
        return [m for m in self.reading.within("time", span) if self._is_event_day(m)]

    def _is_event_day(self, mention: Mention) -> bool:
        shape = mention.const["shape"]
        if shape == "same_day":  # "On 14 November he said that in the morning of that day …"
            return "part" in mention.groups and bool(self.days((self.sentence[0], mention.start)))
        if shape in ("day", "clock", "relative_day") and not mention.groups.keys() & {"near", "part", "hour"}:
            return self._stands_free(mention)
        return shape in ("day", "days", "clock", "relative_day") or (shape == "lunar_day" and "part" in mention.groups)

    def _stands_free(self, mention: Mention) -> bool:
        """Whether a day without part of day is the event's own, not one of an anniversary in brackets."""
        text = self.reading.text
        before = text[self.sentence[0] : mention.start].rstrip()
        paired = before[-1:] in ("-", "/", "–") and before[:-1].rstrip()[-1:].isdigit()
        bracketed = self._in_brackets(mention) or paired or text[mention.end :].lstrip()[:1] in ("-", "/", "–", ")")
        bounds = self.reading.within("bound", (self.sentence[0], mention.end))
        edge = mention.groups.keys() & {"edge", "mod"} or any(
            0 <= mention.start - b.end <= 1 or b.end > mention.start for b in bounds
        )
        return not bracketed and not edge and not self.reading.touching("campaign", (mention.start, mention.end))

    @cached_property
    def kinds(self) -> Sequence[Mention]:
        """The words of purpose in the name."""
        span = self.naming.groups["name"]
        said = [k for k in self.reading.within("kind", span) if k.get("kind") and not self._quoted(k, span)]
        return [self.naming] if self.naming.const.get("kind") else said

    @property
    def weak(self) -> bool:
        """Whether the clause is the event only where no other is: an award handed over, a meeting without a name."""
        return self.naming.label == _GIVEN or bool(self.naming.const.get("last"))

    @property
    def supported(self) -> bool:
        """Whether enough is said with a weak clause: the day of an award, and who gave it where its rule asks."""
        given = self.naming.label == _GIVEN
        return not given or bool(self.day and (self.holding or not self.naming.const.get("held")))

    @property
    def dated_alone(self) -> bool:
        """Whether the clause does nothing but say when a meeting took place: with the part of its day."""
        return bool(self.naming.const.get("last") and self.day and self.day.raw("part") and not self.planned)

    @cached_property
    def noun(self) -> Mention | None:
        """The noun that the name begins with, where it says that something was held."""
        span = self.naming.groups["name"]
        return next((m for m in self.reading.within("happening", span) if m.start == span[0]), None)

    def _quoted(self, kind: Mention, span: Span) -> bool:
        before = self.reading.text[span[0] : kind.start]
        heads = self.noun is not None and not self.reading.text[self.noun.end : kind.start].strip(' "“')
        return not heads and sum(c in '"“”' for c in before) % 2 == 1

    @cached_property
    def planned(self) -> Mention | None:
        """A word before the name that says it has not happened yet."""
        words = self.reading.within("planned", (self.sentence[0], self.naming.end))
        return next((m for m in words if not self._begins_course(m)), None)

    def _begins_course(self, words: Mention) -> bool:
        """Whether words are the "from" of the days that an event lasted."""
        days = self.reading.touching("time", (words.start, words.end))
        return days is not None and days.const["shape"] in ("days", COURSE)

    @cached_property
    def in_lead(self) -> bool:
        """Whether the clause stands in the report's first sentences."""
        starts = (self.reading.article.body, *self._byline_ends)
        here = self.reading.sentence_index(self.naming.start)
        near = any(0 <= here - self._first_from(at) < _LEAD_SENTENCES for at in starts)
        return not self.reading.in_title(self.naming) and near

    def _first_from(self, at: int) -> int:
        """Return which sentence holds a place, or begins behind it: a dateline may stand between."""
        index = self.reading.sentence_index(at)
        return index + (self.reading.sentences[index][1] <= at)

    @property
    def _byline_ends(self) -> list[int]:
        """Where the byline ends: saved pages may hold the lead behind it."""
        return [e.end for e in self.reading.article.info.evidence if e.field == "author" and e.end < self.naming.start]

    @property
    def reported(self) -> bool:
        """Whether the article reports it: in its title or lead, or with a day."""
        return self.in_lead or self.reading.in_title(self.naming) or self.day is not None

    @cached_property
    def score(self) -> int:
        """How much speaks for the clause being the article's main event."""
        titled = self.reading.in_title(self.naming)
        return (
            _HELD * bool(self.holding)
            + _DATED * bool(self.day)
            + _KIND * bool(self.kinds)
            + _LEAD * self.in_lead
            + _TITLE * titled
            + _PLANNED * (bool(self.planned) and not self.in_lead)
            + _BARE * (self.day is None and not titled and bool(self.naming.const.get("bare")))
        )


def column(kind: Mention) -> str | None:
    """Return what the lexicon adds to a kind: that it reviews, launches, or stands beside other kinds."""
    row = kind.rule.values["kind"].row(kind.raw("kind") or "") if "kind" in kind.rule.values else None
    return row[1] if row is not None and len(row) > 1 else None


def candidates(context: Context, calendar: Calendar) -> list[Candidate]:
    """Return the clauses that may name an event, those that say most first; captions name none."""
    reading = context.reading
    return [
        Candidate(reading, calendar, naming, _holding(reading, naming))
        for label in (_NAMED, _SEEN, _GIVEN)
        for naming in reading.all(label)
        if not reading.in_caption(naming.start)
    ]


def _holding(reading: Reading, naming: Mention) -> Mention | None:
    """Return the frame that says who holds what a clause names, or what an overlapping clause names."""
    frame = reading.touching("holding", (naming.start, naming.end))
    named = frame.groups.get("naming") if frame is not None else None
    return frame if named is not None and naming.overlaps(*named) else None


def first_item_end(reading: Reading) -> int:
    """Return where the page's first piece of news ends: the other items report events of their own."""
    return next((m.start for m in reading.all("next_item") if m.start > reading.article.body), len(reading.text))


def main_candidate(found: Sequence[Candidate]) -> Candidate | None:
    """Return the best candidate, the first of equals; None where nothing names an event well enough.

    What the lead says is only launched has not been held yet.
    """
    first = [c for c in found if c.naming.start < first_item_end(c.reading)]
    later = {k.const.get("launches") for c in first if c.in_lead for k in c.kinds} - {None}
    telling = (c for c in first if c.reported and not c.weak and (c.kinds or c.noun or c.holding))
    telling = (c for c in telling if not c.kinds or {k.get("kind") for k in c.kinds} - later)
    best = max(telling, key=lambda c: c.score, default=None)
    if best is not None and best.score >= _HELD:
        return best
    return next((c for c in first if c.weak and c.supported and (c.in_lead or c.dated_alone)), None)
