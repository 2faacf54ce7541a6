"""The province a report is about: host, dateline, title, lead, then districts; ambiguous places decide nothing."""

import re
from collections import Counter
from collections.abc import Iterator

from extractor.assemble.context import Place
from extractor.assemble.reading import Reading, evidence
from extractor.rules.mention import Mention

NEEDED = ("province", "district", "aside", "time")
"""The labels that a province is told by."""
_TITLE, _LEAD, _TEXT = 6, 3, 1
_LEAD_SENTENCES = 3
_NEAR, _LONGEST_TAG = 250, 60
"""Code points: how far a tag stands from where the report starts, and how long it is."""
_JOINT = re.compile(r" ?[|(:]| [-–] ")
"""What joins an outlet's tag to a stamp."""
_ENOUGH = 3
"""Votes that make a province the report's own: one in the lead, or three in the text that are most of all there."""


def read_province(reading: Reading) -> Place:
    """Return the province that the article's host or its places tell; an empty Place if they tell none or several."""
    outlet = _of_host(reading) or _of_tag(reading)
    host = outlet and named_then(reading, outlet)
    votes, plain, first = _votes(reading)
    ranked = votes.most_common(2)
    if host and (not ranked or votes[host] or ranked[0][1] < 2 * _TITLE):
        return _place(host, first.get(host), "source")
    if not ranked or ranked[0][1] < _ENOUGH or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return Place()
    name = ranked[0][0]
    if votes[name] == plain[name] and 2 * votes[name] < votes.total():
        return Place()
    return _place(name, first.get(name), "context")


def named_then(reading: Reading, name: str) -> str:
    """Return the name that a province had when the article was published: provinces were merged in 2025.

    The one that was only renamed has its old name before; where no date is known, names stay as they are printed.
    """
    published = reading.article.info.published
    if published is None:
        return name
    for old, (new, since, *renamed) in reading.book.table("province_successors").terms.items():
        if name == old and published >= since:
            return new
        if name == new and published < since and renamed:
            return old
    return name


def _place(name: str, mention: Mention | None, basis: str) -> Place:
    if mention is not None and mention.label == "province" and mention.get("province") == name:
        return Place(name, (evidence("province", mention, "province"),))
    return Place(name, (), basis)


def _of_host(reading: Reading) -> str | None:
    """Return the province of the host: listed, or a label of it that is a province's slug with a paper's prefix."""
    host = reading.article.info.source
    if not host:
        return None
    listed = reading.book.table("hosts").value(host.removeprefix("www."))
    if listed:
        return listed
    slugs, affixes = reading.book.table("province_slugs"), reading.book.table("host_affixes").terms
    for label in reversed(host.split(".")):
        for affix in ("", *affixes):
            name = slugs.value(label.removeprefix(affix)) or slugs.value(label.removesuffix(affix))
            if name:
                return name
    return None


def _of_tag(reading: Reading) -> str | None:
    """Return the province that a paper's tag before the lead names: "(Báo Nghệ An)", "QNO"."""
    for start, end in reading.article.furniture:
        if abs(start - reading.article.body) > _NEAR or end - start > _LONGEST_TAG:
            continue
        tag = reading.text[start:end].strip(" \u00a0()[]-–.:")
        words = tag.split()
        desks, provinces = reading.book.table("desks"), reading.book.table("provinces")
        tails = (" ".join(words[index:]) for index in range(len(words)))
        desk = desks.value(tag) or desks.value(_JOINT.split(tag)[0])
        name = desk or next((provinces.value(tail) for tail in tails if tail in provinces), None)
        if name:
            return name
    return None


def _votes(reading: Reading) -> tuple[Counter[str], Counter[str], dict[str, Mention]]:
    """Return the votes for each province, those of them from places named in passing, and its first place."""
    votes: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    first: dict[str, Mention] = {}
    for mention, name in _told(reading):
        if reading.in_caption(mention.start):
            continue
        weight = _weight(reading, mention)
        votes[name] += weight
        plain[name] += weight if weight == _TEXT else 0
        if name not in first or (first[name].label == "district" and mention.label == "province"):
            first[name] = mention
    return votes, plain, first


def _told(reading: Reading) -> Iterator[tuple[Mention, str]]:
    for mention in reading.all("province"):
        yield mention, named_then(reading, str(mention.get("province")))
    named = {str(m.get("province")) for m in reading.all("province")}
    for mention in reading.all("district"):
        provinces = str(mention.get("district")).split("|")
        # a district's name that several provinces have is that one's which the text names
        own = provinces if len(provinces) == 1 else [name for name in provinces if name in named]
        if len(own) == 1:
            yield mention, named_then(reading, own[0])


def _weight(reading: Reading, mention: Mention) -> int:
    if reading.in_title(mention):
        return _TITLE
    if next(reading.within("aside", (reading.sentence(mention.start)[0], mention.start)), None):
        return 0
    if any(time.const["shape"] == "day" for time in reading.within("time", reading.sentence(mention.start))):
        return _LEAD
    index = reading.sentence_index(mention.start) - reading.sentence_index(reading.article.body)
    return _LEAD if 0 <= index < _LEAD_SENTENCES else _TEXT
