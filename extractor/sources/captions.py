"""Which spans are captions: by form, by their credit, by being printed twice, by the company they keep."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set

import regex

from extractor.rules.mention import Mention, Span
from extractor.sources.head import Head
from extractor.sources.lines import SHORT, Line

_SENTENCE_END = regex.compile(r"(?<!(?<!\p{L})\p{Lu}{1,2})[.!?…][\"”]? *(?=\p{Lu}|\Z)")
"""One or two capitals before a full stop are an abbreviation or an initial."""
_ABBREVIATION = 3
"""How many characters before a stop tell whether it ends a sentence."""
_OTHER = ("page_furniture", "page_related", "page_stamp", "page_url", "page_repost", "page_byline")
_SOME_GAPS = 0.3
"""Where this share of lines follows a blank one, paragraphs are set apart and neighbours belong together."""
_LEAD = 80
"""A sentence longer than this that heads the report is its lead, whatever its form."""
_GLUED = 200
"""No caption inside a paragraph is longer, in characters."""
_COPIES = 2
"""No caption is printed again more often."""
_BULLETS = "-–+*•(#"
"""What heads a list's items."""
_LETTERS = 8
"""No caption has fewer letters."""
_AROUND = " .,;:»>-()"
"""What the end of the sentence before may leave at a caption's start."""


def caption_spans(
    lines: Sequence[Line], head: Head, byline: Mention | None, hidden: Set[int], repeats: Mapping[int, int]
) -> list[Span]:
    """Return the spans of captions, ascending; the later copies of repeated lines are furniture instead."""
    behind = byline.end if byline else None
    candidates = [
        index
        for index in range(head.first, len(lines))
        if index not in hidden and index not in repeats and not _other(lines[index])
    ]
    possible = frozenset(candidates)
    copied = Counter(repeats.values())
    whole = {
        i for i in candidates if _is_caption(lines[i], behind) and (i in copied or not _is_lead(lines[i], i, head))
    }
    whole |= {i for i in copied.keys() & possible if _is_repeated(lines, i, head, copied[i])}
    before = {index - 1 for index, line in enumerate(lines) if _is_credit(line)}
    whole |= {i for i in before & possible if lines[i].mark("page_actor")}
    whole |= _neighbours(lines, head.first, possible, whole)
    whole = {index for index in whole if not _is_credit(lines[index])}
    spans = [lines[index].span for index in whole]
    for index in candidates:
        if index not in whole:
            spans.extend(_credited(lines[index]))
    read = (index for index in range(len(lines)) if index not in hidden and index not in repeats)
    return _without_own_counts(sorted(spans), [m for i in read for m in lines[i].marks.get("page_count", ())])


def _without_own_counts(spans: Sequence[Span], counts: Sequence[Mention]) -> list[Span]:
    """Leave out captions (`spans`, ascending) with a count that stands outside captions nowhere.

    Such a line is read as the report's, so that no count is lost.
    """
    starts = [start for start, _ in spans]
    inside: dict[Span, set[str]] = {}
    stated: set[str] = set()
    for count in counts:
        key = "".join(count.quote.casefold().split()).lstrip("0")
        at = bisect_right(starts, count.start) - 1
        if at >= 0 and count.start < spans[at][1]:
            inside.setdefault(spans[at], set()).add(key)
        else:
            stated.add(key)
    return [span for span in spans if inside.get(span, set()) <= stated]


def _is_lead(line: Line, index: int, head: Head) -> bool:
    return index == head.first and line.stopped and line.length > _LEAD and not line.mark("page_credit")


def _other(line: Line) -> bool:
    # a byline glued to a paragraph's end leaves the paragraph what it is
    return any(mention.start <= line.start for label in _OTHER for mention in line.marks.get(label, ()))


def _is_caption(line: Line, behind: int | None) -> bool:
    if line.mark("page_opening"):
        return False
    if line.mark("page_caption"):
        return True
    credit = line.mark("page_credit")
    if credit and credit.end >= line.end and line.start < credit.start:
        before = line.text[: credit.start - line.start]
        return len(before) <= SHORT and _one_sentence(before)
    return behind is not None and line.start >= behind and line.mark("page_actor") is not None


def _one_sentence(text: str) -> bool:
    return sum(1 for _ in _SENTENCE_END.finditer(text.rstrip(" -("))) <= 1


def _is_repeated(lines: Sequence[Line], index: int, head: Head, copies: int) -> bool:
    """A lead printed twice is no caption, nor is a table's row or a list's item."""
    line = lines[index]
    if copies > _COPIES or line.text[0] in _BULLETS or line.text[-1] in ":,;":
        return False
    if not line.stopped:
        return True
    return index > head.first + 1 and line.length <= SHORT and not line.mark("page_opening")


def _is_credit(line: Line) -> bool:
    credit = line.mark("page_credit")
    return credit is not None and credit.start <= line.start and credit.end >= line.end


def _neighbours(lines: Sequence[Line], first: int, candidates: Set[int], whole: Set[int]) -> set[int]:
    """Short lines set in one block with a caption are captions too, where blank lines part the paragraphs."""
    report = lines[first:]
    if sum(line.gap for line in report) < _SOME_GAPS * len(report):
        return set()
    result: set[int] = set()
    for block in _blocks(lines, first):
        if any(index in whole for index in block):
            result |= {i for i in block if i in candidates and _fits(lines[i])}
    return result


def _fits(line: Line) -> bool:
    return line.length <= SHORT and not line.mark("page_opening") and _one_sentence(line.text)


def _blocks(lines: Sequence[Line], first: int) -> Iterator[list[int]]:
    block: list[int] = []
    for index in range(first, len(lines)):
        if lines[index].gap and block:
            yield block
            block = []
        block.append(index)
    if block:
        yield block


def _credited(line: Line) -> Iterator[Span]:
    """Yield the sentence before each credit inside a paragraph."""
    behind = 0  # the credit before
    for credit in line.marks.get("page_credit", ()):
        end = max(credit.start - line.start, 0)
        while end > behind and line.text[end - 1] in " -(":
            end -= 1
        from_ = max(behind, end - SHORT)
        base = max(from_ - _ABBREVIATION, 0)
        before = line.text[base:end]
        ends = [base + m.end() for m in _SENTENCE_END.finditer(before, from_ - base) if base + m.end() < end]
        start = ends[-1] if ends else from_
        if (ends or from_ == behind) and 0 < end - start <= _GLUED:
            start += len(line.text[start:end]) - len(line.text[start:end].lstrip(_AROUND))
            if sum(map(str.isalpha, line.text[start:end])) >= _LETTERS:
                yield line.start + start, line.start + end
        behind = credit.end - line.start
