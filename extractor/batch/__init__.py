"""A batch: many inputs, read by worker processes, written by one."""

from extractor.batch.run import Became, Options, Tally, Watch, ingest

__all__ = ["Became", "Options", "Tally", "Watch", "ingest"]
