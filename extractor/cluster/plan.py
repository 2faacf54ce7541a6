"""Which shards a job makes of its inputs, in which order: a file beside the shards says it."""

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from extractor.cluster.errors import ClusterError
from extractor.cluster.job import Job, Part, Seen, Shard, stamp_of
from extractor.cluster.whole import write_whole
from extractor.sources import Failure, File, Options, files

PLAN = "plan.json"
_ALONE = 1_000_000
"""A file of so many bytes is a shard by itself; smaller ones go together."""
_MOST_BYTES = 4_000_000
_MOST_FILES = 200
_ONE_IN = 64
"""A group ends at one file in so many, which its name decides: a new file changes only the group it is in."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The shards of a job in the order of its inputs, and the folder that they lie in."""

    folder: Path
    job: Job
    shards: Sequence[Shard]


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan as its file tells it: the job, and the names of the shards."""

    job: Job
    names: Sequence[str]


def plan(paths: Sequence[str], folder: Path, job: Job) -> Plan:
    """Look through `paths` and write down in `folder` which shards are to be made; nothing is read for records.

    Raises ClusterError if the folder cannot be used, or if workers elsewhere could not read an input.
    """
    folder = folder.absolute()
    _check(paths, folder)
    found = files(paths, Options(columns=job.columns, encoding=job.encoding))
    made = Plan(folder, job, [Shard(job, parts) for parts in _grouped(map(_seen, found))])
    held = {"job": asdict(job), "paths": _absolute(paths), "shards": [shard.name for shard in made.shards]}
    write_whole(folder / PLAN, lambda path: path.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8"))
    return made


def planned(folder: Path) -> Planned:
    """Return what is planned in a folder; raises ClusterError where nothing is."""
    held = _held(folder)
    if held is None:
        raise ClusterError(f"{folder}: no shards here: name the folder that ingest --shards was given")
    try:
        return Planned(Job(**held["job"]), [str(name) for name in held["shards"]])
    except (KeyError, TypeError) as error:
        raise ClusterError(f"{folder / PLAN} is damaged, or of another version: run ingest again") from error


def _held(folder: Path) -> Mapping[str, Any] | None:
    file = folder / PLAN
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ClusterError(f"{file} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise ClusterError(f"{file} is damaged: remove it and run ingest again") from error
    if not isinstance(held, dict):
        raise ClusterError(f"{file} is damaged: remove it and run ingest again")
    return held


def _check(paths: Sequence[str], folder: Path) -> None:
    if "-" in paths:
        raise ClusterError("standard input: workers elsewhere cannot read it: name files or folders")
    for path in paths:
        if path.strip() and os.path.isdir(path) and folder.resolve().is_relative_to(Path(path).resolve()):
            raise ClusterError(f"{folder} lies in {path}, which is read: put the shards elsewhere")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ClusterError(f"{folder}: no folder can be made here: {error.strerror or error}") from error
    before = _held(folder)
    if before and before.get("paths") != _absolute(paths):
        raise ClusterError(f"{folder} holds shards of other inputs: name a new folder, and merge both")


def _absolute(paths: Iterable[str]) -> list[str]:
    return [os.path.abspath(path) if path.strip() else path for path in paths]


def _seen(found: File | Failure) -> Part:
    if isinstance(found, Failure):
        return found
    path = found.path.absolute()
    stamp = stamp_of(path)
    if stamp and not stat.S_ISREG(path.stat().st_mode):
        raise ClusterError(f"{found.origin}: not a file but a pipe or a device: workers elsewhere cannot read it")
    return Seen(replace(found, path=path), stamp)


def _grouped(parts: Iterable[Part]) -> Iterator[tuple[Part, ...]]:
    """Yield the parts of each shard; groups of small files end where the names say, so that they stay as they are."""
    group: list[Part] = []
    size = 0
    for part in parts:
        length = part.stamp[0] if isinstance(part, Seen) and part.stamp else 0
        if length >= _ALONE and group:
            yield tuple(group)
            group, size = [], 0
        group.append(part)
        size += length
        if size >= _MOST_BYTES or length >= _ALONE or len(group) >= _MOST_FILES or _ends_group(part):
            yield tuple(group)
            group, size = [], 0
    if group:
        yield tuple(group)


def _ends_group(part: Part) -> bool:
    origin = part.file.origin if isinstance(part, Seen) else part.origin
    return hashlib.sha256(origin.encode(errors="replace")).digest()[0] % _ONE_IN == 0
