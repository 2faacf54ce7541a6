"""Campaigns: names and years from the clauses that name the event, and movements that run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.assemble.context import Context
from extractor.assemble.jubilees import with_jubilees
from extractor.assemble.movements import (
    at_occasions,
    credited,
    elsewhere,
    in_clauses,
    is_headed,
    is_known,
    is_purpose,
    is_quoted,
    launch_after,
    looks_back,
    nameless,
    of_course,
    purpose,
    review_after,
    review_close,
    role_of,
    told_of,
)
from extractor.assemble.reading import evidence
from extractor.models import Campaign, Evidence
from extractor.normalize.names import campaign_name, tidy
from extractor.rules.mention import Mention, Span
from extractor.text import folded_view

_LAUNCH = "launched"
_PART = 12
"""Code points from which a name inside another is taken for the same name, shortened."""
_JOINED = 8
"""Words at most between names that "and" joins."""
_BESIDE = 12
"""Code points at most between names in quotes that stand in one list."""
_SHARED = 3
"""Words of a movement's name in the event's own clauses from which they speak of it."""
_ONE, _RANGE = "year", "year_range"
_PARTS, _PART_YEAR = ("months", "quarter"), "part_year"
"""Half-years and quarters under review, and school years: all that is told of falls into them."""
_PERIODS = (_ONE, _RANGE, "months", "quarter", "lunar_year")


@dataclass(frozen=True)
class Named:
    """A campaign mention with its canonical name and its printed year, if any."""

    mention: Mention
    name: str
    year: str | None


def campaigns(context: Context, clauses: Sequence[Span], event_year: str | None) -> tuple[Campaign, ...]:
    """Return the campaigns that the event's naming `clauses` review or launch, then those that run.

    A year without a name ("launches the movement of 2024") belongs to the name before it. A launch with no printed
    year takes the event's.
    """
    found: list[Campaign] = []
    for clause, mentions in in_clauses(context, clauses):
        found.extend(_of_clause(context, clause, mentions, event_year))
    spans = list(clauses)
    for span, mentions in at_occasions(context, clauses):
        found.extend(_of_clause(context, span, mentions, event_year))
        spans.append(span)
    running = list(_running(context, spans, found, _times_of(context, clauses)))
    if not found and (mention := told_of(context, lambda m: _named(context, m).name)) is not None:
        item = _named(context, mention)
        running.append(_campaign(item, item.year, mention if item.year else None, None, None))
    found.extend(running)
    return _with_jubilees(context, _with_theme(context, tuple(_unique(context, found))))


def campaign_of_course(context: Context, start: int) -> tuple[Campaign, ...]:
    """Return the campaign whose days are printed from `start` on, where no event names one."""
    mention = of_course(context, start)
    if mention is None:
        return ()
    item = _named(context, mention)
    course = _campaign(item, item.year, mention if item.year else None, None, None)
    return _with_jubilees(context, _with_theme(context, (course,)))


def _with_jubilees(context: Context, found: tuple[Campaign, ...]) -> tuple[Campaign, ...]:
    return with_jubilees(context.reading, found, lambda mention: _named(context, mention).name)


def _with_theme(context: Context, found: tuple[Campaign, ...]) -> tuple[Campaign, ...]:
    """Return the campaigns with the theme that the text quotes given to the one launched, else to the first."""
    themes = [t for t in context.reading.all("theme") if not context.reading.in_caption(t.start)]
    if not found or not themes:
        return found
    owner = next((c for c in found if c.role == _LAUNCH), found[0])
    quotes = (*owner.evidence, evidence("theme", themes[0], "theme"))
    themed = owner.model_copy(update={"theme": tidy(themes[0].raw("theme") or ""), "evidence": quotes})
    return tuple(themed if c is owner else c for c in found)


def _of_clause(
    context: Context, clause: Span, mentions: Sequence[Mention], event_year: str | None
) -> Iterator[Campaign]:
    named = [_named(context, m) for m in mentions if not nameless(context, m)]
    years = [m for m in mentions if nameless(context, m) and _year(m)]
    for item in named:
        role = (
            purpose(context, clause, item.mention)
            or launch_after(context, clause, item.mention)
            or review_after(context, clause, item.mention)
        )
        at = item.mention if item.year else _year_near(context, clause, item.mention, role)
        yield _campaign(item, _year(at) if at else None, at, role, event_year)
    for mention in years:
        before = [item for item in named if item.mention.end <= mention.start] or named[:1]
        role = purpose(context, clause, mention)
        for item in before:
            yield _campaign(item, _year(mention), mention, role, event_year)


def _year_near(context: Context, clause: Span, mention: Mention, role: Mention | None) -> Mention | None:
    """Return the year of a name without one: behind it before the next purpose, or between purpose and name."""
    last = max(mention.end, role.end if role else 0)
    kinds = [k for k in context.reading.within("kind", clause) if k.start >= last and role_of(k)]
    stop = kinds[0].start if kinds else clause[1]
    start = role.end if role and role.end <= mention.end else clause[0]
    times = [
        t
        for t in context.reading.within("time", (start, stop))
        if "year" in t.groups and t.const["shape"] in _PERIODS and not t.const.get("aside")
    ]
    behind = [t for t in times if t.start >= mention.end]
    before = [t for t in times if t.end <= mention.start]
    if role is not None and before and before[-1].const["shape"] == "year_range":
        return before[-1]  # "reviews five years (2014-2018) of the movement": another year behind is another thing's
    return behind[0] if behind else before[-1] if before else _year_of_title(context)


def _year_of_title(context: Context) -> Mention | None:
    """Return the title's year if it prints just one."""
    span = context.reading.title_span
    times = [t for t in context.reading.within("time", span) if "year" in t.groups] if span else []
    return times[0] if len({_year(t) for t in times}) == 1 else None


