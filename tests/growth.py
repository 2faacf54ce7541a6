"""Whether the time that something takes grows with its input and no faster: measured against itself, in one run."""

import gc
import time
from collections.abc import Callable

_LONGER = 4
_SLACK = 3
_TRIES = 3
_NOISE = 0.05  # seconds


def is_linear(work: Callable[[int], object], size: int) -> bool:
    """Tell whether four times `size` takes less than three times four times as long; the square takes sixteen."""
    work(size)  # what is loaded or compiled once is not counted
    most = _SLACK * _LONGER * min(_seconds(work, size) for _ in range(_TRIES)) + _NOISE
    # The shortest run counts, so the first that is short enough settles it.
    return any(_seconds(work, _LONGER * size) < most for _ in range(_TRIES))


def _seconds(work: Callable[[int], object], size: int) -> float:
    """Return the time of a run without the collector of garbage: what it finds is not the work's."""
    gc.disable()
    try:
        begun = time.process_time()
        work(size)
        return time.process_time() - begun
    finally:
        gc.enable()
