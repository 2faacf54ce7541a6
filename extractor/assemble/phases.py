"""Phases: numbered stages with their dates, and the campaign's own course."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractor.assemble.context import Context
from extractor.assemble.reading import Reading, evidence
from extractor.assemble.times import Calendar
from extractor.models import Campaign, Evidence, Phase
from extractor.normalize.anchor import Value
from extractor.normalize.names import tidy
from extractor.rules.mention import Mention

_FROM_NOW = "from_now"
_LAUNCHED, _RUNNING = "launched", "running"
_NEAR = 200
"""Code points at most between a campaign's name and the days of its course, where several are named."""
_GROUPS = ("start", "end", "span")
_YEAR = "year"
_YEARS = (_YEAR, "year_range")
_SPELLS = ("months", "quarter")
"""Half-years and the like are periods that are reported on, no course."""
_LAST = "last"
"""The table's word for the stage after all that were told before it."""


def phases(context: Context, calendar: Calendar, moved: Sequence[Campaign]) -> tuple[Phase, ...]:
    """Return the stages of the launched one of the campaigns, the whole course first where both are printed.

    Where the campaigns are not launched, their days may lie before the event, else they lie from it on.
    """
    over = bool(moved) and not _is_launched(course_of(moved))
    found = list(_read(context, calendar, moved, None if over else calendar.anchor.event))
    whole = [p for p in found if p.ordinal is None][:1]
    stages: dict[int, Phase] = {}
    for phase in found:
        if phase.ordinal is not None:
            stages.setdefault(phase.ordinal, phase)
    return (*whole, *stages.values())


def course_of(moved: Sequence[Campaign]) -> Campaign | None:
    """Return the campaign whose course and stages a text tells: the launched one, else the only one."""
    launched = next((c for c in moved if c.role == _LAUNCHED), None)
    return launched or (moved[0] if len(moved) == 1 else None)


def by_their_course(calendar: Calendar, moved: Sequence[Campaign], found: Sequence[Phase]) -> tuple[Campaign, ...]:
    """Return the campaigns, the one whose stages are `found` as those tell it.

    Its year is that of their first day if none is printed; one whose days all lie ahead is launched.
    """
    main = course_of(moved) or _named_last(moved, found)
    days = [day for p in found for day in (p.start, p.end) if day and len(day) > len("2024")]
    if main is None or not days:
        return tuple(moved)
    told: dict[str, str] = {"year": min(days)[:4]} if main.year is None else {}
    today = calendar.anchor.event or _today(calendar)
    if main.role == _RUNNING and today and min(days) >= today[: len(min(days))]:
        told["role"] = _LAUNCHED
    dated = main.model_copy(update={**told, "basis": {**main.basis, **dict.fromkeys(told, "context")}})
    return tuple(dated if c is main else c for c in moved)


def _named_last(moved: Sequence[Campaign], found: Sequence[Phase]) -> Campaign | None:
    """Return the campaign that is named last before the first stage, not far from it."""
    first = min((e.start for p in found for e in p.evidence), default=0)
    near = [c for c in moved if 0 <= first - c.evidence[0].end <= _NEAR]
    return max(near, key=lambda c: c.evidence[0].end, default=None)


def with_courses(reading: Reading, calendar: Calendar, found: Sequence[Phase]) -> Calendar:
    """Return the calendar with the days of stages in the years that the stages have given them."""
    values = dict(calendar.values)
    by_span = {(m.start, m.end): m for m in values}
    for phase in found:
        for quote in phase.evidence:
            point = {"start": phase.start, "end": phase.end}.get(quote.field)
            mention = by_span.get((quote.start, quote.end))
            if point and mention and phase.basis.get(quote.field) == "context":
                values[mention] = [_moved(value, point) for value in values[mention]]
    return replace(calendar, values=values)


