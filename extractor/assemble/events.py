"""Events: the main happening first, then others that the text reports with a day of their own."""

from collections.abc import Iterator, Sequence

from extractor.assemble.candidates import JOINT, Candidate, column, first_item_end, main_candidate
from extractor.assemble.context import Context
from extractor.assemble.event_days import event_day
from extractor.assemble.people import Chairs, read_chairs, read_organisers
from extractor.assemble.reading import evidence
from extractor.assemble.times import Calendar
from extractor.models import Event, Evidence
from extractor.normalize.dates import is_day
from extractor.normalize.names import tidy
from extractor.rules.mention import Mention, Span
from extractor.text import folded_view


def events(context: Context, calendar: Calendar, found: Sequence[Candidate]) -> tuple[Event, ...]:
    """Return the main event, then those with another day of their own."""
    main = main_candidate(found)
    if main is None:
        return ()
    first = _event(context, main, found, read_chairs(context, first_item_end(context.reading), _of_others(main, found)))
    if not (any(c.kinds for c in (main, _named(main, found))) or first.date or first.part_of_day or _held(first)):
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


def _held(event: Event) -> bool:
    """Whether somebody is said to have held or chaired it: a bare "conference" alone names no event."""
    return bool(event.organisers or event.chairs)


def _of_others(main: Candidate, found: Sequence[Candidate]) -> list[Span]:
    """Return the sentences behind the lead that name an event of other kinds than the main one."""
    kinds = {k.get("kind") for c in (main, _named(main, found)) for k in c.kinds}
    own = {c.sentence for c in found if not c.kinds or c.in_lead or kinds & {k.get("kind") for k in c.kinds}}
    return [c.sentence for c in found if c.sentence not in own] if kinds else []


def _event(context: Context, main: Candidate, all_found: Sequence[Candidate], chairs: Chairs) -> Event:
    named = _named(main, all_found)
    told = (main, *_support(main, all_found), *_again(main, all_found))
    unnamed = _unnamed_holding(context) if all_found else None
    date, part, quotes, basis = _date(main, event_day(main, told, unnamed, _acts(main, all_found)))
    holding = _holding(context, main, all_found)
    organisers, organiser_quotes, organiser_basis = read_organisers(context, holding)
    place = next(iter(context.reading.within("place", main.sentence)), None)
    purposes = [c for c in all_found if c.naming.const.get("purpose")]
    words = [k for c in (named, *_beside(named, all_found), *purposes) for k in c.kinds]
    words += _titled(main, all_found) if words else []
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
    if other in first and len(first) > 1 and column(first[other]) != JOINT:
        del first[other]
    return tuple(first), [evidence(f"kinds[{i}]", word) for i, word in enumerate(first.values())]


def _holding(context: Context, main: Candidate, found: Sequence[Candidate]) -> Mention | None:
    """Return the frame that says who holds an event: its own clause's, unless that names only a board of organisers.

    Else one that does not name it again, one of the title or lead, one of whoever holds the like and on no other day.
    """
    kinds = {k.get("kind") for c in (main, _named(main, found)) for k in c.kinds}
    others = (c for c in found if not c.weak and not c.planned and c.day is None)
    alike = (c for c in others if kinds & {k.get("kind") for k in c.kinds})
    acts = (c for c in _acts(main, found) if main.weak and not c.naming.const.get("held"))
    beside = (*_support(main, found), *alike, *acts)
    frames = [main.holding, _unnamed_holding(context), *(c.holding for c in beside)]
    said = [frame for frame in frames if frame is not None]
    named = (frame for frame in said if not _by_board(context, frame))
    return next(named, said[0] if said else None)


def _by_board(context: Context, holding: Mention) -> bool:
    """Whether nobody holds an event but a board of organisers with no name of its own."""
    boards = context.reading.book.table("nameless_boards")
    return all(folded_view(m.quote) in boards for m in holding.within("orgs", "body"))


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
    return [c for c in found if c is not main and c.sentence == main.sentence and not c.weak]


def _titled(main: Candidate, found: Sequence[Candidate]) -> list[Mention]:
    """Return the words of purpose in the title's name whose kind the main clause's sentence says as well."""
    said = {k.get("kind") for k in main.reading.within("kind", main.sentence)}
    titled = (c for c in found if not c.weak and main.reading.in_title(c.naming))
    return [k for c in titled for k in c.kinds if k.get("kind") in said]


def _again(main: Candidate, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield clauses that speak of "the conference", "the ceremony" once more, without its name."""
    for candidate in found:
        if candidate is not main and candidate.weak and candidate.in_lead and not candidate.naming.const.get("kind"):
            yield candidate


def _acts(main: Candidate, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield clauses of the lead in which an award is handed over, where that is what the main event is for."""
    kinds = {k.get("kind") for k in main.kinds}
    for candidate in found:
        given = candidate.weak and candidate.in_lead and candidate.naming.const.get("kind")
        if given and candidate is not main and candidate.naming.get("kind") in kinds:
            yield candidate


def _support(main: Candidate, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield clauses that may speak of the same event: the title's and the lead's."""
    for candidate in found:
        near = candidate.in_lead or main.reading.in_title(candidate.naming)
        if candidate is not main and near and not candidate.weak:
            yield candidate


def _date(
    candidate: Candidate, mention: Mention | None
) -> tuple[str | None, str | None, list[Evidence], dict[str, str]]:
    if mention is None:
        return None, None, [], {}
    values = candidate.calendar.values[mention]
    quotes: list[Evidence] = []
    basis: dict[str, str] = {}
    date = candidate.calendar.days(mention)
    if date is not None:
        quotes.append(evidence("date", mention))
        if values[0].basis:
            basis["date"] = values[0].basis
    part = candidate.reading.book.table("part_of_day").value(str(mention.get("part"))) if mention.raw("part") else None
    if part and "/" in (date or ""):
        part = None  # the first day's alone
    if part:
        quotes.append(evidence("part_of_day", mention, "part"))
    return date if is_day(date) or (date and "/" in date) else None, part, quotes, basis
