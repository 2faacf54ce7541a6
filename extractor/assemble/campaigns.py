"""Campaigns: names and years from the clauses that name the event, and quoted movements of the text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractor.assemble.context import Context
from extractor.assemble.reading import evidence
from extractor.models import Campaign, Evidence
from extractor.normalize.names import campaign_name, tidy
from extractor.rules.mention import Mention, Span
from extractor.text import folded_view

_REVIEW = "reviewed"


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
    for clause in clauses:
        found.extend(_of_clause(context, clause, event_year))
    main = found[0] if found else None
    found.extend(_running(context, clauses, main.year if main else event_year))
    return tuple(_unique(found))


def _of_clause(context: Context, clause: Span, event_year: str | None) -> Iterator[Campaign]:
    mentions = list(context.reading.within("campaign", clause))
    named = [_named(context, m) for m in mentions if not _nameless(context, m)]
    if not named:
        return
    years = [m for m in mentions if _nameless(context, m) and _year(m)]
    alone = _only_year(context, clause)
    for item in named:
        role = _role(context, clause, item.mention)
        year_mention = item.mention if item.year else None
        year = item.year
        if year is None and years and years[0].start > item.mention.end and len(named) == 1:
            year, year_mention = _year(years[0]), years[0]
            years = years[1:]
        if year is None and alone is not None:
            year, year_mention = _year(alone), alone
        yield _campaign(item, year, year_mention, role, event_year)
    for mention in years:
        before = [item for item in named if item.mention.end <= mention.start] or named[:1]
        role = _role(context, clause, mention)
        for item in before:
            yield _campaign(item, _year(mention), mention, role, event_year)


def _named(context: Context, mention: Mention) -> Named:
    head = mention.raw("head")
    name = campaign_name(f"{head} {mention.get('name')}" if head else str(mention.get("name")), context.abbreviations)
    known = context.reading.book.table("campaign").value(name)
    return Named(mention, known or name, _year(mention))


def _nameless(context: Context, mention: Mention) -> bool:
    """Whether a mention names no movement of its own ("phong trào thi đua năm 2024")."""
    return bool(mention.const.get("unnamed")) or tidy(str(mention.get("name"))) in context.reading.book.table("nameless")


def _only_year(context: Context, clause: Span) -> Mention | None:
    """Return the one year that a naming clause prints, if it prints just one."""
    times = [t for t in context.reading.within("time", clause) if t.const["shape"] in ("year", "year_range")]
    return times[0] if len({_year(t) for t in times}) == 1 else None


def _year(mention: Mention) -> str | None:
    first, second = mention.raw("year"), mention.raw("year2")
    return f"{first}/{second}" if first and second else first


def _role(context: Context, clause: Span, mention: Mention) -> Mention | None:
    """Return the last word of purpose before a campaign in its clause."""
    kinds = [k for k in context.reading.within("kind", clause) if k.end <= mention.end and k.get("kind")]
    return kinds[-1] if kinds else None


def _campaign(item: Named, year: str | None, at: Mention | None, role: Mention | None, event_year: str | None) -> Campaign:
    quotes = [evidence("name", item.mention, "name")]
    basis: dict[str, str] = {}
    kind = role.rule.values["kind"].row(role.quote) if role is not None else None
    what = kind[1] if kind and len(kind) > 1 else "running"
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


def _running(context: Context, clauses: Sequence[Span], near_year: str | None) -> Iterator[Campaign]:
    """Yield movements that the text names in quotes outside the naming clauses."""
    reading = context.reading
    for mention in reading.all("campaign"):
        inside = any(start <= mention.start and mention.end <= end for start, end in clauses)
        quoted = '"' in folded_view(mention.quote)
        if inside or not (quoted or _year(mention)) or _nameless(context, mention) or mention.start < reading.article.body:
            continue
        if reading.in_caption(mention.start) or reading.touching("target", (mention.start, mention.end)):
            continue
        item = _named(context, mention)
        year = item.year or near_year
        record = _campaign(item, year, mention if item.year else None, None, None)
        yield record if item.year or not year else record.model_copy(update={"basis": {**record.basis, "year": "context"}})


def _unique(found: Iterable[Campaign]) -> Iterator[Campaign]:
    """Keep one record a name and year; a name without year only where it has none with one."""
    kept: dict[tuple[str, str | None], Campaign] = {}
    for record in found:
        kept.setdefault((folded_view(record.name), record.year), record)
    dated = {name for name, year in kept if year}
    return (record for (name, year), record in kept.items() if year or name not in dated)


def reviewed(found: Iterable[Campaign]) -> list[Campaign]:
    """Return the campaigns under review."""
    return [record for record in found if record.role == _REVIEW]
