"""Who wrote the report: the last byline behind the body, or one joined to the head."""

from collections.abc import Sequence, Set

from extractor.rules.mention import Mention
from extractor.sources.head import Head
from extractor.sources.lines import Line

_NOT_PROSE = (
    "page_furniture",
    "page_related",
    "page_stamp",
    "page_url",
    "page_source",
    "page_repost",
    "page_caption",
    "page_credit",
    "page_actor",
    "page_byline",
)
_TAIL_SHARE = 0.35
"""Of the report's characters at most this share may stand behind a byline (captions, a lead put last)."""
_PARAGRAPH = 300


def find_byline(lines: Sequence[Line], head: Head, hidden: Set[int]) -> Mention | None:
    """Return the byline; its group `author` holds the names. A photographer or a repost's source is none.

    Lines in `hidden` belong to lists of other pages or to comments.
    """
    tail = _in_tail(lines, head.first, hidden)
    if tail is not None:
        return tail
    for line in lines[: head.first]:
        stamp = line.mark("page_stamp")
        if stamp and stamp.raw("author"):
            return stamp
    start = 0 if head.title_line is None else head.title_line + 1
    return next((m for m in (line.mark("page_byline") for line in lines[start : head.first]) if m), None)


def _in_tail(lines: Sequence[Line], first: int, hidden: Set[int]) -> Mention | None:
    report = [index for index in range(first, len(lines)) if index not in hidden]
    most = _TAIL_SHARE * sum(_prose(lines[index]) for index in report)
    behind = 0
    for index in reversed(report):
        line = lines[index]
        byline = line.mark("page_byline")
        if byline and not line.mark("page_furniture", "page_stamp"):
            return byline
        behind += _prose(line)
        if behind > most:
            return None
    return None


def _prose(line: Line) -> int:
    # a credit or an author glued to a paragraph does not make the paragraph page furniture
    paragraph = line.length > _PARAGRAPH and not line.mark("page_caption")
    return line.length if paragraph or not line.mark(*_NOT_PROSE) else 0
