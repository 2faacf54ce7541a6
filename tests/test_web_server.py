"""The server of the review: real sockets, real processes, real signals."""

import asyncio
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from desk_articles import filled, readings
from test_batch import COMMAND, intact, lines
from test_cli import wait_for_articles
from test_disk import WITHOUT_POWERS
from web_site import PASSWORD, Browser, Site, decided, fields_of, serving

from benchmarks.generate import generated
from extractor.cli.main import main
from extractor.models import Article, Extraction
from extractor.store import Store
from extractor.web import connection, guard
from extractor.web.server import config_of, is_here, listen

LINK = re.compile(r"review at (http://\S+) \(Ctrl-C ends\)\n")


# Connections, without a process of their own


Client = Callable[[str, int], Coroutine[Any, Any, None]]


def while_serving(site: Site, client: Client, host: str = "127.0.0.1") -> None:
    """Run a client of the site beside its server."""

    async def both(bound: socket.socket) -> None:
        server = uvicorn.Server(config_of(site.app))
        running = asyncio.create_task(server.serve(sockets=[bound]))
        try:
            await client(host, bound.getsockname()[1])
        finally:
            server.should_exit = True
            await running

    with listen(host, 0) as bound:
        site.run(both(bound))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serving(tmp_path / "campaigns.db") as site:
        yield site


ASKED = b"GET /enter HTTP/1.1\r\nHost: localhost\r\n"


async def status_of(reader: asyncio.StreamReader) -> bytes:
    return (await reader.readline()).split(b" ")[1]


