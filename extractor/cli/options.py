"""Arguments that several commands take."""

import click

paths_argument = click.argument("paths", metavar="PATH…", nargs=-1, required=True)
db_option = click.option("--db", metavar="FILE", default="campaigns.db", show_default=True, help="The database.")
