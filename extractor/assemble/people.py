"""Organisers and chairs of an event, with their evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.assemble.context import Context
from extractor.assemble.reading import evidence
from extractor.models import Evidence, Organisation, Person
from extractor.normalize.names import body_name, person_name, tidy
from extractor.rules.mention import Mention, Span

_BODY = "body"


@dataclass(frozen=True)
class Chairs:
    """The persons who chair, and where each name, rank and title stands."""

    persons: tuple[Person, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def read_organisers(
    context: Context, holding: Mention | None
) -> tuple[tuple[Organisation, ...], list[Evidence], dict[str, str]]:
    """Return the bodies of a holding frame, canonical; a place that only the last of a list names is shared."""
    if holding is None:
        return (), [], {}
    names: dict[str, Mention] = {}
    basis: dict[str, str] = {}
    for group in ("orgs", "with"):
        mentions = [m for m in holding.within(group) if not holding.brackets(m)]
        tails = [_tail(context, m) for m in mentions]
        for index, mention in enumerate(mentions):
            tail = next((t for t in tails[index:] if t), None)
            for name, how in context.bodies(mention, tail):
                if name is not None and name not in names:
                    if how:
                        basis[f"organisers[{len(names)}]"] = how
                    names[name] = mention
    quotes = [evidence(f"organisers[{i}]", mention) for i, mention in enumerate(names.values())]
    return tuple(Organisation(name=name) for name in names), quotes, basis


def _tail(context: Context, mention: Mention) -> str | None:
    """Return the place that a body's name ends with; a territorial unit, or one body in many places, lends none."""
    if "places" in mention.groups or mention.label != _BODY:
        return None
    return context.place_tail(body_name(mention.quote, context.abbreviations))


def read_chairs(context: Context, end: int, elsewhere: Sequence[Span]) -> Chairs:
    """Return the persons of the chairing frames before `end`, outside captions and sentences `elsewhere`, each once.

    Who presides is a chair only where nobody is said to chair.
    """
    persons: dict[str, Person] = {}
    quotes: list[Evidence] = []
    frames = [f for f in context.reading.all("chairing") if not context.reading.in_caption(f.start)]
    chairing = [f for f in frames if not f.const.get("presides")] or frames
    for frame in chairing:
        if frame.start >= end or context.reading.sentence(frame.start) in elsewhere:
            continue
        mentions = frame.within("chairs", "person")
        for index, mention in enumerate(mentions):
            name = person_name(mention.raw("name") or "")
            if name in persons:
                continue
            title = _title(context, frame, mention, mentions[index + 1 :])
            at = f"chairs[{len(persons)}]"
            quotes.append(evidence(f"{at}.name", mention, "name"))
            if mention.raw("rank"):
                quotes.append(evidence(f"{at}.rank", mention, "rank"))
            if title:
                quotes.append(title[1].model_copy(update={"field": f"{at}.title"}))
            persons[name] = Person(name=name, rank=mention.raw("rank"), title=title[0] if title else None)
    return Chairs(tuple(persons.values()), tuple(quotes))


def _title(context: Context, frame: Mention, person: Mention, rest: Sequence[Mention]) -> tuple[str, Evidence] | None:
    """Return the offices printed behind a name, up to the next person or the verb."""
    reading = context.reading
    verb = next(iter(reading.within("chair_verb", (person.end, frame.end))), None)
    stop = min([m.start for m in rest[:1]] + ([verb.start] if verb else []) + [reading.sentence(person.start)[1]])
    text = reading.text[person.end : stop].rstrip()
    text = text.removesuffix(f" {reading.book.table('constants').value('and')}")  # it joins the next person
    title = tidy(text)
    quote = text.strip(" ,;:-–()\u00a0")
    if len(title) < 4 or not quote:
        return None
    at = reading.text.find(quote, person.end, stop)
    return title, Evidence(field="title", start=at, end=at + len(quote), quote=quote, rule=frame.rule.id)
