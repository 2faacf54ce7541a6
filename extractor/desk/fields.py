"""Which fields a record has, how a value is shown, and how typed text becomes a value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from math import isfinite
from typing import Any

from pydantic import ValidationError

from extractor.desk.errors import DeskError
from extractor.desk.words import _
from extractor.models import RECORD_TYPES, ArticleInfo, Person, Record
from extractor.normalize.numbers import number, plain
from extractor.review.subject import METADATA, checked
from extractor.text import canonical

Shape = Enum("Shape", "TEXT TIME WHOLE NUMBER TEXTS BODIES PERSONS")
"""What a field holds: one text, a time in ISO 8601, a number, or a list."""
BETWEEN, WITHIN = ";", "|"
"""Between the items of a list; between a person's name, rank and title."""

_TIMES = {"date", "year", "start", "end", "period", "published"}
_WHOLE = {"count", "ordinal"}
_NUMBERS = {"value", "achieved", "total", "percent"}
_LISTS = {"kinds": Shape.TEXTS, "campaigns": Shape.TEXTS, "organisers": Shape.BODIES, "chairs": Shape.PERSONS}
_POINT = r"\d{4}(?:-Q[1-4]|-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?)?)?(?:T(?:MO|MI|AF|EV|NI))?"
_ISO = re.compile(rf"{_POINT}(?:/{_POINT})?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PRINTED_DAY = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})")
_LONGEST = 2000
MODS = ("approx", "more_than", "less_than", "at_least", "at_most", "many")
CLOSED: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("times", "type"): ("DATE", "TIME", "DURATION", "SET"),
    ("times", "mod"): ("START", "MID", "END", "APPROX", "BEFORE", "AFTER"),
    ("campaigns", "role"): ("reviewed", "launched", "running"),
    ("awards", "status"): ("given", "proposed"),
    ("events", "status"): ("planned",),
    **{(kind, "mod"): MODS for kind in ("awards", "ratios", "statistics")},
}
"""The fields of which the contract lists all values; what those of other fields may be, the lexicons tell."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind of record; `required` ones are never empty, `default` is what stands in a new record."""

    kind: str
    name: str
    shape: Shape
    required: bool
    default: Any


def _fields() -> dict[str, tuple[Field, ...]]:
    models: dict[str, type[Record]] = {METADATA: ArticleInfo, **RECORD_TYPES}
    found = {
        kind: tuple(
            Field(kind, name, _shape(kind, name), info.is_required(), None if info.is_required() else info.default)
            for name, info in model.model_fields.items()
            if name not in ("evidence", "basis")
        )
        for kind, model in models.items()
    }
    found[METADATA] += (Field(METADATA, "province", Shape.TEXT, False, None),)
    return found


def _shape(kind: str, name: str) -> Shape:
    if (kind, name) == ("times", "value"):
        return Shape.TEXT  # durations and sets have forms of their own
    if name in _TIMES:
        return Shape.TIME
    if name in _WHOLE:
        return Shape.WHOLE
    return Shape.NUMBER if name in _NUMBERS else _LISTS.get(name, Shape.TEXT)


FIELDS: Mapping[str, tuple[Field, ...]] = _fields()
"""Kind of record → its fields, in the contract's order; `article` is the article's own data."""


def field_of(kind: str, name: str) -> Field:
    """Return a field; raises DeskError if that kind of record has none of the name."""
    for field in FIELDS.get(kind, ()):
        if field.name == name:
            return field
    raise DeskError(_("{kind} have no field {name}").format(kind=kind, name=name))


def shown(field: Field, value: Any) -> str:
    """Return a value as it would be typed; nothing is the empty text."""
    if value is None:
        return ""
    match field.shape:
        case Shape.NUMBER | Shape.WHOLE:
            return str(plain(value))
        case Shape.TEXTS:
            return f"{BETWEEN} ".join(value)
        case Shape.BODIES:
            return f"{BETWEEN} ".join(body["name"] for body in value)
        case Shape.PERSONS:
            return f"{BETWEEN} ".join(map(_person_shown, value))
    return str(value)


def _person_shown(person: Mapping[str, Any]) -> str:
    parts = [person["name"], person.get("rank") or "", person.get("title") or ""]
    while not parts[-1]:
        parts.pop()
    return f" {WITHIN} ".join(parts)


def value_of(field: Field, typed: str) -> Any:
    """Return the value that typed text stands for, null or an empty list for nothing.

    Raises DeskError, in one line, if it stands for none.
    """
    text = " ".join(canonical(typed).split())
    if len(text) > _LONGEST:
        raise DeskError(_("longer than {most} characters").format(most=_LONGEST))
    if field.shape in (Shape.TEXTS, Shape.BODIES, Shape.PERSONS):
        return [_item(field, item.strip()) for item in text.split(BETWEEN) if item.strip()]
    if not text:
        if field.required:
            raise DeskError(_("{name} cannot be empty").format(name=_(field.name)))
        return field.default
    match field.shape:
        case Shape.TIME:
            return _time(text)
        case Shape.WHOLE | Shape.NUMBER:
            return _number(text, field.shape is Shape.WHOLE)
    allowed = CLOSED.get((field.kind, field.name))
    if allowed and text not in allowed:
        raise DeskError(_("{text}: one of {allowed}").format(text=text, allowed=", ".join(allowed)))
    return text


def _item(field: Field, text: str) -> Any:
    if field.shape is Shape.TEXTS:
        return text
    if field.shape is Shape.BODIES:
        return {"name": text}
    name, *more = (part.strip() or None for part in text.split(WITHIN))
    if name is None or len(more) > 2:
        raise DeskError(_("{text}: a person is a name | rank | title").format(text=text))
    rank, title = (*more, None, None)[:2]
    return Person(name=name, rank=rank, title=title).model_dump()


def _number(text: str, whole: bool) -> float | int:
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    value = number(digits.removesuffix("%"), lambda word: None)
    if value is None or not isfinite(value) or value > 1e15:
        raise DeskError(_("{text}: not a number").format(text=text))
    value *= sign
    if whole and (value != int(value) or value < 0):
        raise DeskError(_("{text}: not a whole number").format(text=text))
    return int(value) if whole else value


def _time(text: str) -> str:
    iso = "/".join(_iso_of(part.strip()) for part in re.split(r"\s+/\s*|\s*/\s+", text))
    if not _ISO.fullmatch(iso):
        raise DeskError(_("{text}: a time is 2024, 2024-10, 2024-10-18, 2024-Q3 or begin/end").format(text=text))
    for day in _DAY.findall(iso):
        try:
            date.fromisoformat(day)
        except ValueError as error:
            raise DeskError(_("{day}: there is no such day").format(day=day)) from error
    if re.search(r"-(?:00|1[3-9]|[2-9]\d)(?=$|/)", re.sub(_DAY, "", iso)):
        raise DeskError(_("{day}: there is no such month").format(day=text))
    return iso


def _iso_of(text: str) -> str:
    """Return a day or month as people type it (18/10/2024, 10/2024) in ISO 8601; all else as it is."""
    printed = _PRINTED_DAY.fullmatch(text)
    if not printed:
        return text
    day, month, year = printed.groups()
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")


def whole(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record's values as its model has them; raises DeskError, in one line, if it does not take them."""
    try:
        return checked(kind, values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise DeskError(f"{_(place)}: {first['msg']}") from error


def from_typed(kind: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of a new record from what was typed for some of its fields; raises DeskError."""
    return whole(kind, {field.name: value_of(field, typed.get(field.name, "")) for field in FIELDS[kind]})
