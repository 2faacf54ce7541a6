"""How the web is read: limits, manners, and the clock and resolver that tests put their own for."""

import ipaddress
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from extractor import __version__
from extractor.errors import SourceError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
ROBOT = "phongtrao"
"""The name by which a robots.txt addresses us."""


def resolved(host: str, port: int) -> list[str]:
    """Return the numeric addresses of a host, in the system's order; raises OSError if it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """Limits in seconds and bytes; raises SourceError for a network in `allow_private` that is none."""

    connect_timeout: float = 10.0
    read_timeout: float = 20.0
    """Between one piece of an answer and the next."""
    total_timeout: float = 60.0
    """For one answer, from its connection to its last byte; waits out of politeness are not counted."""
    most_bytes: int = 5_000_000
    """Of a page or feed, as it is sent and as it is unpacked."""
    most_redirects: int = 5
    most_retries: int = 2
    """After a 429 or 503 that says when to come back."""
    longest_wait: float = 60.0
    """What asks to come back later than that is given up."""
    delay: float = 1.0
    """Between two requests to one host, unless its robots.txt asks for more."""
    longest_delay: float = 30.0
    """So much a robots.txt may ask for."""
    user_agent: str = f"{ROBOT}/{__version__} (reads press articles; obeys robots.txt)"
    allow_private: Sequence[str] = ()
    """Networks that are read though they are not public, as "10.1.0.0/16": an archive in one's own house."""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    resolve: Callable[[str, int], Sequence[str]] = resolved

    def __post_init__(self) -> None:
        _ = self.networks

    @property
    def networks(self) -> tuple[Network, ...]:
        """`allow_private`, parsed."""
        try:
            return tuple(ipaddress.ip_network(network) for network in self.allow_private)
        except ValueError as error:
            raise SourceError(f"not a network: {error}; write it as 10.1.0.0/16") from error
