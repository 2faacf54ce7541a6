"""What the commands share: the RuleBook, and articles with their extractions."""

from collections.abc import Collection, Iterable, Iterator

from extractor.errors import PatternError, PhongtraoError
from extractor.extract import extract
from extractor.models import Article, Extraction
from extractor.rules.book import RuleBook, load, patterns_dir
from extractor.sources import Failure, read


def rulebook() -> RuleBook:
    """Return the RuleBook; raises PatternError also where a file of it cannot be read."""
    try:
        book = load()
    except OSError as error:
        raise PatternError(f"{error.filename or patterns_dir()}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise PatternError(f"{patterns_dir()}: a file is not UTF-8: {error}") from error
    if not book.rules:
        raise PatternError(f"{patterns_dir()}: no rules in it; set PHONGTRAO_PATTERNS or reinstall phongtrao")
    return book


def unique(items: Iterable[Article | Failure]) -> Iterator[Article | Failure]:
    """Yield `items`; an article with the id of one before becomes a Failure, lest it replace that."""
    seen: dict[str, str] = {}
    for item in items:
        if isinstance(item, Article) and item.id in seen:
            reason = f"the id {item.id} is that of {seen[item.id]}: give one of them another id or file name"
            yield Failure(item.origin, reason)
            continue
        if isinstance(item, Article):
            seen[item.id] = item.origin
        yield item


def failure_of(article: Article, error: Exception) -> Failure:
    """Return why an article could not be worked through."""
    if isinstance(error, TimeoutError):
        return Failure(article.origin, "took too long to read: cut it into articles")
    return Failure(article.origin, f"an error in phongtrao, please report it: {type(error).__name__}: {error}")


def extractions(
    paths: Iterable[str], book: RuleBook, only: Collection[str] | None = None
) -> Iterator[tuple[Article, Extraction] | Failure]:
    """Yield each article of `paths` with its extraction, or a Failure; with `only`, just those ids."""
    for item in unique(read(paths, book)):
        if isinstance(item, Failure):
            yield item
        elif only is None or item.id in only:
            yield _extracted(item, book)


def _extracted(article: Article, book: RuleBook) -> tuple[Article, Extraction] | Failure:
    try:
        return article, extract(article, book)
    except PhongtraoError:
        raise
    except Exception as error:  # one article must not stop the others
        return failure_of(article, error)
