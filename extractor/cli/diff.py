"""`phongtrao diff`: what another run read differently, and how much of it reviewers had decided."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from extractor.cli.printing import cell, number, one_line, safe, short_digest
from extractor.contract import to_json
from extractor.errors import StoreError
from extractor.review.agreement import Agreement, Turn
from extractor.review.change import Value
from extractor.review.comparison import Comparison
from extractor.review.difference import Case, Difference, Shift
from extractor.store import RunSummary, Store

_LONGEST_QUOTE, _LONGEST_VALUE = 28, 20
"""In an example, so that it stays within 80 columns."""


def run(db: Path, numbers: Sequence[int], examples: int, as_json: bool) -> int:
    """Print how the second run differs from the first; return 0."""
    with Store.open(db, create=False) as store:
        older, newer = _chosen(db, store.history.runs(), numbers)
        found = store.history.compare(older.id, newer.id, examples)
    click.echo(to_json(_as_object(found, older, newer)) if as_json else safe("\n".join(_lines(found, older, newer))))
    return 0


def _chosen(db: Path, runs: Sequence[RunSummary], numbers: Sequence[int]) -> Sequence[RunSummary]:
    """Return the runs of these numbers, or the last two that read anything; raises StoreError."""
    if numbers:
        by_number = {one.id: one for one in runs}
        for wanted in numbers:
            if wanted not in by_number:
                raise StoreError(f"{db} has no run {wanted}: see phongtrao runs")
        return [by_number[wanted] for wanted in numbers]
    last = [one for one in runs if one.articles][-2:]
    if len(last) < 2:
        raise StoreError(f"{db} has no two runs that read articles: see phongtrao runs")
    return last


def _lines(found: Comparison, older: RunSummary, newer: RunSummary) -> Iterator[str]:
    for name, one in (("from", older), ("to", newer)):
        yield f"{name:10}run {one.id}: phongtrao {one.version}, rules {short_digest(one.rulebook)}"
    yield from _difference(found.same_text, "articles", "read by both")
    if found.other_text.articles:
        yield ""
        yield from _difference(found.other_text, "corrected", "whose text changed between")
    yield ""
    yield from _agreement(found.agreement, older, newer)


def _difference(found: Difference, name: str, which: str) -> Iterator[str]:
    yield f"{name:10}{found.articles} {which}, {found.changed} of them differently"
    if not found.changed:
        return
    for noun, counts in (("records", found.records), ("values", found.values)):
        yield f"{noun:10}{counts.gained} gained, {counts.lost} lost, {counts.changed} changed"
    yield ""
    yield f"{'':36}{'records':>14}{'values':>23}"
    yield f"{'rule':36}{'gained':>8}{'lost':>6}{'gained':>9}{'lost':>6}{'changed':>8}"
    for rule, shift in _ranked(found):
        records, values = shift.records, shift.values
        yield f"{rule:36}{records.gained:8}{records.lost:6}{values.gained:9}{values.lost:6}{values.changed:8}"
        for case in shift.cases:
            yield from _example(case, "with its record" if case.whole else "")


def _ranked(found: Difference) -> list[tuple[str, Shift]]:
    return sorted(found.rules.items(), key=lambda item: (-item[1].total, item[0]))


def _agreement(found: Agreement, older: RunSummary, newer: RunSummary) -> Iterator[str]:
    if not found.decided:
        yield "nothing is decided on what both read: see phongtrao review"
        return
    yield (
        f"run {older.id} agrees with {found.older} of {number(found.decided, 'decided value')}"
        f" ({found.older / found.decided:.1%}), run {newer.id} with {found.newer} ({found.newer / found.decided:.1%})"
    )
    if not found.rules:
        return
    yield ""
    yield f"{'rule':36}{'became right':>14}{'became wrong':>14}"
    for rule, turn in _turned(found):
        yield f"{rule:36}{turn.right:14}{turn.wrong:14}"
        for word, cases in (("became right", turn.right_cases), ("became wrong", turn.wrong_cases)):
            for case in cases:
                yield from _example(case, f"{word}: a rejected record" if case.whole else word)


def _turned(found: Agreement) -> list[tuple[str, Turn]]:
    return sorted(found.rules.items(), key=lambda item: (-item[1].wrong, -item[1].right, item[0]))


def _example(case: Case, remark: str) -> Iterator[str]:
    change = case.change
    yield f"  {case.article_id}: {change.kind}.{change.field}{', ' if remark else ''}{remark}"
    yield f"    {_short(change.shown.quote, _LONGEST_QUOTE)!r}: {_side(change.old)} → {_side(change.new)}"


def _side(value: Value | None) -> str:
    return _short(cell(value.value), _LONGEST_VALUE) if value else "nothing"


def _short(text: str, longest: int) -> str:
    line = one_line(text)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _as_object(found: Comparison, older: RunSummary, newer: RunSummary) -> dict[str, Any]:
    agreement = found.agreement
    return {
        "runs": [{"run": one.id, "version": one.version, "rulebook": one.rulebook} for one in (older, newer)],
        "same_text": _difference_object(found.same_text),
        "text_changed": _difference_object(found.other_text),
        "decisions": {
            "articles": agreement.articles,
            "decided": agreement.decided,
            "agree": [agreement.older, agreement.newer],
            "rules": {rule: _turn_object(turn) for rule, turn in _turned(agreement)},
        },
    }


def _difference_object(found: Difference) -> dict[str, Any]:
    return {
        "articles": found.articles,
        "changed": found.changed,
        "records": asdict(found.records),
        "values": asdict(found.values),
        "rules": {
            rule: {
                "records": asdict(shift.records),
                "values": asdict(shift.values),
                "examples": [_case_object(case) for case in shift.cases],
            }
            for rule, shift in _ranked(found)
        },
    }


def _turn_object(turn: Turn) -> dict[str, Any]:
    return {
        "right": turn.right,
        "wrong": turn.wrong,
        "became_right": [_case_object(case) for case in turn.right_cases],
        "became_wrong": [_case_object(case) for case in turn.wrong_cases],
    }


def _case_object(case: Case) -> dict[str, Any]:
    change = case.change
    sides = {"old": change.old, "new": change.new}
    return {
        "article": case.article_id,
        "record": change.kind,
        "field": change.field,
        "whole": case.whole,
        **{name: asdict(value) if value else None for name, value in sides.items()},
    }
