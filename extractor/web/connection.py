"""A browser's connection: a slow client does not hold it, a flood of others does not crowd out who is at work."""

import asyncio
from collections import Counter
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 200
"""Connections at once."""
_TO_ASK = 15.0
"""Seconds for a request to arrive whole."""
_TO_ANSWER = 60.0
"""Seconds for its answer to be made and taken: many times what the database lets wait."""
_TO_END = 1.0


class Connection(H11Protocol):
    """Uvicorn's connection, with an end to each of its waits.

    Where there are too many, one is dropped of the client that has the most. (Uvicorn's `limit_concurrency` refuses
    the newest instead, and that is the reviewer's.)
    """

    def __init__(self, *args: Any, **named: Any) -> None:
        """Begin as Uvicorn does."""
        super().__init__(*args, **named)
        self.since = self.loop.time()
        self._limit: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, and make room for it."""
        super().connection_made(transport)
        self._follow()
        others = [c for c in self.connections if isinstance(c, Connection) and not c.transport.is_closing()]
        if len(others) > MOST:
            _least_missed([c for c in others if c is not self]).transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take more of a request."""
        super().data_received(data)
        self._follow()

    def on_response_complete(self) -> None:
        """Go on to the next request."""
        super().on_response_complete()
        self._follow()

    def shutdown(self) -> None:
        """End after what is being answered; wait for nobody who is slow."""
        super().shutdown()
        if self.conn.their_state is h11.SEND_BODY:
            self.transport.abort()
        self._allow(_TO_END)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        super().connection_lost(exc)
        self._allow(None)

    @property
    def is_idle(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def _follow(self) -> None:
        """Begin to count the time again where the connection waits for something else than before."""
        if self.conn.their_state is h11.SEND_BODY:
            limit: float | None = _TO_ASK
        elif not self.is_idle:
            limit = _TO_ANSWER
        else:  # between two requests Uvicorn counts itself
            limit = None if self.timeout_keep_alive_task else _TO_ASK
        if limit != self._limit:
            self._allow(limit)

    def _allow(self, seconds: float | None) -> None:
        if self._timer:
            self._timer.cancel()
        self._limit = seconds
        self._timer = None if seconds is None else self.loop.call_later(seconds, self.transport.abort)


def _least_missed(connections: list[Connection]) -> Connection:
    """Return the oldest connection of the client that has the most, one that is being answered only if all are."""
    counts = Counter(c.client[0] if c.client else "" for c in connections)
    return max(connections, key=lambda c: (counts[c.client[0] if c.client else ""], c.is_idle, -c.since))
