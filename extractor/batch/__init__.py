"""A batch: many inputs, read by worker processes, written by one."""

from extractor.batch.inputs import Facts, Input, facts_of
from extractor.batch.pool import Pool
from extractor.batch.run import Became, Options, Tally, Watch, ingest, settle
from extractor.batch.worker import PassedOver, Read, Result, Skipped

__all__ = [
    "Became",
    "Facts",
    "Input",
    "Options",
    "PassedOver",
    "Pool",
    "Read",
    "Result",
    "Skipped",
    "Tally",
    "Watch",
    "facts_of",
    "ingest",
    "settle",
]
