"""Readers: files, folders and standard input become Articles, or Failures that say what to do."""

from extractor.sources.article import article_of, sketch_of
from extractor.sources.failure import Failure
from extractor.sources.files import items, read
from extractor.sources.item import Item, Options
from extractor.sources.page import read_page

__all__ = ["Failure", "Item", "Options", "article_of", "items", "read", "read_page", "sketch_of"]
