"""The extraction of one article: read it with the RuleBook, put its records together."""

from collections.abc import Sequence

from extractor.assemble import provinces, relevance
from extractor.assemble.build import build, build_off_subject
from extractor.assemble.phases import may_move_times
from extractor.assemble.reading import Reading
from extractor.assemble.relevance import least_words, on_subject
from extractor.assemble.times import NEEDED, Calendar, leans_on_event, read_calendar, times
from extractor.models import Article, Extraction, Time
from extractor.nlp.sentences import sentences
from extractor.nlp.words import word_boundaries
from extractor.profile import ASSEMBLY, FRAMES, GATE, MENTIONS, stage
from extractor.rules.book import RuleBook
from extractor.rules.match import match, match_frames
from extractor.rules.mention import Span
from extractor.text import folded_view

_COURSE = "phase"
"""The label of the frames of a campaign's course and stages."""
_OF_ANY = tuple(dict.fromkeys((*NEEDED, *provinces.NEEDED)))
"""What times are resolved by, and what tells the province."""
_OF_TIMES = tuple(dict.fromkeys((*NEEDED, *relevance.NEEDED, "campaign")))
"""What times are resolved by, what tells the subject, and what frames of a course run over."""


def read(article: Article, book: RuleBook) -> Reading:
    """Return everything the RuleBook finds in an article's report, furniture left out."""
    text = article.text
    with stage(GATE):
        spans = _report(article, book)
    with stage(MENTIONS):
        found = match(book, text, spans, lambda span: word_boundaries(text, span))
    with stage(FRAMES):
        frames = match_frames(book, text, spans, found.mentions)
    return Reading(article, book, spans, found.mentions, frames.mentions, (*found.lost, *frames.lost))


def extract(article: Article, book: RuleBook, every: bool = False) -> Extraction:
    """Return all records of an article, each value with its evidence or its basis.

    An article that is not on the subject of campaigns has its own data, its province and its times only; with `every`
    it is read as if it were.
    """
    if every or may_be_on_campaigns(article, book):
        reading = read(article, book)
        if every or on_subject(reading):
            with stage(ASSEMBLY):
                return build(reading)
    return build_off_subject(_read_labels(article, book, _OF_ANY))


def extract_times(article: Article, book: RuleBook) -> tuple[Time, ...]:
    """Return the times that `extract` does, in a part of its time: only the rules run that times need.

    Where times lean on other records (on the event's day, on the years of a campaign's stages), all rules run.
    """
    reading = _read_labels(article, book, _OF_TIMES)
    calendar = read_calendar(reading)
    if on_subject(reading) and _lean_on_records(reading, calendar):
        return extract(article, book, every=True).times
    return times(reading, calendar)


def _lean_on_records(reading: Reading, calendar: Calendar) -> bool:
    """Return whether an article on the subject may have times that its other records tell."""
    if any(map(leans_on_event, reading.all("time"))):
        return True
    book, stages = reading.book, reading.book.frames_of_labels(_COURSE)
    courses = match_frames(book, reading.text, reading.sentences, reading.mentions, stages).mentions
    return any(may_move_times(reading, calendar, frame) for frame in courses)


def is_on_campaigns(article: Article, book: RuleBook) -> bool:
    """Return whether an article is a report on a campaign, an award or a drive, and not on something else."""
    return may_be_on_campaigns(article, book) and on_subject(_read_labels(article, book, relevance.NEEDED))


def may_be_on_campaigns(article: Article, book: RuleBook) -> bool:
    """Return False for most articles on something else: by their words alone, in a tenth of the time."""
    places = book.of_labels("subject").gate.places(folded_view(article.text))
    return places >= least_words(article.text)


def _read_labels(article: Article, book: RuleBook, labels: tuple[str, ...]) -> Reading:
    """Return what the rules of some labels find; their mentions are those that all rules together leave them."""
    text, spans = article.text, _report(article, book)
    found = match(book, text, spans, lambda span: word_boundaries(text, span), book.of_labels(*labels))
    return Reading(article, book, spans, found.mentions, ())


def _report(article: Article, book: RuleBook) -> list[Span]:
    """Return the sentences of the report."""
    return _without(sentences(article.text, book.table("unbroken").terms), article.furniture)


def _without(spans: Sequence[Span], furniture: Sequence[Span]) -> list[Span]:
    """Return `spans` cut around `furniture`; both ascending and disjoint."""
    left: list[Span] = []
    index = 0
    for start, end in spans:
        while index < len(furniture) and furniture[index][1] <= start:
            index += 1
        at, piece = start, index
        while piece < len(furniture) and furniture[piece][0] < end:
            if furniture[piece][0] > at:
                left.append((at, furniture[piece][0]))
            at = max(at, furniture[piece][1])
            piece += 1
        if at < end:
            left.append((at, end))
    return left
