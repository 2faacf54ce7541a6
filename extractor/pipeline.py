"""The extraction as a spaCy component, and our ready-made pipeline."""

from collections.abc import Callable

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extractor.extract import extract
from extractor.models import RECORD_TYPES, Evidence, Extraction, Record
from extractor.nlp.alignment import Alignment, align
from extractor.nlp.components import book_of
from extractor.sources import read_page

_EXTRACTION = "phongtrao_extraction"
_MOST_CHARACTERS = 100_000_000


def _stored(doc: Doc) -> Extraction | None:
    stored = doc.user_data.get(_EXTRACTION)
    return None if stored is None else Extraction.model_validate_json(stored)


if not Doc.has_extension("extraction"):
    Doc.set_extension("extraction", getter=_stored)


@Language.factory("phongtrao_records", assigns=["doc._.extraction"], default_config={"patterns": None})
def create_records(nlp: Language, name: str, patterns: str | None) -> Callable[[Doc], Doc]:
    """Return the component that reads a page and writes its records; `patterns` names a folder of rules."""
    book_of(patterns)  # a bad folder is an error now, not at the first document
    return Records(patterns)


class Records:
    """Writes `doc._.extraction`: the records of the page, their evidence by the offsets of `doc.text`."""

    def __init__(self, patterns: str | None = None) -> None:
        """The rules are those of the folder `patterns`."""
        self.patterns = patterns

    def __call__(self, doc: Doc) -> Doc:
        """Read the page in `doc.text`. The extraction's id is `doc.user_data["id"]`, if there is one."""
        aligned, book = align(doc.text), book_of(self.patterns)
        page = read_page(aligned.view, str(doc.user_data.get("id", "doc")), "doc", book)
        doc.user_data[_EXTRACTION] = _located(extract(page, book), aligned).model_dump_json()
        return doc


def _located(extraction: Extraction, aligned: Alignment) -> Extraction:
    """Return the extraction with its evidence in the text as the user gave it."""
    if aligned.origins is None:
        return extraction
    moved = {key: tuple(_moved(r, aligned) for r in getattr(extraction, key)) for key in RECORD_TYPES}
    return extraction.model_copy(update={"article": _moved(extraction.article, aligned), **moved})


def _moved(record: Record, aligned: Alignment) -> Record:
    def printed(evidence: Evidence) -> Evidence:
        start, end = aligned.span(evidence.start, evidence.end)
        return evidence.model_copy(update={"start": start, "end": end, "quote": aligned.text[start:end]})

    return record.model_copy(update={"evidence": tuple(printed(e) for e in record.evidence)})


def nlp(patterns: str | None = None) -> Language:
    """Return a Vietnamese pipeline: our tokenizer, sentences, mentions and records.

    For a long stream call `nlp.pipe` inside `nlp.memory_zone()`, one for some thousand texts, and take what
    you need out of a Doc before its zone ends: memory then stays level.
    """
    tokenizer = {"@tokenizers": "phongtrao.Tokenizer.v1"}
    language = spacy.blank("vi", config={"nlp": {"tokenizer": tokenizer}})
    language.max_length = _MOST_CHARACTERS  # spaCy's limit is for parsers, whose memory grows with the text
    for name in ("phongtrao_sentences", "phongtrao_mentions", "phongtrao_records"):
        language.add_pipe(name, config={"patterns": patterns})
    return language
