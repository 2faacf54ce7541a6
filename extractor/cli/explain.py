"""`phongtrao explain`: how the rules read a text."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor.cli.printing import console, one_line, print_records, report
from extractor.cli.work import failure_of, rulebook
from extractor.contract import to_json
from extractor.errors import PatternError, PhongtraoError, SourceError
from extractor.explain import Explanation, Found, explain
from extractor.models import Article, ArticleInfo
from extractor.rules.book import RuleBook
from extractor.sources import Failure, read
from extractor.sources.files import STANDARD_INPUT, SUFFIXES
from extractor.text import canonical


def run(text_or_file: str, published: str | None = None, rule: str | None = None, as_json: bool = False) -> int:
    """Print how the rules read a text, or each article of a file; return 1 if one could not be read."""
    book = rulebook()
    if rule is not None and rule not in book.rules and rule not in book.labels:
        raise PatternError(f"no rule or label {rule}: `phongtrao rules list` names them all")
    failed = 0
    for item in _articles(text_or_file, _day(published), book):
        try:
            explained = item if isinstance(item, Failure) else explain(item, book)
        except PhongtraoError:
            raise
        except Exception as error:
            assert isinstance(item, Article)
            explained = failure_of(item, error)
        if isinstance(explained, Failure):
            report(explained)
            failed += 1
        else:
            _show(explained, [f for f in explained.found if rule in (None, f.rule, f.label)], as_json)
    return int(failed > 0)


def _day(published: str | None) -> str | None:
    try:
        return date.fromisoformat(published).isoformat() if published else None
    except ValueError as error:
        raise click.BadParameter(f"{published} is no day: write it as 2023-11-15.") from error


def _articles(given: str, published: str | None, book: RuleBook) -> Iterator[Article | Failure]:
    if not given.strip():
        raise SourceError("an empty text: give a sentence in quotes, or a file")
    if given == STANDARD_INPUT or _is_path(given):
        for item in read([given], book):
            if isinstance(item, Article) and published:
                info = item.info.model_copy(update={"published": published})
                item = item.model_copy(update={"info": info})
            yield item
        return
    yield Article(id="text", text=canonical(given), origin="the text given", info=ArticleInfo(published=published))


def _is_path(given: str) -> bool:
    """Whether a file is meant: one that is there, or a single word with the ending of one."""
    try:
        return Path(given).exists() or (len(given.split()) == 1 and given.lower().endswith(SUFFIXES))
    except (OSError, ValueError):  # too long for a name, or not one at all
        return False


def _show(explained: Explanation, found: Sequence[Found], as_json: bool) -> None:
    if as_json:
        records = explained.extraction.model_dump(mode="json")
        click.echo(to_json({"id": records["id"], "found": [asdict(f) for f in found], "records": records}))
        return
    out = console()
    _print_found(found, out)
    print_records(explained.extraction, out)


def _print_found(found: Sequence[Found], out: Console) -> None:
    table = Table(title=f"matches ({len(found)})", title_justify="left", title_style="bold")
    for name in ("at", "rule", "quote", "values", "gave way to"):
        table.add_column(name, overflow="fold")
    for one in found:
        values = ", ".join(f"{name}={value}" for name, value in one.values.items())
        winner = f"{one.lost_to.rule} “{one.lost_to.quote}”" if one.lost_to else ""
        cells = (f"{one.start}-{one.end}", one.rule, one.quote, values, winner)
        table.add_row(*(Text(one_line(cell)) for cell in cells), style="dim" if one.lost_to else "")
    out.print(table)
