"""The interface's words: English in the source, other languages in the catalogues of `locale/`."""

import gettext
import os
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("vi", "en")
_FOLDER = Path(__file__).with_name("locale")
_DOMAIN = "phongtrao"
_CHANGE = re.compile(r"(\w+): (.*?) was decided, (.*?) is read now(?=; |$)", re.DOTALL)
_chosen: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def choose(language: str) -> None:
    """Use a language of LANGUAGES from now on; one without a catalogue is English."""
    global _chosen, _language
    _language = language
    _chosen = gettext.translation(_DOMAIN, _FOLDER, [language], fallback=True)


def language() -> str:
    """Return the language that is used."""
    return _language


def from_locale(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language of LANGUAGES that the locale asks for, else English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(variable):
            language = value.split("_")[0].split(".")[0].lower()
            return language if language in LANGUAGES else "en"
    return "en"


def _(message: str) -> str:
    """Return a word or sentence of the interface in the chosen language."""
    return _chosen.gettext(message) if message else message


def N_(message: str) -> str:
    """Mark a word that is translated where it is shown."""
    return message


NAMES = (
    # kinds of records
    N_("article"), N_("times"), N_("events"), N_("campaigns"), N_("phases"), N_("awards"), N_("ratios"),
    N_("statistics"),
    # fields
    N_("title"), N_("published"), N_("source"), N_("url"), N_("author"), N_("province"), N_("value"), N_("type"),
    N_("mod"), N_("kinds"), N_("date"), N_("part_of_day"), N_("organisers"), N_("chairs"), N_("place"), N_("status"),
    N_("name"), N_("year"), N_("theme"), N_("role"), N_("campaign"), N_("ordinal"), N_("start"), N_("end"),
    N_("focus"), N_("form"), N_("grade"), N_("awarded_by"), N_("office"), N_("recipient"), N_("count"), N_("period"),
    N_("unit"), N_("achieved"), N_("total"), N_("percent"), N_("measure"), N_("criterion"), N_("description"),
    # by what the queue is narrowed, where no field says it
    N_("rule"),
    # states
    N_("proposed"), N_("accepted"), N_("corrected"), N_("added"), N_("rejected"), N_("noted"),
    # how a value was inferred
    N_("publication"), N_("calendar"), N_("context"), N_("abbreviation"), N_("statute"),
    # what is doubtful
    N_("ends before it starts"), N_("begins before the stage before has ended"), N_("held after it was printed"),
    N_("papers disagree"), N_("more achieved than there are"), N_("percent contradicts the fraction"),
    N_("percent above 100"), N_("a part is larger than its whole"), N_("parts are more than their whole"),
    N_("parts are less than their whole"), N_("told twice with two values"),
    N_("no date"), N_("no publication date"), N_("no giver"), N_("no organiser"), N_("no count"),
    N_("no year"), N_("no dates"), N_("inferred date"), N_("inferred year"), N_("inferred dates"),
    N_("no province"), N_("two readings"), N_("body of no known place"), N_("place not told apart"),
    N_("tenfold in its series"),
    N_("rule often wrong"),
)  # fmt: skip
"""Words that other layers name: each is a message of the catalogues."""

SAID = (
    N_("{part} is a part of {whole}, but larger"),
    N_("{parts}, more than the whole of {whole}"),
    N_("{parts}, short of the whole of {whole}"),
    N_("{later}, but {earlier} before"),
    N_("held {day}, printed {printed}"),
    N_("{achieved} of {total} achieved"),
    N_("{achieved} of {total} is {computed}, not {percent}"),
    N_("{percent} of {unit}"),
    N_("stage {later} begins {begins}, stage {earlier} ends {ends}"),
    N_("from {start} to {end}"),
    N_("{one} or {other}: {what}"),
    N_("{value} in {year}, {other_value} in {other_year}"),
)
"""How contradictions are said with their numbers: each is a message of the catalogues."""


def conflict_said(conflict: str) -> str:
    """Return what changed under a decision in the chosen language."""
    if conflict == "no rule reads it any more":
        return _("no rule reads it any more")
    said = _("{name}: {decided} was decided, {now} is read now")
    values = {"nothing": _("nothing")}

    def change(found: re.Match[str]) -> str:
        name, decided, now = found.groups()
        return said.format(name=_(name), decided=values.get(decided, decided), now=values.get(now, now))

    return _CHANGE.sub(change, conflict)


def doubt_said(problem: str, said: str | None) -> str:
    """Return what is doubtful, and its numbers where it has any, in the chosen language."""
    for told in SAID:
        if said and (found := _told(told).fullmatch(said)):
            return f"{_(problem)}: {_(told).format(**found.groupdict())}"
    return _(problem)


@lru_cache
def _told(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(template)))
