"""Compares extractions with hand-made gold in the record contract, one record type at a time.

Articles are joined by id. A record is found when its key fields, folded, are equal; matching is one to one.
"""

from extractor.evaluate.compare import score
from extractor.evaluate.judged import Judged, read_gold
from extractor.evaluate.table import KINDS, Error, Fallen, Row, Table, fallen, read_floors

__all__ = [
    "KINDS",
    "Error",
    "Fallen",
    "Judged",
    "Row",
    "Table",
    "fallen",
    "read_floors",
    "read_gold",
    "score",
]
