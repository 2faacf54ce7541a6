"""The database: SQLite, and the only part of phongtrao that knows SQL."""

from extractor.store.intake import Failed, Source
from extractor.store.queue import DOUBTS, FILTERS, Waiting
from extractor.store.read import VIEWS
from extractor.store.readings import RunSummary
from extractor.store.runs import Run
from extractor.store.store import Outcome, Store

__all__ = ["DOUBTS", "FILTERS", "VIEWS", "Failed", "Outcome", "Run", "RunSummary", "Source", "Store", "Waiting"]
