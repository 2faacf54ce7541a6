"""Read articles into a database: the same as `phongtrao ingest`."""

import sys

from extractor.cli.main import main

if __name__ == "__main__":
    sys.exit(main(["ingest", *sys.argv[1:]]))
