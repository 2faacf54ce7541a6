"""The commands that ask the database: what they take. The work is in the modules beside it, imported when needed."""

import re
from pathlib import Path

import click
from click.core import ParameterSource

from extractor.cli.options import db_option

# those of extractor.store, which is not loaded to parse a command line; a test holds them equal
KINDS = ("awards", "ratios", "phases", "events", "campaigns", "statistics")
STATES = ("proposed", "accepted", "corrected", "added")
_YEARS = re.compile(r"(\d{4})(?:\.\.(\d{4}))?", re.ASCII)


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@db_option
@click.option(
    "--shards", metavar="FOLDER", multiple=True, help="Instead of --db: what a cluster has read; may be repeated."
)
@click.option("--campaign", metavar="TEXT", help="Of campaigns whose name has these words.")
@click.option("--place", metavar="TEXT", help="Of provinces, places or bodies whose name has these words.")
@click.option("--today", is_flag=True, help="PLACE is one of today: all that has become part of it, too.")
@click.option("--body", metavar="TEXT", help="By organisers or givers whose name has these words.")
@click.option("--year", "years", metavar="Y|Y..Y", help="Of a year, or of the first to the last.")
@click.option("--state", "states", type=click.Choice(STATES), multiple=True, help="Only so reviewed; may be repeated.")
@click.option("--limit", metavar="N", type=click.IntRange(1), help="The first N only.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.pass_context
def query(
    context: click.Context,
    kind: str,
    db: str,
    shards: tuple[str, ...],
    campaign: str | None,
    place: str | None,
    today: bool,
    body: str | None,
    years: str | None,
    states: tuple[str, ...],
    limit: int | None,
    form: str,
) -> int:
    """List records as they stand after review, the earliest first, each with its article and quote.

    Names are typed as they come: "dong hoi" finds Đồng Hới, "Hoà Bình" finds Hòa Bình, and a whole name need not be
    given; a word with marks finds no other marks. With --today a place is taken as it is now: "Bắc Ninh" finds what
    was printed of Bắc Giang too, and of its districts and communes.

    A record that names no campaign, place or body itself counts by the others of its article; one without a date or
    period by the day its article was published, which the table shows in brackets.

    CSV and JSON (one array) have all columns of the view. Where nothing is found, that is said on standard error, and
    the exit status is 0.

    With --shards the folders of `ingest --engine dask` are asked as they lie, for what `phongtrao merge` would make of
    them.

    \b
    Example:
      phongtrao query awards --place "lang son" --year 2020..2024
      phongtrao query ratios --place "Bắc Ninh" --today --format csv > ratios.csv
      phongtrao query awards --year 2024 --shards shards/
    """
    from extractor.cli.query import run
    from extractor.store import Wanted

    if today and place is None:
        raise click.UsageError("--today goes with --place.")
    if shards and context.get_parameter_source("db") != ParameterSource.DEFAULT:
        raise click.UsageError("--db and --shards: name one of them.")
    if shards and states:
        raise click.UsageError(
            "--state needs the database that reviews are in: phongtrao merge makes it of the shards."
        )
    asked = [Path(folder) for folder in shards] if shards else Path(db)
    named = {"campaign": campaign, "place": place, "body": body}
    return run(asked, kind, named, today, Wanted(years=_years(years), states=states, limit=limit), form)


def _years(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    found = _YEARS.fullmatch(text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise click.UsageError(f"--year takes a year or years such as 2019 or 2019..2024, not {text!r}.")
    return first, last


@click.command()
@click.argument("words", metavar="WORDS…", nargs=-1, required=True)
@db_option
@click.option("--limit", metavar="N", type=click.IntRange(1), default=20, show_default=True, help="So many articles.")
def search(words: tuple[str, ...], db: str, limit: int) -> int:
    """Find articles by words in their title or text, the best first.

    All words must be there; words in quotes follow one another. A word without marks stands for all that are spelt
    so, a word with marks for itself; old and new tone placement are one. What phongtrao show prints of an article has
    its evidence marked.

    \b
    Example:
      phongtrao search dong hoi "giấy khen" --db campaigns.db
    """
    from extractor.cli.search import run

    return run(Path(db), words, limit)


@click.command()
@db_option
@click.option("--out", metavar="FILE", required=True, help="The JSON file to write.")
def datasette(db: str, out: str) -> int:
    """Write metadata for Datasette: what each table and column means, facets, and common questions.

    Datasette shows a database in the browser, where everybody may filter it and ask in SQL. It is a program of its
    own: pip install datasette. The file goes with databases of the same name.

    \b
    Example:
      phongtrao datasette --db campaigns.db --out metadata.json
      datasette campaigns.db -m metadata.json
    """
    from extractor.cli.datasette import run

    return run(Path(db), Path(out))
