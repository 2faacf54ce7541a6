"""Which spans are furniture: lists of other pages, stamps, bylines, addresses, tags, credits, repeats."""

from collections.abc import Iterable, Sequence, Set

from extractor.rules.mention import Mention, Span
from extractor.sources.head import Head
from extractor.sources.lines import Line

_WHOLE = ("page_furniture", "page_related", "page_stamp", "page_url", "page_source", "page_repost")
_INLINE = ("page_tag", "page_credit", "page_link", "page_repost", "page_title_stamp")
_LIST_ITEM = 160
"""An item of a list of other pages is no longer, in characters, unless it ends like no sentence."""
_ARROW = ">"
"""Where it heads a list's items, the first line without it stands behind the list."""
_REPEAT = 15
"""Shorter lines repeat by chance."""


def hidden_lines(lines: Sequence[Line], first: int) -> frozenset[int]:
    """Return the indices of headings of lists of other pages, comments and widgets, and of what they head."""
    hidden: set[int] = set()
    inside = False
    for index in range(first + 1, len(lines)):
        line = lines[index]
        if line.mark("page_related"):
            inside = True
        elif inside:
            labelled = line.mark("page_byline") and ":" in line.text
            paragraph = line.length > _LIST_ITEM and line.stopped
            behind_links = lines[index - 1].text[0] == _ARROW != line.text[0]
            inside = not (labelled or paragraph or behind_links or line.mark("page_url"))
        if inside:
            hidden.add(index)
    return frozenset(hidden)


def repeated_lines(lines: Sequence[Line]) -> dict[int, int]:
    """Return for each line that was printed before where it stood first."""
    seen: dict[str, int] = {}
    repeats: dict[int, int] = {}
    for index, line in enumerate(lines):
        if line.length < _REPEAT:
            continue
        before = seen.setdefault(line.key, index)
        if before != index:
            repeats[index] = before
    return repeats


def furniture_spans(
    lines: Sequence[Line], head: Head, byline: Mention | None, hidden: Set[int], repeats: Iterable[int]
) -> list[Span]:
    """Return the spans that yield no records, ascending; the title is not among them."""
    dropped = hidden | set(repeats)
    spans: list[Span] = []
    for index, line in enumerate(lines):
        around = index < head.first and index != head.title_line
        if index in dropped or around or (index != head.title_line and _is_whole(line, byline)):
            spans.append(line.span)
            continue
        marks = [m for label in _INLINE for m in line.marks.get(label, ())]
        if byline and byline.start < line.end and line.start <= byline.start:
            marks.append(byline)
        spans.extend((m.start, min(m.end, line.end)) for m in marks)
    return merged(spans)


def _is_whole(line: Line, byline: Mention | None) -> bool:
    whole = line.mark(*_WHOLE)
    if whole and _covers(whole, line):
        return True
    if byline is None or byline not in line.marks.get(byline.label, ()):
        return False
    # "T/h: An Bình Ý KIẾN BẠN ĐỌC": what stands behind the name on a byline's line is the page's too
    return byline.start <= line.start


def _covers(mention: Mention, line: Line) -> bool:
    return mention.start <= line.start and line.end <= mention.end


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return `spans` ascending, those that overlap joined."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start < result[-1][1]:
            result[-1] = result[-1][0], max(end, result[-1][1])
        elif end > start:
            result.append((start, end))
    return result
