"""The README tells the truth: its console sessions and its Python are run, and their output compared."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from update_readme import refreshed  # noqa: E402  # a script is no package

README = (ROOT / "README.md").read_text(encoding="utf-8")
SESSIONS = re.findall(r"^```console\n(.*?)^```$", README, re.M | re.S)
PROGRAMS = re.findall(r"^```python\n(.*?)^```$", README, re.M | re.S)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the corpus in it, in which the sessions run one after the other."""
    path = tmp_path_factory.mktemp("readme")
    (path / "corpus").symlink_to(ROOT / "corpus")
    return path


def test_sessions_print_what_they_show(folder: Path) -> None:
    assert len(SESSIONS) >= 4
    assert [refreshed(session, folder) for session in SESSIONS] == SESSIONS


@pytest.mark.parametrize("program", PROGRAMS)
def test_programs_run(program: str) -> None:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
