"""How the files of a report are named, and the places in them: from names that anyone may have made up."""

import re
from hashlib import sha256

from extractor.text import bare

_LONGEST = 48
_OTHERS = re.compile(r"[^a-z0-9]+")


def slug(name: str) -> str:
    """Return a file name that is safe everywhere and is no other name's: readable letters, then a digest."""
    readable = _OTHERS.sub("-", bare(name))[:_LONGEST].strip("-")
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{readable}-{digest}" if readable else digest


def article_page(article_id: str) -> str:
    """Return the path of an article's page, from the report's root."""
    return f"article/{slug(article_id)}.html"


def group_page(grouping: str, name: str) -> str:
    """Return the path of the page of what shares a name: a province, a campaign, a year, a body."""
    return f"{grouping}/{name}.html" if grouping == "year" and name.isascii() else f"{grouping}/{slug(name)}.html"


def part(page: str, kind: str, number: int) -> str:
    """Return the path of a later part of a list that is too long for one page."""
    return page.removesuffix(".html") + f"-{kind}-{number}.html"


def anchor(start: int, end: int) -> str:
    """Return the id of the mention at `[start, end)` of an article's text, on its page."""
    return f"e{start}-{end}"


def sorted_by(name: str) -> tuple[str, str]:
    """Return by what a name is sorted in an index: its letters without their marks, then with them."""
    return bare(name), name
