"""What the whole article tells each record: its places, its abbreviations, the body names they complete."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from extractor.assemble.reading import Reading
from extractor.models import Evidence
from extractor.normalize.names import Abbreviations, body_name, defined, stands_for, tidy
from extractor.rules.mention import Mention
from extractor.text import folded_view

_DEFINITION = re.compile(r"\(([^\W\d_][\w&-]{1,9})\)")
_LEAD_SENTENCES = 3
_LONGEST = 120
"""Code points before a bracket in which the words that it abbreviates are looked for."""


@dataclass(frozen=True)
class Place:
    """A province read or inferred: evidence where it stands in the text, else the basis."""

    name: str | None = None
    evidence: tuple[Evidence, ...] = ()
    basis: str | None = None


@dataclass(frozen=True)
class Context:
    """The article's province, named places of each level, and abbreviations."""

    reading: Reading
    abbreviations: Abbreviations
    province: Place
    levels: dict[str, str]

    def body(self, mention: Mention, tail: str | None = None) -> tuple[str | None, str | None]:
        """Return the canonical name of a body mention and the basis of what was added to it.

        A body called by a part of its name that the text never gives whole has no name: None.

        `tail` is the place shared by a list of bodies ("Hội A và Hội B tỉnh X").
        """
        stands = mention.const.get("stands_for")
        if mention.groups.keys() & {"places", "part"}:
            return self.bodies(mention)[0]
        if stands == "ministry":
            return self._ministry(mention), "context"
        if stands == "ministry_of":
            word = self.reading.book.table("constants").value("ministry")
            return body_name(f"{word} {mention.quote}", self.abbreviations), "context"
        if stands == "people_committee":
            level = folded_view(mention.raw("level") or "")
            return self._completed(f"{self._committee} {level}"), "statute"
        if stands == "people_committee_of":
            return body_name(f"{self._committee} {mention.raw('place')}", self.abbreviations), "statute"
        if stands == "named_before":
            return self._named_before(mention), "context"
        name = self._of_province(body_name(mention.quote, self.abbreviations))
        if tail and self._shares_place(name):
            name = f"{name} {tail}"
        full = self._completed(name)
        printed = folded_view(tidy(re.sub(r"\s*\([^()]*\)", " ", mention.quote)))
        if full == name:
            return full, None if folded_view(full) == printed else "abbreviation"
        return full, "context"

    def bodies(self, mention: Mention, tail: str | None = None) -> list[tuple[str | None, str | None]]:
        """Return what `body` does, for each of the bodies that are named together.

        They are of one kind in several places ("Công an các huyện X, Y"), or parts of one body ("Đoàn Thanh niên -
        Hội Sinh viên Trường X").
        """
        if "part" in mention.groups:
            of, owner = mention.const.get("of"), mention.raw("owner")
            parts = (f"{mention.raw('part')} {f'{of} ' if of else ''}{owner}", f"{mention.raw('other_part')} {owner}")
            return [(self._completed(body_name(part, self.abbreviations)), "context") for part in parts]
        places = mention.raw("places")
        if places is None:
            return [self.body(mention, tail)]
        kind = body_name(mention.raw("kind") or "", self.abbreviations)
        level = folded_view(mention.raw("level") or "")
        return [(f"{kind} {level} {tidy(place)}", "context") for place in capitalised(places)]

    @property
    def _committee(self) -> str:
        return self.reading.book.table("constants").value("people_committee") or ""

    def _ministry(self, mention: Mention) -> str | None:
        ministry = folded_view(self.reading.book.table("constants").value("ministry") or "")
        whole = (m for m in self.reading.all("body") if not m.const.get("stands_for"))
        before = [m for m in whole if folded_view(m.quote).startswith(f"{ministry} ")]
        near = [m for m in before if m.start < mention.start] or before
        return body_name(near[-1].quote, self.abbreviations) if near else None

    def _named_before(self, mention: Mention) -> str | None:
        """Return the last body before that begins with the same word, or with one the office belongs to.

        Where none does, it is the one whose part was named: "Cục Chính trị Quân khu 4", then "Quân khu".
        """
        head = folded_view(mention.quote)
        heads = (self.reading.book.table("office_of").value(head) or head).split("|")
        whole = [m for m in self.reading.all("body") if m.start < mention.start and not m.const.get("stands_for")]
        names = [(name, folded_view(name)) for name in (self.body(m)[0] for m in reversed(whole)) if name]
        begins = (name for name, folded in names for h in heads if folded.startswith(f"{h} "))
        ends = (name[folded.index(f" {h} ") + 1 :] for name, folded in names for h in heads if f" {h} " in folded)
        return next(begins, None) or next(ends, None)

    def _shares_place(self, name: str) -> bool:
        """Whether a body named before another in a list may be of the other's place."""
        folded, table = folded_view(name), self.reading.book.table
        national = any(folded.startswith(f"{head} ") for head in table("national_bodies").terms)
        return not (national or self._has_place(name) or self._own_level(name))

    def _own_level(self, name: str) -> str | None:
        """Return the level that the last words of a body's name hold ("Ban Dân vận Tỉnh ủy")."""
        return self.reading.book.table("level_bodies").value(" ".join(name.split()[-2:]))

    def _has_place(self, name: str) -> bool:
        words, provinces = name.split(), self.reading.book.table("provinces")
        return self.place_tail(name) is not None or any(" ".join(words[-n:]) in provinces for n in (2, 3, 4))

    def _of_province(self, name: str) -> str:
        """Write the province that a body's name ends with as records do, however it is printed."""
        words, provinces = name.split(), self.reading.book.table("provinces")
        tails = (" ".join(words[-n:]) for n in range(min(5, len(words)), 0, -1))
        printed = next((t for t in tails if t in provinces), None)
        return name if printed is None else name[: len(name) - len(printed)] + (provinces.value(printed) or printed)

    def place_tail(self, name: str) -> str | None:
        """Return the part of a body's name from its level word on ("tỉnh Hải Lam"), or None."""
        folded = folded_view(name)
        for own, (level, *_) in self.reading.book.table("level_bodies").terms.items():
            at = f" {folded} ".find(f" {own} ")
            if at >= 0:
                place = name[at + len(own) :].strip()
                return f"{level} {place}" if place else None
        others = tuple(self.reading.book.table("no_levels").terms)
        positions = [
            m.start()
            for level in self.levels_known
            for m in re.finditer(rf"(?<!\w){re.escape(level)}(?!\w)", folded)
            if not folded.startswith(others, m.start())
        ]
        return name[min(positions) :] if positions else None

    @property
    def levels_known(self) -> Sequence[str]:
        """The words of administrative levels, from the highest down."""
        return list(self.reading.book.table("levels").terms)

    def _completed(self, name: str) -> str:
        """Add the place's name to a body that ends with a bare level word."""
        folded = folded_view(name)
        own = self._own_level(name)
        if own:
            return f"{name} {self.levels[own]}" if own in self.levels else name
        for level in self.levels_known:
            if folded.endswith(f" {level}") and level in self.levels:
                return f"{name} {self.levels[level]}"
        return self._with_province(name)

    def _with_province(self, name: str) -> str:
        """Add the article's province to a body that provinces alone have, named without it."""
        heads = self.reading.book.table("province_bodies").terms
        province = self.province.name
        of_province = any(folded_view(name).startswith(f"{head} ") for head in heads)
        if not of_province or province is None or self._has_place(name) or f" {province}" in name:
            return name
        if folded_view(f"{name} {province}") in self._printed_names:
            return f"{name} {province}"
        return f"{name} {_province_level(self.reading, province)} {province}"

    @cached_property
    def _printed_names(self) -> frozenset[str]:
        """The names of bodies as far as they are printed, folded."""
        whole = (m for m in self.reading.all("body") if not m.const.get("stands_for"))
        return frozenset(folded_view(self._of_province(body_name(m.quote, self.abbreviations))) for m in whole)


