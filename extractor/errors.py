"""What can go wrong through no fault of the program; the command prints each as one line."""


class PhongtraoError(Exception):
    """Base of all errors that a user can act on: the message says what, where and what to do."""


class PatternError(PhongtraoError):
    """A file of `patterns/` is not right."""


class SourceError(PhongtraoError):
    """An input cannot be read."""


class StoreError(PhongtraoError):
    """A database cannot be opened, written or understood."""


class ReportError(PhongtraoError):
    """A report cannot be made or written."""
