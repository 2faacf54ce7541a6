"""What is compared of one article: the contract's key fields, from a gold file or from an extraction."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from extractor.errors import SourceError
from extractor.models import Extraction

_YEAR = re.compile(r"\d{4}")
_Number = int | float | None


class Fact(BaseModel):
    """A record as it is compared; `optional` gold is neither rewarded nor punished."""

    model_config = ConfigDict(frozen=True, extra="allow")
    optional: bool = False

    def printed(self) -> Any:
        """Return the record as it was given, without its support."""
        return self.model_dump(mode="json", exclude_unset=True, exclude={"evidence", "basis"})


def _named(value: Any) -> Any:
    return value.get("name") if isinstance(value, dict) else value


def _timed(value: Any) -> Any:
    return value if isinstance(value, dict) else {"value": value}


_Name = Annotated[str, BeforeValidator(_named)]


class Time(Fact):
    """A calendar value; gold may give it bare."""

    value: str | None = None
    type: str | None = None


class Event(Fact):
    """An event; the first of an article is its main one."""

    kinds: tuple[str, ...] | None = None
    date: str | None = None
    part_of_day: str | None = None
    organisers: tuple[_Name, ...] | None = None
    chairs: tuple[_Name, ...] | None = None


class Campaign(Fact):
    """A movement and its year."""

    name: str | None = None
    year: str | None = None


class Phase(Fact):
    """A stage, or a campaign's whole course."""

    ordinal: int | None = None
    start: str | None = None
    end: str | None = None


class Award(Fact):
    """An award by form, giver, recipient and number."""

    form: str | None = None
    awarded_by: str | None = None
    recipient: str | None = None
    count: _Number = None


class Ratio(Fact):
    """A share of a unit."""

    unit: str | None = None
    achieved: _Number = None
    total: _Number = None
    percent: _Number = None


class Statistic(Fact):
    """A counted result."""

    value: _Number = None
    mod: str | None = None


class Info(Fact):
    """The article's own metadata."""

    title: str | None = None
    published: str | None = None
    author: str | None = None


class Judged(BaseModel):
    """All that is compared of one article, from gold or from an extraction."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    id: str
    article: Info | None = None
    province: str | None = None
    times: tuple[Annotated[Time, BeforeValidator(_timed)], ...] | None = None
    optional_times: tuple[str, ...] | None = None
    events: tuple[Event, ...] | None = None
    campaigns: tuple[Campaign, ...] | None = None
    phases: tuple[Phase, ...] | None = None
    awards: tuple[Award, ...] | None = None
    ratios: tuple[Ratio, ...] | None = None
    statistics: tuple[Statistic, ...] | None = None

    @classmethod
    def of(cls, extraction: Extraction) -> "Judged":
        """Return what is compared of an extraction."""
        return cls.model_validate(extraction.model_dump())

    def points(self) -> set[str]:
        """Return the calendar values: intervals taken apart, no parts of day, no durations, no sets."""
        dated = (t.value for t in self.times or () if t.value and t.type not in ("DURATION", "SET"))
        parts = (part.split("T")[0] for value in dated for part in value.split("/"))
        return {part for part in parts if _YEAR.match(part)}


def read_gold(paths: Sequence[Path]) -> list[Judged]:
    """Return the articles of gold files, JSON Lines in the contract's form.

    Raises SourceError, naming file and line, for a file that cannot be read, a line that is not in that form
    and an id that stands twice.
    """
    found: dict[str, Judged] = {}
    for path in paths:
        for where, line in _lines(path):
            judged = _parse(line, where)
            if judged.id in found:
                raise SourceError(f"{where}: the id {judged.id} stands in gold already: each article is judged once")
            found[judged.id] = judged
    if not found:
        raise SourceError(f"{', '.join(map(str, paths))}: no gold in it: write one judged article a line")
    return list(found.values())


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(f"{path}: gold cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: not UTF-8 at byte {error.start}: save it as UTF-8") from error
    return ((f"{path}:{number}", line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _parse(line: str, where: str) -> Judged:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{where}: not JSON: gold is one object a line") from error
    if not isinstance(row, Mapping):
        raise SourceError(f"{where}: not a JSON object: gold is one object a line")
    try:
        return Judged.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise SourceError(f"{where}: {place}: {first['msg']}") from error
