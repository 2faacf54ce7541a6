"""Articles from the web: read one at a time, politely, and only from addresses that are public.

Nothing here runs unless it is called, and its libraries are an extra: `install phongtrao[fetch]`.
"""

from collections.abc import Iterable, Iterator

from extractor.errors import SourceError
from extractor.sources.failure import Failure
from extractor.sources.fetch.addresses import Address, addresses_of
from extractor.sources.fetch.options import FetchOptions
from extractor.sources.item import Item

__all__ = ["Address", "FetchOptions", "addresses_of", "fetch"]


def fetch(addresses: Iterable[str], options: FetchOptions | None = None) -> Iterator[Item | Failure]:
    """Return an iterator of what is found at `addresses`, in order: an Item each, or a Failure.

    The address of a feed stands for its entries. Nothing is asked for before the iterator is. Raises SourceError
    at once if the libraries are not installed; a bad address or answer is a Failure, whatever it holds.
    """
    try:
        from extractor.sources.fetch.articles import articles
    except ModuleNotFoundError as error:
        raise SourceError(f"reading from the web needs {error.name}: install phongtrao[fetch]") from error
    return articles(addresses, options or FetchOptions())
