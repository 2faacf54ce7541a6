"""Administrative units of Vietnam with the time they are valid for: which unit a mention names on a day.

The public face is `resolve` (a mention), `resolve_body` (a body's canonical name), `resolve_told` and `body_told` (the
same of names that are printed after their unit had ended), `provinces_told` and `one_today` (provinces then and now),
`place_of_today` (a place with all that has become part of it) and `load` (the gazetteer: units, what came before and
after each, the province it was in).
The data lies in `patterns/units/` and is read on first use.
"""

from extractor.places.bodies import Body, resolve_body
from extractor.places.resolve import Reason, Resolution, Setting, resolve
from extractor.places.today import Place, UnknownPlaceError, place_of_today
from extractor.places.told import NEWEST, body_told, one_today, provinces_told, resolve_told, today_of
from extractor.places.units import Gazetteer, Unit, load

__all__ = [
    "NEWEST",
    "Body",
    "Gazetteer",
    "Place",
    "Reason",
    "Resolution",
    "Setting",
    "Unit",
    "UnknownPlaceError",
    "body_told",
    "load",
    "one_today",
    "place_of_today",
    "provinces_told",
    "resolve",
    "resolve_body",
    "resolve_told",
    "today_of",
]
