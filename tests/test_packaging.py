"""What is installed is what the project says: one version, working entry points, the rules in the wheel."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

import extractor

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENTRY_POINTS = sorted(distribution("phongtrao").entry_points)


def test_version_is_the_same_everywhere() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert extractor.__version__ == PROJECT["version"] == distribution("phongtrao").version
    assert f"## [{extractor.__version__}]" in changelog


def test_every_declared_entry_point_is_installed() -> None:
    declared = {("console_scripts", name, target) for name, target in PROJECT["scripts"].items()} | {
        (group, name, target) for group, members in PROJECT["entry-points"].items() for name, target in members.items()
    }
    assert {(point.group, point.name, point.value) for point in ENTRY_POINTS} == declared


@pytest.mark.parametrize("point", ENTRY_POINTS, ids=lambda point: point.name)
def test_entry_point_loads(point) -> None:
    assert callable(point.load())


def test_lock_names_no_host_and_no_path() -> None:
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert "--hash=sha256:" in lock
    assert not re.search(r"://|(?:^|\s)(?:--(?:extra-)?index-url|--find-links|-e|-i|-f|/)", lock)


def test_wheel_holds_every_rule_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    rules = {
        f"extractor/patterns/{path.relative_to(ROOT / 'patterns').as_posix()}"
        for path in (ROOT / "patterns").rglob("*")
        if path.suffix in {".toml", ".txt", ".tsv"}
    }
    assert rules, "patterns/ holds no rule file"
    assert rules <= packed
    assert "extractor/py.typed" in packed
    beside = {
        "cli/help.txt",
        "cli/terminal/review.tcss",
        "desk/locale/vi/LC_MESSAGES/phongtrao.mo",
        "export/words.toml",
    }
    assert {f"extractor/{name}" for name in beside} <= packed
