"""Whether the time that something takes grows with its input and no faster: measured against itself, in one run."""

import gc
import time
from collections.abc import Callable

_LONGER = 4
_SLACK = 3
_NOISE = 0.05  # seconds


def is_linear(work: Callable[[int], object], size: int) -> bool:
    """Tell whether four times `size` takes less than three times four times as long; the square takes sixteen."""
    work(size)  # what is loaded or compiled once is not counted
    return _seconds(work, _LONGER * size) < _SLACK * _LONGER * _seconds(work, size) + _NOISE


def _seconds(work: Callable[[int], object], size: int) -> float:
    """Return the shortest of three runs, without the collector of garbage: what it finds is not the work's."""
    taken = []
    gc.disable()
    try:
        for _ in range(3):
            begun = time.process_time()
            work(size)
            taken.append(time.process_time() - begun)
    finally:
        gc.enable()
    return min(taken)
