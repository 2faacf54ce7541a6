"""How well the marks of systems agree with gold.

Precision, recall and F1 are those of `phongtrao evaluate` for times: the distinct calendar points of an article,
intervals taken apart, parts of day dropped, durations and sets left out; the day of publication and gold's optional
times are free.

Gold holds values, not the places where they stand. A place is found by who reads it: where at least one system of the
run marks words with a value that gold holds for the article, and the words print it: the year of a year, the month of
a month, day and month of a day, in digits (of a quarter also in Roman ones). So neither "10%" taken for a day nor
"hôm qua" makes a place: the first may hit a gold value by chance, and for the second chance and reading look alike;
both count in precision and recall. Marks of that kind that overlap make one place.

Value accuracy is, of the places that a system marks, with whatever value or none, the share that it reads right: it
gives at least one value there that is gold, and none that is neither gold nor free. A place at which it gives nothing
but free values is left out. What stands at a place that no system reads is not known to anyone, and not counted.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.marks import Document, Mark
from extractor.evaluate import Error, Judged, Row, Table, score
from extractor.rules.book import RuleBook

Span = tuple[int, int]
Marked = Sequence[Sequence[Mark]]
"""The marks of each document."""
_KIND = "times"
_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"\b(?:I{1,3}|IV)\b")
_QUARTERS = {"I": "1", "II": "2", "III": "3", "IV": "4"}


@dataclass(frozen=True, slots=True)
class Agreement:
    """A system's agreement with gold.

    `row` counts calendar points, `groups` holds the F1 of each set of articles (0 to 1). Of the `places` of gold
    values that the systems of the run found, this one marks `marked` and reads `right`.
    """

    row: Row
    errors: Sequence[Error]
    groups: Mapping[str, float]
    places: int
    marked: int
    right: int

    @property
    def value_accuracy(self) -> float:
        """The share of the places that it marks which it reads right, to four places; 0 if it marks none."""
        return round(self.right / self.marked, 4) if self.marked else 0.0


def agreements(marked: Mapping[str, Marked], documents: Sequence[Document], book: RuleBook) -> dict[str, Agreement]:
    """Return the agreement of each system; the places are found by all of them together."""
    found = [
        places([mark for marks in of_document for mark in marks], document)
        for document, *of_document in zip(documents, *marked.values(), strict=True)
    ]
    return {name: _agreement(marks, documents, found, book) for name, marks in marked.items()}


def _agreement(
    marked: Marked, documents: Sequence[Document], found: Sequence[Sequence[Span]], book: RuleBook
) -> Agreement:
    verdicts = [
        verdict(place, marks, document)
        for document, marks, spans in zip(documents, marked, found, strict=True)
        for place in spans
    ]
    whole = _table(list(zip(documents, marked, strict=True)), book)
    groups: dict[str, float] = {}
    for group in dict.fromkeys(document.group for document in documents):
        part = [(one, marks) for one, marks in zip(documents, marked, strict=True) if one.group == group]
        groups[group] = _times(_table(part, book)).f1
    seen = [right for right in verdicts if right is not None]
    errors = [error for error in whole.errors if error.kind == _KIND]
    return Agreement(_times(whole), errors, groups, len(verdicts), len(seen), sum(seen))


def _table(marked: Sequence[tuple[Document, Sequence[Mark]]], book: RuleBook) -> Table:
    """Return what `phongtrao evaluate` says of documents of which only times were read."""
    return score([one.gold for one, _ in marked], [as_judged(marks, one.gold.id) for one, marks in marked], book)


def _times(table: Table) -> Row:
    return table.rows.get(_KIND, Row(0, 0, 0))


def as_judged(marks: Iterable[Mark], id: str = "") -> Judged:
    """Return an article of which only times were read."""
    return Judged.model_validate({"id": id, "times": [value for mark in marks for value in mark.values]})


def points(marks: Iterable[Mark]) -> set[str]:
    """Return the calendar points that marks give, as they are scored."""
    return as_judged(marks).points()


def free(gold: Judged) -> set[str]:
    """Return the values that are neither rewarded nor punished."""
    stamp = gold.article.published if gold.article else None
    return {stamp[:10] if stamp else "", *(gold.optional_times or ())}


def prints(words: str, point: str) -> bool:
    """Whether `words` print the numbers of a calendar point, less those that context may give."""
    numbers = {int(number) for number in _NUMBER.findall(words)}
    year, _, rest = point.partition("-")
    if rest.startswith("Q"):
        roman = _ROMAN.findall(words.upper())
        return int(rest[1:]) in numbers or any(_QUARTERS[number] == rest[1:] for number in roman)
    return {int(number) for number in rest.split("-") if number.isdigit()} <= numbers if rest else int(year) in numbers


def places(marks: Iterable[Mark], document: Document) -> list[Span]:
    """Return the places of gold values in a document that `marks` find: spans, ascending and disjoint."""
    gold = document.gold.points()
    spans = [
        (mark.start, mark.end)
        for mark in marks
        if any(prints(document.text[mark.start : mark.end], point) for point in points([mark]) & gold)
    ]
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def verdict(place: Span, marks: Iterable[Mark], document: Document) -> bool | None:
    """Return whether `marks` read a place right; None where none stands there or only free values are given."""
    here = [mark for mark in marks if mark.overlaps(*place)]
    given, gold, unpunished = points(here), document.gold.points(), free(document.gold)
    if not here or (given and given <= unpunished - gold):
        return None
    return bool(given & gold) and given <= gold | unpunished
