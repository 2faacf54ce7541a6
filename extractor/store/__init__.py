"""The database: SQLite, and the only part of phongtrao that knows its SQL; `cluster` asks shards in that of DuckDB."""

from extractor.store.arithmetic import Doubt
from extractor.store.content import SHOWN, Column, Row, Summary, Table
from extractor.store.intake import Failed, Source
from extractor.store.ledger import Ledger
from extractor.store.queue import DOUBTS, FILTERS, Waiting
from extractor.store.read import VIEWS
from extractor.store.readings import RunSummary
from extractor.store.records import KINDS, STATES, Question, Wanted, question
from extractor.store.restore import ContentError, restore
from extractor.store.runs import Run
from extractor.store.search import Found
from extractor.store.store import Outcome, Store

__all__ = [
    "DOUBTS",
    "FILTERS",
    "KINDS",
    "SHOWN",
    "STATES",
    "VIEWS",
    "Column",
    "ContentError",
    "Doubt",
    "Failed",
    "Found",
    "Ledger",
    "Outcome",
    "Question",
    "Row",
    "Run",
    "RunSummary",
    "Source",
    "Store",
    "Summary",
    "Table",
    "Waiting",
    "Wanted",
    "question",
    "restore",
]
