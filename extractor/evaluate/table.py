"""The result of a comparison: rates by type, every error, and floors that the rates must keep."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from extractor.errors import SourceError

Sign = Literal["+", "-"]
OVERALL = "overall"
KINDS = (
    "times", "event.date", "event.part_of_day", "event.kinds", "event.organisers", "event.chairs",
    "province", "article.title", "article.published", "article.author",
    "awards", "ratios", "phases", "campaigns", "statistics",
)  # fmt: skip
"""The types that are scored, in the order of the table."""


@dataclass(frozen=True, slots=True)
class Error:
    """A record that is wrong: `+` was read and is not in gold, `-` is in gold and was not read."""

    article: str
    kind: str
    sign: Sign
    record: Any


@dataclass(frozen=True, slots=True)
class Row:
    """One type's numbers over all articles; rates are rounded to four places."""

    found: int
    spurious: int
    missed: int

    @property
    def gold(self) -> int:
        """How many records gold holds, optional ones left out."""
        return self.found + self.missed

    @property
    def precision(self) -> float:
        """The share of what was read that is right."""
        return _share(self.found, self.found + self.spurious)

    @property
    def recall(self) -> float:
        """The share of gold that was read."""
        return _share(self.found, self.gold)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _share(2 * self.found, 2 * self.found + self.spurious + self.missed)


@dataclass(frozen=True, slots=True)
class Table:
    """The result: a row for each type that gold or extraction holds, and every error."""

    rows: Mapping[str, Row]
    errors: Sequence[Error]
    articles: int
    missing: Sequence[str]

    @property
    def overall(self) -> float:
        """The plain mean of the F1 of the types that gold holds."""
        scored = [row.f1 for row in self.rows.values() if row.gold]
        return _share(sum(scored), len(scored))


def _share(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 0.0


def read_floors(path: Path) -> dict[str, float]:
    """Return the lowest F1 allowed by type: a TOML file of `type = F1`, `overall` for the mean.

    Raises SourceError for a file that cannot be read, a type that is not scored and an F1 outside 0 to 1.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(f"{path}: floors cannot be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: not a TOML file: {error}") from error
    floors = dict(_flat(table))
    for kind, floor in floors.items():
        if kind not in (*KINDS, OVERALL):
            raise SourceError(f"{path}: no type '{kind}' (types: {', '.join(KINDS)}, {OVERALL})")
        if isinstance(floor, bool) or not isinstance(floor, int | float) or not 0 <= floor <= 1:
            raise SourceError(f"{path}: {kind}: a floor is an F1 from 0 to 1, not {floor!r}")
    return floors


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the keys of nested tables with dots: `event.date = 0.9` may stand bare in the file."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


@dataclass(frozen=True, slots=True)
class Fallen:
    """A type whose F1 is below its floor."""

    kind: str
    floor: float
    f1: float


def fallen(table: Table, floors: Mapping[str, float]) -> list[Fallen]:
    """Return what is below its floor; a type that neither gold nor extraction holds has an F1 of 0."""
    rates = {kind: row.f1 for kind, row in table.rows.items()} | {OVERALL: table.overall}
    return [Fallen(kind, floor, rates.get(kind, 0.0)) for kind, floor in floors.items() if rates.get(kind, 0.0) < floor]
