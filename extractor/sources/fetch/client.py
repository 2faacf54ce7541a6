"""One request: paced, bounded in time and size, to a checked address; redirects are handed back."""

import math
import re
import ssl
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from types import TracebackType
from typing import Self

import httpcore
import httpx

from extractor.errors import SourceError
from extractor.sources.fetch import body
from extractor.sources.fetch.guard import Deadline, Guard, UnreachableError
from extractor.sources.fetch.options import FetchOptions
from extractor.sources.fetch.urls import shown, url_of

_LATER = (429, 503)
_ELSEWHERE = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; `body` is that of a 200, `target` where a redirect leads."""

    url: httpx.URL
    status: int
    headers: httpx.Headers
    body: bytes = b""
    target: httpx.URL | None = None

    @property
    def type(self) -> str:
        """The media type, without its parameters."""
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()

    @property
    def says(self) -> str:
        """The status in words."""
        try:
            return f"{self.status} {HTTPStatus(self.status).phrase}"
        except ValueError:
            return str(self.status)


class Client:
    """Sends requests for the options' owner; a context manager, which closes all connections."""

    def __init__(self, options: FetchOptions) -> None:
        self._options = options
        self._deadline = Deadline(options)
        self._delays: dict[str, float] = {}
        self._free: dict[str, float] = {}
        # No proxy of the environment: it would connect for us to addresses that nobody checked. No connection is
        # kept either: between two requests to a host there is time to lose it.
        self._pool = httpcore.ConnectionPool(
            ssl_context=_certificates(),
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=Guard(options, self._deadline),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()

    def slow_down(self, host: str, delay: float) -> None:
        """Leave `delay` seconds between requests to `host`, within the options' bounds."""
        self._delays[host] = max(self._options.delay, min(delay, self._options.longest_delay))

    def get(self, url: httpx.URL, most_bytes: int, types: Collection[str] = ()) -> Answer:
        """Return the answer to a GET, after as many tries as the server asks for and the options grant.

        Raises SourceError if there is none, or a 200 of more than `most_bytes` or of another type than `types`.
        """
        for _ in range(self._options.most_retries):
            answer = self._paced(url, most_bytes, types)
            wait = self._wait(answer) if answer.status in _LATER else None
            if wait is None:
                return answer
            if wait > self._options.longest_wait:
                raise SourceError(f"{url.host} answers {answer.says} and asks to come back in {wait:.0f} s: try later")
            self._options.sleep(wait)
        return self._paced(url, most_bytes, types)

    def _wait(self, answer: Answer) -> float | None:
        """Return the seconds that Retry-After asks for, null if it asks for nothing that can be understood."""
        value = str(answer.headers.get("retry-after", "")).strip()
        if re.fullmatch(r"[0-9]{1,9}", value):
            return float(value)
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - self._options.now()).total_seconds())

    def _paced(self, url: httpx.URL, most_bytes: int, types: Collection[str]) -> Answer:
        options = self._options
        wait = self._free.get(url.host, -math.inf) - options.clock()
        if wait > 0:
            options.sleep(wait)
        self._deadline.restart()
        try:
            return self._sent(url, most_bytes, types)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise self._error(url.host, error) from error
        finally:
            self._free[url.host] = options.clock() + self._delays.get(url.host, options.delay)

    def _sent(self, url: httpx.URL, most_bytes: int, types: Collection[str]) -> Answer:
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        limits = {"connect": self._options.connect_timeout, "read": self._options.read_timeout}
        with self._pool.stream(
            "GET",
            target,
            headers=self._headers(url, types),
            extensions={"timeout": {**limits, "write": limits["read"]}},
        ) as response:
            answer = Answer(url, response.status, httpx.Headers(response.headers))
            if answer.status in _ELSEWHERE and "location" in answer.headers:
                return replace(answer, target=_target(url, answer.headers["location"]))
            if answer.status != 200:
                return answer
            if types and answer.type not in types:
                raise SourceError(f"neither a page nor a feed but {shown(answer.type) or 'of no type'}: it is not read")
            packed = str(answer.headers.get("content-encoding", ""))
            return replace(answer, body=body.whole(response.iter_stream(), packed, most_bytes))

    def _headers(self, url: httpx.URL, types: Collection[str]) -> list[tuple[bytes, bytes]]:
        return [
            (b"Host", url.netloc),
            (b"User-Agent", self._options.user_agent.encode("ascii", "replace")),
            (b"Accept", ", ".join(types or ("*/*",)).encode()),
            (b"Accept-Encoding", body.ACCEPTED.encode()),
            (b"Connection", b"close"),
        ]

    def _error(self, host: str, error: Exception) -> SourceError:
        """Return what to say of a connection that failed."""
        options, why = self._options, shown(str(error)) or type(error).__name__
        if "CERTIFICATE_VERIFY_FAILED" in why:
            return UnreachableError(f"the certificate of {host} is not valid: it is not read ({why})")
        if isinstance(error, httpcore.ConnectTimeout):
            return UnreachableError(f"{host} cannot be reached in {options.connect_timeout:g} s: try later")
        if isinstance(error, httpcore.ConnectError):
            return UnreachableError(f"{host} cannot be reached ({why}): try later")
        if isinstance(error, httpcore.TimeoutException):
            return SourceError(f"{host} is too slow, nothing came for {options.read_timeout:g} s: try later")
        return SourceError(f"the answer of {host} breaks off or is not HTTP ({why}): try later")


@cache
def _certificates() -> ssl.SSLContext:
    """Return whom we trust; it takes a while to read."""
    return httpx.create_ssl_context()


def _target(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return url_of(location, url)
    except SourceError as error:
        raise SourceError(f"redirected to {shown(location)}: {error}") from error
