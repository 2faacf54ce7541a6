"""The commands of what is told in many places: what they take. The work is in other modules, imported when needed."""

from pathlib import Path

import click

from extractor.cli.options import db_option

_reviewer_option = click.option("--reviewer", metavar="NAME", help="Who decides; else the login name.")


@click.group(invoke_without_command=True)
@db_option
@click.pass_context
def occasions(context: click.Context, db: str) -> int:
    """List the events that several articles report, and the figures that they tell differently.

    An event is named by its article's id, its second one as ID#2.

    \b
    Example:
      phongtrao occasions --db campaigns.db
      phongtrao occasions join hoa-tri-2015 cand-hoa-tri --db campaigns.db
    """
    if context.invoked_subcommand:
        return 0
    from extractor.cli.occasions import run_list

    return run_list(Path(db))


@occasions.command()
@click.argument("one", metavar="EVENT")
@click.argument("other", metavar="EVENT")
@db_option
@_reviewer_option
def join(one: str, other: str, db: str, reviewer: str | None) -> int:
    """Say that two reports are of one event; it stays said, whatever is read later.

    \b
    Example:
      phongtrao occasions join hoa-tri-2015 cand-hoa-tri --db campaigns.db
    """
    from extractor.cli.occasions import run_decide

    return run_decide(Path(db), one, other, "joined", reviewer)


@occasions.command()
@click.argument("one", metavar="EVENT")
@click.argument("other", metavar="EVENT")
@db_option
@_reviewer_option
def split(one: str, other: str, db: str, reviewer: str | None) -> int:
    """Say that two reports are of two events; it stays said, whatever is read later.

    \b
    Example:
      phongtrao occasions split hoa-tri-2015 hoa-quang-2015 --db campaigns.db
    """
    from extractor.cli.occasions import run_decide

    return run_decide(Path(db), one, other, "split", reviewer)


@occasions.command()
@click.argument("number", metavar="DECISION", type=int)
@db_option
@_reviewer_option
def undo(number: int, db: str, reviewer: str | None) -> int:
    """Take back a decision on occasions, by the number that it was given.

    \b
    Example:
      phongtrao occasions undo 3 --db campaigns.db
    """
    from extractor.cli.occasions import run_undo

    return run_undo(Path(db), number, reviewer)


@click.command()
@click.argument("movement", metavar="[MOVEMENT]", required=False)
@db_option
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
def series(movement: str | None, db: str, form: str) -> int:
    """Tell what became of a movement: launched, in phases, reviewed, celebrated, over years, places and bodies.

    MOVEMENT is a name, or words of one that are no other's, with marks or without; aliases too. Its children are told
    with it. An event that several papers report has one occasion in CSV and JSON. Without MOVEMENT all movements
    are listed, those of a family together: with their events, articles, first and last year.

    Families are declared with the rules (patterns/campaigns/) or follow from names.

    \b
    Example:
      phongtrao series --db campaigns.db
      phongtrao series "toan dan bao ve an ninh to quoc" --db campaigns.db
    """
    from extractor.cli.series import run_list, run_one

    return run_one(Path(db), movement, form) if movement is not None else run_list(Path(db), form)


@click.command()
@db_option
def findings(db: str) -> int:
    """List what cannot all be true: figures that contradict each other, in one article or between papers.

    \b
    Example:
      phongtrao findings --db campaigns.db
    """
    from extractor.cli.lists import run_findings

    return run_findings(Path(db))


@click.command()
@click.argument("words", metavar="[WORDS]…", nargs=-1)
@db_option
@click.option("--limit", metavar="N", type=click.IntRange(1), help="The first N only.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
def bodies(words: tuple[str, ...], db: str, limit: int | None, form: str) -> int:
    """List who organised events and gave awards, each body once under all its names, the busiest first.

    WORDS are of its names, its place or its province, then or today; they are typed as they come ("cong an" finds
    Công an), words in quotes follow one another. Where the place of a body is not told, it says why: it may be several.
    CSV and JSON (one array) have all columns of the view body_list.

    \b
    Example:
      phongtrao bodies "công an" "nghệ an" --db campaigns.db
    """
    from extractor.cli.bodies import run

    return run(Path(db), words, limit, form)
