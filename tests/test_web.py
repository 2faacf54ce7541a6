"""Review in the browser, as it is asked over HTTP: who is let in, what is refused, and that nothing is lost."""

import html
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from desk_articles import desk_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from web_site import COOKIE, PASSWORD, ROOT, Site, serving

from extractor.store import Store
from extractor.web.actions import ACTIONS

SAFE = {
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-",
    "server-timing": "app;dur=",
}
OTHER = "http://khac.test"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serving(tmp_path / "campaigns.db", timeout=0.05) as site:
        yield site


@pytest.fixture
def open_site(tmp_path: Path) -> Iterator[Site]:
    with serving(tmp_path / "campaigns.db", PASSWORD) as site:
        yield site


def assert_safe(answer: httpx.Response) -> None:
    assert answer.status_code < 500, answer.text
    missing = {name: answer.headers.get(name) for name, value in SAFE.items()}
    assert all(value in (missing[name] or "") for name, value in SAFE.items()), missing


# Who comes in


def test_a_link_opens_once_and_the_next_is_announced(site: Site) -> None:
    (token,) = site.tokens
    first = site.stranger().get(f"/enter?token={token}")
    assert (first.status_code, first.headers["location"]) == (303, "/")
    again = site.stranger().get(f"/enter?token={token}")
    assert again.status_code == 403 and "used already" in again.text
    assert len(site.tokens) == 2 and site.reviewer().get("/").status_code == 200


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "PROPFIND", "POST"])
def test_only_looking_uses_a_link_up(site: Site, method: str) -> None:
    answer = site.stranger().ask(method, f"/enter?token={site.tokens[-1]}", headers={"Origin": ROOT})
    assert answer.status_code in (403, 405, 422) and len(site.tokens) == 1
    assert_safe(answer)


@pytest.mark.parametrize("query", ["", "?token=", "?token=x", "?token=%ff%00", "?token=" + "x" * 3000])
def test_a_wrong_link_opens_nothing(site: Site, query: str) -> None:
    answer = site.stranger().get(f"/enter{query}")
    assert answer.status_code == 403 and "set-cookie" not in answer.headers and len(site.tokens) == 1


def test_the_cookie_is_for_the_browser_alone(site: Site) -> None:
    set_cookie = site.stranger().get(f"/enter?token={site.tokens[-1]}").headers["set-cookie"]
    name, *attributes = set_cookie.split("; ")
    assert name.startswith(f"{COOKIE}=") and {"HttpOnly", "SameSite=strict"} <= set(attributes)


def test_who_follows_a_link_on_another_site_is_asked_to_come_again_by_themselves(site: Site) -> None:
    # such a request is without the cookie, as it is SameSite=Strict; the one that follows has it
    answer = site.stranger().get("/", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.headers["refresh"]) == (403, "0; url=/")
    assert "refresh" not in site.stranger().get("/", headers={"Sec-Fetch-Site": "same-origin"}).headers


def test_a_session_ends_when_it_was_idle_for_long(site: Site) -> None:
    browser = site.reviewer()
    for _ in range(3):
        site.now += 11 * 60 * 60
        assert browser.get("/").status_code == 200
    site.now += 13 * 60 * 60
    assert browser.do("accept").status_code == 403 and site.decided() == []


def test_whose_session_ends_gives_the_article_back(open_site: Site) -> None:
    an = open_site.reviewer("an")
    first = an.get("/").text
    assert an.post("/leave", {**an.known}).status_code == 200
    assert an.get("/").status_code == 403
    assert article_of(open_site.reviewer("bình").get("/").text) == article_of(first)


def test_the_session_that_was_idle_for_longest_gives_way(site: Site) -> None:
    one, two = site.reviewer(), site.reviewer()
    for _ in range(98):
        site.now += 1
        site.reviewer()
    site.now += 1
    assert one.get("/queue").status_code == 200
    site.reviewer()
    assert one.get("/queue").status_code == 200 and two.get("/queue").status_code == 403


def test_a_password_lets_in_however_its_letters_are_composed(open_site: Site) -> None:
    composed = {"reviewer": "Bình", "password": "mâ\u0323t khâ\u0309u da\u0300i"}
    assert open_site.stranger().post("/enter", composed).status_code == 303


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_who_comes_in_says_who_they_are(open_site: Site, name: str) -> None:
    assert open_site.stranger().enter(name).status_code == 422


