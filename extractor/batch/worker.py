"""What a worker process does with one input. Everything here is importable and picklable."""

import signal
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from extractor.errors import PhongtraoError
from extractor.extract import extract, is_on_campaigns, may_be_on_campaigns
from extractor.link.likeness import signature
from extractor.models import Article, Extraction
from extractor.profile import ANALYSIS, SIGNATURE, SUBJECT, Profile, listening, stage
from extractor.rules.book import RuleBook, load
from extractor.rules.patience import watched
from extractor.sources import Item, article_of, sketch_of
from extractor.store import Failed


@dataclass(frozen=True, slots=True)
class Read:
    """An article with its records, and the signature by which its like are found."""

    article: Article
    extraction: Extraction
    signature: bytes


@dataclass(frozen=True, slots=True)
class PassedOver:
    """An article that has nothing to do with campaigns; `why` says how that is known."""

    article: Article
    why: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """An article that was not asked for: it was published too early."""


Result = Read | PassedOver | Skipped | Failed


@dataclass(frozen=True, slots=True)
class Worked:
    """What one input yields, and the seconds spent on it by stage: none unless they were asked for."""

    result: Result
    seconds: Mapping[str, float] = field(default_factory=dict)


class _Worker:
    """The state of this process."""

    book: RuleBook | None = None
    warm: bool = False


class _OutOfTimeError(Exception):
    """An article took more processor time than it may."""


def start() -> None:
    """Make a worker ready: it loads the rules once, and leaves Ctrl-C to the process that writes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Worker.book = load()


def work(item: Item, every: bool, since: str | None, seconds: float, profiled: bool = False) -> Worked:
    """Return what one input yields within `seconds` of processor time; an error of any kind becomes a Failed."""
    profile = Profile() if profiled else None
    with listening(profile):
        result = _result(item, every, since, seconds)
    return Worked(result, profile.seconds if profile else {})


def work_all(items: Sequence[Item], every: bool, since: str | None, seconds: float, profiled: bool) -> list[Worked]:
    """Return what each input yields; each has `seconds` of its own."""
    return [work(item, every, since, seconds, profiled) for item in items]


def _result(item: Item, every: bool, since: str | None, seconds: float) -> Result:
    book = _Worker.book = _Worker.book or load()
    try:
        try:
            return _timed(item, book, every, since, seconds)
        except _OutOfTimeError:
            if _Worker.warm:
                raise
        # Rules compile when a text first needs them. That is not the article's fault: compile all, and try again.
        book.compile()
        _Worker.warm = True
        return _timed(item, book, every, since, seconds)
    except PhongtraoError as error:
        return Failed(item.origin, str(error).removeprefix(f"{item.origin}: "))
    except _OutOfTimeError:
        return Failed(item.origin, f"took longer than {seconds:g} s: cut it into articles, or allow more (--seconds)")
    except Exception as error:  # one article must not stop the others
        reason = f"an error in phongtrao, please report it: {type(error).__name__}: {error}"
        return Failed(item.origin, reason, traceback.format_exc())


def _timed(item: Item, book: RuleBook, every: bool, since: str | None, seconds: float) -> Result:
    """Read the item, and raise _OutOfTimeError if that takes more than `seconds` of processor time."""

    def stop(signum: int, frame: object) -> None:
        raise _OutOfTimeError

    before = signal.signal(signal.SIGPROF, stop)
    # Again each second: an exception that a signal raises inside a finaliser is lost.
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)
    try:
        with watched():
            return _read(item, book, every, since)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _read(item: Item, book: RuleBook, every: bool, since: str | None) -> Result:
    with stage(ANALYSIS, whole=True):
        sketch = None if every else sketch_of(item, book)  # enough for most of a crawl, which is of other things
    if sketch and (sketch.info.published or not since):
        unread = _left_out(sketch, book, every, since, may_be_on_campaigns)
        if unread:
            return unread
    with stage(ANALYSIS, whole=True):
        article = article_of(item, book)
    left_out = _left_out(article, book, every, since, is_on_campaigns)
    if left_out:
        return left_out
    extraction = extract(article, book, every=True)
    with stage(SIGNATURE):
        return Read(article, extraction, signature(article))


def _left_out(
    article: Article, book: RuleBook, every: bool, since: str | None, is_wanted: Callable[[Article, RuleBook], bool]
) -> Skipped | PassedOver | None:
    """Return why an article is not to be read for records, if it is not."""
    published = article.info.published
    if since and published and published[: len(since)] < since:
        return Skipped()
    if every:
        return None
    with stage(SUBJECT, whole=True):
        wanted = is_wanted(article, book)
    return None if wanted else PassedOver(article, "too few words of campaigns or commendation")
