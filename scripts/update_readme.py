"""Run the console sessions of the README and of the worked example again, and write what they print now into them.

python scripts/update_readme.py
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "README.md", ROOT / "docs" / "example.md")
_SESSION = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.M | re.S)


def refreshed(session: str, folder: Path) -> str:
    """Return a session with the present output below each of its commands, run in `folder`.

    A command goes on in the lines that begin with `> `.
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    lines: list[str] = []
    for typed in re.findall(r"^\$ (.*(?:\n> .*)*)$", session, re.M):
        command = typed.replace("\n> ", "\n")
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=True,
        )
        lines.append(f"$ {typed}\n" + (f"{done.stdout.rstrip()}\n" if done.stdout.strip() else ""))
    return "".join(lines)


def main() -> None:
    """Rewrite them in place."""
    for page in PAGES:
        _rewrite(page)


def _rewrite(page: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "corpus").symlink_to(ROOT / "corpus")
        text = _SESSION.sub(lambda m: refreshed(m[1], folder), page.read_text(encoding="utf-8"))
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
