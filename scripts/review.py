"""Review what was read, in the terminal: the same as `phongtrao review`."""

import sys

from extractor.cli.main import main

if __name__ == "__main__":
    sys.exit(main(["review", *sys.argv[1:]]))
