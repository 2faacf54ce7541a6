"""Articles from the web at their public face: a real server on this machine, and no other address is reached."""

import gzip
import socket
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from extractor import __version__
from extractor.errors import SourceError
from extractor.sources import Failure
from extractor.sources.fetch import Address, FetchOptions, addresses_of, fetch
from extractor.sources.item import Item

TEXT = "Huyện Phú Khê tổng kết phong trào thi đua năm 2022"
PAGE = f"<!DOCTYPE html><html><head><title>{TEXT}</title></head><body><p>{TEXT}</p></body></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}
HERE = ("127.0.0.0/8", "::1/128")
PAPER = "bao.test"
OTHER = "khac.test"


@dataclass
class Reply:
    body: bytes = PAGE.encode()
    headers: dict[str, str] = field(default_factory=lambda: dict(HTML))
    status: int = 200
    then: Callable[["Handler"], None] | None = None


class Handler(BaseHTTPRequestHandler):
    server: "Server"

    def do_GET(self) -> None:
        self.server.asked.append((self.headers["Host"].split(":")[0], self.path))
        self.server.requests.append(dict(self.headers))
        replies = self.server.replies.get(self.path, [Reply(b"", {}, 404)])
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value.encode().decode("latin-1"))
        self.end_headers()
        try:
            self.wfile.write(reply.body)
            if reply.then:
                reply.then(self)
        except OSError:
            pass  # the reader left, as it should

    def log_message(self, *_: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[tuple[str, str]] = []
        self.requests: list[dict[str, str]] = []

    def reply(self, path: str, *replies: Reply) -> str:
        self.replies[path] = list(replies) or [Reply()]
        return self.url(path)

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        return self.reply(path, Reply(b"", {"Location": target}, status))

    def url(self, path: str, host: str = PAPER) -> str:
        return f"http://{host}:{self.server_port}{path}"

    def paths(self) -> list[str]:
        return [path for _, path in self.asked]


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture(autouse=True)
def no_other_address(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    reached: list[object] = []
    connect = socket.socket.connect

    def checked(self: socket.socket, address: Any) -> None:
        if address[0] not in ("127.0.0.1", "::1"):
            reached.append(address)
            raise OSError("no other address is reached here")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", checked)
    yield reached
    assert reached == []


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def options(time: Time | None = None, hosts: dict[str, list[str]] | None = None, **others: Any) -> FetchOptions:
    time = time or Time()
    known = {PAPER: ["127.0.0.1"], OTHER: ["127.0.0.1"], "127.0.0.1": ["127.0.0.1"], **(hosts or {})}

    def resolve(host: str, port: int) -> list[str]:
        if host not in known:
            raise socket.gaierror("no such host")
        return known[host]

    defaults = {"allow_private": HERE, "clock": lambda: time.now, "sleep": time.sleep, "resolve": resolve}
    return FetchOptions(**{**defaults, **others})


def item(address: str, **others: Any) -> Item:
    (found,) = fetch([address], options(**others))
    assert isinstance(found, Item), found
    return found


def reason(address: str, **others: Any) -> str:
    (found,) = fetch([address], options(**others))
    assert isinstance(found, Failure), found
    assert "\n" not in str(found)
    return found.reason


# What is read


def test_a_page_is_an_item_with_its_address(server: Server) -> None:
    url = server.reply("/tin/tong-ket-123.html")
    found = item(f"{url}#binh-luan")
    assert found == Item(url.removeprefix("http://"), url, "html", PAGE, {"url": url}, "utf-8", None)


def test_the_request_names_the_project_and_takes_no_cookie(server: Server) -> None:
    first = server.reply("/a", Reply(headers={**HTML, "Set-Cookie": "a=1"}))
    assert [type(found) for found in fetch([first, first], options())] == [Item, Item]
    for request in server.requests:
        assert request["User-Agent"].startswith(f"phongtrao/{__version__} ")
        assert "Cookie" not in request


def test_plain_text_is_a_page_dump(server: Server) -> None:
    found = item(server.reply("/a.txt", Reply(TEXT.encode(), {"Content-Type": "text/plain"})))
    assert (found.kind, found.content) == ("dump", TEXT)


def test_every_address_ends_as_item_or_failure_in_order(server: Server) -> None:
    good = server.reply("/a")
    found = list(fetch([server.url("/none"), good, "", "ftp://bao.test/x", good], options()))
    assert [type(each) for each in found] == [Failure, Item, Failure, Failure, Item]


def test_nothing_is_asked_for_before_the_iterator_is(server: Server) -> None:
    fetch([server.reply("/a")], options())
    assert server.asked == []


@pytest.mark.parametrize(
    ("data", "stated", "encoding"),
    [
        (PAGE.encode(), "text/html; charset=UTF-8", "utf-8"),
        (PAGE.encode(), "text/html", "utf-8"),
        (PAGE.encode("utf-16"), "text/html", "utf-16-le"),
        (PAGE.encode("utf-16-le"), "text/html; charset=utf-16le", "utf-16-le"),
        (TEXT.encode("utf-8-sig"), "text/plain", "utf-8-sig"),
        # what says wrong is not believed
        (PAGE.encode(), "text/html; charset=ISO-8859-1", "utf-8"),
        (PAGE.encode(), "text/html; charset=utf-16", "utf-8"),
        (PAGE.encode(), "text/html; charset=punycode", "utf-8"),
        (PAGE.encode(), "text/html; charset=\"'", "utf-8"),
        (PAGE.replace("<title>", '<meta charset="utf-16"><title>').encode(), "text/html", "utf-8"),
    ],
)
def test_encodings(server: Server, data: bytes, stated: str, encoding: str) -> None:
    found = item(server.reply("/a", Reply(data, {"Content-Type": stated})))
    assert TEXT in found.content
    assert found.encoding == encoding


@pytest.mark.parametrize("declaration", ['<meta charset="windows-1258">', "<META content='text/html; charset=cp1258'>"])
@pytest.mark.parametrize("stated", ["text/html", "text/html; charset=windows-1258"])
def test_an_encoding_that_the_head_or_header_names(server: Server, declaration: str, stated: str) -> None:
    page = f"<html><head>{declaration if stated == 'text/html' else ''}</head><body>Đồng Tháp"
    data = page.replace("ồ", "ô\N{COMBINING GRAVE ACCENT}").replace("á", "a\N{COMBINING ACUTE ACCENT}")
    found = item(server.reply("/a", Reply(data.encode("cp1258"), {"Content-Type": stated})))
    assert (found.content, found.encoding) == (data, "windows-1258")


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(PAGE.encode())),
        ("deflate", zlib.compress(PAGE.encode())),
        ("deflate", zlib.compress(PAGE.encode(), wbits=-15)),
        ("identity", PAGE.encode()),
    ],
)
def test_packed_pages(server: Server, encoding: str, body: bytes) -> None:
    assert item(server.reply("/a", Reply(body, {**HTML, "Content-Encoding": encoding}))).content == PAGE


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_its_end_is_the_url(server: Server, status: int) -> None:
    end = server.reply("/%C4%91%C3%ADch")
    assert item(server.redirect("/a", "đích", status)).given == {"url": end}


