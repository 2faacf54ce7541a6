"""Movements: which mentions of campaigns name one that the article is about, and which word reviews or launches it."""

from collections.abc import Callable, Iterator, Sequence

from extractor.assemble.context import Context
from extractor.normalize.names import tidy
from extractor.rules.mention import Mention, Span
from extractor.rules.movements import EVERYDAY, UMBRELLA
from extractor.text import folded_view

_REVIEWED, _LAUNCHED = "reviewed", "launched"
_REACH = 70
"""Code points between a word of purpose and the movement that it reviews or launches, other movements left out."""
_CLOSE = 30
"""The same for a movement described in words, away from the event's own sentence."""
_ASIDE = 60
"""The same for a movement and the words behind it that launch it: a year or where it runs stands between."""
_LEAD = 3
"""Sentences of the text in which an event says what it launches."""
_TWICE, _OFTEN = 2, 3
"""How often a report names the movement that it tells of at least; everyday words come more often."""
_DESCRIBED = 4
"""Words from which a description tells a movement from others where nothing else does."""


def nameless(context: Context, mention: Mention) -> bool:
    """Whether a mention names no movement of its own ("phong trào thi đua năm 2024")."""
    return bool(mention.const.get("unnamed")) or tidy(str(mention.get("name"))) in context.reading.book.table(
        "nameless"
    )


def role_of(kind: Mention) -> str | None:
    """Return what a word of purpose says of a movement: "reviewed", "launched" or nothing."""
    row = kind.rule.values["kind"].row(kind.quote) if "kind" in kind.rule.values else None
    return row[1] if row and len(row) > 1 else None


def looks_back(context: Context, kind: Mention) -> bool:
    """Whether a kind of event reviews or praises what was done."""
    praise = context.reading.book.table("constants").value("praise_kind")
    return role_of(kind) == _REVIEWED or kind.get("kind") == praise


def purpose(context: Context, clause: Span, mention: Mention) -> Mention | None:
    """Return the last word of purpose with a role ("reviews", "launches") before a campaign in its clause."""
    named = mention.groups.get("name", (mention.end, mention.end))[0]
    kinds = [k for k in context.reading.within("kind", clause) if k.end <= max(named, mention.start) and role_of(k)]
    return kinds[-1] if kinds else None


def review_after(context: Context, clause: Span, mention: Mention) -> Mention | None:
    """Return the word that says of a campaign named before it that it is reviewed."""
    kinds = (k for k in context.reading.within("kind", clause) if k.start >= mention.end)
    return next((k for k in kinds if role_of(k) == _REVIEWED), None)


def launch_after(context: Context, clause: Span, mention: Mention) -> Mention | None:
    """Return the word that says of a campaign named right before it that it is launched."""
    reading = context.reading
    words = next((m for m in reading.within("launching", clause) if m.start >= mention.end), None)
    if words is None or words.start - mention.end > _ASIDE:
        return None
    kinds = [k for k in reading.within("kind", (words.start, words.end)) if role_of(k) == _LAUNCHED]
    return kinds[-1] if kinds else None


def review_close(context: Context, clause: Span, mention: Mention) -> Mention | None:
    """Return the word right before a campaign that says that it is reviewed."""
    role = purpose(context, clause, mention)
    close = role is not None and role_of(role) == _REVIEWED and _governed(context, clause, mention, (), _CLOSE)
    return role if close else None


def in_clauses(context: Context, clauses: Sequence[Span]) -> Iterator[tuple[Span, list[Mention]]]:
    """Yield the clauses that name the event with their mentions.

    What a title only describes gives way to the quoted name of what the report says is launched or reviewed.
    """
    found = {clause: _in_clause(context, clause) for clause in clauses}
    title = context.reading.title_span
    quoted = {
        role_of(kind)
        for clause in clauses
        for m in found[clause]
        if clause != title and is_quoted(m) and (kind := purpose(context, clause, m)) is not None
    }
    for clause in clauses:
        yield clause, [m for m in found[clause] if not (clause == title and _gives_way(context, clause, m, quoted))]


