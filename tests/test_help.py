"""The command's own help: it comes from a file at once, and nobody can tell it from what click prints."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pytest
from make_help import help_text

from extractor.cli.commands import cli
from extractor.cli.main import HELP, main

COMMAND = [sys.executable, "-m", "extractor.cli.main"]
ASKED: list[list[str]] = [["--help"], ["-h"], []]
Env = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def plain(monkeypatch: Env) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("_PHONGTRAO_COMPLETE", raising=False)


def by_click() -> str:
    """Return what click prints here and now."""
    return cli.make_context("phongtrao", [], resilient_parsing=True).get_help() + "\n"


def test_the_file_is_what_click_prints() -> None:
    assert Path(HELP).read_text(encoding="utf-8") == help_text(), "run scripts/make_help.py"


@pytest.mark.parametrize("columns", [None, "", "none", "0", "20", "66", "79", "80", "200"])
@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_it_is_as_wide_as_by_click(
    asked: list[str], columns: str | None, monkeypatch: Env, capfd: pytest.CaptureFixture[str]
) -> None:
    if columns is not None:
        monkeypatch.setenv("COLUMNS", columns)
    code = main(asked)
    printed = tuple(capfd.readouterr())
    assert (code, *printed) == ((0, by_click(), "") if asked else (2, "", by_click()))


def more_of(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1024)
    except OSError:  # Linux's way to say that nobody writes any more
        return b""


@pytest.mark.parametrize("columns", [0, 66, 79, 80, 200])
def test_in_a_terminal_it_is_as_wide_as_by_click(columns: int, monkeypatch: Env) -> None:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen([*COMMAND, "--help"], stdout=theirs) as running:
        os.close(theirs)
        printed = b"".join(iter(lambda: more_of(ours), b""))
    os.close(ours)
    assert running.returncode == 0
    if columns:
        monkeypatch.setenv("COLUMNS", str(columns))
    assert printed.decode().replace("\r\n", "\n") == by_click()


@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_it_imports_nothing_beside_the_package(asked: list[str]) -> None:
    code = (
        "import sys; before = set(sys.modules); from extractor.cli.main import main; main(sys.argv[1:])\n"
        "more = {name for name in set(sys.modules) - before if name.split('.')[0] not in sys.stdlib_module_names}\n"
        "slow = {'pathlib', 're', 'shutil', 'typing'} & (set(sys.modules) - before)\n"
        "sys.exit(more | slow != {'extractor', 'extractor.cli', 'extractor.cli.main'} and f'{more | slow}')"
    )
    done = subprocess.run([sys.executable, "-c", code, *asked], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout + done.stderr == help_text()


def test_completion_is_for_click(monkeypatch: Env, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("_PHONGTRAO_COMPLETE", "zsh_source")
    with pytest.raises(SystemExit):
        main(["--help"])
    assert capsys.readouterr().out.startswith("#compdef phongtrao")


def closed() -> None:
    os.close(1)


@pytest.mark.parametrize("columns", [None, "66"], ids=["file", "click"])
@pytest.mark.parametrize(
    "ready, code", [(closed, 0), (None, 1)], ids=["standard output is closed", "its reader has gone"]
)
def test_nobody_reads_it(ready: Callable[[], None] | None, code: int, columns: str | None, monkeypatch: Env) -> None:
    if columns is not None:
        monkeypatch.setenv("COLUMNS", columns)
    reader, writer = os.pipe()
    os.close(reader)
    command = [*COMMAND, "--help"]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, preexec_fn=ready, timeout=60)
    os.close(writer)
    assert (done.returncode, done.stderr) == (code, b"")
