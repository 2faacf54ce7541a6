"""How long a rule may take at one place of a text."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

TIMEOUT_SECONDS = 5.0
"""No rule may spend longer on one sentence where nothing else stops it."""
_patience: ContextVar[float | None] = ContextVar("patience", default=TIMEOUT_SECONDS)


def patience() -> float | None:
    """Return the seconds after which `regex` is to raise TimeoutError; None where something else stops it."""
    return _patience.get()


@contextmanager
def watched() -> Iterator[None]:
    """Let rules take as long as they will: for who stops them by a signal, which `regex` looks out for.

    To be told a time it asks the clock twice at each place at which a rule is tried: a twelfth of what reading takes.
    """
    before = _patience.set(None)
    try:
        yield
    finally:
        _patience.reset(before)
