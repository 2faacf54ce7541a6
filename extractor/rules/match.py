"""Runs the RuleBook over a text: mention rules on characters, then frames on tags."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from extractor.profile import GATE, each
from extractor.profile import stage as timed
from extractor.rules.book import RuleBook
from extractor.rules.mention import Lost, Mention, Span
from extractor.rules.patience import patience
from extractor.rules.rule import Rule, Stage
from extractor.rules.view import SentenceView, TagView
from extractor.text import folded_view, lowered, printed_view

if TYPE_CHECKING:
    import regex

_START = attrgetter("start")
Boundaries = Callable[[Span], frozenset[int]]
"""Word boundaries (offsets) of a sentence; asked only for rules that say `words = true`."""


@dataclass(frozen=True)
class Matches:
    """What stands and what gave way, both in text order."""

    mentions: tuple[Mention, ...]
    lost: tuple[Lost, ...]


def match(
    book: RuleBook,
    text: str,
    sentences: Sequence[Span],
    boundaries: Boundaries,
    stage: Stage | None = None,
) -> Matches:
    """Return the mentions of a stage's rules (of `record`) in `sentences` of canonical `text`, overlaps resolved.

    Within a label, and between labels that share a contest, the higher rank wins, then the longer, then the earlier,
    then the rule that stands first in the files.
    """
    with timed(GATE):
        printed = printed_view(text)
        folded = lowered(printed)
    stage = stage or book.stages["record"]
    rules, gate = stage.rules, stage.gate
    order = {rule.id: index for index, rule in enumerate(rules)}
    opened: dict[int, list[tuple[Span, SentenceView, Sequence[int] | None]]] = {}
    for span in sentences:
        view = SentenceView(folded, printed, span)
        for index, starts in each(GATE, gate.openings(view.folded, view.start)):
            opened.setdefault(index, []).append((span, view, starts))
    found: list[Mention] = []
    for index, places in opened.items():  # a rule after the other: what one needs lies near in memory then
        rule = rules[index]
        for span, view, starts in places:
            hits = hits_of(rule, view.text(rule.cased), view.start, starts)
            matches = (mention_of(rule, hit, text, view.origin) for hit in hits)
            found.extend(
                m for m in matches if m.end > m.start and (not rule.spec.words or _on_words(m, boundaries(span)))
            )
    return resolve(book, found, order)


def hits_of(rule: Rule, view: str, start: int, starts: Sequence[int] | None) -> Iterable["regex.Match[str]"]:
    """Return the matches of a rule in a view from `start` on, none that overlaps one before.

    They are searched for, or looked for only at `starts`, where these are known.
    """
    seconds = patience()
    if starts is None:
        yield from rule.pattern.finditer(view, start, timeout=seconds)
        return
    end, match_at = start, rule.pattern.match
    for at in starts:
        if at >= end and (hit := match_at(view, at, timeout=seconds)) is not None:
            yield hit
            end = hit.end()


def mention_of(rule: Rule, match: "regex.Match[str]", text: str, origin: Callable[[int], int]) -> Mention:
    """Return the mention of a match in a view; `origin` leads from the view's offsets to those of `text`."""
    spans = {name: match.span(name) for name in rule.pattern.groupindex}
    groups = {name: (origin(start), origin(end)) for name, (start, end) in spans.items() if start >= 0}
    return Mention(rule, origin(match.start()), origin(match.end()), text, groups)


def _on_words(mention: Mention, boundaries: frozenset[int]) -> bool:
    return mention.start in boundaries and mention.end in boundaries


def resolve(book: RuleBook, found: Iterable[Mention], order: dict[str, int]) -> Matches:
    """Let overlapping mentions of one label or contest compete; see `match` for who wins."""

    def strength(m: Mention) -> tuple[int, int, int, int]:
        return -ranks[m.rule.label], m.start - m.end, m.start, order[m.rule.id]

    ranks = {name: label.rank for name, label in book.labels.items()}
    arena_of = {name: label.contest or f"label {name}" for name, label in book.labels.items()}

    arenas: dict[str, list[Mention]] = {}
    lost: list[Lost] = []
    for mention in sorted(found, key=strength):
        standing = arenas.setdefault(arena_of[mention.rule.label], [])
        at = bisect_right(standing, mention.start, key=_START)
        rivals = (standing[i] for i in (at - 1, at) if 0 <= i < len(standing))
        winner = next((r for r in rivals if r.overlaps(mention.start, mention.end)), None)
        if winner is None:
            standing.insert(at, mention)
        else:
            lost.append(Lost(mention, winner))
    mentions = sorted((m for arena in arenas.values() for m in arena), key=attrgetter("start", "end"))
    return Matches(tuple(mentions), tuple(sorted(lost, key=lambda x: x.mention.start)))


def match_frames(
    book: RuleBook,
    text: str,
    sentences: Sequence[Span],
    mentions: Sequence[Mention],
    stages: Mapping[tuple[str, ...], Stage] | None = None,
) -> Matches:
    """Return the frames found over `mentions` (by start), overlaps within a label resolved as in `match`.

    `stages` are those of the book's (`frame_stages`) that are run, else all.
    """
    with timed(GATE):
        folded = folded_view(text)
    starts = [m.start for m in mentions]
    opened: dict[Rule, list[tuple[TagView, Sequence[Mention], Sequence[int] | None]]] = {}
    order = {rule.id: index for index, rule in enumerate(book.frames)}
    stages = book.frame_stages if stages is None else stages
    for span in sentences:
        first, last = bisect_left(starts, span[0]), bisect_left(starts, span[1])
        here = [m for m in mentions[first:last] if m.end <= span[1]]
        if not here:
            continue
        labels = {m.rule.label for m in here}
        tags = frozenset(map(book.tags.__getitem__, labels))
        views: dict[tuple[str, ...], tuple[Sequence[Mention], TagView]] = {}
        for over, stage in stages.items():
            if not stage.may_match(tags):
                continue
            printed = tuple(label for label in over if label in labels)
            if printed not in views:  # most stages see a sentence as another does
                tagged = _disjoint([m for m in here if m.rule.label in printed], printed)
                views[printed] = tagged, TagView(book.tags, folded, span, tagged)
            tagged, view = views[printed]
            for index, at in each(GATE, stage.gate.openings(view.text, 0)):
                opened.setdefault(stage.rules[index], []).append((view, tagged, at))
    found: list[Mention] = []
    for rule, places in opened.items():
        for view, tagged, at in places:
            found.extend(_frames(rule, hits_of(rule, view.text, 0, at), view, tagged, text))
    return resolve(book, found, order)


def _disjoint(mentions: Sequence[Mention], over: tuple[str, ...]) -> Sequence[Mention]:
    """Keep, of overlapping mentions, the longest, then the one whose label stands first in `over`."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, over.index(m.rule.label))):
        if not any(k.overlaps(mention.start, mention.end) for k in kept):
            kept.append(mention)
    return sorted(kept, key=_START)


def _frames(
    rule: Rule, hits: Iterable["regex.Match[str]"], view: TagView, tagged: Sequence[Mention], text: str
) -> Iterable[Mention]:
    for match in hits:
        if match.end() == match.start():
            continue
        start, end = view.span(*match.span())
        names = [name for name in rule.pattern.groupindex if match.start(name) >= 0]
        captures = {name: tuple(view.span(*span) for span in match.spans(name)) for name in names}
        groups = {name: spans[0] for name, spans in captures.items()}
        inside = tuple(m for m in tagged if start <= m.start and m.end <= end)
        yield Mention(rule, start, end, text, groups, inside, captures)
