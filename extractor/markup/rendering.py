"""Templates: everything that is put into a page is escaped, and what would hide in it is shown."""

import gettext
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from extractor.desk import words
from extractor.desk.card import SIGNS
from extractor.desk.visible import UNSEEN, name_of, one_line, visible

_PACKAGE = "extractor.markup"
STATIC = Path(__file__).with_name("static")


def environment(package: str) -> Environment:
    """Return the environment of a package's templates and those here, in the language that `words.choose` chose."""
    env = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader(_PACKAGE)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    plural = gettext.NullTranslations().ngettext
    env.install_gettext_callables(words._, plural, newstyle=True)  # type: ignore[attr-defined]
    env.filters |= {"seen": seen, "one_line": one_line}
    env.globals |= {"SIGNS": SIGNS}
    return env


def seen(text: str) -> Markup:
    """Return text for a page: escaped, and characters that one cannot see as symbols that tell their code point."""
    if not UNSEEN.search(text):  # most texts
        return escape(text)
    parts, last = [], 0
    for found in UNSEEN.finditer(text):
        if found[0] == "\t":
            continue
        parts.append(escape(text[last : found.start()]))
        name = name_of(found[0])
        parts.append(
            Markup('<span class="unseen" role="img" aria-label="{0}" title="{0}">{1}</span>').format(
                name, visible(found[0])
            )
        )
        last = found.end()
    return Markup("").join([*parts, escape(text[last:])])
