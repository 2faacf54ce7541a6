"""Page dumps: one article a text file, with what the page printed around it."""

from extractor.models import Article
from extractor.rules.book import RuleBook
from extractor.sources.analyse import analyse
from extractor.text import canonical


def read_page(text: str, id: str, origin: str, book: RuleBook) -> Article:
    """Return the Article of a page dump: title, stamp, author and source are read from it, with evidence."""
    return analyse(canonical(text), id, origin, book)
