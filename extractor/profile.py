"""Where the time of a batch goes: timers around its stages, that run only while somebody listens.

A stage inside another counts for itself alone, so that the seconds of all stages add up. Seconds are of wall time.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

READING = "reading of files"
ANALYSIS = "analysis of the page"
SUBJECT = "subject gate"
GATE = "views and gate"
MENTIONS = "mentions"
FRAMES = "frames"
ASSEMBLY = "assembly"
SIGNATURE = "signature"
LOOKING_UP = "store look-up"
WRITING = "store writing"
LINKING = "linking"
STAGES = (READING, LOOKING_UP, ANALYSIS, SUBJECT, GATE, MENTIONS, FRAMES, ASSEMBLY, SIGNATURE, WRITING, LINKING)
"""In the order in which an article passes them."""
WAITING = "waiting for workers"
"""No stage: what the process that writes has nothing to do in."""

_T = TypeVar("_T")


class Profile:
    """The seconds spent in each stage, and how many articles passed it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.articles: Counter[str] = Counter()
        self._open: list[str] = []
        self._whole = 0
        self._since = 0.0

    @property
    def is_whole(self) -> bool:
        """Whether the stage that is open is not to be split."""
        return self._whole > 0

    def begin(self, name: str, whole: bool) -> None:
        """Open a stage inside the one that is open; with `whole` those inside it count for it."""
        self._turn()
        self._open.append(name)
        self._whole = len(self._open) if whole else 0

    def end(self) -> None:
        """Close the stage that was opened last."""
        self._turn()
        self._open.pop()
        self._whole = 0

    def add(self, seconds: Mapping[str, float]) -> None:
        """Add what another process spent on one article."""
        for name, spent in seconds.items():
            self.seconds[name] = self.seconds.get(name, 0.0) + spent
            self.articles[name] += 1

    def _turn(self) -> None:
        """Put what has passed since the last turn to the stage that was open."""
        now = time.perf_counter()
        if self._open:
            name = self._open[-1]
            self.seconds[name] = self.seconds.get(name, 0.0) + now - self._since
        self._since = now


_listening: ContextVar[Profile | None] = ContextVar("listening", default=None)


@contextmanager
def listening(profile: Profile | None) -> Iterator[None]:
    """Have the stages of this block count in a profile; with None in no one's."""
    token = _listening.set(profile)
    try:
        yield
    finally:
        _listening.reset(token)


@contextmanager
def stage(name: str, articles: int = 1, whole: bool = False) -> Iterator[None]:
    """Count the block as a stage that so many articles pass; with `whole` stages inside it count for it."""
    profile = _listening.get()
    if profile is None or profile.is_whole:
        yield
        return
    profile.begin(name, whole)
    try:
        yield
    finally:
        profile.end()
        profile.articles[name] += articles


def each(name: str, items: Iterable[_T]) -> Iterable[_T]:
    """Return `items`, of which the making of each counts as a stage."""
    profile = _listening.get()
    return items if profile is None else _each(profile, name, iter(items))


def _each(profile: Profile, name: str, items: Iterator[_T]) -> Iterator[_T]:
    while True:
        with stage(name, articles=0):
            try:
                item = next(items)
            except StopIteration:
                return
        profile.articles[name] += not profile.is_whole
        yield item


def table(profile: Profile) -> str:
    """Return where time went, a line a stage that was passed: seconds, share of all stages' seconds, articles."""
    total = sum(profile.seconds.get(name, 0.0) for name in STAGES)
    width = max(map(len, STAGES))
    lines = [f"{'stage':{width}}  seconds  share  articles"]
    for name in STAGES:
        if name in profile.seconds:
            spent = profile.seconds[name]
            lines.append(f"{name:{width}} {spent:8.2f}  {spent / (total or 1):5.1%} {profile.articles[name]:9}")
    lines.append(f"{'all processes':{width}} {total:8.2f}")
    if WAITING in profile.seconds:
        lines.append(f"{WAITING:{width}} {profile.seconds[WAITING]:8.2f}")
    return "\n".join(lines)
