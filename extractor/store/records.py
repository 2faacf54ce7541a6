"""Records by campaign, place, body, year and state, over the views of what stands after review."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlite_utils import Database

from extractor.normalize.typed import Phrase, Views, views
from extractor.places import Place

_YEAR = re.compile(r"(?:^|/)(\d{4})(?!\d)")
_DAY = re.compile(r"/?(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@dataclass(frozen=True)
class Wanted:
    """Which records are asked for; what is not said is any. `years` are the first and the last."""

    campaign: Phrase | None = None
    place: Phrase | Place | None = None
    body: Phrase | None = None
    years: tuple[int, int] | None = None
    states: Sequence[str] = ()
    limit: int | None = None


@dataclass(frozen=True)
class Function:
    """What SQL calls: its name, how many texts or nulls it takes, and what tells whether they are asked for."""

    name: str
    takes: int
    tells: Callable[..., bool | None]


@dataclass(frozen=True)
class Question:
    """A question in SQL, what stands for its question marks, and the functions that it calls."""

    sql: str
    parameters: Sequence[str | int]
    functions: Sequence[Function]


@dataclass(frozen=True)
class _Kind:
    """A view, the SQL of a record's own time, and its own columns that name campaigns, places and bodies."""

    view: str
    time: str
    campaign: Sequence[str] = ()
    place: Sequence[str] = ()
    body: Sequence[str] = ()


_KINDS: Mapping[str, _Kind] = {
    "awards": _Kind("award_list", "r.period", place=["awarded_by"], body=["awarded_by", "office"]),
    "ratios": _Kind("ratio_list", "r.period"),
    "phases": _Kind(
        "phase_list", """nullif(coalesce(r.start, '') || '/' || coalesce(r."end", ''), '/')""", campaign=["campaign"]
    ),
    "events": _Kind("timeline", "r.date", campaign=["campaigns"], place=["place", "organisers"], body=["organisers"]),
    "campaigns": _Kind("campaign_list", "r.year", campaign=["name"]),
    "statistics": _Kind("statistic_list", "r.period"),
}
KINDS = tuple(_KINDS)
"""What can be asked for."""
STATES = ("proposed", "accepted", "corrected", "added")
"""The states of what stands."""

_OF_ARTICLE = {
    "campaign": ("campaign_list", ["name"]),
    "place": ("timeline", ["place", "organisers"]),
    "body": ("timeline", ["organisers"]),
}
"""By what a record counts that names no campaign, place or body itself: a view of its article's records, columns."""


def records(db: Database, kind: str, wanted: Wanted) -> list[dict[str, Any]]:
    """Return the records of one of KINDS as rows of its view with their own time as `when`, the earliest first."""
    asked = question(kind, wanted, "r.record_id IS NULL, r.record_id")
    for function in asked.functions:
        db.conn.create_function(function.name, function.takes, function.tells, deterministic=True)
    cursor = db.execute(asked.sql, asked.parameters)
    names = [column[0] for column in cursor.description]
    return [{k: v for k, v in zip(names, row, strict=True) if k != "context"} for row in cursor]


def question(kind: str, wanted: Wanted, order: str) -> Question:
    """Return the SQL that finds the records of one of KINDS, as SQLite and DuckDB read it, the earliest first.

    It asks the kind's view as `r`, and that of the events or campaigns; `order` is how the records of an article
    follow one another. Raises KeyError for a kind that there is not.
    """
    asked = _KINDS[kind]
    named = {name: value for name in _OF_ARTICLE if (value := getattr(wanted, name))}
    functions = [_test(name, value) for name, value in named.items()]
    conditions = [_condition(asked, name) for name in named]
    if wanted.years:
        first, last = wanted.years
        functions.append(Function("asked_year", 1, lambda time: _is_in_years(time, first, last)))
        # what has no time of its own is of the article's
        conditions.append(f"coalesce(asked_year({asked.time}), asked_year(r.published))")
    if wanted.states:
        conditions.append(f"r.state IN ({', '.join('?' * len(wanted.states))})")
    sql = (
        f'SELECT {asked.time} AS "when", r.* FROM {asked.view} r WHERE {" AND ".join(conditions) or 1}'
        f" ORDER BY coalesce(ltrim({asked.time}, '/'), r.published, '~'), r.article_id, {order}"
    )
    if wanted.limit is None:
        return Question(sql, tuple(wanted.states), functions)
    return Question(f"{sql} LIMIT ?", (*wanted.states, wanted.limit), functions)


def _test(name: str, value: Phrase | Place) -> Function:
    return Function(f"asked_{name}", 3, _place_test(value) if isinstance(value, Place) else _name_test(value))


def _condition(kind: _Kind, name: str) -> str:
    """Return the condition that record `r` has the campaign, place or body that is asked for."""
    function = f"asked_{name}"
    own: Sequence[str] = getattr(kind, name)
    view, columns = _OF_ARTICLE[name]
    named = [f"{function}(r.{column}, coalesce(r.published, {kind.time}), r.province)" for column in own]
    around = " OR ".join(f"{function}(t.{column}, coalesce(t.published, {{}}), t.province)" for column in columns)
    time = next(other.time for other in _KINDS.values() if other.view == view).replace("r.", "t.")
    of_article = f"r.article_id IN (SELECT t.article_id FROM {view} t WHERE {around.format(*[time] * len(columns))})"
    unnamed = " AND ".join([*(f"r.{column} IS NULL" for column in own), of_article])
    if name == "place":
        named.append(f"{function}(r.province, coalesce(r.published, {kind.time}), NULL)")
    return f"({' OR '.join([*named, f'({unnamed})'])})"


_cached_views: Callable[[str], Views] = lru_cache(maxsize=4096)(views)  # names come again and again


def _name_test(phrase: Phrase) -> Callable[[str | None, str | None, str | None], bool]:
    return lambda name, time, province: name is not None and phrase.is_in(_cached_views(name))


def _place_test(place: Place) -> Callable[[str | None, str | None, str | None], bool]:
    def lies_in(names: str | None, time: str | None, province: str | None) -> bool:
        day = _day(time) or place.today
        return names is not None and any(place.holds(name, day, province) for name in names.split("; "))

    return lies_in


def _day(time: str | None) -> date | None:
    """Return the first day of a time, None where it tells no year."""
    found = _DAY.match(time or "")
    try:
        return date(*(int(part or 1) for part in found.groups())) if found else None
    except ValueError:
        return None


def _is_in_years(time: str | None, first: int, last: int) -> bool | None:
    """Tell whether a date or period touches the years; None where it tells no year."""
    years = [int(year) for year in _YEAR.findall(time or "")]
    return (min(years) <= last and first <= max(years)) if years else None
