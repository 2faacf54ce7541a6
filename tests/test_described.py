"""Every table, view and column is described, in docs/database.md and for Datasette, which serves the file at once."""

import asyncio
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from describe_database import DOCS, described
from desk_articles import desk_of, filled
from old_schema import as_of

from extractor.cli.main import main
from extractor.store.description import common_columns, queries, tables

OWN = """SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c
WHERE t.schema = 'main' AND t.type IN ('table', 'view', 'virtual') AND t.name NOT LIKE '%sqlite#_%' ESCAPE '#'"""


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("described") / "campaigns.db"
    with filled(path) as store:
        desk = desk_of(store)
        desk.next()
        desk.accept()
    return path


@pytest.fixture(scope="module")
def metadata(db: Path) -> dict[str, Any]:
    out = db.with_name("metadata.json")
    assert main(["datasette", "--db", str(db), "--out", str(out)]) == 0
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def test_every_table_view_and_column_is_described_and_no_other(db: Path) -> None:
    with closing(sqlite3.connect(db)) as connection:
        there = set(connection.execute(OWN).fetchall())
    said = {(table, column) for table, one in tables().items() for column in one.columns}
    assert said <= there, "described, but not there"
    assert {table for table, _ in there} == set(tables())
    undescribed = {(table, column) for table, column in there - said if column not in common_columns()}
    assert not undescribed
    assert set(common_columns()) <= {column for _, column in there - said}, "said of no column"


def test_the_document_is_what_is_described() -> None:
    document = DOCS.read_text(encoding="utf-8")
    assert described(document) == document, "run scripts/describe_database.py"


def test_a_database_of_before_gets_all_that_is_described(db: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    as_of("0006_standing", db, old)
    assert main(["datasette", "--db", str(old), "--out", str(tmp_path / "m.json")]) == 0
    found = json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))
    assert set(found["databases"]["old"]["tables"]) == set(tables())


@pytest.mark.parametrize("name", queries())
def test_a_question_takes_the_parameters_it_says(name: str) -> None:
    query = queries()[name]
    assert {f":{name}" for name in query.sample} == set(re.findall(r":[a-z_]+", query.sql))


def test_metadata_that_cannot_be_written_is_one_line(db: Path, tmp_path: Path, capsys: Any) -> None:
    assert main(["datasette", "--db", str(db), "--out", str(tmp_path / "no" / "m.json")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def served(db: Path, metadata: dict[str, Any], path: str, **parameters: str) -> Any:
    """Return what Datasette answers: JSON, or the text of a page."""
    datasette = pytest.importorskip("datasette.app", reason="datasette is not installed")

    async def get() -> Any:
        answer = await datasette.Datasette([str(db)], metadata=metadata).client.get(path, params=parameters)
        assert answer.status_code == 200, answer.text[:500]
        return answer.json() if path.endswith(".json") else answer.text

    return asyncio.run(get())


@pytest.mark.parametrize("name", queries())
def test_datasette_answers_each_question(db: Path, metadata: dict[str, Any], name: str) -> None:
    sample = queries()[name].sample
    for parameters in (sample, dict.fromkeys(sample, "")):
        answer = served(db, metadata, f"/campaigns/{name}.json", _shape="objects", **parameters)
        assert answer["ok"] and answer["columns"]
    page = served(db, metadata, f"/campaigns/{name}", **sample)
    assert queries()[name].title in page and all(f'name="{parameter}"' in page for parameter in sample)


def test_questions_find_what_is_there(db: Path, metadata: dict[str, Any]) -> None:
    def rows(name: str, **parameters: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = served(db, metadata, f"/campaigns/{name}.json", _shape="array", **parameters)
        return found

    every = rows("awards_by_form_and_year")
    assert every and {row["form"] for row in rows("awards_by_form_and_year", form="bằng khen")} == {"bằng khen"}
    assert [row["verdict"] for row in rows("decisions_by_reviewer", reviewer="an")] == ["accepted"]
    for words in ("quảng trị", "QUANG TRI", "đạt", "dat", '"quang tri"', 'NEAR("', "*"):
        assert bool(rows("search", words=words)) == (words not in ('NEAR("', "*"))


@pytest.mark.parametrize("table", tables())
def test_datasette_shows_each_table_with_its_meaning(db: Path, metadata: dict[str, Any], table: str) -> None:
    page = served(db, metadata, f"/campaigns/{table}")
    assert tables()[table].about.partition(":")[0].partition("`")[0] in page
