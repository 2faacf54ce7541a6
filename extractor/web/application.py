"""The application: which request does what at the reviewer's desk."""

import secrets
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from extractor.desk import Desk, DeskError, Vocabulary
from extractor.desk.fields import field_of
from extractor.desk.words import _
from extractor.errors import PhongtraoError
from extractor.store import FILTERS, Store
from extractor.web.actions import ACTIONS, text_of
from extractor.web.door import Door, Session
from extractor.web.guard import Guard
from extractor.web.pages import Pages, version
from extractor.web.rendering import STATIC, environment

COOKIE = "phongtrao"
_LONGEST_NAME = 80
_GUESSES = parse("5/minute")
"""Wrong passwords from one address."""


class Application:
    """Reviewers at their desks, each behind their session."""

    def __init__(
        self, store: Store, door: Door, vocabulary: Vocabulary, narrowed: Mapping[str, str], again: bool = False
    ) -> None:
        """Take the queue of each new desk: `narrowed` as in `Reviews.queue`, `again` as at a Desk."""
        self._store, self._door, self._vocabulary = store, door, vocabulary
        self._narrowed, self._again = narrowed, again
        self._pages = Pages(environment())
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def routes(self) -> list[Route | Mount]:
        """Return what is answered where."""
        return [
            Route("/", self.show),
            Route("/enter", self.enter, methods=["GET", "POST"]),
            Route("/do/{action}", self.act, methods=["POST"]),
            Route("/complete", self.complete),
            Route("/queue", self.queue, methods=["GET", "POST"]),
            Route("/leave", self.leave, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]

    # The door

    async def enter(self, request: Request) -> Response:
        """Open a session by a link or by a password."""
        if request.method == "GET":
            token = request.query_params.get("token")
            cookie = self._door.by_link(token) if token else None
            if cookie:
                return self._entered(cookie)
            wrong = _("This link was used already, or is not whole. The newest one stands in the terminal.")
            return self._pages.door(self._door.by_password, wrong if token else "", 403)
        client = request.client.host if request.client else ""
        form = await request.form()
        name, word = " ".join(text_of(form, "reviewer").split()), text_of(form, "password")
        if not self._limiter.test(_GUESSES, client):
            return self._pages.door(True, _("Too many wrong passwords: wait a minute."), 429)
        if not 0 < len(name) <= _LONGEST_NAME:
            return self._pages.door(True, _("Say who you are, in 1 to 80 characters."), 422)
        cookie = self._door.by_word(name, word)
        if cookie is None:
            self._limiter.hit(_GUESSES, client)
            return self._pages.door(self._door.by_password, _("The password is wrong."), 403)
        return self._entered(cookie)

    def _entered(self, cookie: str) -> Response:
        answer = RedirectResponse("/", 303)
        answer.set_cookie(COOKIE, cookie, httponly=True, samesite="strict")
        return answer

    def _session(self, request: Request) -> Session | None:
        return self._door.session(request.cookies.get(COOKIE))

    def _outside(self) -> Response:
        return self._pages.door(self._door.by_password, "", 403)

    async def leave(self, request: Request) -> Response:
        """End the session."""
        session, form = self._session(request), await request.form()
        if session is None or not _is_own(session, form):
            return self._outside()
        made = session.desk.made if session.desk else 0
        self._door.close(request.cookies[COOKIE])
        return self._pages.left(made)

    # The desk

    def _desk(self, session: Session) -> Desk:
        if session.desk is None:
            self._sit_down(session, self._narrowed, self._again)
        assert session.desk is not None
        return session.desk

    def _sit_down(self, session: Session, narrowed: Mapping[str, str], again: bool) -> None:
        if session.desk:
            session.desk.leave()
        reviews = self._store.reviews
        session.desk = Desk(
            self._store, session.reviewer, reviews.queue(narrowed), self._vocabulary, reviews.tallies(), again
        )
        session.desk.next()

    async def show(self, request: Request) -> Response:
        """Show the open article at a record of it."""
        session = self._session(request)
        if session is None:
            return self._outside()
        desk = self._desk(session)
        record = request.query_params.get("record", "")
        if desk.article and record.isdecimal():
            desk.go(int(record))
        return self._pages.article(session, desk, request.headers.get("x-edition"))

    async def act(self, request: Request) -> Response:
        """Do one thing at the desk, and show how things stand or why it cannot be done."""
        session, form = self._session(request), await request.form()
        if session is None or not _is_own(session, form):
            return self._outside()
        action, desk = ACTIONS.get(request.path_params["action"]), self._desk(session)
        if action is None:
            return PlainTextResponse("no such action\n", 404)
        has = request.headers.get("x-edition")
        if text_of(form, "version") != version(desk):
            wrong = _("This page was out of date; nothing was decided. This is how things stand.")
            return self._pages.article(session, desk, has, wrong, 409)
        record = text_of(form, "record")
        try:
            if desk.article and record.isdecimal():
                desk.go(int(record))
            session.said = action(desk, form)
        except PhongtraoError as error:
            return self._pages.article(session, desk, has, str(error), 422)
        if has is not None:  # the page's own script asks, and takes what it gets
            return self._pages.article(session, desk, has)
        return RedirectResponse("/", 303)

    async def complete(self, request: Request) -> Response:
        """Say what may be typed on into a field."""
        if self._session(request) is None:
            return self._outside()
        asked = request.query_params
        try:
            field = field_of(asked.get("kind", ""), asked.get("name", ""))
        except DeskError as error:
            return PlainTextResponse(f"{error}\n", 404)
        return JSONResponse(self._vocabulary.complete(field, asked.get("typed", "")))

    async def queue(self, request: Request) -> Response:
        """Show which articles wait, or go on with those that are asked for."""
        session = self._session(request)
        if session is None:
            return self._outside()
        posted = await request.form() if request.method == "POST" else None
        if posted is not None and not _is_own(session, posted):
            return self._outside()
        by, value = (text_of(posted or request.query_params, name).strip() for name in ("by", "value"))
        wrong = "" if by in ("", *FILTERS) and bool(by) == bool(value) else _("Choose by what, and of what.")
        narrowed = {by: value} if by and not wrong else {}
        if posted is not None and not wrong:
            self._sit_down(session, narrowed, again=by == "article")
            return RedirectResponse("/", 303)
        return self._pages.queue(session, self._store.reviews.queue(narrowed), by, value, wrong)


def _is_own(session: Session, form: FormData) -> bool:
    """Tell whether a form comes from a page of the session: it brings what only such a page knows."""
    return secrets.compare_digest(text_of(form, "csrf").encode(), session.csrf.encode())


def application(
    open_store: Callable[[], Store],
    door: Door,
    vocabulary: Callable[[Store], Vocabulary],
    hosts: Collection[str] | None,
    narrowed: Mapping[str, str] | None = None,
    again: bool = False,
) -> Starlette:
    """Return the ASGI application of a review.

    The database is opened when the application starts, in the thread that serves it, and closed when it ends; then
    every article that is claimed is given back.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        with open_store() as store:
            app.router.routes += Application(store, door, vocabulary(store), narrowed or {}, again).routes()
            try:
                yield
            finally:
                door.close_all()

    return Starlette(
        lifespan=lifespan,
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={PhongtraoError: _refused},
    )


async def _refused(request: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", 503)
