"""What all pages share, those of the review and those of a report: templates that escape, colours, signs of states."""

from extractor.markup.rendering import STATIC, environment, seen
from extractor.markup.stretches import stretches

__all__ = ["STATIC", "environment", "seen", "stretches"]
