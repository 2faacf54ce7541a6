"""What a contradiction between figures of one article is."""

from dataclasses import dataclass

from extractor.review.overlay import Reviewed

CERTAIN = 8
"""From this weight on it cannot be true; below it is probably wrong."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What cannot be true of `record` beside what stands elsewhere in the same text.

    `problem` is a fixed phrase, `said` the same in plain words with the numbers, `weight` how much it counts in the
    queue of review. `here` is where the record's figure stands, `there` what it is held against (null: not
    printed).
    """

    record: Reviewed
    problem: str
    said: str
    weight: int
    here: Span
    there: Span | None