def test_wrong_passwords_are_limited_and_who_is_in_stays(open_site: Site) -> None:
    inside = open_site.reviewer("an", "10.0.0.1")
    guesser = open_site.stranger("10.0.0.1")
    assert [guesser.enter("x", f"guess {n}").status_code for n in range(6)] == [403] * 5 + [429]
    assert guesser.enter("x").status_code == 429  # not even the right one is tried
    assert open_site.stranger("10.0.0.2").enter("x").status_code == 303
    assert inside.do("accept").status_code == 303 and len(open_site.decided()) == 1


def test_many_addresses_have_no_more_guesses(open_site: Site) -> None:
    guesses = [open_site.stranger(f"10.0.1.{n}").enter("x", "wrong guess").status_code for n in range(30)]
    assert guesses == [403] * 20 + [429] * 10


def test_too_many_requests_of_one_stop_nobody_else(site: Site) -> None:
    inside, stranger = site.reviewer(), site.stranger()
    assert 429 in (stranger.get("/nowhere").status_code for _ in range(1000))
    assert inside.do("accept").status_code == 303


# What is refused


REFUSED: dict[str, tuple[dict[str, str | None], dict[str, str], int]] = {
    "from another site": ({"Origin": OTHER}, {}, 403),
    "from nowhere": ({"Origin": "null"}, {}, 403),
    "without an origin": ({"Origin": None}, {}, 403),
    "from another port": ({"Origin": "http://127.0.0.1:8001"}, {}, 403),
    "under another name": ({"Host": "khac.test:8000", "Origin": "http://khac.test:8000"}, {}, 421),
    "under a name that begins as ours": ({"Host": "127.0.0.1.khac.test", "Origin": OTHER}, {}, 421),
    "under no name": ({"Host": ""}, {}, 421),
    "without what the page knows": ({}, {"csrf": ""}, 403),
    "with what another page knows": ({}, {"csrf": "x" * 43}, 403),
    "without a cookie": ({"Cookie": "a=b"}, {}, 403),
    "with rubbish for a cookie": ({"Cookie": f'{COOKIE}="\\777;;=;{COOKIE}'}, {}, 403),
    "from an older page": ({}, {"version": "older"}, 409),
    "on no record": ({}, {"record": ""}, 422),
    "on a record that is not there": ({}, {"record": "99999"}, 422),
    "on a negative record": ({}, {"record": "-1"}, 422),
    "on a record in other digits": ({}, {"record": "٣"}, 422),
    "on a record beyond all numbers": ({}, {"record": "9" * 5000}, 422),
}


