"""How long a command takes from a standing start."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.setting import ROOT, SHARED
from benchmarks.sheet import Cell, Sheet, spread

_OURS = [sys.executable, "-m", "extractor.cli.main"]


def cold(repeats: int) -> Sheet:
    """Return the wall time of starting Python, our command, and what others import."""
    one = next(iter(sorted([*(SHARED / "seeds").glob("*.txt"), *(ROOT / "corpus" / "articles").glob("*.txt")])))
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "phongtrao --help": [*_OURS, "--help"],
        "phongtrao extract ARTICLE": [*_OURS, "extract", str(one)],
        'python -c "import spacy, underthesea"': [sys.executable, "-c", "import spacy, underthesea"],
    }
    timed = {name: [_seconds(command) for _ in range(repeats + 1)][1:] for name, command in commands.items()}
    python = statistics.median(timed["python -c pass"])
    rows: list[dict[str, Cell]] = [
        {
            "command": name,
            "seconds": statistics.median(seconds),
            "times Python's start": statistics.median(seconds) / python,
            "spread": spread(seconds),
        }
        for name, seconds in timed.items()
    ]
    size = Path(one).stat().st_size / 1000
    return Sheet("Cold start", rows, f"The article has {size:.1f} KB; files are in the system's cache.")


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start
