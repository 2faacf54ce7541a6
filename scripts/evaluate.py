"""Score what the rules read against gold: the same as `phongtrao evaluate`."""

import sys

from extractor.cli.main import main

if __name__ == "__main__":
    sys.exit(main(["evaluate", *sys.argv[1:]]))
