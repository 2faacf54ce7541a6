"""README and worked example tell the truth: their sessions and their Python are run, and the output compared."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from update_readme import PAGES, refreshed  # noqa: E402  # a script is no package

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"^```python\n(.*?)^```$", README, re.M | re.S)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.stem))
def test_sessions_print_what_they_show(tmp_path: Path, page: Path) -> None:
    """They run one after the other in a folder that holds the corpus."""
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    sessions = re.findall(r"^```console\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S)
    assert len(sessions) >= 4
    assert [refreshed(session, tmp_path) for session in sessions] == sessions


@pytest.mark.parametrize("program", PROGRAMS)
def test_programs_run(program: str) -> None:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
