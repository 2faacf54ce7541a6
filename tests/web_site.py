"""The review's application without a network, and browsers that ask it."""

import asyncio
import html
import re
import sqlite3
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import httpx
from desk_articles import BOOK, filled

from extractor.desk import Vocabulary
from extractor.store import Store
from extractor.web.application import application
from extractor.web.desks import Desks
from extractor.web.door import Door

ROOT = "http://127.0.0.1:8000"
COOKIE = "phongtrao-8000"
NAMES = {"127.0.0.1", "localhost", "[::1]"}
PASSWORD = "mật khẩu dài"
_T = TypeVar("_T")


class Site:
    """A review that is being served: `tokens` are those of the links so far, `now` is the door's clock."""

    def __init__(self, store: Store, password: str | None = None) -> None:
        self.store, self.tokens, self.now = store, [], 0.0
        self.loop = asyncio.new_event_loop()
        self.desks = Desks(store, Vocabulary(BOOK, store.names()), {})
        self.door = Door("an", password, self.tokens.append, self.desks.leave, lambda: self.now)
        self.app = application(self.door, self.desks, COOKIE, NAMES if password is None else None)
        if password is None:
            self.door.offer()

    def run(self, asked: Coroutine[Any, Any, _T]) -> _T:
        return self.loop.run_until_complete(asked)

    def stranger(self, address: str = "127.0.0.1") -> "Browser":
        return Browser(self, address)

    def reviewer(self, name: str = "an", address: str = "127.0.0.1") -> "Browser":
        """Return a browser that is in."""
        browser = self.stranger(address)
        entered = browser.get(f"/enter?token={self.tokens[-1]}") if self.tokens else browser.enter(name)
        assert entered.status_code == 303
        return browser

    def decided(self) -> list[tuple[str, str]]:
        return decided(self.store.path)


def decided(db: Path) -> list[tuple[str, str]]:
    """Return who decided what, as another program sees it."""
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute("SELECT reviewer, verdict FROM decisions ORDER BY id").fetchall()


class Browser:
    """Someone who asks: keeps the cookie, and knows what the last page had in its form."""

    def __init__(self, site: Site, address: str) -> None:
        transport = httpx.ASGITransport(app=site.app, client=(address, 50000))
        self.site, self.known = site, dict[str, str]()
        self.client = httpx.AsyncClient(transport=transport, base_url=ROOT)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        answer = self.site.run(self.client.request(method, path, **more))
        self.known |= fields_of(answer)
        if answer.is_redirect:
            self.known.pop("version", None)
        return answer

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, data: Mapping[str, object], headers: Mapping[str, str] | None = None) -> httpx.Response:
        """Send a form as a page of ours does; a header of None is left out."""
        given = {"Origin": ROOT, **(headers or {})}
        return self.ask("POST", path, data=data, headers={k: v for k, v in given.items() if v is not None})

    def enter(self, name: str, password: str = PASSWORD) -> httpx.Response:
        return self.post("/enter", {"reviewer": name, "password": password})

    def do(self, action: str, headers: Mapping[str, str] | None = None, **more: object) -> httpx.Response:
        """Press a button of the page, which is opened first where none is."""
        if "version" not in self.known:
            assert self.get("/").status_code == 200
        return self.post(f"/do/{action}", {**self.known, **more}, headers)

    @property
    def cookie(self) -> str | None:
        return self.client.cookies.get(COOKIE)


def fields_of(answer: httpx.Response) -> dict[str, str]:
    """Return what a page's form sends along."""
    found = re.findall(r'name="(csrf|version|record)" value="([^"]*)"', answer.text)
    return {name: html.unescape(value) for name, value in found}


@lru_cache
def _three_articles() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.db"
        filled(path).close()
        return path.read_bytes()


@contextmanager
def serving(path: Path, password: str | None = None, timeout: float = 5.0) -> Iterator[Site]:
    """Serve three articles."""
    path.write_bytes(_three_articles())
    with Store.open(path, timeout=timeout) as store:
        site = Site(store, password)
        yield site
        site.desks.leave_all()
        site.loop.close()