@pytest.mark.parametrize(("headers", "fields", "status"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_come_from_a_page_of_ours_decides_nothing(
    site: Site, headers: dict[str, Any], fields: dict[str, str], status: int
) -> None:
    browser = site.reviewer()
    browser.get("/")
    answer = browser.do("accept", headers, **fields)
    assert answer.status_code == status and site.decided() == []
    assert_safe(answer)
    assert browser.do("accept").status_code == 303 and len(site.decided()) == 1


def test_a_page_of_one_session_does_not_speak_for_another(open_site: Site) -> None:
    an, other = open_site.reviewer("an"), open_site.reviewer("bình")
    an.get("/"), other.get("/")
    assert an.do("accept", csrf=other.known["csrf"]).status_code == 403 and open_site.decided() == []


@pytest.mark.parametrize("path", [f"/do/{action}" for action in ACTIONS])
def test_looking_decides_nothing(site: Site, path: str) -> None:
    browser = site.reviewer()
    browser.get("/")
    asked = browser.get(path, params=browser.known)
    assert asked.status_code == 405 and site.decided() == []
    assert_safe(asked)


@pytest.mark.parametrize("name", ["127.0.0.1:9", "localhost:8000", "LOCALHOST", "[::1]:80", "127.0.0.1"])
def test_the_machine_s_own_names_are_answered_at_any_port(site: Site, name: str) -> None:
    # a tunnel has a port of its own
    browser = site.reviewer()
    browser.get("/")
    assert browser.do("accept", {"Host": name, "Origin": f"http://{name}"}).status_code == 303


def test_with_a_password_any_name_is_answered_also_behind_a_proxy(open_site: Site) -> None:
    browser = open_site.reviewer()
    browser.get("/")
    assert browser.do("accept", {"Host": "duyet.test", "Origin": "https://duyet.test"}).status_code == 303
    assert browser.do("accept", {"Host": "duyet.test", "Origin": "https://khac.test"}).status_code == 403


async def _endless() -> AsyncIterator[bytes]:
    for _ in range(100):
        yield b"note=" + b"x" * 2000


TOO_MUCH: dict[str, tuple[int, dict[str, Any]]] = {
    "a body": (413, {"content": b"x" * 65537}),
    "a body that does not say so": (413, {"content": _endless()}),
    "a size that is no number": (413, {"content": b"", "headers": {"Content-Length": "1_000"}}),
    "a size beyond all numbers": (413, {"content": b"", "headers": {"Content-Length": "9" * 5000}}),
    "fields": (400, {"content": "&".join(f"a{n}=1" for n in range(65))}),
    "files": (415, {"files": {f"f{n}": b"x" for n in range(50)}}),
    "headers": (431, {"content": b"", "headers": {"X-Much": "x" * 20000}}),
}


@pytest.mark.parametrize(("status", "sent"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_too_much_is_refused(site: Site, status: int, sent: dict[str, Any]) -> None:
    form = {} if "files" in sent else {"Content-Type": "application/x-www-form-urlencoded"}
    headers = {"Origin": ROOT, **form, **sent.get("headers", {})}
    answer = site.reviewer().ask("POST", "/do/note", **{**sent, "headers": headers})
    assert answer.status_code == status and len(answer.text) < 200
    assert_safe(answer)


def test_a_long_address_is_refused(site: Site) -> None:
    assert site.reviewer().get("/complete?typed=" + "x" * 5000).status_code == 414


@pytest.mark.parametrize(
    "path",
    [
        "../application.py",
        "..%2fapplication.py",
        "%2e%2e/application.py",
        "....//application.py",
        "%2fetc%2fpasswd",
        "..%5capplication.py",
        "%00",
        "review.js%00.css",
        "x" * 300,
        "",
    ],
)
def test_only_the_pages_own_files_are_served(site: Site, path: str) -> None:
    answer = site.stranger().get(f"/static/{path}")
    assert answer.status_code == 404
    assert_safe(answer)


@pytest.mark.parametrize(
    ("name", "kind"), [("review.js", "text/javascript"), ("review.css", "text/css"), ("icon.svg", "image/svg+xml")]
)
def test_the_pages_own_files_are_asked_about_each_time(site: Site, name: str, kind: str) -> None:
    first = site.stranger().get(f"/static/{name}")
    assert first.headers["content-type"].split(";")[0] == kind and first.headers["cache-control"] == "no-cache"
    again = site.stranger().get(f"/static/{name}", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304 and again.headers["cache-control"] == "no-cache"
    assert_safe(again)


# Rubbish

RUBBISH = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
ODD = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["\0", "9" * 5000, "-1", "٣", "²", "1e400", "NaN", "\ud7ff\uffff", "‮", "a" * 3000, "%", "="]),
)
PATHS = st.one_of(
    st.sampled_from(["/", "/enter", "/complete", "/queue", "/leave", "/do/", "/static/", "//", "/static"]),
    st.sampled_from(sorted(ACTIONS)).map(lambda action: f"/do/{action}"),
    ODD.map(lambda text: f"/do/{text}"),
    ODD.map(lambda text: f"/static/{text}"),
    ODD.map(lambda text: f"/{text}"),
)
NAMES = st.sampled_from(
    ["host", "origin", "cookie", "content-type", "content-length", "if-none-match", "if-modified-since", "range"]
)
HEADERS = st.lists(st.tuples(NAMES, st.binary(max_size=60)), max_size=4)
KINDS = st.sampled_from([b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=x", b"", b"text/plain"])


async def _asked(site: Site, scope: dict[str, Any], body: list[bytes]) -> httpx.Response:
    """Ask what no client would send."""
    chunks, sent = [*body, b""], list[dict[str, Any]]()

    async def receive() -> dict[str, Any]:
        chunk = chunks.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    async def send(message: Any) -> None:
        sent.append(message)

    await site.app({"type": "http", "client": ("10.9.9.9", 1), "scheme": "http", **scope}, receive, send)
    return httpx.Response(sent[0]["status"], headers=sent[0]["headers"], content=b"".join(m["body"] for m in sent[1:]))


@RUBBISH
@given(
    method=st.sampled_from(["GET", "POST", "HEAD", "PUT", "\0"]),
    path=PATHS,
    query=st.binary(max_size=60),
    headers=HEADERS,
    kind=KINDS,
    body=st.lists(st.binary(min_size=1, max_size=80), max_size=3),
)
def test_rubbish_is_refused_in_a_line(site: Site, method: str, path: str, query: bytes, **sent: Any) -> None:
    given = [(b"host", b"localhost"), (b"origin", b"http://localhost"), (b"content-type", sent["kind"])]
    own = {name for name, _ in sent["headers"]}
    headers = [(n.encode(), v) for n, v in sent["headers"]] + [(n, v) for n, v in given if n.decode() not in own]
    raw_path = quote(path, errors="replace").encode()
    scope = {"method": method, "path": path, "raw_path": raw_path, "query_string": query, "headers": headers}
    answer = site.run(_asked(site, scope, sent["body"]))
    assert_safe(answer)
    assert site.decided() == []


@RUBBISH
@given(
    path=st.one_of(st.sampled_from(sorted(ACTIONS)).map(lambda action: f"do/{action}"), st.just("queue")),
    fields=st.dictionaries(
        st.sampled_from(["record", "start", "end", "kind", "name", "typed", "note", "by", "value", "field-count"]),
        st.one_of(ODD, st.sampled_from(["awards", "count", "article", "date", "year", "0", "12"])),
    ),
)
def test_rubbish_of_one_s_own_is_said_in_a_line(site: Site, path: str, fields: dict[str, str]) -> None:
    site.now += 1
    browser = site.reviewer()  # anew, as each is allowed so many requests
    browser.get("/")
    answer = browser.post(f"/{path}", {**browser.known, **fields})
    assert_safe(answer)
    assert_safe(browser.get("/queue", params=fields))
    assert_safe(browser.get("/complete", params=fields))
    assert_safe(browser.get("/", params=fields))


# Nothing is lost


def article_of(page: str) -> str:
    found = re.search(r'name="version" value="(\S+) \d+"', page)
    assert found, page
    return html.unescape(found[1])


def wrong_of(answer: httpx.Response) -> str:
    found = re.search(r'id="wrong"[^>]*>([^<]*)<', answer.text)
    return html.unescape(found[1] if found else answer.text).strip()


def test_a_page_that_another_tab_left_behind_decides_nothing(site: Site) -> None:
    browser = site.reviewer()
    browser.get("/")
    old = dict(browser.known)
    assert browser.do("accept").status_code == 303
    browser.get("/")
    stale = browser.post("/do/reject", old)
    assert stale.status_code == 409 and "out of date" in stale.text and site.decided() == [("an", "accepted")]
    assert browser.do("accept").status_code == 303  # what it showed is how things stand


def test_two_browsers_of_one_reviewer_know_of_each_other(site: Site) -> None:
    one, two = site.reviewer(), site.reviewer()
    assert article_of(one.get("/").text) == article_of(two.get("/").text)
    assert one.do("accept").status_code == 303
    assert two.do("reject").status_code == 409 and site.decided() == [("an", "accepted")]


def test_what_was_decided_elsewhere_is_laid_out_before_anything_is_decided(site: Site) -> None:
    browser = site.reviewer()
    article = article_of(browser.get("/").text)
    with Store.open(site.store.path) as store:  # the same reviewer in a terminal
        desk = desk_of(store, article=article)
        assert desk.next()
        desk.reject()
    stale = browser.do("accept")
    assert stale.status_code == 409 and article_of(stale.text) == article
    assert site.decided() == [("an", "rejected")]


def test_who_took_the_article_over_is_said(site: Site) -> None:
    browser = site.reviewer()
    article = article_of(browser.get("/").text)
    until = (datetime.now(UTC) + timedelta(minutes=20)).isoformat()
    with closing(sqlite3.connect(site.store.path)) as db, db:
        db.execute("UPDATE claims SET reviewer = 'bình', until = ? WHERE article_id = ?", (until, article))
    refused = browser.do("accept")
    assert refused.status_code == 422 and "bình" in refused.text and site.decided() == []
    assert browser.do("next").status_code == 303 and article_of(browser.get("/").text) != article


def test_a_session_that_the_server_does_not_know_stands_before_the_door(site: Site) -> None:
    stranger = site.stranger()
    stranger.client.cookies.set(COOKIE, "of the server before", domain="127.0.0.1")
    assert stranger.get("/").status_code == 403


def test_a_database_in_use_is_said_and_what_was_decided_stays(site: Site) -> None:
    browser = site.reviewer()
    assert browser.do("accept").status_code == 303
    browser.get("/")
    with closing(sqlite3.connect(site.store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for action in ("accept", "next", "note", "accept_rest"):
            refused = browser.do(action, note="x")
            assert refused.status_code == 503 and "is in use by another program" in wrong_of(refused)
        assert site.reviewer().get("/").status_code == 200  # one can look
        other.execute("ROLLBACK")
    assert browser.do("accept").status_code == 303 and len(site.decided()) == 2


def test_an_article_that_could_not_be_had_is_not_passed_over(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = site.reviewer()
    seen = {article_of(browser.get("/").text)}
    release = site.store.reviews.release
    with closing(sqlite3.connect(site.store.path, isolation_level=None)) as other:

        def released(*given: Any) -> None:
            release(*given)
            other.execute("BEGIN IMMEDIATE")

        monkeypatch.setattr(site.store.reviews, "release", released)
        assert browser.do("next").status_code == 503
        monkeypatch.undo()
        other.execute("ROLLBACK")
    for _ in range(3):
        seen.add(article_of(browser.get("/").text))
        browser.do("next")
    assert len(seen) == 3


def test_a_full_disk_is_said_and_what_was_decided_stays(site: Site) -> None:
    browser = site.reviewer()
    assert browser.do("accept").status_code == 303
    db = site.store._db
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count = {pages}")
    browser.get("/")
    statuses = [browser.do("note", note="x" * 2000).status_code for _ in range(20)]
    assert statuses[-1] == 503 and set(statuses) == {303, 503}
    refused = browser.do("note", note="x" * 2000)
    assert "the disk is full" in wrong_of(refused)
    db.execute(f"PRAGMA max_page_count = {pages * 10}")
    assert browser.do("note", note="x").status_code == 303
    assert len(site.decided()) == 2 + statuses.count(303)


def test_a_database_that_was_moved_away_takes_no_decisions_until_it_is_back(site: Site) -> None:
    browser = site.reviewer()
    assert browser.do("accept").status_code == 303
    browser.get("/")
    path, away = site.store.path, site.store.path.with_suffix(".away")
    path.rename(away)
    for refused in (browser.do("accept"), browser.get("/"), browser.get("/queue")):
        assert refused.status_code == 503 and "was moved, replaced or deleted" in wrong_of(refused)
        assert len(refused.text.splitlines()) == 1
    path.write_bytes(b"another file")
    assert browser.do("accept").status_code == 503
    away.replace(path)
    browser.get("/")
    assert browser.do("accept").status_code == 303 and len(site.decided()) == 2


def test_an_article_that_was_deleted_is_said_and_the_next_can_be_had(site: Site) -> None:
    browser = site.reviewer()
    article = article_of(browser.get("/").text)
    with closing(sqlite3.connect(site.store.path)) as db, db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("DELETE FROM articles WHERE id = ?", (article,))
    refused = browser.do("accept")
    assert refused.status_code == 503 and len(wrong_of(refused).splitlines()) == 1
    assert site.decided() == []
    assert browser.do("next").status_code == 303 and article_of(browser.get("/").text) != article


def test_the_article_asked_for_is_opened_though_it_is_reviewed(site: Site) -> None:
    browser = site.reviewer()
    article = article_of(browser.get("/").text)
    assert browser.do("accept_rest").status_code == 303
    assert browser.do("next").status_code == 303
    assert article_of(browser.get("/").text) != article
    assert browser.post("/queue", {**browser.known, "by": "article", "value": article}).status_code == 303
    assert article_of(browser.get("/").text) == article
    assert browser.post("/queue", {**browser.known, "by": "nothing", "value": "x"}).status_code == 422


def test_words_are_completed_for_who_is_in(site: Site) -> None:
    asked = {"kind": "awards", "name": "form", "typed": "giay"}
    assert "giấy khen" in site.reviewer().get("/complete", params=asked).json()
    assert site.stranger().get("/complete", params=asked).status_code == 403
    assert site.reviewer().get("/complete", params={**asked, "name": "x"}).status_code == 404
