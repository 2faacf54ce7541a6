"""Puts the records of one article together, in the order in which they lean on each other."""

from extractor.assemble.awards import awards, by_organiser
from extractor.assemble.campaigns import campaign_of_course, campaigns
from extractor.assemble.candidates import candidates, main_candidate
from extractor.assemble.context import Place, read_context
from extractor.assemble.events import events
from extractor.assemble.periods import Periods
from extractor.assemble.phases import by_their_course, phases, with_courses
from extractor.assemble.provinces import read_province
from extractor.assemble.ratios import ratios
from extractor.assemble.reading import Reading
from extractor.assemble.statistics import statistics
from extractor.assemble.times import read_calendar, times, with_event
from extractor.models import ArticleInfo, Event, Extraction
from extractor.rules.mention import Span


def build(reading: Reading) -> Extraction:
    """Return all records of an article that has been read."""
    calendar = read_calendar(reading)
    context = read_context(reading, read_province(reading))
    named = candidates(context, calendar)
    held = events(context, calendar, named)
    calendar = with_event(reading, calendar, held[0].date if held else None)
    main = main_candidate(named)
    clauses = _naming_clauses(reading, main.sentence if main else None)
    moved = campaigns(context, clauses, _event_year(held))
    periods = Periods(reading, calendar, moved, main.naming.groups["name"] if main else None)
    given = by_organiser(context, awards(context, periods), held[0] if held else None)
    shares = ratios(context, periods)
    stages = phases(context, calendar, moved)
    if stages and not moved:
        moved = campaign_of_course(context, min(e.start for p in stages for e in p.evidence))
        stages = phases(context, calendar, moved)
    moved = by_their_course(calendar, moved, stages)
    return Extraction(
        id=reading.article.id,
        article=_with_province(reading.article.info, context.province),
        province=context.province.name,
        times=times(reading, with_courses(reading, calendar, stages)),
        events=tuple(e.model_copy(update={"campaigns": tuple(dict.fromkeys(c.name for c in moved))}) for e in held[:1])
        + held[1:],
        campaigns=moved,
        phases=stages,
        awards=given,
        ratios=shares,
        statistics=statistics(context, periods, (*shares, *given)),
    )


def build_off_subject(reading: Reading) -> Extraction:
    """Return what is read of any article: its own data, its province and its times."""
    province = read_province(reading)
    return Extraction(
        id=reading.article.id,
        article=_with_province(reading.article.info, province),
        province=province.name,
        times=times(reading, read_calendar(reading)),
    )


def _naming_clauses(reading: Reading, main: Span | None) -> list[Span]:
    """Return where campaigns are under review: the title and the main event's sentence."""
    clauses = [reading.title_span] if reading.title_span else []
    if main is not None and main not in clauses:
        clauses.append(main)
    return clauses


def _event_year(held: tuple[Event, ...]) -> str | None:
    return held[0].date[:4] if held and held[0].date else None


def _with_province(info: ArticleInfo, place: Place) -> ArticleInfo:
    basis = {**info.basis, **({"province": place.basis} if place.basis else {})}
    return info.model_copy(update={"evidence": (*info.evidence, *place.evidence), "basis": basis})
