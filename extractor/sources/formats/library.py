"""Libraries that only some formats need."""

import importlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from extractor.errors import SourceError


def library(module: str, extra: str) -> Any:
    """Return a module of the optional extra `extra`; raises SourceError if it is not installed."""
    name = module.partition(".")[0]
    logging.getLogger(name).addHandler(logging.NullHandler())  # else it would print to standard error
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise SourceError(f"needs a library that is not installed: install phongtrao[{extra}]") from error


@contextmanager
def careful(what: str) -> Iterator[None]:
    """Turn whatever a library raises for a bad file into a SourceError: such files make them raise anything."""
    try:
        yield
    except (SourceError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except MemoryError as error:
        raise SourceError(f"a damaged {what}, or too big for this machine's memory: get it anew") from error
    except BaseException as error:  # a panic of a library in Rust is no Exception
        said = " ".join(str(error).split())[:120]
        raise SourceError(
            f"a damaged {what}, or one cut short ({said or type(error).__name__}): get it anew"
        ) from error