def test_a_flood_of_connections_does_not_keep_the_reviewer_out(site: Site) -> None:
    async def flood(host: str, port: int) -> None:
        idle = [await asyncio.open_connection(host, port) for _ in range(connection.MOST + 50)]
        for _ in range(3):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(ASKED + b"\r\n")
            assert await status_of(reader) == b"403"  # the page of the door
        dropped = [await reader.read() for reader, _ in idle[:50]]
        assert dropped == [b""] * 50
        for _, writer in idle:
            writer.close()

    while_serving(site, flood)


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET /", ASKED, b"POST /enter HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
     b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\na=b"],
    ids=["nothing", "half a line", "half a head", "half a body"],
)  # fmt: skip
def test_who_never_ends_a_request_is_left(
    site: Site, sent: bytes, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(connection, "_TO_ASK", 0.1)

    async def slow(host: str, port: int) -> None:
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(sent)
        with suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()

    while_serving(site, slow)
    assert capfd.readouterr() == ("", "")


def test_what_is_no_http_is_refused_and_nothing_is_printed(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    async def rubbish(host: str, port: int) -> None:
        for sent in (b"\x16\x03\x01\x02\0", b"GET / HTTP/9\r\n\r\n", ASKED + b"X: " + b"x" * 100_000 + b"\r\n\r\n"):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(sent)
            assert await status_of(reader) in (b"400", b"431")
            writer.close()
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(ASKED + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        assert await status_of(reader) == b"403"
        writer.close()

    while_serving(site, rubbish)
    assert capfd.readouterr() == ("", "")


# Hundreds of decisions


def test_two_reviewers_and_an_ingest_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard.FixedWindowRateLimiter, "hit", lambda *_: True)
    db, more = tmp_path / "campaigns.db", lines(tmp_path / "more.jsonl", list(generated(20)))
    filled(db, [_edition(*pair, number) for number in range(25) for pair in readings()]).close()
    with Store.open(db) as store:
        site = Site(store, PASSWORD)
        ingest = subprocess.Popen([*COMMAND, "ingest", str(more), "--db", str(db), "--workers", "1"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # fmt: skip
        browsers = [site.reviewer("an"), site.reviewer("bình")]
        wait_for_articles(db, len(store.ids()) + 1)
        made = site.run(_reviewed(browsers, 400))
        assert (ingest.communicate()[1], ingest.returncode) == ("", 0)
        site.desks.leave_all()
        assert site.desks.made == made
    found = decided(db)
    assert len(found) == made >= 400 and min(Counter(reviewer for reviewer, _ in found).values()) > 100
    with closing(sqlite3.connect(db)) as connection:
        shared = "SELECT article_id FROM decisions GROUP BY 1 HAVING count(DISTINCT reviewer) > 1"
        assert connection.execute(shared).fetchall() == []
        assert connection.execute("SELECT count(*) FROM claims").fetchone() == (0,)
    assert intact(db)


def _edition(article: Article, extraction: Extraction, number: int) -> tuple[Article, Extraction]:
    """Return an article as another paper prints it, with the same in the same places."""
    id = f"{article.id}-{number}"
    text = f"{article.text}\n\nBản số {number}"
    return article.model_copy(update={"id": id, "text": text}), extraction.model_copy(update={"id": id})


async def _reviewed(browsers: list[Browser], count: int) -> int:
    made = 0

    async def review(browser: Browser) -> None:
        nonlocal made
        page = await browser.client.get("/")
        while made < count:
            known = fields_of(page)
            assert "version" in known, "too few articles"
            is_decided = "all is decided" in page.text
            action = "next" if is_decided else "accept"
            (edition,) = re.findall(r'data-edition="(\w+)"', page.text)
            headers = {"Origin": str(browser.client.base_url).rstrip("/"), "X-Edition": edition}
            page = await browser.client.post(f"/do/{action}", data=known, headers=headers)
            assert page.status_code == 200, page.text
            made += not is_decided
            await asyncio.sleep(0)

    await asyncio.gather(*map(review, browsers))
    return made


# The command


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "campaigns.db"
    filled(path).close()
    return path


def started(*arguments: object, **environment: str) -> subprocess.Popen[str]:
    command = [*COMMAND, "review", "--web", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | environment
    )


def announced(process: subprocess.Popen[str]) -> str:
    """Return the address that a review announces."""
    assert process.stdout
    found = LINK.fullmatch(process.stdout.readline())
    assert found, process.communicate()
    return found[1]


def refused(*arguments: object, code: str = "", **environment: str) -> str:
    """Run a review that cannot begin; return the line it says."""
    command = [*COMMAND, "review", *map(str, arguments)]
    if code:
        command = [sys.executable, "-c", f"{code}; from extractor.cli.main import main; sys.exit(main())", *command[3:]]
    known = {name: value for name, value in os.environ.items() if name != "PHONGTRAO_PASSWORD"}
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, env=known | environment
    )
    assert done.returncode in (1, 2) and done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


def ended(process: subprocess.Popen[str], ending: signal.Signals = signal.SIGINT) -> tuple[str, str, int]:
    """End a review; return what it said since its link, and its status."""
    process.send_signal(ending)
    out, err = process.communicate(timeout=30)
    return LINK.sub("", out), err, process.returncode


def accept(client: httpx.Client, root: str) -> int:
    known = fields_of(client.get("/"))
    return client.post("/do/accept", data=known, headers={"Origin": root}).status_code


def claims(db: Path) -> int:
    with closing(sqlite3.connect(db)) as connection:
        return int(connection.execute("SELECT count(*) FROM claims").fetchone()[0])


def test_two_reviews_of_one_database_from_their_links_to_ctrl_c(db: Path) -> None:
    first = started("--db", db, "--reviewer", "an")
    second = started("--db", db, "--reviewer", "bình", "--host", "::1")
    link, other_link = announced(first), announced(second)
    root, other = link.split("/enter")[0], other_link.split("/enter")[0]
    assert root.startswith("http://127.0.0.1:") and other.startswith("http://[::1]:")
    before = len(decided(db))
    with (
        httpx.Client(base_url=root, follow_redirects=True) as one,
        httpx.Client(base_url=other, follow_redirects=True) as two,
        socket.create_connection(("127.0.0.1", httpx.URL(root).port or 0)) as held,
    ):
        assert [one.get(link).status_code, two.get(other_link).status_code] == [200, 200]
        assert not set(one.cookies) & set(two.cookies)
        assert one.get(link).status_code == 403
        assert one.get("/", headers={"Host": "khac.test"}).status_code == 421
        assert one.get("/", headers={"Host": "localhost:1"}).status_code == 200
        assert accept(one, root) == 200 and accept(two, other) == 200
        assert claims(db) == 2
        with closing(sqlite3.connect(db, timeout=0, isolation_level=None)) as writer:  # nothing is locked meanwhile
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("ROLLBACK")
        held.sendall(b"POST /leave HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nContent-Length: 5\r\n"
                     b"Content-Type: application/x-www-form-urlencoded\r\n\r\na")  # fmt: skip
        assert ended(first) == (f"1 decision kept in {db}\n", "", 0)
        assert accept(two, other) == 200
        assert ended(second, signal.SIGTERM) == (f"2 decisions kept in {db}\n", "", 0)
    assert claims(db) == 0 and len(decided(db)) == before + 3


def test_a_review_for_other_machines_takes_the_password_at_an_address_that_one_can_open(db: Path) -> None:
    process = started("--db", db, "--host", "0.0.0.0", PHONGTRAO_PASSWORD=PASSWORD)
    root = announced(process)
    try:
        port = httpx.URL(root).port
        assert httpx.URL(root).host not in ("0.0.0.0", "")
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True) as client:
            assert client.get("/").status_code == 403
            typed = {"reviewer": "chi", "password": PASSWORD}
            entered = client.post("/enter", data=typed, headers={"Origin": str(client.base_url)})
            assert entered.status_code == 200 and "version" in fields_of(entered)
        assert "cannot be used: Address already in use" in refused("--web", "--db", db, "--port", port)
    finally:
        assert ended(process) == (f"0 decisions kept in {db}\n", "", 0)
    with listen("127.0.0.1", port or 0):  # a second run has the port at once
        pass


REFUSED = {
    "no database": (["--web", "--db", "none.db"], {}, "does not exist"),
    "a name that is nowhere": (["--web", "--host", "nowhere.invalid"], {}, "there is no such address"),
    "a name that cannot be": (["--web", "--host", "x" * 70 + ".test"], {}, "there is no such address"),
    "an address of others": (["--web", "--host", "192.0.2.1"], {}, "Cannot assign requested address"),
    "no address": (["--web", "--host", ""], {}, "it names no address"),
    "no terminal to ask for a password": (["--web", "--host", "0.0.0.0"], {}, "PHONGTRAO_PASSWORD"),
    "a short password": (["--web", "--host", "0.0.0.0"], {"PHONGTRAO_PASSWORD": "bảy chữ"}, "too short"),
    "a short password for a proxy here": (["--web", "--host", "::1"], {"PHONGTRAO_PASSWORD": "ngắn"}, "too short"),
    "no text": (["--web", "--host", "::"], {"PHONGTRAO_PASSWORD": "\udcff" * 9}, "cannot be typed"),
    "no port": (["--web", "--port", "99999"], {}, "--port"),
    "no web": (["--port", "8000"], {}, "go with --web"),
}


@pytest.mark.parametrize(("arguments", "environment", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_begin_says_so_in_a_line(
    db: Path,
    arguments: list[str],
    environment: dict[str, str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("PHONGTRAO_PASSWORD", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    code = main(["review", *(["--db", str(db)] if "--db" not in arguments else []), *arguments])
    out, err = capsys.readouterr()
    (line,) = err.splitlines()
    assert code in (1, 2) and out == "" and said in line


def test_a_port_that_one_may_not_take_is_said(db: Path) -> None:
    command = [*WITHOUT_POWERS, *COMMAND, "review", "--web", "--db", str(db), "--port", "1"]
    done = subprocess.run(command, capture_output=True, text=True)
    said = "127.0.0.1:1 cannot be used: Permission denied; choose another --port or --host"
    assert (done.stdout, done.stderr, done.returncode) == ("", f"phongtrao: {said}\n", 1)


@pytest.mark.parametrize("name", ["jinja2", "limits", "python_multipart", "starlette", "uvicorn"])
def test_a_library_that_is_not_there_is_said(db: Path, name: str) -> None:
    said = refused("--web", "--db", db, code=f"import sys; sys.modules[{name!r}] = None")
    assert said == "phongtrao: review in the browser needs a library that is not installed: install phongtrao[web]"


def test_nothing_to_review_is_said(db: Path) -> None:
    command = [*COMMAND, "review", "--web", "--db", str(db), "--by", "article", "none"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.stdout, done.stderr, done.returncode) == ("nothing to review: no such article\n", "", 0)


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("LocalHost", True),
     ("0.0.0.0", False), ("::", False), ("", False), ("10.0.0.1", False), ("localhost.khac.test", False)],
)  # fmt: skip
def test_only_addresses_that_nobody_else_reaches_are_here(host: str, here: bool) -> None:
    assert is_here(host) is here


def test_every_address_is_both_kinds_of_address() -> None:
    with listen("::", 0) as bound:
        port = bound.getsockname()[1]
        for host in ("127.0.0.1", "::1"):
            socket.create_connection((host, port), timeout=5).close()
