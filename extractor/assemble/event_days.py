"""The day of an event: where its clauses print none, the scene's, that of who holds it, or a caption's."""

from collections.abc import Iterable, Iterator

from extractor.assemble.candidates import Candidate
from extractor.assemble.reading import Reading
from extractor.rules.mention import Mention


def event_day(
    main: Candidate, told: Iterable[Candidate], unnamed: Mention | None, acts: Iterable[Candidate]
) -> Mention | None:
    """Return the day of the main event: the first that `told` clauses print, else one that stands near.

    `unnamed` is a frame that says who holds the event without naming it again; its sentence may tell the day, and so
    may clauses of what was done there, the `acts`.
    """
    dated = next((c for c in told if c.day and (c is main or not _in_passing(c))), None)
    if dated is not None:
        return dated.day
    scene = main.day_of_scene
    if scene is not None:
        return scene
    beside = main.days(main.reading.sentence(unnamed.start)) if unnamed is not None else []
    acted = next((act.day for act in acts if act.day), None)
    return beside[0] if beside else acted or _captioned(main)


def _in_passing(candidate: Candidate) -> bool:
    """Whether a clause tells what had been before: "Before that, on 28 November, at the congress …"."""
    start, _ = candidate.sentence
    return any(m.start == start for m in candidate.reading.within("aside", (start, candidate.naming.start)))


def _captioned(main: Candidate) -> Mention | None:
    """Return the day that captions print beside the event's kind, if they tell one only."""
    days = list(_in_captions(main.reading, main))
    told = {(m.raw("day"), m.raw("month")) for m in days}
    return days[0] if len(told) == 1 else None


def _in_captions(reading: Reading, main: Candidate) -> Iterator[Mention]:
    kinds = {k.get("kind") for k in main.kinds}
    for span in reading.article.captions:
        if any(k.get("kind") in kinds for k in reading.within("kind", span)):
            yield from (m for m in main.days(span) if m.raw("part"))