def read_context(reading: Reading, province: Place) -> Context:
    """Return the context of an article whose province is known."""
    usual = {short: row[0] for short, row in reading.book.table("abbreviations").terms.items()}
    pairs = (
        (m[1], reading.text[max(0, m.start() - _LONGEST) : m.start()].split("\n")[-1].strip())
        for m in _DEFINITION.finditer(reading.text)
        if m[1].isupper()
    )
    own = defined(((short, _initials_tail(short, long)) for short, long in pairs), stands_for)
    return Context(reading, Abbreviations(usual, own), province, _levels(reading, province))


def capitalised(text: str) -> list[str]:
    """Return the runs of capitalised words of a list: "Phú Khê, Hòa Bắc và Tân Lập" holds three."""
    names: list[list[str]] = [[]]
    for word in re.findall(r"[^\s,]+|,", text):
        if word[0].isupper():
            names[-1].append(word)
        else:
            names.append([])
    return [" ".join(words) for words in names if words]


def _initials_tail(short: str, long: str) -> str:
    words = long.split()
    return " ".join(words[-sum(c.isalpha() for c in short) :])


def _province_level(reading: Reading, name: str) -> str:
    """Return the level word of a province or centrally-run city."""
    if name in reading.book.table("central_cities"):
        return reading.book.table("constants").value("city") or ""
    return next(iter(reading.book.table("levels").terms))


def _levels(reading: Reading, province: Place) -> dict[str, str]:
    """Return the place that a bare level word stands for: the first of that level in title, lead, text."""
    found: dict[str, str] = {}
    levels = reading.book.table("levels")
    for mention in reading.all("district"):
        level = levels.value(mention.raw("type") or "") if mention.raw("type") else None
        if level:
            numbered = mention.quote.removeprefix(mention.raw("type") or "")
            found.setdefault(level, tidy(mention.raw("district") or numbered))
    if province.name:
        found[_province_level(reading, province.name)] = province.name
    return {**_communes(reading), **found}


def _communes(reading: Reading) -> dict[str, str]:
    """Return the commune of each level that title and lead name, where they name but one."""
    end = reading.sentence_index(reading.article.body) + _LEAD_SENTENCES
    named: dict[str, set[str]] = {}
    for mention in reading.all("unit"):
        level, _, name = tidy(mention.quote).partition(" ")
        known = reading.book.table("levels").value(level)
        if known and name and reading.sentence_index(mention.start) < end and not reading.in_caption(mention.start):
            named.setdefault(known, set()).add(name)
    return {level: next(iter(names)) for level, names in named.items() if len(names) == 1}
