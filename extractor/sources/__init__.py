"""Readers: files, folders and standard input become Articles, or Failures that say what to do."""

from extractor.sources.failure import Failure
from extractor.sources.files import read
from extractor.sources.page import read_page

__all__ = ["Failure", "read", "read_page"]
