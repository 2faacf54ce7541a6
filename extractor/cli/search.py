"""`phongtrao search`: articles by their words."""

from collections.abc import Sequence
from pathlib import Path

import click
from rich.text import Text

from extractor.cli.printing import bracketed, console, one_line, warn
from extractor.normalize.excerpt import Excerpt, excerpt
from extractor.normalize.typed import Phrase, phrases, together
from extractor.store import Store


def run(db: Path, words: Sequence[str], limit: int) -> int:
    """Print the articles, two lines each: its data, and an excerpt with what was found marked; return 0."""
    wanted = _wanted(words)
    if not wanted:
        raise click.UsageError(f"search takes words, not {' '.join(words)!r}.")
    with Store.open(db, create=False) as store:
        found = store.questions.search(wanted, limit)
    out, shown = console(), [together(wanted), *wanted]
    for article in found:
        day = (article.published or "").partition("T")[0]
        facts = (article.article_id, day, article.source, article.title)
        out.print(Text("  ".join(one_line(fact) for fact in facts if fact), style="bold"), soft_wrap=True)
        out.print(Text("    ") + _marked(excerpt(article.text, shown), out.color_system is not None), soft_wrap=True)
    if not found:
        warn(f"{db} has no article with {' and '.join(' '.join(phrase.words) for phrase in wanted)}")
    return 0


def _wanted(words: Sequence[str]) -> list[Phrase]:
    """Return the phrases of the arguments; one of several words was in the shell's quotes, which it took away."""
    quoted = (f'"{word}"' if " " in word.strip() and '"' not in word else word for word in words)
    return list(phrases(" ".join(quoted)))


def _marked(shown: Excerpt, colour: bool) -> Text:
    if not colour:
        return Text(bracketed(shown.text, shown.spans))
    text = Text(shown.text)
    for span in shown.spans:
        text.stylize("bold yellow", *span)
    return text
