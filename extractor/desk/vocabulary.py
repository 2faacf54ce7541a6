"""What a field's values are commonly: from the lexicons, and from what the database holds already."""

from collections.abc import Iterable, Mapping, Sequence

from extractor.desk.fields import BETWEEN, CLOSED, WITHIN, Field, Shape
from extractor.rules.book import RuleBook
from extractor.text import bare

_MOST = 8
_LEXICONS: Mapping[tuple[str, str], tuple[str, int]] = {
    ("awards", "form"): ("award_form", 0),
    ("awards", "title"): ("honour_title", -1),
    ("awards", "recipient"): ("recipient", 0),
    ("awards", "office"): ("office", -1),
    ("events", "kinds"): ("event_kind", 0),
    ("events", "campaigns"): ("campaign", 0),
    ("events", "part_of_day"): ("part_of_day", 0),
    ("campaigns", "name"): ("campaign", 0),
    ("phases", "campaign"): ("campaign", 0),
    ("ratios", "unit"): ("ratio_unit", 0),
    ("ratios", "criterion"): ("criterion", 0),
    ("ratios", "measure"): ("measure", 0),
    ("awards", "grade"): ("grade", 0),
    ("article", "province"): ("provinces", 0),
}
"""Field → the lexicon of its values, and the column that holds them (-1: the terms themselves)."""
_NAMED: Mapping[tuple[str, str], str] = {
    ("awards", "awarded_by"): "organisations",
    ("events", "organisers"): "organisations",
    ("events", "chairs"): "persons",
    ("events", "campaigns"): "campaigns",
    ("campaigns", "name"): "campaigns",
    ("phases", "campaign"): "campaigns",
}
"""Field → the names in the database that are values of it."""


class Vocabulary:
    """Completes and unifies what is typed."""

    def __init__(self, book: RuleBook, names: Mapping[str, Sequence[str]]) -> None:
        """Take the lexicons of `book` and the database's `names` (`Store.names`)."""
        self._book, self._names = book, names
        self._known: dict[tuple[str, str], list[tuple[str, str]]] = {}

    def values(self, field: Field) -> list[str]:
        """Return the values that a field is known to have, the likeliest first."""
        return [value for value, _ in self._folded(field)]

    def complete(self, field: Field, typed: str) -> list[str]:
        """Return what `typed` may become, of a list its last item; without marks is as good as with them."""
        head, last = _last(field, typed)
        wanted = bare(last.strip())
        known = self._folded(field)
        begin = [value for value, bare in known if bare.startswith(wanted)]
        inside = [value for value, bare in known if wanted in bare and not bare.startswith(wanted)]
        return [f"{head}{value}" for value in (begin + inside)[:_MOST]]

    def canonical(self, field: Field, typed: str) -> str:
        """Return `typed` with each term of the field's lexicon as its value: an abbreviation written out."""
        if (field.kind, field.name) not in _LEXICONS or field.shape is Shape.PERSONS:
            return typed
        name, column = _LEXICONS[field.kind, field.name]
        if column < 0 or not typed.strip():
            return typed
        items = typed.split(BETWEEN) if field.shape is Shape.TEXTS else [typed]
        lexicon = self._book.terms(name)
        return f"{BETWEEN} ".join((lexicon.value(item) or item).strip() for item in items)

    def _folded(self, field: Field) -> list[tuple[str, str]]:
        key = field.kind, field.name
        if key not in self._known:
            values = dict.fromkeys((*CLOSED.get(key, ()), *self._names.get(_NAMED.get(key, ""), ()), *self._terms(key)))
            self._known[key] = [(value, bare(value)) for value in values]
        return self._known[key]

    def _terms(self, key: tuple[str, str]) -> Iterable[str]:
        if key not in _LEXICONS:
            return ()
        name, column = _LEXICONS[key]
        terms = self._book.terms(name).terms
        return terms if column < 0 else (columns[column] for columns in terms.values() if columns[column])


def _last(field: Field, typed: str) -> tuple[str, str]:
    """Return what is settled of `typed`, and what is being typed."""
    if field.shape not in (Shape.TEXTS, Shape.BODIES, Shape.PERSONS):
        return "", typed
    head, between, last = typed.rpartition(BETWEEN)
    if WITHIN in last:
        return typed, ""
    return (f"{head}{between} " if between else ""), last
