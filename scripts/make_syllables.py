"""Write patterns/tables/syllables_common.txt: the syllables with a mark that the corpus and the lexicons hold."""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from extractor.rules.book import load, patterns_dir
from extractor.sources.encodings.syllables import Syllables
from extractor.text import canonical, folded_view

ROOT = Path(__file__).resolve().parents[1]
TARGET = "syllables_common"
HEAD = """# Common syllables with a letter beyond ASCII: they tell apart encodings that both read as syllables.
# Syllable<TAB>how often.
# source: the articles of corpus/ and the terms of patterns/lexicon/. Written by scripts/make_syllables.py.
"""


def texts(corpus: Path, lexicons: Path) -> Iterator[str]:
    """Yield the articles of the corpus and the files of the lexicons."""
    for path in sorted([*corpus.glob("*.txt"), *lexicons.glob("*.txt")]):
        yield path.read_text(encoding="utf-8")
    for path in sorted(corpus.glob("*.jsonl")):
        yield from (json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines())


def main() -> None:
    """Count, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patterns", type=Path, default=patterns_dir())
    options = parser.parse_args()
    book = load(options.patterns)
    syllables = Syllables(*(book.table(name) for name in ("syllable_onsets", "syllable_rimes", TARGET)))
    found: Counter[str] = Counter()
    for text in texts(ROOT / "corpus" / "articles", options.patterns / "lexicon"):
        found.update(re.findall(r"[^\W\d_]+", folded_view(canonical(text))))
    common = sorted(word for word in found if not word.isascii() and word in syllables)
    target = options.patterns / "tables" / f"{TARGET}.txt"
    target.write_text(HEAD + "".join(f"{word}\t{found[word]}\n" for word in common), encoding="utf-8")


if __name__ == "__main__":
    main()
