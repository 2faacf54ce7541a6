"""Bodies: of which kind, level and place a canonical name says that they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import regex

from extractor.normalize.names import tidy
from extractor.places.kinds import LEVELS, Kind, kinds
from extractor.places.mention import level_word, level_words
from extractor.places.names import index
from extractor.places.offices import CENTRAL, Office, in_phrase, level_bodies, national_words, office_of
from extractor.places.resolve import NOTHING_TOLD, Reason, Resolution, Setting, resolve
from extractor.text import canonical, folded_view

_LONGEST_PLACE = 100
"""Code points at a body's end in which a place without a level word begins."""


@dataclass(frozen=True)
class Body:
    """What a body's name says. `office` is what it is anywhere ("sở y tế"), folded; `kind` is None if not known.

    `level` is `central`, `province`, `district` or `commune`, None where the name does not tell. `place` is None for
    a body of no administrative unit; one that should have a unit and prints none is unresolved: `Reason.NO_PLACE`.
    """

    name: str
    office: str
    kind: str | None
    level: str | None
    place: Resolution | None

    @property
    def key(self) -> str | None:
        """The key under which all names of the body are one: office and unit code; None while the unit is not known.

        A body without a unit is its office's own, `vn` stands for the whole country.
        """
        if self.place is None:
            return f"{self.office}@vn" if self.level == CENTRAL else self.office
        return f"{self.office}@{self.place.unit.code}" if self.place.unit else None


@dataclass(frozen=True)
class _Split:
    """A name cut into what the body is and the place it prints; `kind` is that of the place's level word."""

    office: str
    place: str
    kind: Kind | None = None


def resolve_body(name: str, day: date, setting: Setting = NOTHING_TOLD) -> Body:
    """Return what the canonical name of a body says: kind, level, and the unit that its place was on the day.

    Raises PatternError if a file it reads in `patterns/` is malformed.
    """
    text = tidy(canonical(name))
    folded = folded_view(text)
    head, office = office_of(folded) or ("", None)
    if office and office.place == "none":
        return Body(name, office.name if head == folded else folded, office.kind, office.level, None)
    cut = _at_level(text, folded) or _at_name(text, head, office)
    kind = office.kind if office else None
    if cut is None:
        return _without_place(name, folded, head, office)
    own = office.name if office and cut.office == head else cut.office
    if not cut.place:
        unknown = Resolution(None, Reason.NO_PLACE)
        return Body(name, own, kind, _level(unknown, cut.kind, office), unknown)
    place = resolve(cut.place, day, setting)
    if office and office.level and place.unit and place.unit.level != office.level:
        place = Resolution(None, Reason.KIND, place.candidates)
    return Body(name, own, kind, _level(place, cut.kind, office), place)


def _at_level(text: str, folded: str) -> _Split | None:
    """Cut before the first word that holds a level: "huyện" in one, "Tỉnh ủy" in another; a bare one may end it."""
    found = [(m.start(), m.end(), kind) for word, kind in level_bodies().items() for m in _words(word, folded)]
    if found:
        _, end, kind = min(found, key=lambda one: one[0])
        rest = text[end:].strip()
        # "Huyện ủy Nam Đàn" is of the "huyện Nam Đàn", "Đoàn Huyện ủy huyện Nam Đàn" prints it itself
        place = rest if not rest or level_word(rest) else f"{kind.name} {rest}"
        return _Split(folded[:end].strip(), place, kind)
    for at in (at for at in [0, *level_words(text)] if not in_phrase(folded, at)):
        named = level_word(text, at)
        # in a body's name a place has a capital or a number: "các tỉnh phía Bắc" is none
        if named and (text[named[1]].isupper() or text[named[1]].isdigit()):
            return _Split(folded[:at].strip(" ,-"), text[at:], named[0])
    for kind in kinds().values():
        for word in kind.words:
            if folded.endswith(f" {word}") and not in_phrase(folded, len(folded) - len(word)):
                return _Split(folded.removesuffix(f" {word}"), "", kind)
    return None


def _words(word: str, folded: str) -> Iterator["regex.Match[str]"]:
    return regex.finditer(rf"(?<!\w){regex.escape(word)}(?!\w)", folded)


def _at_name(text: str, head: str, office: Office | None) -> _Split | None:
    """Cut before a name without a level word that ends the body's: "Công an Nghệ An"; of provinces and districts.

    A body that may do without a place has one so only where its like are all of one level: "Trường Đại học Vinh" is
    not the city's.
    """
    if office is None or (office.place == "may" and office.level is None):
        return None
    levels = (office.level,) if office.level else LEVELS[:2]
    first = max(len(head), len(text) - _LONGEST_PLACE)
    for found in regex.finditer(r"(?<= )(?=\p{Lu})", text, pos=first):
        name, before = text[found.start() :], text[: found.start()].strip(" ,-")
        if any(unit.level in levels for unit in index().named(name.partition(",")[0])):
            return _Split(folded_view(before), name)
    return None


def _without_place(name: str, folded: str, head: str, office: Office | None) -> Body:
    """Return the body of a name that prints no place: the whole country's, or unresolved if it should have one."""
    own = office.name if office and head == folded else folded
    kind = office.kind if office else None
    if any(folded.endswith(f" {word}") for word in national_words()):
        return Body(name, own, kind, CENTRAL, None)
    if office is None or office.place == "may":
        return Body(name, own, kind, None, None)
    return Body(name, own, kind, office.level, Resolution(None, Reason.NO_PLACE))


def _level(place: Resolution, kind: Kind | None, office: Office | None) -> str | None:
    """Return the level of the body's unit, or the one that its candidates, its like or its level word have alone."""
    if place.unit:
        return place.unit.level
    if office and office.level:
        return office.level
    levels = {unit.level for unit in place.candidates} or set(kind.levels if kind else ())
    return levels.pop() if len(levels) == 1 else None
