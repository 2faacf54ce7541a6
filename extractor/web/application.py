"""The application: which request does what at the reviewer's desk."""

import mimetypes
import os
import secrets
import unicodedata
from collections.abc import Collection

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from extractor.desk import DeskError
from extractor.desk.fields import field_of
from extractor.desk.visible import one_line
from extractor.desk.words import _
from extractor.errors import PhongtraoError, StoreError
from extractor.markup import environment
from extractor.store import FILTERS
from extractor.web import forms
from extractor.web.actions import ACTIONS, do
from extractor.web.desks import Desks
from extractor.web.door import Door, Session
from extractor.web.forms import Form, text_of, whole_of
from extractor.web.guard import Guard
from extractor.web.pages import Pages, version

_LONGEST_NAME = 80
_LONGEST_TYPED = 200
_GUESSES, _ALL_GUESSES = parse("5/minute"), parse("20/minute")
"""Wrong passwords from one address, and from all together: many addresses do not help."""

# Windows takes types from its registry, where other programs change them; a wrong one keeps a browser from a script.
for _type, _ending in (("text/javascript", ".js"), ("text/css", ".css"), ("image/svg+xml", ".svg")):
    mimetypes.add_type(_type, _ending)


def application(door: Door, desks: Desks, cookie: str, names: Collection[str] | None) -> ASGIApp:
    """Return the ASGI application of a review: `cookie` is the name of its cookie, `names` as at a Guard."""
    app = _Application(door, desks, cookie)
    routes = [
        Route("/", app.show),
        Route("/enter", app.enter_by_link),
        Route("/enter", app.enter_by_password, methods=["POST"]),
        Route("/do/{action}", app.act, methods=["POST"]),
        Route("/complete", app.complete),
        Route("/queue", app.queue),
        Route("/queue", app.sit_down, methods=["POST"]),
        Route("/leave", app.leave, methods=["POST"]),
        Mount("/static", _Static(packages=[("extractor.web", "static"), ("extractor.markup", "static")])),
    ]
    handlers = {PhongtraoError: _failed, ClientDisconnect: _gone}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), names, app.who)


