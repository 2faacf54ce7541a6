"""Run the README's console sessions again and write what they print now into it.

python scripts/update_readme.py
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_SESSION = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.M | re.S)


def refreshed(session: str, folder: Path) -> str:
    """Return a session with the present output below each of its commands, run in `folder`."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    lines: list[str] = []
    for command in re.findall(r"^\$ (.*)$", session, re.M):
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=True,
        )
        lines.append(f"$ {command}\n{done.stdout.rstrip()}\n")
    return "".join(lines)


def main() -> None:
    """Rewrite README.md in place."""
    readme = ROOT / "README.md"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "corpus").symlink_to(ROOT / "corpus")
        text = _SESSION.sub(lambda m: refreshed(m[1], folder), readme.read_text(encoding="utf-8"))
    readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
