"""Phases: numbered stages with their dates, and the campaign's own course."""

from collections.abc import Iterator

from extractor.assemble.context import Context
from extractor.assemble.reading import evidence
from extractor.assemble.times import Calendar
from extractor.models import Campaign, Evidence, Phase
from extractor.normalize.names import tidy
from extractor.rules.mention import Mention


def phases(context: Context, calendar: Calendar, main: Campaign | None) -> tuple[Phase, ...]:
    """Return the stages of the launched campaign `main`, the whole course first where both are printed."""
    found = list(_read(context, calendar, main))
    whole = [p for p in found if p.ordinal is None][:1]
    stages: dict[int, Phase] = {}
    for phase in found:
        if phase.ordinal is not None:
            stages.setdefault(phase.ordinal, phase)
    return (*whole, *stages.values())


def _read(context: Context, calendar: Calendar, main: Campaign | None) -> Iterator[Phase]:
    for frame in context.reading.all("phase"):
        if context.reading.in_title(frame) or context.reading.in_caption(frame.start):
            continue
        start, end, quotes = _course(frame, calendar)
        ordinal = context.reading.book.table("ordinal").value(frame.raw("ordinal") or "")
        if not (_is_day(start) and _is_day(end)) if ordinal is None else not _is_course(start, end):
            continue
        theme, focus = _theme(context, frame), frame.raw("focus")
        quotes += [evidence(n, frame, n) for n in ("ordinal", "focus") if n in frame.groups]
        quotes += [theme[1]] if theme else []
        yield Phase(
            campaign=main.name if main else None,
            ordinal=int(ordinal) if ordinal else None,
            start=start,
            end=end,
            theme=theme[0] if theme else None,
            focus=tidy(focus) if focus else None,
            evidence=tuple(quotes),
            basis={"campaign": "context"} if main else {},
        )


def _is_course(start: str | None, end: str | None) -> bool:
    """Whether a numbered stage has dates: both ends, or one that is finer than a year ("round 2 of 2023" has none)."""
    return bool(start and end) or any(point is not None and len(point) > len("2024") for point in (start, end))


def _is_day(value: str | None) -> bool:
    return value is not None and len(value) == len("2024-01-31")


def _course(frame: Mention, calendar: Calendar) -> tuple[str | None, str | None, list[Evidence]]:
    values: dict[str, str | None] = {"start": None, "end": None}
    quotes: list[Evidence] = []
    for group in ("start", "end", "span"):
        for mention in frame.within(group, "time"):
            points = [p.split("T")[0] for v in calendar.values[mention] for p in v.value.split("/")]
            names = ("start", "end") if len(points) == 2 else (_edge(group, mention),)
            for name, point in zip(names, points, strict=False):
                values[name] = point
                quotes.append(
                    Evidence(
                        field=name,
                        start=mention.start,
                        end=mention.end,
                        quote=mention.quote,
                        rule=mention.rule.id,
                    )
                )
    return values["start"], values["end"], quotes


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