def test_redirects_that_have_no_end(server: Server) -> None:
    server.redirect("/b", "/a")
    assert reason(server.redirect("/a", "/b")).startswith("redirected in a circle, to http://bao.test")
    for step in range(4):
        server.redirect(f"/{step}", f"/{step + 1}")
    server.reply("/4")
    assert reason(server.url("/0"), most_redirects=3) == "redirected more than 3 times"
    assert item(server.url("/0"), most_redirects=4).given == {"url": server.url("/4")}


def test_a_redirect_asks_the_robots_of_its_host(server: Server) -> None:
    server.reply("/x")
    server.reply("/robots.txt", Reply(b"", {}, 404), Reply(b"User-agent: *\nDisallow: /", {}))
    assert reason(server.redirect("/a", server.url("/x", OTHER))) == f"robots.txt of {OTHER} does not allow it"
    assert (OTHER, "/x") not in server.asked


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("file:///etc/passwd", "redirected to file:///etc/passwd: not an address of the web"),
        ("http://user:word@bao.test/", "with a name or password in it"),
        ("http://bao.test:99999/", "a port that is none"),
        ("http://[::bad/", "redirected to http://[::bad/: not an address"),
        ("http://noi-bo.test/", "noi-bo.test is at 10.1.2.3, which is not a public address: it is not read"),
        ("http://169.254.169.254/latest/", "169.254.169.254 is at 169.254.169.254, which is not a public address"),
    ],
)
def test_a_redirect_to_where_nothing_is_read(server: Server, target: str, why: str) -> None:
    hosts = {"noi-bo.test": ["10.1.2.3"], "169.254.169.254": ["169.254.169.254"]}
    assert why in reason(server.redirect("/a", target), hosts=hosts)


