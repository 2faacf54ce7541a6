"""`phongtrao evaluate`: how well extraction agrees with gold."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from extractor.cli.printing import number, report, safe, warn
from extractor.cli.work import extractions, rulebook
from extractor.contract import to_json
from extractor.errors import SourceError
from extractor.evaluate import Error, Judged, Table, fallen, read_floors, read_gold, score
from extractor.rules.book import RuleBook
from extractor.sources import Failure


def run(
    paths: Iterable[str],
    gold: Sequence[Path],
    floor: Path | None = None,
    errors: bool = False,
    as_json: bool = False,
) -> int:
    """Print the table; return 1 if an input failed or a type is below its floor."""
    judged = read_gold(gold)
    floors = read_floors(floor) if floor else {}
    book = rulebook()
    predicted, failed = _predict(paths, book, {article.id for article in judged})
    if not predicted:
        if failed:
            warn("nothing was scored")
            return 1
        raise SourceError("no article given is in gold: ids are the files' names without their ending")
    table = score(judged, predicted, book)
    click.echo(to_json(_as_object(table, errors)) if as_json else _as_text(table, errors))
    low = fallen(table, floors)
    for one in low:
        warn(f"{one.kind}: F1 {one.f1:.4f} is below its floor of {one.floor:.4f}")
    return int(bool(failed or low))


def _predict(paths: Iterable[str], book: RuleBook, ids: set[str]) -> tuple[list[Judged], int]:
    predicted: list[Judged] = []
    failed = 0
    for item in extractions(paths, book, ids):
        if isinstance(item, Failure):
            report(item)
            failed += 1
        else:
            predicted.append(Judged.of(item[1]))
    return predicted, failed


def _as_object(table: Table, errors: bool) -> dict[str, Any]:
    rows = {
        kind: {"gold": row.gold, "precision": row.precision, "recall": row.recall, "f1": row.f1}
        for kind, row in table.rows.items()
    }
    found = {
        "overall": table.overall,
        "articles": table.articles,
        "missing": list(table.missing),
        "types": rows,
    }
    if errors:
        found["errors"] = [
            {"article": e.article, "type": e.kind, "sign": e.sign, "record": e.record} for e in table.errors
        ]
    return found


def _as_text(table: Table, errors: bool) -> str:
    lines = [_error(e) for e in table.errors] if errors else []
    lines.append(f"{'type':18}{'gold':>6}{'P':>8}{'R':>8}{'F1':>8}")
    for kind, row in table.rows.items():
        lines.append(f"{kind:18}{row.gold:6}{row.precision:8.3f}{row.recall:8.3f}{row.f1:8.3f}")
    lines.append(f"{'overall (mean F1)':18}{table.articles:6}{'':16}{table.overall:8.3f}")
    if table.missing:
        lines.append(f"of gold, {_were(len(table.missing))} not given: {', '.join(table.missing)}")
    return safe("\n".join(lines))


def _were(count: int) -> str:
    return f"{number(count, 'article')} {'was' if count == 1 else 'were'}"


def _error(error: Error) -> str:
    record = error.record
    if isinstance(record, dict):
        record = {key: value for key, value in record.items() if value is not None}
    return f"{error.article[:40]:40} {error.kind:17} {error.sign} {to_json(record)}"
