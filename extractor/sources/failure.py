"""What a reader says of an input it cannot read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that was left out: `origin` names file and line, `reason` says why and what to do."""

    origin: str
    reason: str

    def __str__(self) -> str:
        return f"{self.origin}: {self.reason}"
