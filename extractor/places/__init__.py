"""Administrative units of Vietnam with the time they are valid for: which unit a mention names on a day.

The public face is `resolve` (a mention), `resolve_body` (a body's canonical name), `place_of_today` (a place with all
that has become part of it) and `load` (the gazetteer: units, what came before and after each, the province it was in).
The data lies in `patterns/units/` and is read on first use.
"""

from extractor.places.bodies import Body, resolve_body
from extractor.places.resolve import Reason, Resolution, Setting, resolve
from extractor.places.today import Place, UnknownPlaceError, place_of_today
from extractor.places.units import Gazetteer, Unit, load

__all__ = [
    "Body",
    "Gazetteer",
    "Place",
    "Reason",
    "Resolution",
    "Setting",
    "Unit",
    "UnknownPlaceError",
    "load",
    "place_of_today",
    "resolve",
    "resolve_body",
]
