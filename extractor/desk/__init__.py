"""The desk at which articles are reviewed, whatever shows it: the terminal, a page in a browser."""

from extractor.desk.desk import Desk
from extractor.desk.errors import DeskError
from extractor.desk.fields import FIELDS, Field, Shape, shown, value_of
from extractor.desk.vocabulary import Vocabulary

__all__ = ["FIELDS", "Desk", "DeskError", "Field", "Shape", "Vocabulary", "shown", "value_of"]
