"""Facts about campaigns, awards and movements, read from Vietnamese press articles by rule, each with its evidence."""

__version__ = "0.1.0"
