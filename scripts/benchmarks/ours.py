"""Our own times, at the places that their evidence names."""

import time

from benchmarks.marks import Document, Mark
from extractor.extract import extract
from extractor.models import Extraction
from extractor.rules.book import RuleBook

NAME = "phongtrao"
_UNDATED = ("DURATION", "SET")


def read(document: Document, book: RuleBook) -> tuple[Extraction, float]:
    """Return all records of a document's article, and the seconds that the whole extraction took."""
    start = time.perf_counter()
    extraction = extract(document.article, book)
    return extraction, time.perf_counter() - start


def marks(extraction: Extraction) -> list[Mark]:
    """Return the marks of an extraction's times; durations and sets have no value."""
    return [
        Mark(evidence.start, evidence.end, () if found.type in _UNDATED else (found.value,))
        for found in extraction.times
        for evidence in found.evidence[:1]
    ]
