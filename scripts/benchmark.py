"""Measure phongtrao: the speed of each stage (`stages`, the default), its times beside other systems (`times`),
decisions in the browser (`review`), its speed beside other systems and how cost grows (`speed`), a crawl (`crawl`),
ingesting again after a rule has changed (`reread`).

python scripts/benchmark.py [stages] [ARTICLES…] [--repeats N] [--json]
python scripts/benchmark.py times [--gold GOLD ARTICLES…] [--peer NAME] [--repeats N] [--errors] [--json]
python scripts/benchmark.py speed [ARTICLES…] [--gold GOLD] [--part PART] [--peer NAME] [--repeats N] [--json]
python scripts/benchmark.py crawl [--articles N] [--workers N] [--json]
python scripts/benchmark.py review [--articles N] [--decisions N] [--repeats N] [--json]
python scripts/benchmark.py reread [--articles N] [--rule RULE] [--workers N] [--json]
"""

import argparse
import sys
from collections.abc import Sequence

from benchmarks import crawl, reread, review, speed, stages, times

SUBCOMMANDS = {"stages": stages, "times": times, "review": review, "speed": speed, "crawl": crawl, "reread": reread}


def main(arguments: Sequence[str]) -> None:
    """Run the subcommand that `arguments` name, `stages` if they name none."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="subcommand", required=True)
    for name, module in SUBCOMMANDS.items():
        about = (module.__doc__ or "").partition("\n")[0]
        module.add_arguments(commands.add_parser(name, help=about, description=module.__doc__))
    named = bool(arguments) and arguments[0] in (*SUBCOMMANDS, "-h", "--help")
    options = parser.parse_args(arguments if named else ["stages", *arguments])
    if getattr(options, "repeats", 1) < 1:
        parser.error("--repeats must be at least 1")
    SUBCOMMANDS[options.subcommand].run(options)


if __name__ == "__main__":
    main(sys.argv[1:])
