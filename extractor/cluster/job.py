"""What decides what an input yields: whatever differs in it makes other shards."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from extractor.sources import Failure, File


@dataclass(frozen=True, slots=True)
class Job:
    """The program, the rules (by the digest of their RuleBook) and the options of reading."""

    version: str
    rulebook: str
    every: bool = False
    since: str | None = None
    seconds: float = 60.0
    encoding: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was when the shards were planned; `stamp` is size and time of change, null where it is not there."""

    file: File
    stamp: tuple[int, int] | None


Part = Seen | Failure


@dataclass(frozen=True, slots=True)
class Shard:
    """Inputs that are read as one, in their order."""

    job: Job
    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        """The digest of all that decides what is in the shard: the job, and each file with its path and stamp."""
        held = [asdict(self.job), [_identity(part) for part in self.parts]]
        return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()[:32]

    @property
    def origin(self) -> str:
        """The first input, and how many there are more, for messages."""
        first = self.parts[0]
        origin = first.file.origin if isinstance(first, Seen) else first.origin
        return origin if len(self.parts) == 1 else f"{origin} and {len(self.parts) - 1} more"


def stamp_of(path: Path) -> tuple[int, int] | None:
    """Return size and time of change of a file, or None where it is not there or cannot be looked at."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def _identity(part: Part) -> list[Any]:
    if isinstance(part, Failure):
        return [part.origin, part.reason]
    return [part.file.origin, str(part.file.path), part.file.sure, part.stamp]
