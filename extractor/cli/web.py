"""`phongtrao review --web`: desks in the browser."""

import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import click

from extractor.cli.printing import number, one_line
from extractor.cli.review import is_anything, name_of
from extractor.cli.work import rulebook
from extractor.desk import DeskError, Vocabulary, words
from extractor.errors import SourceError
from extractor.sources.formats.library import library
from extractor.store import Store

_PASSWORD = "PHONGTRAO_PASSWORD"
_SHORTEST_PASSWORD = 8


def run(
    db: Path,
    reviewer: str | None,
    narrowed: Mapping[str, str],
    again: bool,
    language: str | None,
    host: str | None,
    port: int,
) -> int:
    """Serve the review until interrupted; return 0. Raises PhongtraoError where that cannot begin."""
    words.choose(language or words.from_locale())
    _check_libraries()
    from extractor.web.server import HERE, is_here, listen, serve

    name = name_of(reviewer)
    with Store.open(db, create=False) as store:
        if not is_anything(store.reviews.queue(narrowed), again):
            return 0
    at = HERE if host is None else host
    with listen(at, port) as bound:
        password = None if host is None else _password(is_here(host))
        book = rulebook()
        _end_as_by_ctrl_c()
        made = serve(
            bound,
            at,
            lambda: Store.open(db, create=False),
            lambda store: Vocabulary(book, store.names()),
            name,
            password,
            _announce,
            narrowed,
            again,
        )
    click.echo(f"{number(made, 'decision')} kept in {one_line(str(db))}")
    return 0


def _check_libraries() -> None:
    for name in ("jinja2", "limits", "python_multipart", "starlette", "uvicorn"):
        try:
            library(name, "web")
        except SourceError as error:
            raise DeskError(f"review in the browser {error}") from error


def _announce(link: str) -> None:
    with suppress(OSError):  # whoever read what we print is gone: the reviewers are not
        click.echo(f"review at {link} (Ctrl-C ends)")


def _password(here: bool) -> str | None:
    """Return the password for reviewers on other machines; raises DeskError if there is none to be had.

    `here`, where only this machine reaches the page, none is needed; but a proxy here may bring others.
    """
    password = os.environ.get(_PASSWORD)
    if password is None:
        if here:
            return None
        if not sys.stdin.isatty():
            raise DeskError(f"--host takes a password: put one into the environment variable {_PASSWORD}")
        password = str(click.prompt("Password for the reviewers", hide_input=True, confirmation_prompt=True))
    if len(password) < _SHORTEST_PASSWORD:
        raise DeskError(f"the password is too short: {_SHORTEST_PASSWORD} characters at least")
    if not password.isprintable():
        raise DeskError("the password has a character that cannot be typed: choose another")
    return password


def _end_as_by_ctrl_c() -> None:
    """Let a service manager, and a terminal that is closed, end the review as its keyboard does."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # ignored: by nohup
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
