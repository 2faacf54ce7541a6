"""The head of a page: which line is the title, which stamp is its own, where the report starts."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.rules.mention import Mention, Span
from extractor.sources.lines import SHORT, Line
from extractor.sources.stamp import stamp_value

_AROUND = ("page_furniture", "page_related", "page_stamp", "page_url", "page_source", "page_masthead")
_FIRST_LINES = 4
_SECTION = 30
"""No section's name is longer, in characters."""


@dataclass(frozen=True, slots=True)
class Head:
    """`title` is a span of the text, `first` the index of the report's first line."""

    title: Span | None
    title_line: int | None
    first: int
    stamp: Mention | None


def read_head(lines: Sequence[Line], title: Span | None = None) -> Head:
    """Return the head of a page; `title` is given where the source states it and it heads the text."""
    at = _line_of(lines, title) if title else _find_title(lines)
    if at is None:
        first = _report(lines, 0, None)
        return Head(None, None, first, _nearest(lines, None, first))
    line = lines[at]
    first = _report(lines, at + 1, line)
    alone = title is None and line.text.endswith(".") and not line.text.endswith("..")
    span = title or _title_span(line, alone)
    stamp = _nearest(lines, at, first) or _of_title(line)
    return Head(span, at, at if alone else first, stamp)


def _line_of(lines: Sequence[Line], span: Span) -> int | None:
    return next((i for i, line in enumerate(lines) if line.start <= span[0] < line.end), None)


def _find_title(lines: Sequence[Line]) -> int | None:
    for index, line in enumerate(lines):
        if line.mark(*_AROUND):
            continue
        tag, opening = line.mark("page_tag"), line.mark("page_opening")
        report = (tag or opening) and (line.sentence or (tag and opening))
        if report or line.length > SHORT or line.text.endswith(":"):
            return None
        return index + 1 if _is_section(lines, index) else index
    return None


def _is_section(lines: Sequence[Line], index: int) -> bool:
    """Whether a section's name heads the page: a few plain words, then the longer title, then its stamp."""
    if len(lines) < index + 3 or lines[index].length > _SECTION:
        return False
    line, title, stamp = lines[index : index + 3]
    plain = all(char.isalpha() or char in " -,&" for char in line.text)
    report = title.sentence or title.mark(*_AROUND, "page_tag", "page_opening") or title.key == line.key
    return plain and not report and line.length < title.length <= SHORT and _usable(stamp) is not None


def _title_span(line: Line, alone: bool) -> Span:
    tag, stamp = line.mark("page_tag"), line.mark("page_title_stamp")
    start = tag.end if tag else line.start
    if stamp:
        return start, line.start + len(line.text[: stamp.start - line.start].rstrip())
    return start, line.end - 1 if alone else line.end


def _report(lines: Sequence[Line], start: int, title: Line | None) -> int:
    """Return the index of the first line from `start` on that is the report's own."""
    for index in range(start, len(lines)):
        line = lines[index]
        around = line.mark(*_AROUND) or (title is not None and line.key == title.key)
        byline = line.mark("page_byline")
        if not around and not (byline and byline.start <= line.start and index - start < _FIRST_LINES):
            return index
    return len(lines)


def _usable(line: Line) -> Mention | None:
    stamp = line.mark("page_stamp")
    return stamp if stamp and stamp_value(stamp) else None


def _nearest(lines: Sequence[Line], title: int | None, first: int) -> Mention | None:
    """The page's own stamp stands behind the title; before it stands the portal's clock, if there are two."""
    if title is None:
        return next((s for s in map(_usable, lines[:first]) if s), None)
    behind = next((s for s in map(_usable, lines[title + 1 : first]) if s), None)
    return behind or next((s for s in map(_usable, reversed(lines[:title])) if s), None)


def _of_title(line: Line) -> Mention | None:
    stamp = line.mark("page_title_stamp")
    return stamp if stamp and stamp_value(stamp) else None


def foot_stamp(lines: Sequence[Line], start: int) -> Mention | None:
    """Return a labelled stamp behind line `start`, before any list of other pages."""
    for line in lines[start:]:
        if line.mark("page_related"):
            return None
        stamp = _usable(line)
        if stamp and stamp.raw("label"):
            return stamp
    return None
