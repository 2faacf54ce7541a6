"""Decisions: rows that are only ever added, each with what its reviewer had before their eyes."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from extractor.models import Evidence
from extractor.review.subject import METADATA, Subject

Verdict = Literal["accepted", "rejected", "corrected", "added", "noted", "undone"]
ADDED: Verdict = "added"
NOTED: Verdict = "noted"
_AROUND = 60
"""Code points of text kept on each side of a quote: enough to tell two equal ones apart."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Anchor(_Frozen):
    """A record as its reviewer saw it, and the text around its main quote: by this it is found again.

    `before` and `after` are empty where the record quotes nothing.
    """

    kind: str
    values: dict[str, Any]
    evidence: tuple[Evidence, ...] = ()
    before: str = ""
    after: str = ""


class Decision(_Frozen):
    """One word of a reviewer on one record (`field` null) or one field of it.

    `corrected` and `added` bring a `value`: the field's, or the new record's. `subject` is the id of the first
    decision on the same record, null for that decision itself. `noted` is a remark that decides nothing; `undone` takes
    back the decision `undoes`.
    `made` is ISO 8601 in UTC; `id` is null before it is stored.
    """

    article_id: str
    reviewer: str
    verdict: Verdict
    made: str
    anchor: Anchor | None = None
    field: str | None = None
    value: Any = None
    note: str | None = None
    subject: int | None = None
    undoes: int | None = None
    id: int | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> "Decision":
        if (self.verdict == "undone") != (self.undoes is not None):
            raise ValueError("a decision is undone by one that names it, and by no other")
        if self.verdict != "undone" and self.anchor is None:
            raise ValueError("a decision is on a record")
        if self.verdict == "corrected" and self.field is None:
            raise ValueError("what is corrected is a field")
        if self.verdict == ADDED and (self.field is not None or not isinstance(self.value, dict)):
            raise ValueError("what is added is a record")
        return self


def main_evidence(evidence: tuple[Evidence, ...]) -> Evidence | None:
    """Return the evidence by which a record is found: the longest quote tells most."""
    return max(evidence, key=lambda e: (e.end - e.start, -e.start), default=None)


def anchor(text: str, subject: Subject) -> Anchor:
    """Return the anchor of a record in the article's canonical `text`."""
    main = None if subject.kind == METADATA else main_evidence(subject.evidence)
    return Anchor(
        kind=subject.kind,
        values=dict(subject.values),
        evidence=subject.evidence,
        before=text[max(main.start - _AROUND, 0) : main.start] if main else "",
        after=text[main.end : main.end + _AROUND] if main else "",
    )
