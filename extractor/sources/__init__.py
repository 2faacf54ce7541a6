"""Readers: files, folders and standard input become Articles, or Failures that say what to do."""

from extractor.sources.article import article_of, sketch_of
from extractor.sources.failure import Failure
from extractor.sources.files import File, files, items, read, read_file
from extractor.sources.item import Item, Options
from extractor.sources.page import read_page

__all__ = [
    "Failure",
    "File",
    "Item",
    "Options",
    "article_of",
    "files",
    "items",
    "read",
    "read_file",
    "read_page",
    "sketch_of",
]