def _named(context: Context, mention: Mention) -> Named:
    head = mention.raw("head")
    name = campaign_name(f"{head} {mention.get('name')}" if head else str(mention.get("name")), context.abbreviations)
    known = context.reading.book.table("campaign").value(name)
    return Named(mention, known or name, _year(mention))


def _year(mention: Mention) -> str | None:
    first, second = mention.raw("year"), mention.raw("year2")
    return f"{first}/{second}" if first and second else first


def _campaign(
    item: Named, year: str | None, at: Mention | None, role: Mention | None, event_year: str | None
) -> Campaign:
    quotes = [evidence("name", item.mention, "name")]
    basis: dict[str, str] = {}
    what = (role_of(role) if role is not None else None) or "running"
    if at is not None:
        quotes.append(_year_evidence(at))
    if role is not None and what != "running":
        quotes.append(evidence("role", role))
    else:
        basis["role"] = "context"
    if year is None and what == "launched" and event_year:
        year, basis = event_year, {**basis, "year": "context"}
    return Campaign(name=item.name, year=year, role=what, evidence=tuple(quotes), basis=basis)


def _year_evidence(mention: Mention) -> Evidence:
    start = mention.groups["year"][0]
    end = mention.groups.get("year2", mention.groups["year"])[1]
    return Evidence(field="year", start=start, end=end, quote=mention.text[start:end], rule=mention.rule.id)


def _times_of(context: Context, clauses: Sequence[Span]) -> dict[str, str]:
    """Return what years clauses which review or praise print behind no launch: of each shape, if they print just one.

    The shapes are that of a range of years and that of a year alone.
    """
    reading, told = context.reading, dict[str, set[str]]()
    for clause in clauses:
        kinds = list(reading.within("kind", clause))
        if not any(looks_back(context, kind) for kind in kinds):
            continue
        launch = next((k.start for k in kinds if role_of(k) == _LAUNCH), clause[1])
        for time in reading.within("time", (clause[0], launch)):
            shape, year = time.const["shape"], _year(time)
            if shape in _PARTS or (year and _is_school_year(year)):
                shape = _PART_YEAR
            if shape in (_RANGE, _ONE, _PART_YEAR) and year and not time.const.get("aside"):
                told.setdefault(shape, set()).add(year)
    return {shape: years.pop() for shape, years in told.items() if len(years) == 1}


def _is_school_year(year: str) -> bool:
    first, _, second = year.partition("/")
    return bool(second) and int(second) == int(first) + 1


