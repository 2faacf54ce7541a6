"""The commands that leave a database and come back: what they take. The work is in the modules beside it."""

from pathlib import Path

import click

from extractor.cli.options import db_option


@click.command()
@db_option
@click.option("--out", metavar="FOLDER", required=True, help="The folder to write: a new one, or a former export.")
@click.option(
    "--format", "form", type=click.Choice(["package", "csv", "jsonl", "parquet"]), default="package", show_default=True
)
@click.option("--licence", metavar="SPDX|URL", help="The licence that you give the records, as CC-BY-4.0; else none.")
def export(db: str, out: str, form: str, licence: str | None) -> int:
    """Write what stands after review as files that other programs read.

    csv and parquet have a file for the articles and one for each kind of record; jsonl has an article a line, in the
    form of the record contract. package is csv and beside it the whole database, from which phongtrao import makes it
    again. Each comes with datapackage.json, which says what every column means, and with CITATION.cff.

    \b
    Example:
      phongtrao export --db campaigns.db --out records/ --licence CC-BY-4.0
      phongtrao export --db campaigns.db --out tables/ --format parquet
    """
    from extractor.cli.export import run_export

    return run_export(Path(db), Path(out), form, licence)


@click.command("import")
@click.argument("folder", metavar="FOLDER")
@db_option
def bring_back(folder: str, db: str) -> int:
    """Make a database from the package that phongtrao export wrote.

    It is the one that was exported: articles, records, evidence, decisions, runs and all. The database must be a new
    file, or hold nothing yet.

    \b
    Example:
      phongtrao import records/ --db campaigns.db
    """
    from extractor.cli.export import run_import

    return run_import(Path(folder), Path(db))
