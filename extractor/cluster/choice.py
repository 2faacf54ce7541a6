"""Which inputs of the shards are articles, and under which ids: those that the merged database would hold."""

from contextlib import closing
from typing import Any

from extractor.sources.formats.library import library
from extractor.store import Ledger, Source

INPUTS = ("position", "outcome", "origin", "id", "named", "sha256", "article", "extraction")
"""What `inputs` has of the columns of shards, beside `shard`."""
_ROWS = 10_000

# What cannot be stored: half a surrogate pair, which to DuckDB is no valid JSON, and a number past 64 bits.
_SEEN = r"""
CREATE TEMP TABLE seen AS
SELECT shard, position, CASE WHEN named THEN id END AS claims, origin, sha256,
    CASE WHEN outcome NOT IN ('read', 'passed over') OR NOT json_valid(article) OR NOT json_valid(extraction)
        OR len(list_filter(
            regexp_extract_all(extraction, '"(?:count|ordinal)": (\d{19,})', 1),
            lambda number: try_cast(number AS BIGINT) IS NULL)) > 0
    THEN 'failed' WHEN outcome = 'read' THEN 'stored' ELSE outcome END AS state,
    CASE WHEN state <> 'failed' THEN article ->> 'id' END AS article_id,
    CASE WHEN state <> 'failed' THEN sha256(article ->> 'text') END AS digest
FROM inputs WHERE outcome <> 'unreadable'
"""
_SHARED = " OR ".join(
    f"({one} IS NOT NULL AND count(*) OVER (PARTITION BY {one}) > 1)"
    for one in ("claims", "article_id", "digest", "sha256", "origin")
)
_SHARING = f"""
CREATE TEMP TABLE sharing AS
SELECT row_number() OVER (ORDER BY shard, position) AS key, * FROM seen QUALIFY {_SHARED}
"""
_CHOSEN = """
CREATE TEMP TABLE chosen AS
SELECT shard, position, article_id FROM seen ANTI JOIN sharing USING (shard, position) WHERE state = 'stored'
"""


def choose(connection: Any) -> None:
    """Make the table `chosen` (shard, position, article_id) of `inputs`: the rows of shards, in the order of `shard`.

    Inputs that share nothing with others are told apart in DuckDB; only the rest goes through the store's own rules.
    """
    arrow = library("pyarrow", "shards")
    for statement in (_SEEN, _SHARING, _CHOSEN):
        connection.execute(statement)
    with closing(Ledger()) as ledger:
        asked = connection.execute(
            "SELECT key, origin, sha256, state, article_id, digest, claims FROM sharing ORDER BY key"
        )
        while rows := asked.fetchmany(_ROWS):
            for key, origin, sha256, *told in rows:
                ledger.take(key, Source(origin, sha256), *told)
        for taken in ledger.articles(_ROWS):
            connection.register("taken", arrow.Table.from_pylist([{"id": id, "key": key} for id, key in taken]))
            connection.execute("INSERT INTO chosen SELECT shard, position, id FROM taken JOIN sharing USING (key)")
            connection.unregister("taken")
    connection.execute("DROP TABLE seen; DROP TABLE sharing")