def _gives_way(context: Context, clause: Span, mention: Mention, quoted: set[str | None]) -> bool:
    """Whether a mention describes in words what has one of the roles of names that are `quoted`."""
    kind = purpose(context, clause, mention)
    return _is_open(mention) and kind is not None and role_of(kind) in quoted


def _in_clause(context: Context, clause: Span) -> list[Mention]:
    """Return the mentions in a clause that names the event, without everyday words that name no movement there."""
    reading = context.reading
    mentions = [m for m in reading.within("campaign", clause) if not reading.touching("passing", (m.start, m.end))]
    title = clause == reading.title_span
    return [
        m
        for m in mentions
        if nameless(context, m)
        or not (_is_everyday(m) or (_is_open(m) and not title))
        or _governed(context, clause, m, mentions, _REACH)
        or _honoured(context, clause, m)
        or (is_quoted(m) and reading.touching("kind", (m.start - 2, m.start)))
    ]


def at_occasions(context: Context, clauses: Sequence[Span]) -> Iterator[tuple[Span, list[Mention]]]:
    """Yield where sentences beside `clauses` say what an event reviews or launches, each with its movements."""
    reading = context.reading
    for occasion in reading.all("occasion"):
        end = reading.sentence(occasion.start)[1]
        span = (occasion.start, end)
        if _beside(context, span, clauses) and not _told_as_past(context, occasion):
            mentions = list(reading.within("campaign", span))
            yield span, [m for m in mentions if nameless(context, m) or _governed(context, span, m, mentions, _REACH)]


def elsewhere(context: Context, clauses: Sequence[Span], alone: bool) -> Iterator[Mention]:
    """Yield the mentions outside `clauses` that tell what runs: not in captions and targets.

    Where they stand `alone`, with no main campaign, one that is named only to tell for what somebody is rewarded is
    none, unless the period is printed for which it is.
    """
    reading = context.reading
    for mention in reading.all("campaign"):
        inside = any(start <= mention.start and mention.end <= end for start, end in clauses)
        if inside or nameless(context, mention) or mention.start < reading.article.body:
            continue
        if reading.in_caption(mention.start) or reading.touching("target", (mention.start, mention.end)):
            continue
        if _is_everyday(mention) and not is_quoted(mention):
            continue
        if alone and credited(context, mention) and "year2" not in mention.groups:
            continue
        sentence = reading.sentence(mention.start)
        if not _is_open(mention) or _governed(context, sentence, mention, (), _CLOSE):
            yield mention


def told_of(context: Context, name_of: Callable[[Mention], str]) -> Mention | None:
    """Return the movement that a report with no event of its own tells of: named at its head, and again.

    Everyday words must be called a movement somewhere or stand in the title, and come a third time.
    """
    reading = context.reading
    named = [
        (folded_view(name_of(m)), m)
        for m in reading.all("campaign")
        if not nameless(context, m) and UMBRELLA not in _row(m) and not reading.in_caption(m.start)
    ]
    for name, first in named:
        if not _at_head(context, first) or credited(context, first):
            continue
        same = [m for other, m in named if name in other or other in name]
        common = _is_everyday(first) or _is_open(first)
        called = reading.in_title(first) or any(is_headed(m) for m in same)
        if len(same) >= (_OFTEN if common else _TWICE) and (called or not common):
            return first
    return None


def _at_head(context: Context, mention: Mention) -> bool:
    """Whether a mention stands in the title or the first sentence of the text."""
    reading = context.reading
    first = reading.sentence_index(reading.article.body)
    return reading.in_title(mention) or reading.sentence_index(mention.start) == first