class _Application:
    """Reviewers at their desks, each behind their session."""

    def __init__(self, door: Door, desks: Desks, cookie: str) -> None:
        self._door, self._desks, self._cookie = door, desks, cookie
        self._pages = Pages(environment("extractor.web"))
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    # The door

    async def enter_by_link(self, request: Request) -> Response:
        """Open a session by a link."""
        token = request.query_params.get("token")
        cookie = self._door.by_link(token) if token else None
        if cookie:
            return self._entered(cookie)
        wrong = _("This link was used already, or is not whole. The newest one stands in the terminal.")
        return self._pages.door(self._door.by_password, wrong if token else "", 403)

    async def enter_by_password(self, request: Request) -> Response:
        """Open a session by a name and the password."""
        form = await forms.read(request)
        name = one_line(unicodedata.normalize("NFC", text_of(form, "reviewer")))
        client = request.client.host if request.client else ""
        if not (self._limiter.test(_GUESSES, client) and self._limiter.test(_ALL_GUESSES)):
            return self._pages.door(True, _("Too many wrong passwords: wait a minute."), 429)
        if not 0 < len(name) <= _LONGEST_NAME:
            return self._pages.door(True, _("Say who you are, in 1 to 80 characters."), 422)
        cookie = self._door.by_word(name, text_of(form, "password"))
        if cookie is None:
            self._limiter.hit(_GUESSES, client)
            self._limiter.hit(_ALL_GUESSES)
            return self._pages.door(self._door.by_password, _("The password is wrong."), 403)
        return self._entered(cookie)

    def _entered(self, cookie: str) -> Response:
        answer = RedirectResponse("/", 303)
        answer.set_cookie(self._cookie, cookie, httponly=True, samesite="strict")
        return answer

    def who(self, asked: HTTPConnection) -> str | None:
        """Return the cookie of a request's session."""
        cookie = asked.cookies.get(self._cookie)
        return cookie if self._door.session(cookie) else None

    def _session(self, request: Request) -> Session | None:
        return self._door.session(request.cookies.get(self._cookie))

    async def _writing(self, request: Request) -> tuple[Session | None, Form]:
        """Return the session of a request that writes, if it brings what only a page of the session knows."""
        form = await forms.read(request)  # first: while it arrives, the session may end
        session = self._session(request)
        is_own = session and secrets.compare_digest(text_of(form, "csrf").encode(), session.csrf.encode())
        return (session if is_own else None), form

    def _outside(self, request: Request) -> Response:
        answer = self._pages.door(self._door.by_password, "", 403)
        if request.headers.get("sec-fetch-site") == "cross-site" and request.method == "GET":
            # Who follows a link to us on another site comes without the cookie. What follows comes from us.
            answer.headers["Refresh"] = "0; url=/"
        return answer

    async def leave(self, request: Request) -> Response:
        """End the session."""
        session, _form = await self._writing(request)
        if session is None:
            return self._outside(request)
        self._door.close(request.cookies[self._cookie])
        answer = self._pages.left(session.made)
        answer.delete_cookie(self._cookie, httponly=True, samesite="strict")
        return answer

    # The desk

    async def show(self, request: Request) -> Response:
        """Show the open article at a record of it."""
        session = self._session(request)
        if session is None:
            return self._outside(request)
        desk, record = self._desks.of(session.reviewer), whole_of(request.query_params, "record")
        if desk.article and record is not None:
            desk.go(record)
        return self._pages.article(session, desk, request.headers.get("x-edition"))

    async def act(self, request: Request) -> Response:
        """Do one thing at the desk, and show how things stand or why it cannot be done."""
        session, form = await self._writing(request)
        if session is None:
            return self._outside(request)
        action = request.path_params["action"]
        if action not in ACTIONS:
            return PlainTextResponse("no such action\n", 404)
        desk, has = self._desks.of(session.reviewer), request.headers.get("x-edition")
        if text_of(form, "version") != version(desk):
            wrong = _("This page was out of date; nothing was decided. This is how things stand.")
            return self._pages.article(session, desk, has, wrong, 409)
        before = desk.made
        try:
            session.said = do(action, desk, form)
        except DeskError as error:
            return self._pages.article(session, desk, has, str(error), 422)
        except StoreError as error:
            if desk.article is None:  # it cannot have the next article: let the queue be asked for again
                self._desks.leave(session.reviewer)
                raise
            return self._pages.article(session, desk, has, str(error), 503)
        session.made += desk.made - before
        self._desks.made += desk.made - before
        if has is not None:  # the page's own script asks, and takes what it gets
            return self._pages.article(session, desk, has)
        return RedirectResponse("/", 303)

    async def complete(self, request: Request) -> Response:
        """Say what may be typed on into a field."""
        if self._session(request) is None:
            return self._outside(request)
        asked = request.query_params
        try:
            field = field_of(text_of(asked, "kind"), text_of(asked, "name"))
        except DeskError as error:
            return PlainTextResponse(f"{error}\n", 404)
        return JSONResponse(self._desks.vocabulary.complete(field, text_of(asked, "typed")[:_LONGEST_TYPED]))

    async def queue(self, request: Request) -> Response:
        """Show which articles wait."""
        session = self._session(request)
        return self._outside(request) if session is None else self._queue(session, request.query_params)

    async def sit_down(self, request: Request) -> Response:
        """Go on with the articles that are asked for."""
        session, form = await self._writing(request)
        if session is None:
            return self._outside(request)
        by, value = _choice(form)
        if not _is_choice(by, value):
            return self._queue(session, form)
        self._desks.sit_down(session.reviewer, {by: value} if by else {}, again=by == "article")
        return RedirectResponse("/", 303)

    def _queue(self, session: Session, asked: Form) -> Response:
        by, value = _choice(asked)
        fits = _is_choice(by, value)
        found = self._desks.waiting({by: value} if by and fits else {})
        return self._pages.queue(session, found, by, value, "" if fits else _("Choose by what, and of what."))


class _Static(StaticFiles):
    """The pages' own files: kept by browsers, and asked about each time, as a new phongtrao has new ones."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        answer = super().file_response(full_path, stat_result, scope, status_code)
        answer.headers["Cache-Control"] = "no-cache"
        return answer


def _choice(asked: Form) -> tuple[str, str]:
    return text_of(asked, "by").strip(), text_of(asked, "value").strip()


def _is_choice(by: str, value: str) -> bool:
    return by in ("", *FILTERS) and bool(by) == bool(value)


async def _failed(request: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{one_line(str(error))}\n", 503)


async def _gone(request: Request, error: Exception) -> Response:
    """Answer who is gone: nobody reads it, and it is no fault of ours."""
    return Response(status_code=400)
