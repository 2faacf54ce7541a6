"""The commands of review and of what comes of it. The work is in the modules beside it, imported when needed."""

from pathlib import Path

import click

from extractor.cli.options import db_option

BY = ("doubt", "campaign", "province", "year", "source", "rule", "article")


@click.command()
@click.argument("value", metavar="[VALUE]", required=False)
@db_option
@click.option("--by", type=click.Choice(BY), default="doubt", show_default=True, help="Which articles: those of VALUE.")
@click.option("--reviewer", metavar="NAME", help="Who decides; else the login name.")
@click.option("--all", "again", is_flag=True, help="Also articles that are fully reviewed.")
@click.option("--lang", type=click.Choice(["vi", "en"]), help="The interface's language; else the locale's.")
@click.option("--web", is_flag=True, help="In the browser: prints a link that opens once.")
@click.option("--host", metavar="ADDRESS", help="With --web, for other machines too; takes a password.")
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), help="With --web; else any that is free.")
def review(
    value: str | None,
    db: str,
    by: str,
    reviewer: str | None,
    again: bool,
    lang: str | None,
    web: bool,
    host: str | None,
    port: int | None,
) -> int:
    """Decide on what the rules read, record by record, in the terminal or in the browser.

    The most doubtful articles come first, or those of one campaign, province, year, source, rule or article:
    VALUE. What is decided stays decided, whatever is read later. Several reviewers may work at once. In the
    review, ? shows the keys.

    With --host, reviewers on other machines come in by their names and one password, that of the environment
    variable PHONGTRAO_PASSWORD, or asked for; 0.0.0.0 is every address of this machine. The connection is not
    encrypted: use it in a network that you trust.

    \b
    Example:
      phongtrao review --db campaigns.db
      phongtrao review --by province "Lạng Sơn" --reviewer an
      phongtrao review --web
    """
    if (by == "doubt") != (value is None):
        raise click.UsageError(f"--by {by} takes {'no VALUE' if value is not None else 'a VALUE'}.")
    if not web and (host is not None or port is not None):
        raise click.UsageError("--host and --port go with --web.")
    narrowed = {by: value} if value is not None else {}
    if web:
        from extractor.cli.web import run as run_web

        return run_web(Path(db), reviewer, narrowed, again, lang, host, port or 0)
    from extractor.cli.review import run

    return run(Path(db), reviewer, narrowed, again=again, language=lang)


@click.command("stats")
@db_option
@click.option("--below", metavar="SHARE", type=click.FloatRange(0, 1), help="Show where rules below this were wrong.")
def rule_stats(db: str, below: float | None) -> int:
    """Say how often each rule was right, by what reviewers decided.

    A record counts once for each rule that had a part in it: right if it was accepted, wrong if it was rejected
    or if what the rule read was corrected. The interval is Wilson's, of 95%.

    \b
    Example:
      phongtrao rules stats --db campaigns.db --below 0.8
    """
    from extractor.cli.stats import run

    return run(Path(db), below)


@click.command()
@db_option
def runs(db: str) -> int:
    """List the runs: which phongtrao with which rules read how many articles.

    The same version with the same rules is the same run, whenever it is used. The one that read last is at the end;
    present is of how many articles what it read is what is stored now.

    \b
    Example:
      phongtrao runs --db campaigns.db
    """
    from extractor.cli.runs import run

    return run(Path(db))


@click.command()
@click.argument("numbers", metavar="[RUN RUN]", nargs=-1, type=int)
@db_option
@click.option("--examples", metavar="N", type=click.IntRange(0), default=3, show_default=True, help="So many a rule.")
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
def diff(numbers: tuple[int, ...], db: str, examples: int, as_json: bool) -> int:
    """Say what the second of two runs read differently, rule by rule, and how it fares by what reviewers decided.

    RUNs are numbers of phongtrao runs, the older one first; without them they are the last two. A value counts for
    the rule that read it: if another rule reads it otherwise now, it is lost to the old and gained by the new. A whole
    record counts once for each rule that had a part in it.

    \b
    Example:
      phongtrao diff --db campaigns.db
      phongtrao diff 1 3 --examples 10
    """
    if len(numbers) not in (0, 2):
        raise click.UsageError("diff takes two RUNs, or none for the last two.")
    from extractor.cli.diff import run

    return run(Path(db), numbers, examples, as_json)


@click.group()
def gold() -> None:
    """Make gold of what was reviewed.

    \b
    Example:
      phongtrao gold export --db campaigns.db --out reviewed/
    """


@gold.command()
@db_option
@click.option("--out", metavar="FOLDER", required=True, help="Where articles.jsonl and gold.jsonl are written.")
def export(db: str, out: str) -> int:
    """Write the articles that are fully reviewed, and what is true of them.

    \b
    Example:
      phongtrao gold export --db campaigns.db --out reviewed/
      phongtrao evaluate --gold reviewed/gold.jsonl reviewed/articles.jsonl
    """
    from extractor.cli.gold import run

    return run(Path(db), Path(out))


@click.command()
@db_option
@click.option("--out", metavar="FOLDER", required=True, help="Where the pages go: a new folder, or an older report.")
@click.option("--lang", type=click.Choice(["vi", "en"]), help="The pages' language; else the locale's.")
def report(db: str, out: str, lang: str | None) -> int:
    """Write a database as a folder of pages that opens from disk, without a network.

    Tables and charts show what stands after review; each number leads to the sentence that says it. Needs
    phongtrao[report].

    \b
    Example:
      phongtrao report --db campaigns.db --out report/
    """
    from extractor.cli.report import run

    return run(Path(db), Path(out), lang)