def is_purpose(context: Context, mention: Mention) -> bool:
    """Whether a mention calls a name a movement in a sentence that says before what is reviewed or launched.

    Of names described in words only those close behind in the lead count (see `elsewhere`), and no short ones.
    """
    reading = context.reading
    if _is_open(mention):
        lead = reading.sentence_index(mention.start) - reading.sentence_index(reading.article.body) < _LEAD
        return lead and len(str(mention.get("name")).split()) >= _DESCRIBED
    known = is_headed(mention) and is_known(mention)
    return known and purpose(context, reading.sentence(mention.start), mention) is not None


def is_quoted(mention: Mention) -> bool:
    """Whether a movement's name stands in quotes."""
    return '"' in folded_view(mention.quote)


def is_known(mention: Mention) -> bool:
    """Whether the lexicon knows a movement's name as one movement's."""
    return "name" in mention.rule.values and UMBRELLA not in _row(mention)


def is_headed(mention: Mention) -> bool:
    """Whether the text calls it a movement, not only by its name."""
    return "movement" in mention.groups or "head" in mention.groups or bool(mention.const.get("movement"))


def _is_open(mention: Mention) -> bool:
    return bool(mention.const.get("open"))


def _row(mention: Mention) -> tuple[str, ...]:
    """Return what the lexicon holds on a movement's name."""
    lexicon = mention.rule.values.get("name")
    return (lexicon.row(mention.raw("name") or "") if lexicon else None) or ()


def _is_everyday(mention: Mention) -> bool:
    """Whether a name is also everyday words ("xây dựng nông thôn mới") and is not called a movement."""
    return bool({EVERYDAY, UMBRELLA} & set(_row(mention))) and not is_headed(mention)


def _governed(context: Context, clause: Span, mention: Mention, others: Sequence[Mention], reach: int) -> bool:
    """Whether a word of purpose stands near before a movement, or before a list of `others` that it ends."""
    kind = purpose(context, clause, mention)
    if kind is None:
        return False
    at = mention.start if mention.start >= kind.end else mention.groups["name"][0]
    near = kind.end
    for other in others:
        if kind.end <= other.start < mention.start and other.start - near <= reach:
            near = max(near, other.end)
    return at - near <= reach


def _honoured(context: Context, clause: Span, mention: Mention) -> bool:
    """Whether the best of a movement in the year printed behind it are what an event honours."""
    reading = context.reading
    praise = reading.book.table("constants").value("praise_kind")
    kinds = [k for k in reading.within("kind", clause) if k.end <= mention.start and k.get("kind") == praise]
    if not kinds or mention.start - kinds[-1].end > _CLOSE:
        return False
    return any("year" in t.groups for t in reading.within("time", (mention.start, clause[1])))


def _told_as_past(context: Context, occasion: Mention) -> bool:
    """Whether a sentence tells what had been before: "Before that, at the launch of …"."""
    start = context.reading.sentence(occasion.start)[0]
    return any(m.start == start for m in context.reading.within("aside", (start, occasion.start)))


def of_course(context: Context, start: int) -> Mention | None:
    """Return the movement named last before the days of its course or stages, which `start` somewhere."""
    reading = context.reading
    index = reading.sentence_index(start)
    near = (reading.sentences[max(index - _LEAD, 0)][0], start)
    named = [
        m
        for m in reading.within("campaign", near)
        if not (nameless(context, m) or _is_everyday(m) or credited(context, m) or UMBRELLA in _row(m))
        and is_headed(m)
        and not reading.in_caption(m.start)
    ]
    return named[-1] if named else None


def _beside(context: Context, span: Span, clauses: Sequence[Span]) -> bool:
    """Whether a span is part of the report and of none of `clauses`."""
    reading = context.reading
    if span[0] < reading.article.body or reading.in_caption(span[0]):
        return False
    return not any(start <= span[0] < end for start, end in clauses)


def credited(context: Context, mention: Mention) -> bool:
    """Whether the text names a movement only to tell for what somebody is rewarded."""
    merit = context.reading.touching("credit", (mention.start - 2, mention.start))
    return merit is not None and merit.end <= mention.start
