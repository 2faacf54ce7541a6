"""What the `phongtrao` command takes. The work is in the modules beside it, imported when needed."""

from pathlib import Path

import click

from extractor import __version__
from extractor.cli.asking import datasette, query, search
from extractor.cli.exporting import bring_back, export
from extractor.cli.linking import bodies, findings, occasions, series
from extractor.cli.options import db_option, paths_argument
from extractor.cli.reading import ingest, merge
from extractor.cli.reviewing import diff, gold, report, review, rule_stats, runs


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="phongtrao")
def cli() -> None:
    """Turn Vietnamese press articles on emulation campaigns into records that quote their evidence.

    PATH is a file (text, HTML, MHTML, JSON Lines, CSV, TSV, Parquet, WARC, Word, PDF), an archive of such files
    (zip, tar, gz, bz2, xz), a folder of them, or - for standard input.

    \b
    Example:
      phongtrao ingest articles/ --db campaigns.db
    """


@cli.command()
@db_option
@click.option("--traceback", is_flag=True, help="Print also where the program itself went wrong.")
def failures(db: str, traceback: bool) -> int:
    """List the inputs that could not be read.

    \b
    Example:
      phongtrao failures --db campaigns.db
      phongtrao ingest --retry-failed --db campaigns.db
    """
    from extractor.cli.lists import run_failures

    return run_failures(Path(db), traceback)


@cli.command()
@db_option
def alike(db: str) -> int:
    """List the articles that print most of the same words, with the longest passage they share.

    \b
    Example:
      phongtrao alike --db campaigns.db
    """
    from extractor.cli.lists import run_alike

    return run_alike(Path(db))


@cli.command()
@paths_argument
@click.option("--format", "form", type=click.Choice(["jsonl", "table"]), default="jsonl", show_default=True)
def extract(paths: tuple[str, ...], form: str) -> int:
    """Print the records of articles, without a database.

    JSON Lines hold one article a line, in the form of the record contract.

    \b
    Example:
      phongtrao extract articles/ > records.jsonl
      phongtrao extract article.txt --format table
    """
    from extractor.cli.extract import run

    return run(paths, as_table=form == "table")


@cli.command()
@click.argument("article_id", metavar="ID")
@db_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show(article_id: str, db: str, form: str) -> int:
    """Print a stored article, evidence marked, and its records.

    \b
    Example:
      phongtrao show may-trang-2024 --db campaigns.db
    """
    from extractor.cli.show import run

    return run(article_id, Path(db), as_json=form == "json")


@cli.command()
@paths_argument
@click.option(
    "--gold",
    metavar="FILE",
    multiple=True,
    required=True,
    help="Judged articles, JSON Lines; may be repeated.",
)
@click.option("--errors", is_flag=True, help="List every record too many (+) or too few (-).")
@click.option("--json", "as_json", is_flag=True, help="Print the table, and errors if asked for, as JSON.")
@click.option("--floor", metavar="FILE", help="TOML of `type = F1`: fail if a type is below.")
def evaluate(paths: tuple[str, ...], gold: tuple[str, ...], errors: bool, as_json: bool, floor: str | None) -> int:
    """Score what the rules read against gold made by hand.

    \b
    Example:
      phongtrao evaluate --gold gold.jsonl articles/ --errors
      phongtrao evaluate --gold gold.jsonl articles/ --floor floor.toml
    """
    from extractor.cli.evaluate import run

    floors = Path(floor) if floor else None
    return run(paths, [Path(file) for file in gold], floors, errors=errors, as_json=as_json)


@cli.group()
def rules() -> None:
    """Check or list the rules.

    They are those of `patterns/`, or of the folder that PHONGTRAO_PATTERNS names.

    \b
    Example:
      phongtrao rules check
    """


@rules.command("check")
@click.argument("rule_ids", metavar="[RULE]…", nargs=-1)
def check_rules(rule_ids: tuple[str, ...]) -> int:
    """Run the rules' own examples, or only those of the RULEs named.

    \b
    Example:
      phongtrao rules check
      phongtrao rules check time.full_date
    """
    from extractor.cli.rules import run_check

    return run_check(rule_ids)


@rules.command("list")
@click.option("--label", help="Only the rules of this label.")
def list_rules(label: str | None) -> int:
    """List the rules with their labels, examples and files.

    \b
    Example:
      phongtrao rules list --label award
    """
    from extractor.cli.rules import run_list

    return run_list(label)


rules.add_command(rule_stats)
cli.add_command(ingest)
cli.add_command(merge)
cli.add_command(review)
cli.add_command(gold)
cli.add_command(occasions)
cli.add_command(series)
cli.add_command(findings)
cli.add_command(bodies)
cli.add_command(runs)
cli.add_command(diff)
cli.add_command(export)
cli.add_command(bring_back)
cli.add_command(query)
cli.add_command(search)
cli.add_command(datasette)
cli.add_command(report)


@cli.command()
@click.argument("text_or_file")
@click.option("--published", metavar="DATE", help="When the text was published, as 2023-11-15.")
@click.option("--rule", "rule_id", metavar="RULE", help="Only the matches of this rule or label.")
@click.option("--json", "as_json", is_flag=True, help="Print matches and records as JSON Lines.")
def explain(text_or_file: str, published: str | None, rule_id: str | None, as_json: bool) -> int:
    """Show how the rules read a text.

    Lists which rules match where and with which values, which matches gave way to others, and the records
    made of the rest.

    \b
    Example:
      phongtrao explain "UBND huyện tặng giấy khen cho 5 tập thể và 12 cá nhân."
      phongtrao explain article.txt --rule award
    """
    from extractor.cli.explain import run

    return run(text_or_file, published, rule_id, as_json=as_json)
