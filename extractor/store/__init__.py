"""The database: SQLite, and the only part of phongtrao that knows SQL."""

from extractor.store.content import SHOWN, Column, Row, Summary, Table
from extractor.store.intake import Failed, Source
from extractor.store.queue import DOUBTS, FILTERS, Waiting
from extractor.store.read import VIEWS
from extractor.store.readings import RunSummary
from extractor.store.restore import ContentError, restore
from extractor.store.runs import Run
from extractor.store.store import Outcome, Store

__all__ = [
    "DOUBTS",
    "FILTERS",
    "SHOWN",
    "VIEWS",
    "Column",
    "ContentError",
    "Failed",
    "Outcome",
    "Row",
    "Run",
    "RunSummary",
    "Source",
    "Store",
    "Summary",
    "Table",
    "Waiting",
    "restore",
]
