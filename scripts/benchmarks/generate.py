"""Articles made from our own corpus, as many as are asked for: each differs from the others in its figures."""

import json
import random
import re
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

ARTICLES = Path(__file__).parents[2] / "corpus" / "articles"
_COUNT = re.compile(r"(?<![\d/.,-])[1-9]\d{1,2}(?![\d/.,%-])")


def originals() -> list[dict[str, Any]]:
    """Return the corpus, one record an article, as JSON Lines hold it."""
    found = [{"id": path.stem, "text": path.read_text(encoding="utf-8")} for path in sorted(ARTICLES.glob("*.txt"))]
    for path in sorted(ARTICLES.glob("*.jsonl")):
        found += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return found


def generated(count: int, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Yield `count` records, the same ones for the same seed: the corpus over and over, with other counts."""
    chance = random.Random(seed)
    for number, record in enumerate(islice(cycle(originals()), count)):
        text = _COUNT.sub(lambda _: str(chance.randint(10, 999)), record["text"])
        yield {**record, "id": f"{record['id']}-{number:06}", "text": f"{text}\nBản tin số {chance.getrandbits(40)}."}
