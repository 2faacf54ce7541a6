"""Events: the main happening first, then others that the text reports with a day of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from extractor.assemble.context import Context
from extractor.assemble.people import Chairs, read_chairs, read_organisers
from extractor.assemble.reading import Reading, evidence
from extractor.assemble.times import Calendar
from extractor.models import Event, Evidence
from extractor.normalize.dates import is_day
from extractor.normalize.names import tidy
from extractor.rules.mention import Mention, Span

_LEAD_SENTENCES = 3
_COURSE = "day_range"
_JOINT, _OF_MOVEMENTS = "joint", ("reviewed", "launched")
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
        days = [m for m in self.reading.within("time", self.sentence) if self._is_event_day(m)]
        if self.planned is not None and not any(m.end + 1 >= self.planned.start for m in days):
            announced = self._announced_day()
            if announced is not None:
                return announced
        before = [m for m in days if m.end <= self.naming.start]
        return before[-1] if before else days[0] if days else self._days_of_course()

    def _days_of_course(self) -> Mention | None:
        """Return from when to when it lasted; a review or launch names a movement's course, not its own."""
        if self.naming.const.get("bare") or any(_column(k) in _OF_MOVEMENTS for k in self.kinds):
            return None
        times = self.reading.within("time", self.sentence)
        return next((m for m in times if m.const["shape"] == _COURSE and m.raw("day2")), None)

    def _announced_day(self) -> Mention | None:
        """Return the first day behind a word of announcing in the sentences that follow."""
        index = self.reading.sentence_index(self.naming.start)
        for sentence in self.reading.sentences[index + 1 : index + 1 + _LEAD_SENTENCES]:
            words = next(self.reading.within("planned", sentence), None)
            days = self.reading.within("time", (words.end, sentence[1])) if words else ()
            day = next((m for m in days if self._is_event_day(m)), None)
            if day is not None:
                return day
        return None

    def _is_event_day(self, mention: Mention) -> bool:
        shape = mention.const["shape"]
        if shape in ("day", "clock", "relative_day") and not mention.groups.keys() & {"near", "part", "hour"}:
            return self._stands_free(mention)
        return shape in ("day", "days", "clock", "relative_day")

    def _stands_free(self, mention: Mention) -> bool:
        """Whether a day without part of day is the event's own, not one of an anniversary in brackets."""
        text = self.reading.text
        before = text[self.sentence[0] : mention.start].rstrip()
        paired = before[-1:] in ("-", "/", "–") and before[:-1].rstrip()[-1:].isdigit()
        bracketed = before.endswith("(") or paired or text[mention.end :].lstrip()[:1] in ("-", "/", "–", ")")
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

    @cached_property
    def noun(self) -> Mention | None:
        """The noun that the name begins with, where it says that something was held."""
        span = self.naming.groups["name"]
        return next((m for m in self.reading.within("happening", span) if m.start == span[0]), None)

    def _quoted(self, kind: Mention, span: Span) -> bool:
        quotes = sum(c in '"“”' for c in self.reading.text[span[0] : kind.start])
        return quotes % 2 == 1

    @cached_property
    def planned(self) -> Mention | None:
        """A word before the name that says it has not happened yet."""
        return next((m for m in self.reading.within("planned", (self.sentence[0], self.naming.end))), None)

    @cached_property
    def in_lead(self) -> bool:
        """Whether the clause stands in the report's first sentences."""
        index = self.reading.sentence_index(self.naming.start) - self.reading.sentence_index(self.reading.article.body)
        return not self.reading.in_title(self.naming) and 0 <= index < _LEAD_SENTENCES

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


def _column(kind: Mention) -> str | None:
    """Return what the lexicon adds to a kind: that it reviews, launches, or stands beside other kinds."""
    row = kind.rule.values["kind"].row(kind.quote) if "kind" in kind.rule.values else None
    return row[1] if row is not None and len(row) > 1 else None


def candidates(context: Context, calendar: Calendar) -> list[Candidate]:
    """Return the clauses that may name an event, those that say most first; captions name none."""
    reading = context.reading
    holdings = {m: h for h in reading.all("holding") for m in h.within("naming")}
    return [
        Candidate(reading, calendar, naming, holdings.get(naming))
        for label in (_NAMED, _SEEN, _GIVEN)
        for naming in reading.all(label)
        if not reading.in_caption(naming.start)
    ]


def main_candidate(found: Sequence[Candidate]) -> Candidate | None:
    """Return the best candidate, the first of equals; None where nothing names an event well enough."""
    best = max((c for c in found if c.reported and not c.weak), key=lambda c: c.score, default=None)
    if best is not None and best.score >= _HELD:
        return best
    return next((c for c in found if c.weak and c.in_lead and (c.day or c.naming.label == _SEEN)), None)


