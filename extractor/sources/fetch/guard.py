"""Which addresses may be connected to: checked after the name is resolved, and connected to as checked."""

import ipaddress
from collections.abc import Callable, Iterable
from ssl import SSLContext
from typing import Any

import httpcore

from extractor.errors import SourceError
from extractor.sources.fetch.options import FetchOptions

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20", "fec0::/10")
)
"""What Python before 3.12.4 takes for public (IANA's special-purpose registries; RFC 3879 for the last)."""
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv4 seen through NAT64 (RFC 6052)."""
_MOST_TRIES = 4


class UnreachableError(SourceError):
    """A host cannot be connected to, or must not be."""


def is_public(address: IpAddress) -> bool:
    """Return whether `address` is one host's on the public internet, also where it wraps an IPv4 address."""
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    if any(address in network for network in _NOT_PUBLIC):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _inner(address: IpAddress) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


def _bare(address: IpAddress) -> IpAddress:
    """Return the IPv4 address that an IPv6 one is another spelling of, and any other as it is."""
    return address if isinstance(address, ipaddress.IPv4Address) else address.ipv4_mapped or address


class Deadline:
    """The time by which an answer must be whole; `options.clock` tells it."""

    def __init__(self, options: FetchOptions) -> None:
        self._clock, self._seconds = options.clock, options.total_timeout
        self._end = self._clock() + self._seconds

    def restart(self) -> None:
        """Begin anew: for the next answer."""
        self._end = self._clock() + self._seconds

    def cut(self, timeout: float | None) -> float:
        """Return `timeout`, or what is left if that is less; raises SourceError if nothing is."""
        left = self._end - self._clock()
        if left <= 0:
            raise SourceError(f"no whole answer in {self._seconds:g} s: try later")
        return left if timeout is None else min(timeout, left)


class Guard(httpcore.NetworkBackend):
    """Connects to allowed addresses only, and holds each connection to the deadline."""

    def __init__(self, options: FetchOptions, deadline: Deadline) -> None:
        self._resolve, self._networks = options.resolve, options.networks
        self._deadline = deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to the first address of `host` that is allowed and answers.

        Raises UnreachableError if the host has no address or none that is allowed.
        """
        error: Exception = UnreachableError(f"{host} has no address: check the spelling")
        for address in self._allowed(host, port)[:_MOST_TRIES]:
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._deadline.cut(timeout), local_address, socket_options
                )
                return _Stream(stream, self._deadline.cut)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        raise error

    def _allowed(self, host: str, port: int) -> list[str]:
        try:
            found = [_bare(ipaddress.ip_address(address)) for address in self._resolve(host, port)]
        except (OSError, ValueError) as error:  # a name that cannot be one is a ValueError
            raise UnreachableError(f"{host} cannot be found: check the spelling, or the connection") from error
        allowed = [str(address) for address in found if is_public(address) or self._is_named(address)]
        if found and not allowed:
            raise UnreachableError(f"{host} is at {found[0]}, which is not a public address: it is not read")
        return allowed

    def _is_named(self, address: IpAddress) -> bool:
        return any(address in network for network in self._networks)


class _Stream(httpcore.NetworkStream):
    """A connection on which no read or write outlasts the deadline, however little comes at a time."""

    def __init__(self, stream: httpcore.NetworkStream, cut: Callable[[float | None], float]) -> None:
        self._stream, self._cut = stream, cut

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._cut(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._cut(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._cut(timeout)), self._cut)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
