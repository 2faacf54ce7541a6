"""The year that supports days printed without one, where the page has no date of its own: the best reason first."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from extractor.assemble.reading import Reading
from extractor.normalize.anchor import Anchor
from extractor.normalize.numbers import number, plain
from extractor.rules.mention import Mention, Span

YEARS = ("year", "months", "quarter", "month", "months_listed", "year_range", "part_of_year", "lunar_year")
DAYS = ("day", "day_range", "clock")
SUPPORTING = (
    "ahead",
    "anniversary",
    "begun",
    "bound",
    "congress",
    "done",
    "estimate",
    "founded",
    "future",
    "kind",
    "planned",
    "plans",
    "recent",
    "standing",
    "target",
    "yearly",
)
"""The labels, beside times, of what a year is supported by."""
_REVIEWED, _LAUNCHED = "reviewed", "launched"
_LEAD_SENTENCES = 2
_FIRST_YEAR = 1995
"""Papers are on the web since about then: an earlier year, found in the text alone, may be history told in it, and
supports no date. The report's own date, where the page gives it, may be of any year."""
_AUTUMN, _LATE, _FIRST_MONTHS = 8, 10, 5
"""Months from which on days belong to the year before: of a school year, of the year planned for, and of a period that
is launched as the one before it is reviewed."""
_SPRING = 5
"""The month before which the work of a whole year is that of the year before."""
_APART = 9
"""Months before a day of celebration in which it is looked forward to from the year before."""
_FROM_NOW = "from_now"
_REACH = 24
"""Code points from the beginning of "from now" to its end at most."""
_NEAR = 4
"""Code points between two days that stand as a pair: "19/5/1890-19/5/2020"."""


def prints_year(mention: Mention, shapes: Iterable[str]) -> bool:
    """Whether a time of these shapes prints a year that is no history told in passing."""
    return mention.const["shape"] in shapes and "year" in mention.groups and not mention.const.get("aside")


def supported(reading: Reading, lunar: Iterable[int]) -> Anchor:
    """Return what supports a year, the best of what later years told in the text do not outdate; else an empty Anchor.

    `lunar` holds the years which lunar days printed beside days of the calendar fit alone.
    """
    found = [a for a in _supports(reading, lunar) if a.year and a.year >= _FIRST_YEAR]
    past = list(_past(reading))
    return next((a for a in found if not any(year > (a.year or 0) for year in past)), Anchor())


def _supports(reading: Reading, lunar: Iterable[int]) -> Iterator[Anchor]:
    """Yield what supports a year.

    That is an anniversary in title or lead; a year of the title, else of the lead; a day in the title; a lunar day; an
    anniversary, a day in the text; a congress's term, the year reviewed or planned, that runs, or that something is
    called by.
    """
    times = reading.all("time")
    titled = [m for m in times if reading.in_title(m)]
    rest = [m for m in times if not reading.in_title(m)]
    lead_end = _lead_end(reading)
    lead = [m for m in rest if m.end <= lead_end and not _from_now(reading, m)]
    yield from _anniversaries(reading, lead_end)
    for mentions, basis in ((titled, "title"), (lead, "context")):
        yield from _latest(reading, mentions, basis)
    yield from _days(titled, "title")
    yield from (Anchor(year=year, year_basis="calendar") for year in lunar)
    yield from _anniversaries(reading, len(reading.text))
    told = [m for m in rest if not _behind(reading, "standing", m) and (m.end <= lead_end or not _begun(reading, m))]
    yield from _days(told, "context")
    yield from _terms(reading, rest)
    yield from _latest(reading, [m for m in rest if _turns(reading, m)], "context")
    yield from _latest(reading, [m for m in rest if _runs(reading, m)], "context")
    purposed = [a for m in rest if _own_purpose(reading, m) for a in _latest(reading, [m], "context")]
    if len({a.year for a in purposed}) == 1:
        yield purposed[0]
    yield from _latest(reading, [m for m in rest if _behind(reading, "yearly", m)], "context")
    yield from _latest(reading, [m for m in rest if _recent(reading, m)], "context")
    yield from _soon(reading, rest)


def _lead_end(reading: Reading) -> int:
    first = reading.sentence_index(reading.article.body)
    return reading.sentences[min(first + _LEAD_SENTENCES, len(reading.sentences) - 1)][1] if reading.sentences else 0


def _days(mentions: Iterable[Mention], basis: str) -> Iterator[Anchor]:
    years = [_last_year(m) for m in mentions if prints_year(m, DAYS)]
    if years:
        yield Anchor(year=max(years), year_basis=basis)