def test_a_redirect_without_a_target(server: Server) -> None:
    assert reason(server.reply("/a", Reply(b"", {}, 302))) == f"{PAPER} answers 302 Found"


# Addresses that are not public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.0.8",
        "198.18.0.1",
        "203.0.113.1",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001::1",
        "2001:db8::1",
        "fc00::1",
        "fe80::1",
        "fe80::1%lo",
        "fec0::1",
        "ff02::1",
    ],
)
def test_a_name_at_an_address_that_is_not_public(server: Server, address: str) -> None:
    url = server.reply("/a")
    assert "not a public address" in reason(url, hosts={PAPER: [address]}, allow_private=())
    assert server.asked == []


def test_numbers_that_stand_for_an_address_are_resolved_before_they_are_checked(server: Server) -> None:
    server.reply("/a")
    for host in ("127.0.0.1", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"):
        (found,) = fetch([server.url("/a", host)], FetchOptions())
        assert isinstance(found, Failure)
        assert "not a public address" in found.reason
    assert server.asked == []


def test_the_address_that_was_checked_is_connected_to(server: Server) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]])
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    assert item(server.reply("/a"), resolve=resolve).content == PAGE
    assert asked == [PAPER, PAPER]  # once a connection: robots.txt and the page


def test_of_several_addresses_the_first_that_is_allowed_and_answers(server: Server) -> None:
    found = item(server.reply("/a"), hosts={PAPER: ["10.0.0.1", "::1", "127.0.0.1"]})
    assert found.content == PAGE


def test_a_private_network_is_read_only_where_it_is_named(server: Server) -> None:
    url = server.reply("/a")
    assert "not a public address" in reason(url, allow_private=["10.0.0.0/8"])
    assert item(url, allow_private=["127.0.0.1"]).content == PAGE
    assert item(url, hosts={PAPER: ["::ffff:127.0.0.1", "127.0.0.1"]}).content == PAGE
    with pytest.raises(SourceError, match=r"not a network: .*; write it as"):
        FetchOptions(allow_private=["10.0.0.1/8"])


