"""The database: SQLite, and the only part of phongtrao that knows SQL."""

from extractor.store.intake import Failed, Source
from extractor.store.queue import DOUBTS, FILTERS, Waiting
from extractor.store.read import VIEWS
from extractor.store.readings import RunSummary
from extractor.store.records import KINDS, STATES, Wanted
from extractor.store.runs import Run
from extractor.store.search import Found
from extractor.store.store import Outcome, Store

__all__ = [
    "DOUBTS",
    "FILTERS",
    "KINDS",
    "STATES",
    "VIEWS",
    "Failed",
    "Found",
    "Outcome",
    "Run",
    "RunSummary",
    "Source",
    "Store",
    "Waiting",
    "Wanted",
]