def _latest(reading: Reading, mentions: Iterable[Mention], basis: str) -> Iterator[Anchor]:
    """Yield the latest year that the mentions tell, with the years of its period."""
    told = [a for m in mentions if prints_year(m, YEARS) and not _outrun(reading, m) and (a := _told(reading, m))]
    if told:
        yield replace(max(told, key=lambda a: a.year or 0), year_basis=basis)


def _outrun(reading: Reading, mention: Mention) -> bool:
    """Whether a month ends what runs "from now" and a day printed without a year is of that month or a later one.

    That day lies in a year before, which one is not told.
    """
    near = list(reading.within("time", (mention.start - _REACH, mention.start)))
    if "month" not in mention.groups or not near or near[-1].const["shape"] != _FROM_NOW:
        return False
    days = (m for m in reading.all("time") if m.const["shape"] in DAYS and "year" not in m.groups)
    return any(int(m.raw("month") or 0) >= int(mention.raw("month") or 13) for m in days)


def _told(reading: Reading, mention: Mention) -> Anchor | None:
    """Return the year that an expression tells of its report.

    Of a period that is the last, but the first where it is launched or signed for; with no word of purpose, none. A
    launch in a report that speaks of the period before, too, is told in that one's last year.
    """
    first, last = int(mention.raw("year") or 0), _last_year(mention)
    if mention.raw("year2") is None:
        done = mention.const["shape"] == YEARS[0] and first in _done(reading)
        return Anchor(year=first, turn=_LATE if _turns(reading, mention) else 13, after=_SPRING if done else 0)
    kinds = _purposes(reading, mention)
    launched = bool(kinds) and _column(kinds[-1]) == _LAUNCHED
    if mention.const.get("school") or (not kinds and last == first + 1):
        return Anchor(year=last, turn=_AUTUMN if launched or not kinds else 13)
    if not kinds:
        return None
    if not launched:
        return Anchor(year=last, period=range(first, last + 1))
    before = any(_last_year(m) == first - 1 and m.raw("year2") for m in reading.all("time"))
    return Anchor(year=first, period=range(first, last + 1), turn=_FIRST_MONTHS if before else 13)


def _done(reading: Reading) -> set[int]:
    """Return the years of which the text says that a whole year's work was done."""
    times = (m for m in reading.all("time") if prints_year(m, YEARS[:1]))
    return {int(m.raw("year") or 0) for m in times if _behind(reading, "done", m)}


def _turns(reading: Reading, mention: Mention) -> bool:
    """Whether the sentence tells of the year before the one it plans for: "reviews 2018, plans 2019"."""
    start, _ = reading.sentence(mention.start)
    year = int(mention.raw("year") or 0)
    years = (m for m in reading.within("time", (start, mention.start)) if prints_year(m, YEARS))
    before = [m for m in years if _last_year(m) == year - 1]
    reviewed = any(k for m in before for k in _purposes(reading, m)[-1:] if _column(k) == _REVIEWED)
    return reviewed or (bool(before) and _behind(reading, "plans", mention))


def _last_year(mention: Mention) -> int:
    return int(mention.raw("year2") or mention.raw("year") or 0)


def _column(kind: Mention) -> str | None:
    """Return what the lexicon adds to a word of purpose: whether it reviews or launches something."""
    row = kind.rule.values["kind"].row(kind.raw("kind") or "") if "kind" in kind.rule.values else None
    return row[-1] if row else None


def _purposes(reading: Reading, mention: Mention) -> list[Mention]:
    """Return the words before a time in its sentence that say what is held: a review, a launch."""
    start, _ = reading.sentence(mention.start)
    return [k for k in reading.within("kind", (start, mention.start)) if k.get("kind")]


def _own_purpose(reading: Reading, mention: Mention) -> bool:
    """Whether words of purpose stand before a time with no document's number between: it would be that one's time."""
    kinds = _purposes(reading, mention)
    between = reading.within("bound", (kinds[-1].end, mention.start)) if kinds else ()
    return bool(kinds) and not any(words.const.get("document") for words in between)


def _behind(reading: Reading, label: str, mention: Mention) -> bool:
    """Whether a mention of `label` reaches up to a time, or into it."""
    words = reading.touching(label, (mention.start - 2, mention.end))
    return words is not None and words.end <= mention.end and words.start < mention.start


def _begun(reading: Reading, mention: Mention) -> bool:
    """Whether a sentence says behind a time that something began then."""
    return next(reading.within("begun", (mention.end, reading.sentence(mention.start)[1])), None) is not None


