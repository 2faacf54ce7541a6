"""All text of an HTML page, for pages in which no article can be told from the rest."""

import re
from typing import Any

from extractor.sources.formats.library import library

_NO_TEXT = {"script", "style", "noscript", "template", "head", "title", "svg", "iframe", "select", "button"}
_IN_LINE = {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "img", "ins", "kbd", "label"}
_IN_LINE |= {"mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
_DEEPEST = 2000
"""The parser leaves out what is nested in more tags than about this."""
_TAG_IN_LINE = re.compile(rf"</?(?:{'|'.join(sorted(_IN_LINE))})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_TAG = re.compile(rf"<(?!/?(?:{'|'.join(sorted(_NO_TEXT))})[\s/>])/?[a-z][^<>]*>", re.IGNORECASE)


def plain_text(source: str) -> str:
    """Return all text of a page, each block on lines of its own; tags may be nested however deep."""
    text, depth = _read(source)
    if depth >= _DEEPEST:
        # without its tags nothing is nested
        text, _ = _read(_TAG.sub("<br>", _TAG_IN_LINE.sub("", source)))
    return text


def _read(source: str) -> tuple[str, int]:
    """Return the text, and in how many tags the innermost is nested."""
    html, etree = library("lxml.html", "html"), library("lxml.etree", "html")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    root = html.document_fromstring(source.encode(), parser=parser)
    pieces: list[str] = []
    hidden = depth = deepest = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name, step = node.tag, (event == "start") - (event == "end")
        depth += step
        deepest = max(depth, deepest)
        hidden += step * (name in _NO_TEXT)
        if isinstance(name, str) and name not in _IN_LINE:
            pieces.append("\n")
        if not hidden:
            pieces.append(_flat(node.text if event == "start" else node.tail))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line), deepest


def _flat(text: Any) -> str:
    return (text or "").replace("\n", " ").replace("\r", " ")
