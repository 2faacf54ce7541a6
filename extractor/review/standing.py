"""What stands after review: where a record's evidence is in the text of now, and the article's records as they are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from extractor.models import RECORD_TYPES, ArticleInfo, Evidence, Extraction, Record
from extractor.review.decision import Anchor
from extractor.review.overlay import Reviewed
from extractor.review.subject import METADATA


def seen(record: Reviewed) -> Anchor:
    """Return a record as who decided last on it saw it."""
    anchor = record.decisions[-1].anchor
    assert anchor is not None, "a record that no rule reads was decided on"
    return anchor


def evidence_of(text: str, record: Reviewed) -> list[Evidence]:
    """Return where a record's values stand in the article's text as it is now."""
    if record.proposed:
        return list(record.proposed.evidence)
    here = (_found(text, e) for e in seen(record).evidence)
    return [e for e in here if e is not None]


def _found(text: str, evidence: Evidence) -> Evidence | None:
    """Return evidence of an older text where its quote stands now; None if it stands nowhere or more than once."""
    if text[evidence.start : evidence.end] == evidence.quote:
        return evidence
    start = text.find(evidence.quote)
    if start < 0 or text.find(evidence.quote, start + 1) >= 0:
        return None
    return evidence.model_copy(update={"start": start, "end": start + len(evidence.quote)})


def stands(text: str, extraction: Extraction, records: Sequence[Reviewed]) -> tuple[Extraction, list[Reviewed]]:
    """Return the extraction as it stands after review, and for each of its records how that is known.

    `records` are those of `overlay`; the list begins with the article's own data, then follows the extraction's
    order of kinds. What is rejected is not there. A corrected field has no evidence and no basis: its ground is the
    decision.
    """
    kept: dict[str, list[Reviewed]] = {kind: [] for kind in (METADATA, *RECORD_TYPES)}
    for record in records:
        if record.values is not None or record.kind == METADATA:
            kept[record.kind].append(record)
    (info,) = kept[METADATA]
    own = dict(info.values or {})
    province = own.pop("province", None)
    article = ArticleInfo.model_validate({**own, **_support(text, info, extraction.article)})
    lists = {
        kind: tuple(_standing(kind, text, record, getattr(extraction, kind)) for record in kept[kind])
        for kind in RECORD_TYPES
    }
    whole = Extraction.model_validate({"id": extraction.id, "article": article, "province": province, **lists})
    return whole, [info, *(record for kind in RECORD_TYPES for record in kept[kind])]


def _standing(kind: str, text: str, record: Reviewed, read: Sequence[Record]) -> Record:
    now = read[record.proposed.position] if record.proposed else None
    return RECORD_TYPES[kind].model_validate({**(record.values or {}), **_support(text, record, now)})


def _support(text: str, record: Reviewed, read: Record | None) -> Mapping[str, Any]:
    corrected = {name for name, state in record.states.items() if state == "corrected"}
    basis = read.basis if read else {}
    return {
        "evidence": [e for e in evidence_of(text, record) if _of(e.field) not in corrected],
        "basis": {field: how for field, how in basis.items() if _of(field) not in corrected},
    }


def _of(field: str) -> str:
    """Return the field that an item of a list belongs to."""
    return field.split("[")[0]


def leading(evidence: Iterable[Evidence]) -> Evidence | None:
    """Return the evidence that shows a record at a glance: the first that is no whole sentence."""
    found = list(evidence)
    return next((e for e in found if e.field != "description"), found[0] if found else None)
