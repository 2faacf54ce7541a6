"""The lists of the database in the SQL of DuckDB, made of the shards' JSON: what `extractor.store` shows unreviewed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from extractor.models import RECORD_TYPES, ArticleInfo


@dataclass(frozen=True)
class _List:
    """A kind of records, the fields whose evidence shows a record, the first that has any, and its own columns."""

    kind: str
    leading: Sequence[str]
    columns: str


def _joined(parts: str) -> str:
    return f"CASE WHEN len({parts}) > 0 THEN array_to_string({parts}, '; ') END"


_LISTS: Mapping[str, _List] = {
    "award_list": _List(
        "awards",
        ("count", "form"),
        "r.form, r.title, r.grade, r.awarded_by, r.office, r.recipient, r.count, r.mod, r.period, r.status",
    ),
    "ratio_list": _List(
        "ratios",
        ("achieved", "percent"),
        # 0.015 is nearer to 0.01 in binary, but SQLite makes it 0.02: round(…, 2) would not
        """r.unit, r.achieved, r.total, r.percent,
    round(10000 * r.achieved / nullif(r.total, 0)) / 100 AS computed_percent,
    r.mod, r.measure, r.criterion, r.period""",
    ),
    "statistic_list": _List("statistics", ("value",), "r.value, r.mod, r.unit, r.description, r.period"),
    "timeline": _List(
        "events",
        ("kinds", "date", "organisers"),
        f"""r.date, r.part_of_day, r.status, {_joined("r.kinds")} AS kinds,
    {_joined("list_transform(r.organisers, lambda body: body.name)")} AS organisers,
    {_joined("list_transform(r.chairs, lambda person: person.name)")} AS chairs,
    r.place, {_joined("r.campaigns")} AS campaigns""",
    ),
    "campaign_list": _List("campaigns", ("name",), "r.name, r.year, r.role, r.theme"),
    "phase_list": _List(
        "phases", ("ordinal", "start", "end"), 'r.campaign, r.ordinal, r.start, r."end", r.theme, r.focus'
    ),
}
_UNREVIEWED = "'proposed' AS state, NULL::VARCHAR AS states, NULL::VARCHAR AS conflict"
READINGS = ("position", "extraction")
"""What `readings` has of the columns of shards, beside `shard`."""


def views() -> Sequence[str]:
    """Return the SQL that makes the lists of `readings`, and of `chosen`: see `extractor.cluster.choice`."""
    about = "x.article.title, x.article.published, x.article.source, x.article.url, x.article.author, x.province"
    articles = f"CREATE TEMP VIEW article_list AS SELECT article_id, {about}, {_UNREVIEWED} FROM ({_readings()})"
    return [articles, *(_view(name, shown) for name, shown in _LISTS.items())]


def _view(name: str, shown: _List) -> str:
    kind = shown.kind
    leading = ", ".join(f"list_filter(r.evidence, lambda e: e.field = '{field}')[1].quote" for field in shown.leading)
    return f"""CREATE TEMP VIEW {name} AS
SELECT article_id, x.article.title AS article, x.article.published AS published, x.article.source AS source,
    x.province AS province, position, {shown.columns},
    {_UNREVIEWED},
    coalesce({leading}, r.evidence[1].quote) AS quote
FROM (SELECT article_id, x, unnest(x.{kind}) AS r, generate_subscripts(x.{kind}, 1) - 1 AS position
    FROM ({_readings(kind)}))"""


def _readings(*kinds: str) -> str:
    """Return SELECT of the articles with what is read of them as `x`: of their records those of the kinds."""
    shape = {
        "article": _shape(ArticleInfo),
        "province": "VARCHAR",
        **{kind: [_shape(RECORD_TYPES[kind])] for kind in kinds},
    }
    return f"""SELECT c.article_id, from_json(i.extraction, '{json.dumps(shape)}') AS x
    FROM readings i JOIN chosen c ON i.shard = c.shard AND i.position = c.position"""


_TYPES: Mapping[Any, str] = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE"}


def _shape(model: type[BaseModel]) -> Mapping[str, Any]:
    """Return the fields of a model with their types for DuckDB's from_json; how values are inferred is left out."""
    return {name: _type(field.annotation) for name, field in model.model_fields.items() if name != "basis"}


def _type(annotation: Any) -> Any:
    if get_origin(annotation) is UnionType:
        (annotation,) = (one for one in get_args(annotation) if one is not type(None))
    if get_origin(annotation) is tuple:
        return [_type(get_args(annotation)[0])]
    return _TYPES[annotation] if annotation in _TYPES else _shape(annotation)
