"""Write what click prints for `phongtrao --help` into extractor/cli/help.txt.

python scripts/make_help.py
"""

from pathlib import Path

from extractor.cli.commands import cli
from extractor.cli.main import HELP, HELP_COLUMNS


def help_text() -> str:
    """Return click's help of the whole command, as wide as click makes it at most."""
    # click leaves two columns free
    context = cli.make_context("phongtrao", [], resilient_parsing=True, terminal_width=HELP_COLUMNS - 2)
    return cli.get_help(context) + "\n"


def main() -> None:
    """Rewrite the file in place."""
    Path(HELP).write_text(help_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
