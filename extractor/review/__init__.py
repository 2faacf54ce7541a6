"""Review: what persons decide about records, and how it stands over what the rules read."""

from extractor.review.decision import ADDED, Anchor, Decision, Verdict, anchor
from extractor.review.overlay import Reviewed, State, overlay

__all__ = ["ADDED", "Anchor", "Decision", "Reviewed", "State", "Verdict", "anchor", "overlay"]
