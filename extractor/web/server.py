"""Serves the review until it is told to stop."""

import os
import socket
from collections.abc import Callable, Mapping
from ipaddress import ip_address

import uvicorn

from extractor.desk import DeskError, Vocabulary
from extractor.store import Store
from extractor.web.application import application
from extractor.web.connection import Connection
from extractor.web.desks import Desks
from extractor.web.door import Door

HERE = "127.0.0.1"
_LONGEST_HEADERS = 32 * 1024
_ANYWHERE = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses for documentation: a route to them is one to the network, and nothing is sent there."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket at an address; port 0 is any that is free. Raises DeskError if the address cannot be had.

    It listens before anything is announced: so what is announced is true.
    """
    try:
        if not host:
            raise OSError("it names no address")
        (family, *_, place), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        # :: is every address of the machine, as 0.0.0.0 is
        return socket.create_server(place, family=family, dualstack_ipv6=host == "::" and socket.has_dualstack_ipv6())
    except (OSError, UnicodeError) as error:
        raise DeskError(f"{host}:{port} cannot be used: {_reason(error)}; choose another --port or --host") from error


def _reason(error: OSError | UnicodeError) -> str:
    if isinstance(error, UnicodeError | socket.gaierror):
        return "there is no such address"
    return os.strerror(error.errno) if error.errno else str(error)


def serve(
    bound: socket.socket,
    host: str,
    open_store: Callable[[], Store],
    vocabulary: Callable[[Store], Vocabulary],
    reviewer: str,
    password: str | None,
    announce: Callable[[str], None],
    narrowed: Mapping[str, str],
    again: bool,
) -> int:
    """Serve at the socket, which is that of `host`, until interrupted; return how many decisions were made.

    `announce` is told each address at which a reviewer may come in. Without a password only this machine's browsers
    are answered. Raises StoreError if the database cannot be opened.
    """
    port = bound.getsockname()[1]
    root = f"http://{_in_url(_reached(bound, host))}:{port}"
    with open_store() as store:
        desks = Desks(store, vocabulary(store), narrowed, again)
        door = Door(reviewer, password, lambda token: announce(f"{root}/enter?token={token}"), desks.leave)
        names = _names(host) if password is None else None
        app = application(door, desks, f"phongtrao-{port}", names)  # browsers do not tell cookies by port
        if password is None:
            door.offer()
        else:
            announce(f"{root}/")
        try:
            uvicorn.Server(config_of(app)).run(sockets=[bound])
        except KeyboardInterrupt:  # to leave is no failure
            pass
        finally:
            desks.leave_all()
        return desks.made


def config_of(app: object) -> uvicorn.Config:
    """Return how an application is served: quietly, and by nothing but what is meant to be there."""
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        http=Connection,
        ws="none",
        lifespan="off",
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # anyone can send them, and be another client with each request
        h11_max_incomplete_event_size=_LONGEST_HEADERS,
        timeout_graceful_shutdown=3,
    )


def _reached(bound: socket.socket, host: str) -> str:
    """Return an address at which a browser finds the page: of every address, the one by which we are in the network."""
    if not _is_every(host):
        return host
    for family in dict.fromkeys((socket.AF_INET, bound.family)):  # :: takes both
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((_ANYWHERE[family], 9))
            except OSError:
                continue
            return str(probe.getsockname()[0])
    return HERE


def _is_every(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def _in_url(host: str) -> str:
    return f"[{host.replace('%', '%25')}]" if ":" in host else host


def _names(host: str) -> set[str]:
    """Return the names of this machine for itself.

    Without ports: a tunnel (`ssh -L`) has another one, and it is by its name that another site would be known.
    """
    return {HERE, "localhost", "[::1]", _in_url(host).lower()}


def is_here(host: str) -> bool:
    """Tell whether an address is this machine's own and nobody else can reach it."""
    try:
        return host.lower() == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
