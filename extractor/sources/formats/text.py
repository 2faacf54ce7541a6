"""Bytes to the text of one article, within bounds; page dumps."""

from collections.abc import Iterator

from extractor.errors import SourceError
from extractor.sources.decode import Decoded, decode
from extractor.sources.formats.given import EMPTY, MOST_BYTES, TOO_LONG, Given
from extractor.sources.item import Item, Options


def decoded(data: bytes, options: Options, offset: int = 0) -> Decoded:
    """Return an article's bytes as text; `offset` is where they stand in their file.

    Raises SourceError if they are too many or no text.
    """
    if len(data) > MOST_BYTES and b"\0" not in data:
        raise SourceError(TOO_LONG)
    return decoded_at(data, options, offset)


def decoded_at(data: bytes, options: Options, offset: int = 0) -> Decoded:
    """Return bytes as text, however many; raises SourceError if they are none."""
    try:
        return decode(data, options.encoding)
    except SourceError:
        if b"\0" in data or options.encoding or not offset:
            raise
        try:
            return Decoded(data.decode(), "utf-8")
        except UnicodeDecodeError as error:
            # of a line in a long file one wants to know where in the file
            raise SourceError(f"not UTF-8 at byte {offset + error.start}: save it as UTF-8") from error


def read(file: Given, options: Options) -> Iterator[Item]:
    """Yield a page dump's one Item; raises SourceError if there is no text, or too much."""
    found = decoded(file.stream.read(MOST_BYTES + 1), options)
    if not found.text.strip():
        raise SourceError(EMPTY)
    yield Item(file.stem, file.origin, "dump", found.text, {}, file.encoding or found.encoding, found.repair)
