"""What one article yields: the record contract as frozen pydantic models.

Every record carries `evidence` (the exact characters a value came from, and the rule that read them) and `basis`
(for each value that was inferred instead of read: how). Controlled values are the Vietnamese statutory or press
terms; they come from `patterns/`, never from Python.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(_Frozen):
    """Where a value stands: code points `[start, end)` of the article's canonical text, and the rule that read it.

    `text[start:end] == quote` holds for every evidence of every article. `field` names the field of the record that it
    is of, of a list with the item, of that with its part: `count`, `kinds[1]`, `chairs[0].rank`.
    """

    field: str = Field(pattern=r"^[a-z_]+(\[\d+\](\.[a-z_]+)?)?$")
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    quote: str
    rule: str


class Record(_Frozen):
    """What all records share: `evidence` for values read, `basis` (field → how) for values inferred."""

    evidence: tuple[Evidence, ...] = ()
    basis: dict[str, str] = {}


class ArticleInfo(Record):
    """The article's own metadata; `published` is ISO 8601 at the precision the source gives."""

    title: str | None = None
    published: str | None = None
    source: str | None = None
    url: str | None = None
    author: str | None = None


class Time(Record):
    """A calendar expression: TIMEX3 `value` (ISO 8601), `type` (DATE, TIME, DURATION, SET) and `mod`."""

    value: str
    type: str = "DATE"
    mod: str | None = None


class Organisation(_Frozen):
    """A body by its canonical name: abbreviations expanded, the place completed where the context tells."""

    name: str


class Person(_Frozen):
    """A person by name, without rank (`rank`) and office (`title`)."""

    name: str
    rank: str | None = None
    title: str | None = None


class Event(Record):
    """What was held. `date` is an ISO day or `begin/end`; `status` is null (held) or `planned`."""

    kinds: tuple[str, ...] = ()
    date: str | None = None
    part_of_day: str | None = None
    organisers: tuple[Organisation, ...] = ()
    chairs: tuple[Person, ...] = ()
    place: str | None = None
    campaigns: tuple[str, ...] = ()
    status: str | None = None


class Campaign(Record):
    """A movement and the year (or `begin/end`) it is reviewed, launched or running for."""

    name: str
    year: str | None = None
    theme: str | None = None
    role: str | None = None


class Phase(Record):
    """A campaign's own stage (`ordinal` 1, 2 …) or, with `ordinal` null, its whole course."""

    campaign: str | None = None
    ordinal: int | None = None
    start: str | None = None
    end: str | None = None
    theme: str | None = None
    focus: str | None = None


class Award(Record):
    """One form given by one body to `count` recipients of one kind (Law on Emulation and Commendation for forms)."""

    form: str
    title: str | None = None
    grade: str | None = None
    awarded_by: str | None = None
    office: str | None = None
    recipient: str | None = None
    count: int | None = None
    mod: str | None = None
    period: str | None = None
    status: str = "given"


class Ratio(Record):
    """The share of `unit` that meets `criterion` or takes part; `percent` only as printed."""

    unit: str
    achieved: float | None = None
    total: float | None = None
    percent: float | None = None
    mod: str | None = None
    measure: str | None = None
    criterion: str | None = None
    period: str | None = None


class Statistic(Record):
    """A counted result. `value` is null with `mod: many`; money is in `đồng`."""

    value: float | None = None
    mod: str | None = None
    unit: str | None = None
    description: str | None = None
    period: str | None = None


class Extraction(_Frozen):
    """All records of one article, in the contract's order of keys."""

    id: str
    article: ArticleInfo
    province: str | None = None
    times: tuple[Time, ...] = ()
    events: tuple[Event, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    phases: tuple[Phase, ...] = ()
    awards: tuple[Award, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    statistics: tuple[Statistic, ...] = ()


RECORD_TYPES: dict[str, type[Record]] = {
    "times": Time,
    "events": Event,
    "campaigns": Campaign,
    "phases": Phase,
    "awards": Award,
    "ratios": Ratio,
    "statistics": Statistic,
}
"""The contract's record lists, in its order: key → model."""


class Article(_Frozen):
    """One article as read from a source: canonical text, frozen.

    `info` holds the metadata that the reader found, null where there is none. `extra` keeps unknown keys of a JSON
    Lines object. `origin` names file and line for messages.
    `body` is where the report starts in `text`; `furniture` are the `[start, end)` spans that are page furniture,
    `captions` those of captions; neither is read for records other than persons' titles.
    """

    id: str
    text: str
    origin: str
    info: ArticleInfo = ArticleInfo()
    body: int = 0
    furniture: tuple[tuple[int, int], ...] = ()
    captions: tuple[tuple[int, int], ...] = ()
    extra: dict[str, Any] = {}

    @field_validator("text")
    @classmethod
    def _is_canonical(cls, text: str) -> str:
        if "\r" in text:
            raise ValueError("the text of an Article is canonical: newlines are \\n (see extractor.text.canonical)")
        return text
