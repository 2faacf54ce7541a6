"""Review: what persons decide about records, and how it stands over what the rules read."""

from extractor.review.decision import ADDED, NOTED, Anchor, Decision, Verdict, anchor
from extractor.review.overlay import Reviewed, State, in_force, overlay

__all__ = ["ADDED", "NOTED", "Anchor", "Decision", "Reviewed", "State", "Verdict", "anchor", "in_force", "overlay"]
