"""README and worked example tell the truth: their sessions and their Python are run, and the output compared."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from update_readme import PAGES, refreshed  # noqa: E402  # a script is no package

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"^```python\n(.*?)^```$", README, re.M | re.S)


TIME = re.compile(r"'\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?\+00:00'")
TIMED = ('INSERT INTO "runs"', 'INSERT INTO "_sqlite_migrations"')


def dump(path: Path) -> list[str]:
    """Return the database as SQL, the times left out at which it was made and its run began and ended."""
    with closing(sqlite3.connect(path)) as db:
        return [TIME.sub("'now'", line) if line.startswith(TIMED) else line for line in db.iterdump()]


def test_sessions_print_what_they_show_and_ingest_the_same_database(tmp_path: Path) -> None:
    """Those of a page run one after the other in a folder that holds the corpus, which each page ingests anew."""
    for page in PAGES:
        folder = tmp_path / page.stem
        folder.mkdir()
        (folder / "corpus").symlink_to(ROOT / "corpus")
        sessions = re.findall(r"^```console\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S)
        assert len(sessions) >= 4
        assert [refreshed(session, folder) for session in sessions] == sessions
    one, other = dump(tmp_path / "README" / "campaigns.db"), dump(tmp_path / "example" / "clippings.db")
    assert len(one) > 10_000 and one == other


@pytest.mark.parametrize("program", PROGRAMS)
def test_programs_run(program: str) -> None:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
