"""Time `phongtrao ingest` from end to end, as a user meets it: start-up, reading, matching and writing.

Each round fills a new database in a temporary folder; the best round counts.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PHONGTRAO = Path(sys.executable).with_name("phongtrao")


def timed(*arguments: str | Path) -> float:
    """Run the command once and return the seconds it took; what it prints is dropped, its errors are not."""
    start = time.perf_counter()
    subprocess.run([PHONGTRAO, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("articles", type=Path, help="a folder of articles")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()

    sizes = [path.stat().st_size for path in options.articles.rglob("*") if path.is_file()]
    if not sizes:
        parser.error(f"{options.articles} holds no file")
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")

    kilobytes = sum(sizes) / 1000
    start_up = min(timed("--version") for _ in range(options.rounds))
    with tempfile.TemporaryDirectory() as folder:
        ingest = min(
            timed("ingest", options.articles, "--db", Path(folder) / f"{number}.db")
            for number in range(options.rounds)
        )

    print(f"start-up  {start_up:8.2f} s")
    print(
        f"ingest    {ingest:8.2f} s   {len(sizes)} files, {kilobytes:.1f} kB: "
        f"{len(sizes) / ingest:.1f} files/s, {kilobytes / ingest:.1f} kB/s, start-up included"
    )


if __name__ == "__main__":
    main()
