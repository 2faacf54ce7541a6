"""Records that do a worker harm; a module of its own, as workers import it."""

import multiprocessing
import os
import signal
from collections.abc import ValuesView


class Deadly(dict[str, str]):
    """The worker that reads it dies."""

    def values(self) -> ValuesView[str]:  # type: ignore[override]
        if multiprocessing.parent_process():
            os.kill(os.getpid(), signal.SIGKILL)
        return super().values()


class Endless(dict[str, str]):
    """The worker that reads it is at it for ever."""

    def values(self) -> ValuesView[str]:  # type: ignore[override]
        while multiprocessing.parent_process():
            pass
        return super().values()
