"""What every request has to pass, and what every answer says to the browser: no code but ours, no one else's frame."""

from collections.abc import Collection

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LARGEST = 64 * 1024
"""Bytes of a request's body: a note has 2,000 characters, a record a dozen fields."""
_OFTEN = parse("200/5seconds")
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


class Guard:
    """Middleware: refuses what comes from another page or under another name, what is too large and too much."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] | None) -> None:
        """Take the names (`host:port`) that the page answers to; None: any, as for a machine with many names."""
        self._app, self._hosts = app, hosts
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                given.update(_HEADERS)
                given.setdefault("Cache-Control", "no-store")
            await send(message)

        refused = self._refused(scope, headers)
        if refused:
            status, why = refused
            await PlainTextResponse(f"{why}\n", status)(scope, receive, answer)
            return
        await self._app(scope, _bounded(receive), answer)

    def _refused(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if self._hosts is not None and host not in self._hosts:
            return 421, "this page does not answer to that name"
        origin = headers.get("origin")
        if origin is not None and origin != f"{scope['scheme']}://{host}":
            return 403, "requests from other pages are refused"
        if not headers.get("content-length", "0").isdecimal() or int(headers.get("content-length", "0")) > _LARGEST:
            return 413, f"a request has at most {_LARGEST} bytes"
        client = scope["client"][0] if scope["client"] else ""
        if not self._limiter.hit(_OFTEN, client):
            return 429, "too many requests: wait a few seconds"
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
