"""What archives share: their members as files."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from extractor.errors import SourceError
from extractor.sources.failure import Failure
from extractor.sources.formats.bounds import ExhaustedError, Unpacked
from extractor.sources.formats.given import Given, given_in, shown
from extractor.sources.formats.sniff import FORMATS


def is_litter(name: str) -> bool:
    """Whether a member is what macOS adds to its archives."""
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name.startswith("._")


def inner(file: Given, name: str, unpacked: Unpacked) -> Iterator[Given | Failure]:
    """Yield a member of the archive `file` as a file, or a Failure if it cannot even be begun."""
    name = " ".join(shown(name).split())
    origin = f"{file.origin}!{name}"
    sure = PurePosixPath(name).suffix.lower() in FORMATS
    # the packing around an archive is one with it
    outer = replace(file, depth=file.depth - file.packed)
    try:
        found = given_in(outer, io.BufferedReader(unpacked), name, origin, sure=sure)
    except ExhaustedError:
        raise
    except SourceError as error:
        yield Failure(origin, str(error))
    else:
        yield found
