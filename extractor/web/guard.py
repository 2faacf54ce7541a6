"""What every request has to pass, and what every answer says to the browser: no code but ours, no one else's frame."""

import re
import time
from collections.abc import Callable, Collection

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LARGEST = 64 * 1024
"""Bytes of a request's body: a note has 2,000 characters, a record a dozen fields."""
_LONGEST_TARGET, _LONGEST_HEADERS = 4 * 1024, 16 * 1024
_OFTEN = parse("200/5seconds")
_SIZE = re.compile(r"[0-9]{1,9}")
_METHODS = ("GET", "POST")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
Refusal = tuple[int, str]
"""Status and reason."""


class Guard:
    """The outermost application: refuses what comes from another page or name, what is too large and too much."""

    def __init__(
        self, app: ASGIApp, names: Collection[str] | None, who: Callable[[HTTPConnection], str | None]
    ) -> None:
        """Take the names (without port) that the page answers to, and what tells a request's session.

        Names None: any, as behind a proxy or for a machine with many. Another site that lets its name point here
        (DNS rebinding) gains nothing then: the browser keeps our cookie from it, and it has no password.
        """
        self._app, self._names, self._who = app, names, who
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                given.update(_HEADERS)
                given.setdefault("Cache-Control", "no-store")
                given["Server-Timing"] = f"app;dur={(time.perf_counter() - begun) * 1000:.1f}"
            await send(message)

        refused = self._refused(HTTPConnection(scope))
        if refused:
            status, why = refused
            await PlainTextResponse(f"{why}\n", status)(scope, receive, answer)
            return
        await self._app(scope, _bounded(receive), answer)

    def _refused(self, asked: HTTPConnection) -> Refusal | None:
        return _misshapen(asked) or self._foreign(asked.scope["method"], asked.headers) or self._hasty(asked)

    def _foreign(self, method: str, headers: Headers) -> Refusal | None:
        """Refuse what another page sends, or one that reached us by another name."""
        host = headers.get("host", "")
        if self._names is not None and re.sub(r":[0-9]*$", "", host).lower() not in self._names:
            return 421, "this page does not answer to that name"
        origin = headers.get("origin")
        if origin is None and method == "GET":  # browsers name no origin where one only looks
            return None
        if origin not in (f"http://{host}", f"https://{host}"):  # https: a proxy before us
            return 403, "requests from other pages are refused"
        return None

    def _hasty(self, asked: HTTPConnection) -> Refusal | None:
        """Refuse too many requests. Who is in has a measure of their own: nobody outside can use it up."""
        who = self._who(asked) or (asked.client.host if asked.client else "")
        if not self._limiter.hit(_OFTEN, who):
            return 429, "too many requests: wait a few seconds"
        return None


def _misshapen(asked: HTTPConnection) -> Refusal | None:
    """Refuse a method that we have no use for, and what is too long or does not say how long it is."""
    if asked.scope["method"] not in _METHODS:
        return 405, "only GET and POST are answered"
    if len(asked.scope.get("raw_path") or b"") + len(asked.scope["query_string"]) > _LONGEST_TARGET:
        return 414, f"an address has at most {_LONGEST_TARGET} bytes"
    if sum(len(name) + len(value) for name, value in asked.headers.raw) > _LONGEST_HEADERS:
        return 431, f"headers have at most {_LONGEST_HEADERS} bytes"
    size = asked.headers.get("content-length", "0")
    if not _SIZE.fullmatch(size) or int(size) > _LARGEST:
        return 413, f"a request has at most {_LARGEST} bytes"
    return None


def _bounded(receive: Receive) -> Receive:
    """Return `receive` for a body that does not say its size: beyond the largest it is refused."""
    size = 0

    async def bounded() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > _LARGEST:
            raise HTTPException(413, f"a request has at most {_LARGEST} bytes")
        return message

    return bounded