def test_no_proxy_of_the_environment_connects_for_us(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert item(server.reply("/a")).content == PAGE


# Answers that are none


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(b"", HTML, 404), "bao.test answers 404 Not Found"),
        (Reply(b"", HTML, 500), "bao.test answers 500 Internal Server Error"),
        (Reply(b"", HTML, 999), "bao.test answers 999"),
        (Reply(b"", HTML, 204), "bao.test answers 204 No Content"),
        (Reply(b" \n", HTML), "an empty page: nothing to read"),
        (Reply(b"%PDF", {"Content-Type": "application/pdf"}), "neither a page nor a feed but application/pdf"),
        (Reply(b"%PDF", {}), "neither a page nor a feed but of no type"),
        (Reply(b"<svg/>", {"Content-Type": "text/xml"}), "neither a page nor a feed but text/xml"),
        (Reply(b"GIF89a\xff\xff", HTML), "not UTF-8 at byte 7"),
        (Reply(PAGE.encode(), {**HTML, "Content-Encoding": "br"}), "packed as br"),
        (Reply(PAGE.encode(), {**HTML, "Content-Encoding": "gzip, gzip"}), "packed as gzip, gzip"),
        (Reply(PAGE.encode(), {**HTML, "Content-Encoding": "gzip"}), "said to be packed as gzip, and is not"),
        (Reply(gzip.compress(PAGE.encode())[:-20], {**HTML, "Content-Encoding": "gzip"}), "the gzip data breaks off"),
        (Reply(PAGE.encode(), {**HTML, "Content-Length": "9999"}), "the answer of bao.test breaks off"),
        (Reply(PAGE.encode(), {**HTML, "Content-Length": "-5"}), "the answer of bao.test breaks off or is not HTTP"),
    ],
)
def test_answers_that_are_no_article(server: Server, reply: Reply, why: str) -> None:
    assert reason(server.reply("/a", reply)).startswith(why)


def test_a_body_is_cut_off_at_its_bound(server: Server) -> None:
    def endless(handler: Handler) -> None:
        for _ in range(10_000):
            handler.wfile.write(b"a" * 10_000)
        pytest.fail("nobody stopped reading")

    url = server.reply("/a", Reply(b"<html>", HTML, then=endless))
    assert reason(url, most_bytes=100_000) == "longer than 0.1 MB: it is not read"


def test_a_bomb_is_not_unpacked(server: Server) -> None:
    bomb = gzip.compress(bytes(20_000_000))
    assert len(bomb) < 100_000
    url = server.reply("/a", Reply(bomb, {**HTML, "Content-Encoding": "gzip"}))
    assert reason(url, most_bytes=100_000) == "longer than 0.1 MB: it is not read"


def test_a_server_that_says_nothing(server: Server) -> None:
    left = threading.Event()
    url = server.reply("/a", Reply(b"<html>", HTML, then=lambda _: (left.wait(30), None)[1]))
    try:
        assert reason(url, read_timeout=1.0) == "bao.test is too slow, nothing came for 1 s: try later"
    finally:
        left.set()


def test_a_server_that_says_little_at_a_time(server: Server) -> None:
    time = Time()

    def drip(handler: Handler) -> None:
        for _ in range(1000):
            time.now += 9
            handler.wfile.write(b".")

    url = server.reply("/a", Reply(b"<html>", HTML, then=drip))
    assert reason(url, time=time, total_timeout=30) == "no whole answer in 30 s: try later"


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        assert reason(f"http://{PAPER}:{port}/a").startswith("bao.test cannot be reached (")


def test_a_server_that_speaks_something_else() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def speak() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"220 mail.test ESMTP\r\n")

        thread = threading.Thread(target=speak)
        thread.start()
        said = reason(f"http://{PAPER}:{listener.getsockname()[1]}/a")
        thread.join()
    assert said.startswith("robots.txt of bao.test cannot be read: the answer of bao.test breaks off or is not HTTP (")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "an empty address"),
        ("  ", "an empty address"),
        ("bao.test/tin", "must begin with http:// or https://"),
        ("file:///etc/passwd", "must begin with http:// or https://"),
        ("javascript:alert(1)", "must begin with http:// or https://"),
        ("http:///tin", "names no host"),
        ("http://", "names no host"),
        ("http://bao.test:0/", "a port that is none"),
        ("http://bao.test:99999/", "a port that is none"),
        ("http://bao.test:x/", "not an address ("),
        ("http://[::1/", "not an address ("),
        ("http://xn--a.test/", "not an address ("),
        ("http://a\x00b/", "not an address ("),
        ("http://bao.test/\ud800", "not an address ("),
        ("http://ten:khoa@bao.test/", "with a name or password in it: leave them out"),
        ("http://khong-co.test/", "khong-co.test cannot be found: check the spelling, or the connection"),
        ("http://bao.test/" + "a" * 3000, "an address of more than 2000 characters"),
        ("http://a\nb/", "not an address ("),
    ],
)
def test_bad_addresses(address: str, why: str) -> None:
    assert why in reason(address)