def may_move_times(reading: Reading, calendar: Calendar, frame: Mention) -> bool:
    """Whether `with_courses` may move a time of a frame: one prints no year, or its end lies before its start."""
    if not all(_is_known(m) for group in _GROUPS for m in frame.within(group, "time")):
        return True
    course = _course(reading, frame, calendar, None)
    course.turn()
    return bool(course.basis)


def _moved(value: Value, point: str) -> Value:
    """Return a value whose day or month is that of `point` in the year of `point`."""
    year = len("2024")
    parts = [point + p[len(point) :] if p[year : len(point)] == point[year:] else p for p in value.value.split("/")]
    moved = "/".join(parts)
    return value if moved == value.value else replace(value, value=moved, basis="context")


def _read(context: Context, calendar: Calendar, moved: Sequence[Campaign], launched: str | None) -> Iterator[Phase]:
    floor, main = launched, course_of(moved)
    told, whole = 0, None
    for frame in context.reading.all("phase"):
        if context.reading.in_title(frame) or context.reading.in_caption(frame.start) or _is_round(frame):
            continue
        course = _course(context.reading, frame, calendar, floor)
        ordinal = _ordinal(context.reading, frame, told)
        if ordinal == 1 and course.start is None and launched and launched < (course.end or ""):
            course.start, course.basis["start"] = launched, "context"  # the first stage begins with the launch
        course.turn()
        if "rest" in frame.groups and whole is not None and course.start and course.end is None:
            course.end, course.basis["end"] = whole, "context"  # "until the drive is over"
        if not _counts(course, ordinal, _is_launched(main), _today(calendar)):
            continue
        if ordinal is not None:
            floor, told = course.end or course.start, max(told, ordinal)
        else:
            whole = whole or course.end
        yield _phase(context, frame, course, ordinal, main)


def _is_launched(campaign: Campaign | None) -> bool:
    return campaign is not None and campaign.role == _LAUNCHED


def _today(calendar: Calendar) -> str | None:
    """Return the day of publication, else the event's."""
    published = calendar.anchor.published
    return published.isoformat() if published else calendar.anchor.event


def _counts(course: "_Course", ordinal: int | None, launched: bool, today: str | None) -> bool:
    """Whether dates are a campaign's own course or stage, not a period that is looked back on.

    A stage has both ends, or one that is finer than a year ("round 2 of 2023" has none); the whole course has both
    ends as days or months. What ended years ago is history. Where nothing is launched, dates without days count only
    if they are not over yet.
    """
    start, end = course.start, course.end
    points = [point for point in (start, end) if point]
    finer = any(len(point) > len("2024") for point in points)
    if ordinal is None:
        if not (start and end) or any(len(point) < len("2024-01") for point in points):
            return False
    elif not (finer or (start and end)):
        return False
    if end is None:
        return True
    days = all(_is_day(point) for point in points)
    if today is None:
        return launched or days or (ordinal is not None and finer)
    return int(end[:4]) >= int(today[:4]) - 1 and (launched or days or end >= today[: len(end)])


def _ordinal(reading: Reading, frame: Mention, told: int) -> int | None:
    """Return a stage's number; the last one is the next after those `told` before."""
    value = reading.book.table("ordinal").value(frame.raw("ordinal") or "")
    return told + 1 if value == _LAST else int(value) if value else None


def _phase(context: Context, frame: Mention, course: "_Course", ordinal: int | None, main: Campaign | None) -> Phase:
    theme, focus = _theme(context, frame), frame.raw("focus")
    quotes = [*course.evidence, *(evidence(n, frame, n) for n in ("ordinal", "focus") if n in frame.groups)]
    return Phase(
        campaign=main.name if main else None,
        ordinal=ordinal,
        start=course.start,
        end=course.end,
        theme=theme[0] if theme else None,
        focus=tidy(focus) if focus else None,
        evidence=(*quotes, theme[1]) if theme else tuple(quotes),
        basis={**course.basis, **({"campaign": "context"} if main else {})},
    )


