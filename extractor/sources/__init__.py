"""Readers: files, folders and standard input become Articles, or Failures that say what to do."""

from extractor.sources.failure import Failure
from extractor.sources.files import read
from extractor.sources.item import Item, ReadOptions, article_of, items
from extractor.sources.page import read_page

__all__ = ["Failure", "Item", "ReadOptions", "article_of", "items", "read", "read_page"]