def events(context: Context, calendar: Calendar, found: Sequence[Candidate]) -> tuple[Event, ...]:
    """Return the main event, then those with another day of their own."""
    main = main_candidate(found)
    if main is None:
        return ()
    first = _event(context, main, found, read_chairs(context, _of_others(main, found)))
    if not (first.kinds or first.date or first.organisers):
        return ()
    others: list[Event] = []
    days = {first.date}
    for candidate in found:
        if candidate.holding is not None and candidate.day is not None and not candidate.planned:
            event = _event(context, candidate, [], Chairs())
            if event.date is not None and event.date not in days and event.kinds:
                days.add(event.date)
                others.append(event)
    return (first, *others)


def _of_others(main: Candidate, found: Sequence[Candidate]) -> list[Span]:
    """Return the sentences behind the lead that name an event of other kinds than the main one."""
    kinds = {k.get("kind") for c in (main, _named(main, found)) for k in c.kinds}
    own = {c.sentence for c in found if not c.kinds or c.in_lead or kinds & {k.get("kind") for k in c.kinds}}
    return [c.sentence for c in found if c.sentence not in own] if kinds else []


def _event(context: Context, main: Candidate, all_found: Sequence[Candidate], chairs: Chairs) -> Event:
    named = _named(main, all_found)
    dated = main if main.day else next((c for c in _support(main, all_found) if c.day), None)
    date, part, quotes, basis = _date(dated)
    holding = (
        main.holding
        or _unnamed_holding(context)
        or next((c.holding for c in _support(main, all_found) if c.holding), None)
    )
    organisers, organiser_quotes, organiser_basis = read_organisers(context, holding)
    place = next(iter(context.reading.within("place", main.sentence)), None)
    purposes = [c for c in all_found if c.naming.const.get("purpose")]
    words = [k for c in (named, *_beside(named, all_found), *purposes) for k in c.kinds]
    kinds, kind_quotes = _kinds(context, words or [c.noun for c in (main, named) if c.noun])
    quotes += kind_quotes
    quotes += [evidence("place", place, "place")] if place else []
    quotes += [evidence("status", main.planned)] if main.planned else []
    return Event(
        kinds=kinds,
        date=date,
        part_of_day=part,
        organisers=organisers,
        chairs=chairs.persons,
        place=context.abbreviations.expand(tidy(place.raw("place") or "")) if place else None,
        status="planned" if main.planned else None,
        basis={**basis, **organiser_basis},
        evidence=(*quotes, *organiser_quotes, *chairs.evidence),
    )


def _kinds(context: Context, words: Sequence[Mention]) -> tuple[tuple[str, ...], list[Evidence]]:
    """Return the kinds that words say, each once; "other" only alone, or where its word stands beside others."""
    other = context.reading.book.table("constants").value("other_kind")
    first: dict[str, Mention] = {}
    for word in words:
        first.setdefault(str(word.get("kind")), word)
    joined = sum(_column(word) == _JOINT for word in first.values())
    if other in first and len(first) > 1 and joined < 2:
        del first[other]
    return tuple(first), [evidence(f"kinds[{i}]", word) for i, word in enumerate(first.values())]


def _unnamed_holding(context: Context) -> Mention | None:
    """Return the first frame that says who holds the event without naming it again."""
    return next((h for h in context.reading.all("holding") if not h.within("naming")), None)


def _named(main: Candidate, found: Sequence[Candidate]) -> Candidate:
    """Return the candidate whose kinds count: the main one's, else the title's, else the lead's."""
    return next((c for c in (main, *_support(main, found)) if c.kinds), main)


def _beside(main: Candidate, found: Sequence[Candidate]) -> list[Candidate]:
    """Return the other clauses of the sentence that name the event where the main one only says what was done."""
    if not main.naming.const.get("bare"):
        return []
    return [c for c in found if c is not main and c.sentence == main.sentence]


def _support(main: Candidate, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield clauses that may speak of the same event: the title's and the lead's."""
    for candidate in found:
        if candidate is not main and (candidate.in_lead or main.reading.in_title(candidate.naming)):
            yield candidate


def _date(candidate: Candidate | None) -> tuple[str | None, str | None, list[Evidence], dict[str, str]]:
    if candidate is None or candidate.day is None:
        return None, None, [], {}
    mention = candidate.day
    values = candidate.calendar.values[mention]
    quotes: list[Evidence] = []
    basis: dict[str, str] = {}
    date = "/".join(v.value for v in (values if mention.const["shape"] == _COURSE else values[:1]))
    if date:
        date = "/".join(point.split("T")[0] for point in date.split("/"))
        quotes.append(evidence("date", mention))
        if values[0].basis:
            basis["date"] = values[0].basis
    part = candidate.reading.book.table("part_of_day").value(str(mention.get("part"))) if mention.raw("part") else None
    if part:
        quotes.append(evidence("part_of_day", mention, "part"))
    return date if is_day(date) or (date and "/" in date) else None, part, quotes, basis