def _recent(reading: Reading, mention: Mention) -> bool:
    """Whether a time is told as just past, or as the year whose figures are still estimated."""
    span: Span = (mention.end, reading.sentence(mention.start)[1])
    heads = mention.const["shape"] == YEARS[0] and mention.start == reading.sentence(mention.start)[0]
    return _behind(reading, "recent", mention) or (heads and next(reading.within("estimate", span), None) is not None)


def _soon(reading: Reading, times: Iterable[Mention]) -> Iterator[Anchor]:
    """Yield the first year of which a month or part lies ahead: in its last months the year before tells of it."""
    parts = [m for m in times if prints_year(m, YEARS) and (m.const["shape"] != YEARS[0] or "mod" in m.groups)]
    years = [
        int(m.raw("year") or 0)
        for m in parts
        if m.raw("year2") is None and _planned(reading, m) and not _outrun(reading, m)
    ]
    if years:
        yield Anchor(year=min(years), year_basis="context", turn=_LATE)


def _terms(reading: Reading, times: Iterable[Mention]) -> Iterator[Anchor]:
    """Yield the first year of the term that a congress or an election opens."""
    terms = [int(m.raw("year") or 0) for m in times if m.raw("year2") and _behind(reading, "congress", m)]
    if terms:
        yield Anchor(year=max(terms), year_basis="context")


def _anniversaries(reading: Reading, end: int) -> Iterator[Anchor]:
    """Yield the year in which what is printed before `end` is so many years old; the same day printed twice."""
    days = [m for m in reading.within("time", (0, end)) if prints_year(m, DAYS)]
    pairs = [m for m in days if m.raw("day2") and _same_day(m, m, "2")]
    pairs += [m for before, m in pairwise(days) if 0 < m.start - before.end < _NEAR and _same_day(before, m)]
    if pairs:
        yield Anchor(year=max(map(_last_year, pairs)), year_basis="context")
    for mention in reading.within("anniversary", (0, end)):
        count = number(mention.raw("n") or "", reading.book.table("number_words").value)
        passed = plain(count) if count is not None else None
        if isinstance(passed, int):
            yield from _feast(mention, passed) if "feast" in mention.groups else _founding(reading, passed)


def _same_day(first: Mention, second: Mention, suffix: str = "") -> bool:
    """Whether two days differ by their year alone."""
    names = ("day", "month")
    return all(int(first.raw(n) or 0) == int(second.raw(n + suffix) or -1) for n in names)


def _feast(mention: Mention, passed: int) -> Iterator[Anchor]:
    row = mention.rule.values["feast"].row(mention.raw("feast") or "")
    if row:
        yield Anchor(year=int(row[0]) + passed, year_basis="calendar", turn=int(row[1]) + _APART)


def _founding(reading: Reading, passed: int) -> Iterator[Anchor]:
    """Yield the year of a body's own anniversary, where the text tells one year of its founding."""
    founded = {
        int(m.raw("year") or 0)
        for m in reading.all("time")
        if "year" in m.groups and m.raw("year2") is None and _behind(reading, "founded", m)
    }
    if len(founded) == 1:
        yield Anchor(year=founded.pop() + passed, year_basis="context")


def _past(reading: Reading) -> Iterator[int]:
    """Yield the years that the text tells as past: of a printed day its own, of a year alone the one before it.

    The year after the one reviewed is often named in a review, as what is to come.
    """
    for mention in reading.all("time"):
        if not prints_year(mention, (*YEARS, *DAYS)) or mention.raw("year2") or _ahead(reading, mention):
            continue
        yield int(mention.raw("year") or 0) - (mention.const["shape"] in YEARS)


def _runs(reading: Reading, mention: Mention) -> bool:
    """Whether a time tells the year that still runs: "from the beginning of 2019 till now", "before, early in 2019"."""
    return bool(mention.const.get("running")) or _behind(reading, "recent", mention)


def _from_now(reading: Reading, mention: Mention) -> bool:
    """Whether a time is what something planned lasts to: the year may be a later one."""
    sentence = reading.sentence(mention.start)
    planned = next(reading.within("planned", (sentence[0], mention.start)), None)
    return planned is not None and _behind(reading, "ahead", mention)


def _ahead(reading: Reading, mention: Mention) -> bool:
    """Whether a time may lie ahead of the report."""
    targets = (reading.touching(label, (mention.start, mention.end)) for label in ("target", "future"))
    return _behind(reading, "ahead", mention) or any(targets) or _planned(reading, mention)


def _planned(reading: Reading, mention: Mention) -> bool:
    """Whether words before a time, or right behind it ("by March 2019 will"), say that it is to come."""
    sentence = reading.sentence(mention.start)
    beside = reading.touching("planned", (mention.end, mention.end + 2))
    return beside is not None or next(reading.within("planned", (sentence[0], mention.start)), None) is not None