def _told_of(context: Context, sentence: Span, year: str | None) -> bool:
    """Whether a sentence or the one before it tells of a year: "In 2018 … movements. Among them: …"."""
    index = context.reading.sentence_index(sentence[0])
    start = context.reading.sentences[max(index - 1, 0)][0]
    years = {_year(t) for t in context.reading.within("time", (start, sentence[1])) if t.const["shape"] == _ONE}
    return years == {year}


def _running(
    context: Context, clauses: Sequence[Span], main: Sequence[Campaign], reviewed: Mapping[str, str]
) -> Iterator[Campaign]:
    """Yield movements of the text outside the naming clauses: with a printed year, or called one and quoted.

    Where there is a main campaign, a quoted one counts only if the text calls it an emulation movement; it then takes
    the main one's year, if it is one. Where there is none, the first may be called anything, and need not be quoted if
    it is the only one and known by its name, or is reviewed or launched; a name in quotes right behind another runs
    beside it. If the event's own clauses speak of one, its year is the period that they have `reviewed`. So are all
    that stand where the text tells of the one year reviewed. What is rewarded for a printed period is reviewed.
    """
    event = {word for clause in clauses for word in folded_view(context.reading.text[slice(*clause)]).split()}
    alone, last = not main, 0
    mentions = list(elsewhere(context, clauses, alone=alone))
    sole = len({_named(context, m).name for m in mentions}) == 1
    for mention in mentions:
        item = _named(context, mention)
        told = len(event.intersection(folded_view(mention.raw("name") or "").split())) >= _SHARED
        sentence = context.reading.sentence(mention.start)
        listed = not main and _told_of(context, sentence, reviewed.get(_ONE))
        near = _single(main[0].year) if main else reviewed.get(_RANGE) if told else None
        near = reviewed[_ONE] if listed and near is None else near or (None if main else reviewed.get(_PART_YEAR))
        quoted = is_quoted(mention) and is_headed(mention) and (alone or listed or "emulation" in mention.groups)
        quoted = quoted or (alone and sole and is_headed(mention) and is_known(mention))
        quoted = quoted or (is_quoted(mention) and 0 < mention.start - last <= _BESIDE)
        if not (item.year or quoted or (alone and is_purpose(context, mention))):
            continue
        alone, last = False, mention.end
        role = review_close(context, sentence, mention)
        at = mention if item.year else _year_near(context, sentence, mention, role) if role else None
        record = _campaign(item, _year(at) if at else near, at, role, None)
        if near is not None and at is None:
            record = record.model_copy(update={"basis": {**record.basis, "year": "context"}})
        if "year2" in mention.groups and credited(context, mention):
            record = record.model_copy(update={"role": "reviewed"})
        yield record


def _single(year: str | None) -> str | None:
    """Return a year that is one; what runs beside a period under review may be of any of its years."""
    return None if year and "/" in year else year


def _unique(context: Context, found: Sequence[Campaign]) -> Iterator[Campaign]:
    """Keep one record a campaign and year; a year not printed, or none, gives way to a printed one of the same name."""
    kept: list[Campaign] = []
    for record in sorted(found, key=lambda r: (r.year is None or "year" in r.basis, -len(r.name))):
        printed = record.year is not None and "year" not in record.basis
        if not any(_same(context, record, other) and (other.year == record.year or not printed) for other in kept):
            kept.append(record)
    return iter(sorted(kept, key=found.index))


def _same(context: Context, one: Campaign, two: Campaign) -> bool:
    """Whether one campaign's name is the other's or a part of it; a short dated name is a name of its own.

    Names that stand side by side are two campaigns, though one be a part of the other.
    """
    short, long = sorted((one, two), key=lambda record: len(record.name))
    first, second = folded_view(short.name), folded_view(long.name)
    part = first in second and (len(first) >= _PART or short.year is None)
    return first == second or (part and not _side_by_side(context, one, two))


def _side_by_side(context: Context, one: Campaign, two: Campaign) -> bool:
    """Whether two campaigns are joined by "and" where their names are printed."""
    first, second = sorted((c.evidence[0] for c in (one, two)), key=lambda e: e.start)
    between = folded_view(context.reading.text[first.end : second.start]).split()
    return 0 < len(between) <= _JOINED and context.reading.book.table("constants").value("and") in between
