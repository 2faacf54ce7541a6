"""Serves the review until it is told to stop."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from socket import AF_INET6, socket

import uvicorn

from extractor.desk import DeskError, Vocabulary
from extractor.store import Store
from extractor.web.application import application
from extractor.web.door import Door

HERE = "127.0.0.1"
_CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class Address:
    """Where the page is: port 0 is any that is free."""

    host: str = HERE
    port: int = 0


def serve(
    open_store: Callable[[], Store],
    vocabulary: Callable[[Store], Vocabulary],
    reviewer: str,
    password: str | None,
    address: Address,
    announce: Callable[[str], None],
    narrowed: Mapping[str, str],
    again: bool,
) -> None:
    """Serve until interrupted; `announce` is told each address at which a reviewer may come in.

    Raises DeskError if the address cannot be had.
    """
    bound = _bound(address)
    port = bound.getsockname()[1]
    at = f"[{address.host}]" if ":" in address.host else address.host
    root = f"http://{at}:{port}"
    door = Door(reviewer, password, lambda token: announce(f"{root}/enter?token={token}"))
    if password is None:
        door.offer()
    else:
        announce(f"{root}/")
    hosts = [f"{name}:{port}" for name in (HERE, "localhost")] if password is None else None
    app = application(open_store, door, vocabulary, hosts, narrowed, again)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=2,
    )
    try:
        uvicorn.Server(config).run(sockets=[bound])
    except KeyboardInterrupt:  # to leave is no failure
        pass
    finally:
        bound.close()


def _bound(address: Address) -> socket:
    """Return a socket at the address; bound before anything is announced, so that what is announced is true."""
    family = {"family": AF_INET6} if ":" in address.host else {}
    bound = socket(**family)
    try:
        bound.bind((address.host, address.port))
    except (OSError, OverflowError) as error:
        bound.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise DeskError(
            f"{address.host}:{address.port} cannot be used: {reason}; choose another --port or --host"
        ) from error
    return bound


def is_here(host: str) -> bool:
    """Tell whether an address is this machine's own and nobody else can reach it."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
