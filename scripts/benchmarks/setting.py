"""Where the articles are, and what the figures were measured on."""

import os
import platform
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PHONGTRAO_SHARED", ROOT.parent / "shared"))


def machine() -> dict[str, str | int | None]:
    """Return what a reader must know of the machine to compare speeds."""
    return {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count()}