def _is_round(frame: Mention) -> bool:
    """Whether years only say of which ones a numbered round is: nothing between ("đợt 1 năm học 2015-2016")."""
    years = next((t for t in frame.within("span", "time") if t.const["shape"] in _YEARS), None)
    if years is None or "ordinal" not in frame.groups:
        return False
    between = frame.text[frame.groups["ordinal"][1] : years.groups["year"][0]]
    return years.start - frame.groups["ordinal"][1] <= 1 and "(" not in between


def _is_day(value: str | None) -> bool:
    return value is not None and len(value) == len("2024-01-31")


@dataclass
class _Course:
    """Start and end as they are read; `basis` for a year that is not printed beside the day."""

    start: str | None = None
    end: str | None = None
    evidence: list[Evidence] = field(default_factory=list)
    basis: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, point: str, mention: Mention) -> None:
        setattr(self, name, point)
        self.evidence.append(
            Evidence(field=name, start=mention.start, end=mention.end, quote=mention.quote, rule=mention.rule.id)
        )

    def turn(self) -> None:
        """Let an end that is printed before its start fall in the year after: no stage ends before it begins."""
        if self.start and self.end and self.end < self.start[: len(self.end)]:
            self.end, self.basis["end"] = _not_before(self.end, self.start), "context"


def _course(reading: Reading, frame: Mention, calendar: Calendar, floor: str | None) -> _Course:
    """Return the dates of a frame; a day without a year comes after the start, else after `floor`."""
    course = _Course()
    for group in _GROUPS:
        for mention in frame.within(group, "time"):
            if mention.const["shape"] in _SPELLS:
                continue
            values = calendar.values[mention] or _launch_day(reading, mention, calendar)
            points = [p.split("T")[0] for v in values for p in v.value.split("/")]
            names = ("start", "end") if len(points) == 2 else (_edge(group, mention),)
            for name, point in zip(names, points, strict=False):
                later = (
                    point
                    if _is_known(mention)
                    else _not_before(point, course.start or _year_before(reading, frame, mention) or floor)
                )
                course.put(name, later, mention)
                if later != point:
                    course.basis[name] = "context"
    return course


def _is_known(mention: Mention) -> bool:
    """Whether a time has the year that it prints, or the event's."""
    return bool({"year", "year2"} & mention.groups.keys()) or mention.const["shape"] == _FROM_NOW


def _year_before(reading: Reading, frame: Mention, mention: Mention) -> str | None:
    """Return the first day of a year that a frame prints before one of its times."""
    years = [t for t in reading.within("time", (frame.start, mention.start)) if t.const["shape"] == _YEAR]
    return f"{years[-1].raw('year')}-01-01" if years else None


def _launch_day(reading: Reading, mention: Mention, calendar: Calendar) -> Sequence[Value]:
    """Return for "from now on", where no event has a date, the last day that is told before it."""
    if mention.const["shape"] != _FROM_NOW:
        return ()
    told = [calendar.values[t] for t in reading.all("time") if t.end <= mention.start]
    return next((values for values in reversed(told) if len(values) == 1 and _is_day(values[0].value)), ())


def _not_before(point: str, floor: str | None) -> str:
    """Return a day or month with the year that makes it the first not before `floor`."""
    if floor is None or len(point) == len("2024") or point >= floor[: len(point)]:
        return point
    year = int(floor[:4])
    return next(day for day in (f"{y:04}{point[4:]}" for y in (year, year + 1)) if day >= floor[: len(day)])


def _edge(group: str, mention: Mention) -> str:
    if group != "span":
        return group
    return "end" if mention.get("edge") == "end" else "start"


def _theme(context: Context, frame: Mention) -> tuple[str, Evidence] | None:
    if "theme" in frame.groups:
        return tidy(frame.raw("theme") or ""), evidence("theme", frame, "theme")
    if "ordinal" in frame.groups:
        return None
    sentence = context.reading.sentence(frame.start)
    themes = list(context.reading.within("theme", sentence)) or list(context.reading.all("theme"))
    return (tidy(themes[0].raw("theme") or ""), evidence("theme", themes[0], "theme")) if themes else None
