"""Reads a page's text into an Article: what pages and JSON Lines records share."""

from collections.abc import Mapping
from typing import Any

from extractor.models import Article, ArticleInfo, Evidence
from extractor.rules.book import RuleBook
from extractor.rules.mention import Mention, Span
from extractor.sources.byline import find_byline
from extractor.sources.captions import caption_spans
from extractor.sources.furniture import furniture_spans, hidden_lines, repeated_lines
from extractor.sources.head import Head, foot_stamp, read_head
from extractor.sources.lines import Line, read_lines
from extractor.sources.source import host_of, page_source
from extractor.sources.stamp import stamp_value


def analyse(
    text: str,
    id: str,
    origin: str,
    book: RuleBook,
    given: Mapping[str, str] | None = None,
    title: Span | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Article:
    """Return the Article of canonical `text`.

    `given` holds the fields that the source itself states (they win over the text); `title` is where a stated
    title stands in the text.
    """
    given = given or {}
    lines = read_lines(text, book)
    head = read_head(lines, title)
    hidden = hidden_lines(lines, head.first)
    repeats = repeated_lines(lines)
    byline = find_byline(lines, head, hidden)
    read = _evidence(text, lines, head, byline, titled=title is not None)
    return Article(
        id=id,
        text=text,
        origin=origin,
        info=information(read, given),
        body=lines[head.first].start if head.first < len(lines) else len(text),
        furniture=tuple(furniture_spans(lines, head, byline, hidden, repeats)),
        captions=tuple(caption_spans(lines, head, byline, hidden, repeats)),
        extra=dict(extra or {}),
    )


def _quote(field: str, text: str, span: Span, rule: str) -> Evidence:
    return Evidence(field=field, start=span[0], end=span[1], quote=text[slice(*span)], rule=rule)


def _evidence(
    text: str, lines: list[Line], head: Head, byline: Mention | None, titled: bool
) -> dict[str, tuple[str, Evidence]]:
    """Return what the text itself tells: field → value and its evidence."""
    found: dict[str, tuple[str, Evidence]] = {}

    def add(field: str, value: str | None, span: Span | None, rule: str) -> None:
        if value and span:
            found[field] = value, _quote(field, text, span, rule)

    if head.title:
        add("title", text[slice(*head.title)], head.title, "source.title" if titled else "page.title")
    stamp = head.stamp or foot_stamp(lines, head.first)
    if stamp:
        add("published", stamp_value(stamp), _trimmed(text, (stamp.start, stamp.end)), stamp.rule.id)
    if byline and "author" in byline.groups:
        span = _trimmed(text, byline.groups["author"])
        add("author", " ".join(text[slice(*span)].split()), span, byline.rule.id)
    source = page_source(lines, head.first)
    if source and "url" in source.groups:
        add("url", source.raw("url"), source.groups["url"], source.rule.id)
        add("source", host_of(source.raw("url")), source.groups["url"], source.rule.id)
    elif source:
        add("source", host_of(source.raw("host")), source.groups.get("host"), source.rule.id)
    return found


def _trimmed(text: str, span: Span) -> Span:
    piece = text[slice(*span)]
    start = span[0] + len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())


def information(read: Mapping[str, tuple[str, Evidence]], given: Mapping[str, str]) -> ArticleInfo:
    """Return the article's own data: what the source states (`given`) before what is `read` in the text."""
    values: dict[str, str | None] = {field: value for field, (value, _) in read.items()}
    values.update(given)
    basis = {field: "source" for field in ("published", "source", "url", "author") if field in given}
    if values.get("source") is None and values.get("url"):
        values["source"] = host_of(values["url"])
        basis["source"] = "source"
    evidence = tuple(item for field, (_, item) in read.items() if field == "title" or field not in given)
    return ArticleInfo(**values, evidence=evidence, basis=basis)
