"""`phongtrao review`: a desk on the terminal."""

import getpass
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from extractor.cli.printing import number, one_line
from extractor.cli.work import rulebook
from extractor.desk import Desk, DeskError, Vocabulary, words
from extractor.errors import SourceError
from extractor.sources.formats.library import library
from extractor.store import Store, Waiting

_LONGEST_NAME = 80


def run(db: Path, reviewer: str | None, narrowed: Mapping[str, str], again: bool, language: str | None) -> int:
    """Review until the reviewer leaves; return 0. Raises PhongtraoError where that cannot begin."""
    words.choose(language or words.from_locale())
    _check_library()
    name = name_of(reviewer)
    with Store.open(db, create=False) as store:
        queue = store.reviews.queue(narrowed)
        if not is_anything(queue, again):
            return 0
        _check_terminal()
        desk = Desk(store, name, queue, Vocabulary(rulebook(), store.names()), store.reviews.tallies(), again)
        from extractor.cli.terminal.app import ReviewApp

        try:
            ReviewApp(desk).run()
        finally:
            desk.leave()
        click.echo(f"{number(desk.made, 'decision')} kept in {one_line(str(db))}")
    return 0


def is_anything(queue: Sequence[Waiting], again: bool) -> bool:
    """Tell whether anything is left to review, and say so if not."""
    if any(again or not waiting.settled for waiting in queue):
        return True
    click.echo("nothing to review: all is decided" if queue else "nothing to review: no such article")
    return False


def _check_library() -> None:
    try:
        library("textual.app", "review")
    except SourceError as error:
        raise DeskError(f"review in the terminal {error}") from error


def _check_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise DeskError("review needs a terminal: standard input and output must be one")


def name_of(reviewer: str | None) -> str:
    """Return who decides; raises DeskError if that cannot be told."""
    if reviewer is None:
        try:
            reviewer = getpass.getuser()
        except (OSError, KeyError, ImportError) as error:
            raise DeskError("there is no login name here: say who reviews with --reviewer NAME") from error
    name = one_line(reviewer)
    if not name or len(name) > _LONGEST_NAME:
        raise DeskError(f"a reviewer has a name of 1 to {_LONGEST_NAME} characters")
    return name