def test_a_name_that_the_system_cannot_even_look_up() -> None:
    for host in ("a" * 300, "a..b"):
        (found,) = fetch([f"http://{host}/"], FetchOptions())
        assert isinstance(found, Failure)


# Manners


def test_robots_forbids(server: Server) -> None:
    rules = b"User-agent: *\nDisallow: /\nUser-agent: phongtrao\nDisallow: /kin\nAllow: /kin/mo\n"
    server.reply("/robots.txt", Reply(rules, {"Content-Type": "text/plain"}))
    for path in ("/a", "/kin", "/kin/mo"):
        server.reply(path)
    found = list(fetch([server.url("/a"), server.url("/kin"), server.url("/kin/mo")], options()))
    assert [type(each) for each in found] == [Item, Failure, Item]
    assert str(found[1]) == f"{server.url('/kin')}: robots.txt of {PAPER} does not allow it"
    assert server.paths() == ["/robots.txt", "/a", "/kin/mo"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_robots_that_is_not_there_forbids_nothing(server: Server, status: int) -> None:
    server.reply("/robots.txt", Reply(b"User-agent: *\nDisallow: /", {}, status))
    assert item(server.reply("/a")).content == PAGE


def test_robots_that_cannot_be_read_forbids_all(server: Server) -> None:
    server.reply("/robots.txt", Reply(b"", {}, 500))
    url = server.reply("/a")
    said = f"robots.txt of {PAPER} cannot be read (500 Internal Server Error): try later"
    assert [each.reason for each in fetch([url, url], options()) if isinstance(each, Failure)] == [said, said]
    assert server.paths() == ["/robots.txt"]


def test_robots_elsewhere(server: Server) -> None:
    server.redirect("/robots.txt", server.url("/quy-dinh", OTHER))
    server.reply("/quy-dinh", Reply(b"\xef\xbb\xbfUser-agent: *\nDisallow: /a", {}))
    assert reason(server.reply("/a")) == f"robots.txt of {PAPER} does not allow it"
    server.redirect("/robots.txt", "file:///etc/passwd")
    assert reason(server.url("/a")).startswith(f"robots.txt of {PAPER} cannot be read: redirected to file:")
    server.redirect("/robots.txt", "/robots.txt")
    assert item(server.url("/a")).content == PAGE


@pytest.mark.parametrize(
    ("rules", "delay"),
    [
        ("", 1.0),
        ("Crawl-delay: 0", 1.0),
        ("Crawl-delay: 7.5", 7.5),
        ("Crawl-delay: 900", 30.0),
        ("Crawl-delay: x", 1.0),
    ],
)
def test_requests_to_a_host_keep_their_distance(server: Server, rules: str, delay: float) -> None:
    server.reply("/robots.txt", Reply(f"User-agent: *\n{rules}".encode(), {}))
    server.reply("/a")
    time = Time()
    list(fetch([server.url("/a"), server.url("/a", OTHER), server.url("/a")], options(time)))
    # after the first robots.txt; after that of the other host; then what the first host still asks for
    assert time.slept[:2] == [1.0, 1.0]
    assert sum(time.slept[2:]) == max(0.0, delay - 1.0)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("after", ["20", "Mon, 12 May 2025 06:30:20 GMT"])
def test_a_server_that_says_when_to_come_back(server: Server, status: int, after: str) -> None:
    url = server.reply("/a", Reply(b"", {"Retry-After": after}, status), Reply())
    time = Time()
    assert item(url, time=time, now=lambda: datetime(2025, 5, 12, 6, 30, tzinfo=UTC)).content == PAGE
    assert time.slept == [1.0, 20.0]


def test_patience_has_bounds(server: Server) -> None:
    time = Time()
    busy = server.reply("/a", Reply(b"", {"Retry-After": "5"}, 503))
    assert reason(busy, time=time, most_retries=3) == f"{PAPER} answers 503 Service Unavailable"
    assert time.slept == [1.0, 5.0, 5.0, 5.0]
    long = server.reply("/b", Reply(b"", {"Retry-After": "3600"}, 429))
    assert (
        reason(long, time=time) == f"{PAPER} answers 429 Too Many Requests and asks to come back in 3600 s: try later"
    )
    assert server.paths().count("/b") == 1


@pytest.mark.parametrize("after", [None, "soon", "-1", "", "Mon, 99 May 2025"])
def test_who_does_not_say_when_to_come_back_is_not_asked_again(server: Server, after: str | None) -> None:
    url = server.reply("/a", Reply(b"", {} if after is None else {"Retry-After": after}, 503))
    assert reason(url) == f"{PAPER} answers 503 Service Unavailable"
    assert server.paths() == ["/robots.txt", "/a"]


def test_an_interrupt_is_passed_on(server: Server) -> None:
    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    found = fetch([server.reply("/a")], options(sleep=interrupted))
    with pytest.raises(KeyboardInterrupt):
        next(found)
    assert list(found) == []


# Lists and feeds


def test_a_list_of_addresses() -> None:
    text = "# of May\r\nhttp://bao.test/a\n\n  http://bao.test/b#c  # the second\nhttp://bao.test/a\nbáo.test\n"
    expected = ["http://bao.test/a", "http://bao.test/b#c", "báo.test"]
    assert addresses_of(text) == expected
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert addresses_of(text.encode(encoding)) == expected
    assert addresses_of("") == addresses_of(b"# none\n") == []


def test_a_list_that_is_none() -> None:
    with pytest.raises(SourceError, match="neither a feed nor a list of addresses: give one address a line"):
        addresses_of(PAGE)
    with pytest.raises(SourceError, match="not UTF-8 at byte 1"):
        addresses_of(b"\xff\xd8\xff\xe0")


RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Báo</title><link>{0}/</link>
<item><title><![CDATA[<b>Một</b> &amp; hai]]></title><link>{0}/1</link>
<pubDate>Mon, 12 May 2025 18:30:00 GMT</pubDate></item>
<item><title>Hai</title><guid>{0}/2</guid><pubDate>Mon, 12 May 2025 23:30:00 GMT+7</pubDate></item>
<item><title>Ba</title><link>{0}/3</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom">
<entry><title type="html">A &amp;amp; B</title><link rel="self" href="http://bao.test/x"/>
<link rel="alternate" href="http://bao.test/1"/><published>2025-05-12T20:00:00Z</published></entry>
<entry><title>C</title><link href="http://bao.test/2"/><updated>2025-05-12T20:00:00Z</updated></entry></feed>"""


def test_a_feed_of_three_entries(server: Server) -> None:
    for path in ("/1", "/3"):
        server.reply(path)
    feed = RSS.format(server.url("")).encode()
    server.reply("/rss", Reply(feed, {"Content-Type": "application/rss+xml"}))
    for addresses in (addresses_of(feed), [server.url("/rss")]):
        first, second, third = fetch(addresses, options())
        assert isinstance(first, Item)
        assert first.given == {"url": server.url("/1"), "title": "Một & hai", "published": "2025-05-13T01:30:00+07:00"}
        assert str(second) == f"{server.url('/2')}: {PAPER} answers 404 Not Found"
        assert isinstance(third, Item)
        assert third.given == {"url": server.url("/3"), "title": "Ba"}


def test_what_a_feed_states_of_its_entries() -> None:
    found = addresses_of(ATOM)
    assert found == ["http://bao.test/1", "http://bao.test/2"]
    assert [address.given for address in found] == [
        {"title": "A & B", "published": "2025-05-13T03:00:00+07:00"},
        {"title": "C"},  # the day of a change is no day of publication
    ]


@pytest.mark.parametrize(
    ("printed", "published"),
    [
        ("Mon, 12 May 2025 23:30:00 +0700", "2025-05-12T23:30:00+07:00"),
        ("Mon, 12 May 2025 23:30:00", "2025-05-12T23:30:00+07:00"),
        ("Mon, 12 May 2025 23:30:00 GMT+7", "2025-05-12T23:30:00+07:00"),
        ("2025-05-12 23:30:00", "2025-05-12T23:30:00+07:00"),
        ("2025-05-12", "2025-05-12"),
        ("Thứ hai, 12/5/2025", None),
        ("Mon, 99 May 2025 23:30:00 GMT", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("", None),
    ],
)
def test_dates_of_a_feed(printed: str, published: str | None) -> None:
    feed = (
        f"<rss version='2.0'><channel><item><link>http://bao.test/</link><pubDate>{printed}</pubDate></item></channel>"
    )
    assert addresses_of(f"{feed}</rss>")[0].given.get("published") == published


def test_a_feed_with_links_from_its_own_address(server: Server) -> None:
    server.reply("/tin/1")
    feed = b"<rss version='2.0'><channel><item><link>1</link></item><item><title>Hai</title></item></channel></rss>"
    server.reply("/tin/rss", Reply(feed, {"Content-Type": "text/xml"}))
    first, second = fetch([server.url("/tin/rss")], options())
    assert isinstance(first, Item)
    assert str(second) == "Hai: an entry without a link: nothing to read"


def test_damaged_feeds(server: Server) -> None:
    cut = RSS.format("http://bao.test")[:420]
    assert addresses_of(cut)[0] == "http://bao.test/1"
    for feed, why in (
        ("<rss version='2.0'><channel><title>Báo</ti", "a damaged feed (<unknown>:"),
        ("<rss version='2.0'><channel></channel></rss>", "a feed without entries: nothing to read"),
        ("<rss>" + "<b>" * 700_000, "a feed of more than 2 million characters: it is not read"),
    ):
        with pytest.raises(SourceError) as raised:
            addresses_of(feed)
        assert str(raised.value).startswith(why)
        url = server.reply("/rss", Reply(feed.encode(), {"Content-Type": "application/rss+xml; charset=utf-8"}))
        assert reason(url).startswith(why)


def test_a_feed_inside_a_feed_and_files_it_names_are_not_read(server: Server) -> None:
    feed = f"""<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b SYSTEM "{server.url("/secret")}">]>
    <rss version="2.0"><channel><item><title>x &a; &b;</title><link>{server.url("/rss")}</link></item>
    <item><link>file:///etc/passwd</link></item></channel></rss>"""
    inner, file = fetch([server.reply("/rss", Reply(feed.encode(), {"Content-Type": "text/xml"}))], options())
    assert str(inner).endswith("a feed inside a feed: give its address by itself")
    assert str(file).startswith("file://etc/passwd: not an address of the web")
    assert server.paths() == ["/robots.txt", "/rss", "/rss"]


def test_an_address_keeps_what_its_feed_states() -> None:
    assert Address("http://bao.test/").given == {}
    assert addresses_of(ATOM)[1].upper() == "HTTP://BAO.TEST/2"


# Without the extra


@pytest.mark.parametrize("library", ["httpcore", "httpx", "protego"])
def test_a_library_that_is_not_installed(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("extractor.sources.fetch.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(SourceError, match=rf"^reading from the web needs {library}: install phongtrao\[fetch\]$"):
        fetch([])


def test_a_list_needs_no_library_and_a_feed_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "feedparser", None)
    assert addresses_of("http://bao.test/") == ["http://bao.test/"]
    with pytest.raises(SourceError, match=r"^reading a feed needs feedparser: install phongtrao\[fetch\]$"):
        addresses_of(ATOM)
