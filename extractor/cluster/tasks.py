"""What a worker of the cluster does with one shard: it has a process of its own read it."""

import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from extractor.cluster.errors import ClusterError
from extractor.cluster.job import Shard


@dataclass(frozen=True, slots=True)
class Task:
    """A shard, and the folder that it is to lie in."""

    folder: Path
    shard: Shard


def make(task: Task) -> None:
    """Make the shard in a process that ends with this one; raises ClusterError in one line if that fails.

    A process, as a time limit needs a main thread and a worker's own tasks run in others; and what an article breaks
    is then no worker. It stays for the next task of this thread: the rules take seconds to load.
    """
    child: _Child | None = getattr(_HERE, "child", None)
    if child and child.make(task) is None:
        return
    # a new one where there was none, or where rules that it loaded long ago may be why
    _HERE.child = child = _Child()
    reason = child.make(task)
    if reason:
        _HERE.child = None
        raise ClusterError(f"{reason} (on {socket.gethostname()})")


_HERE = threading.local()


class _Child:
    """A process that makes shards for one thread, until one fails."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "extractor.cluster.child"]
        # in a session of its own, so that all it has started can be ended
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)

    def make(self, task: Task) -> str | None:
        """Have a shard made; return why it is not, after which this process is gone, or None."""
        assert self._process.stdin and self._process.stdout
        answer = b""
        with suppress(BrokenPipeError):  # it has ended: its status says why
            pickle.dump(task, self._process.stdin)
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        reason = answer.decode().strip() if answer else _reason(self._process.wait())
        if not reason:
            return None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()
        return reason


def _reason(status: int) -> str:
    if status < 0:
        return f"the process that read it was killed ({signal.Signals(-status).name}): it may need more memory"
    return f"the process that read it ended with exit status {status}: the worker's log says more"
