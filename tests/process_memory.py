"""The memory of a process together with all that it started."""

import subprocess
import time

import psutil

_EVERY = 0.5  # seconds


def peak_of_tree(process: "subprocess.Popen[str]") -> float:
    """Wait for a process; return the most that it and its descendants held at once, in MB.

    Where the system tells (Linux) memory that several share is divided among them (proportional set size).
    """
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _held(process.pid))
        time.sleep(_EVERY)
    return peak / 1e6


def _held(pid: int) -> float:
    try:
        top = psutil.Process(pid)
        return sum(map(_of, [top, *top.children(recursive=True)]))
    except psutil.Error:
        return 0


def _of(process: psutil.Process) -> int:
    try:
        held = process.memory_full_info()
    except psutil.Error:  # it ended just now, or is not ours to look at
        return 0
    return int(getattr(held, "pss", held.rss))
