"""chrono-node by its Vietnamese locale, in one warm Node process.

Of its configurations the one that agrees most with gold is used: the strict one, with words such as "hôm nay" (in the
casual one, "Sáng 14/11" is read as a morning and its day is lost), without those for spans of time (it has no
durations: "trong 6 tháng" becomes a month half a year ahead). The reference is noon of the day of publication; a day
and month without a year is the nearest to it. Without a printed day of publication, the reference is 1 July of the
article's year: a day and month then fall into that year.

The components that it is certain of are the precision: the day (or weekday) 2024-10-18, else the month 2024-10, else
the year 2024. A bare time of day is a mark without a value. A range gives both ends.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any

from benchmarks.marks import Absent, Mark, System

NAME = "chrono-node"
HERE = Path(__file__).parent
_PACKAGE = HERE / "node_modules" / NAME / "package.json"


@contextmanager
def opened() -> Iterator[System]:
    """Give chrono-node; raises Absent without Node, without the package, or where it does not start."""
    node = shutil.which("node")
    if node is None:
        raise Absent("Node is not installed")
    if not _PACKAGE.exists():
        raise Absent(f"{NAME} is not installed (make peers)")
    version = json.loads(_PACKAGE.read_text(encoding="utf-8"))["version"]
    command = [node, str(HERE / "chrono.mjs")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, encoding="utf-8") as process:
        try:
            yield System(NAME, version, (7, 1), lambda text, day: ask(process, text, day), marks)
        finally:
            process.kill()


def ask(process: subprocess.Popen[str], text: str, day: date) -> tuple[Any, float]:
    """Return what chrono finds in a text, and the seconds that it took by Node's own clock."""
    stdin, stdout = stream(process.stdin), stream(process.stdout)
    stdin.write(json.dumps({"text": text, "day": day.isoformat()}) + "\n")
    stdin.flush()
    answer = stdout.readline()
    if not answer:
        said = stream(process.stderr).read().split("\n")
        raise ChronoError(next((line for line in said if "Error" in line), "Node stopped"))
    found = json.loads(answer)
    return found["results"], found["seconds"]


class ChronoError(Exception):
    """Node ended in the middle."""


def stream(pipe: IO[str] | None) -> IO[str]:
    """Return a pipe that was asked for."""
    assert pipe is not None
    return pipe


def marks(raw: Sequence[Mapping[str, Any]], text: str) -> list[Mark]:
    """Return the marks of chrono's results in `text`; its offsets count UTF-16 units."""
    data = text.encode("utf-16-le")
    found: list[Mark] = []
    for result in raw:
        start = len(data[: 2 * result["index"]].decode("utf-16-le"))
        ends = (iso(result[end]) for end in ("start", "end") if result[end])
        found.append(Mark(start, start + len(result["text"]), tuple(end for end in ends if end)))
    return found


def iso(components: Mapping[str, Any]) -> str | None:
    """Return components at the precision of which they are certain; None for a bare time of day."""
    certain = components["certain"]
    year, month, day = (components[name] for name in ("year", "month", "day"))
    if "day" in certain or "weekday" in certain:
        return f"{year:04}-{month:02}-{day:02}"
    if "month" in certain:
        return f"{year:04}-{month:02}"
    return f"{year:04}" if "year" in certain else None
