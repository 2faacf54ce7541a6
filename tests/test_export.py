"""What stands after review, as files that other programs read."""

import csv
import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
import yaml
from desk_articles import THREE, article_of
from exports import descriptor, export, files, reviewed, run, same_files

import extractor.export
from extractor import __version__
from extractor.store import SHOWN, Store
from extractor.store.migrations import NAMES

ROOT = Path(__file__).parents[1]
PROFILE = json.loads((ROOT / "tests" / "datapackage-2.0.json").read_text(encoding="utf-8"))
FORMATS = ("package", "csv", "jsonl", "parquet")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return reviewed(tmp_path_factory.mktemp("db") / "campaigns.db")


def cells(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def of_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["article_id"] == THREE[0]]


def test_csv_shows_what_stands(db: Path, tmp_path: Path) -> None:
    out = export(db, tmp_path / "out", "--format", "csv")
    assert files(out) == sorted([*(f"{name}.csv" for name in SHOWN), "CITATION.cff", "datapackage.json"])
    assert (out / "award_list.csv").read_bytes().startswith(b"\xef\xbb\xbfrecord_id,article_id,")
    awards = of_first(cells(out / "award_list.csv"))
    with Store.open(db) as store:
        stored = [row for row in store.view("award_list") if row["article_id"] == THREE[0]]
    assert [row["quote"].lstrip("'") for row in awards] == [row["quote"].lstrip("'") for row in stored]
    assert (awards[0]["count"], awards[0]["state"]) == ("4321", "corrected")
    assert json.loads(awards[0]["states"])["count"] == "corrected"
    assert awards[1]["state"] == "accepted"  # the one that was rejected is not there
    assert (awards[-1]["title"], awards[-1]["state"], awards[-1]["record_id"]) == ("'=1+1", "added", "")
    articles = {row["article_id"]: row for row in cells(out / "article_list.csv")}
    assert {row["article_id"] for row in cells(out / "award_list.csv") if row["conflict"]} == {THREE[1]}
    assert articles[THREE[0]]["state"] == "corrected" and "'=1+1" in articles
    days = [row["published"] for row in articles.values() if row["published"]]
    assert days and days == sorted(days)


def test_parquet_is_the_same_typed(db: Path, tmp_path: Path) -> None:
    parquet = importlib.import_module("pyarrow.parquet")
    out = export(db, tmp_path / "out", "--format", "parquet")
    with Store.open(db) as store:
        for table in store.content.shown():
            found = parquet.read_table(out / f"{table.name}.parquet")
            rows = [tuple(row.values()) for row in found.to_pylist()]
            assert rows == list(store.content.rows(table))
    awards = parquet.read_schema(out / "award_list.parquet")
    assert (str(awards.field("count").type), str(awards.field("title").type)) == ("int64", "string")
    assert str(parquet.read_schema(out / "ratio_list.parquet").field("percent").type) == "double"


def test_json_lines_are_what_show_prints(db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = export(db, tmp_path / "out", "--format", "jsonl")
    capsys.readouterr()
    lines = (out / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        assert run("show", json.loads(line)["id"], "--db", db, "--format", "json") == 0
        assert capsys.readouterr().out == f"{line}\n"
    assert [json.loads(line)["id"] for line in lines] == [*THREE, "=1+1", "near"]
    assert json.loads(lines[0])["awards"][0]["review"]["states"]["count"] == "corrected"


@pytest.mark.parametrize("form", FORMATS)
def test_it_is_a_data_package(form: str, db: Path, tmp_path: Path) -> None:
    out = export(db, tmp_path / "out", "--format", form)
    package = descriptor(out)
    fastjsonschema.validate(PROFILE, package)
    assert sorted(["CITATION.cff", "datapackage.json", *(r["path"] for r in package["resources"])]) == files(out)
    names = {resource["name"]: resource for resource in package["resources"]}
    for resource in package["resources"]:
        assert resource["title"] and resource["description"]
        assert (out / resource["path"]).stat().st_size == resource["bytes"]
        schema = resource.get("schema", {"fields": []})
        fields = [field["name"] for field in schema["fields"]]
        assert all(field["title"] and field["description"] for field in schema["fields"])
        if resource["format"] == "csv":
            with (out / resource["path"]).open(encoding="utf-8-sig", newline="") as file:
                assert next(csv.reader(file)) == fields
        for key in schema.get("foreignKeys", []):
            other = names[key["reference"]["resource"] or resource["name"]]["schema"]
            assert set(key["fields"]) <= set(fields)
            assert set(key["reference"]["fields"]) <= {field["name"] for field in other["fields"]}
    assert form == "jsonl" or names["article_list"]["schema"]["primaryKey"] == ["article_id"]


def test_it_says_where_it_comes_from(db: Path, tmp_path: Path) -> None:
    package = descriptor(export(db, tmp_path / "out"))
    told = package["phongtrao"]
    assert (told["format"], told["version"], told["schema"]) == ("package", __version__, max(NAMES))
    assert [(run["rulebook"], run["articles"]) for run in told["runs"]] == [("rules-0", 1), ("rules-1", 4)]
    assert told["review"]["articles"] == {"total": 5, "fully reviewed": 1}
    records = told["review"]["records"]
    assert (records["added"], records["corrected"], records["rejected"]) == (1, 1, 1) and records["accepted"] > 5
    with Store.open(db) as store:
        made = [decision.made for id in store.ids() for decision in store.reviews.of_article(id)]
        read = [moment for run in store.history.runs() for moment in (run.started, run.finished) if moment]
        assert package["created"] == max(*made, *read)


@pytest.mark.parametrize(
    ("given", "licenses", "cited"),
    [
        (None, None, {}),
        ("cc-by-4.0", [{"name": "CC-BY-4.0"}], {"license": "CC-BY-4.0"}),
        (
            "https://example.org/terms",
            [{"path": "https://example.org/terms"}],
            {"license-url": "https://example.org/terms"},
        ),
    ],
)
def test_the_licence_is_the_user_s_to_give(
    given: str | None, licenses: object, cited: dict[str, str], db: Path, tmp_path: Path
) -> None:
    out = export(db, tmp_path / "out", *(["--licence", given] if given else []))
    package = descriptor(out)
    fastjsonschema.validate(PROFILE, package)
    assert package.get("licenses") == licenses
    assert ("No licence is given" in package["description"]) == (given is None)
    assert "belong to their publishers" in package["description"]
    citation = yaml.safe_load((out / "CITATION.cff").read_text(encoding="utf-8"))
    assert {name: citation[name] for name in citation if name.startswith("license")} == cited
    assert citation["title"] == package["title"] and str(citation["date-released"]) == package["created"][:10]


@pytest.mark.parametrize("wrong", ["free", "MIT OR CC0-1.0", "LicenseRef-mine"])
def test_a_licence_that_is_none_is_refused(
    wrong: str, db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", "--db", db, "--out", tmp_path / "out", "--licence", wrong) == 2
    assert "--licence takes an identifier such as CC-BY-4.0, or a URL" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_project_says_how_it_is_cited() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (citation["title"], citation["version"], citation["license"]) == ("phongtrao", __version__, "MIT")
    assert citation["authors"] and citation["message"]


@pytest.mark.parametrize("form", FORMATS)
def test_a_former_export_is_written_anew(form: str, db: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    out = export(db, tmp_path / "out")
    export(db, out, "--format", form)
    assert same_files(out, export(db, tmp_path / "other", "--format", form))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "out"]


def test_what_is_interrupted_leaves_what_was_there(db: Path, tmp_path: Path) -> None:
    out = export(db, tmp_path / "out")

    def stop(file: str, done: int) -> None:
        if file == "database/evidence.csv":
            raise KeyboardInterrupt

    with Store.open(db) as store, pytest.raises(KeyboardInterrupt):
        extractor.export.export(store, out, "package", None, stop)
    assert same_files(out, export(db, tmp_path / "other"))
    with pytest.raises(KeyboardInterrupt):
        extractor.export.bring_back(out, tmp_path / "b.db", stop)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "out"]


def test_who_writes_meanwhile_is_not_in_it(tmp_path: Path) -> None:
    path = reviewed(tmp_path / "x.db")
    before = export(path, tmp_path / "before")

    def write(file: str, done: int) -> None:
        with Store.open(path) as other, other.run("0.1.0", "rules-2") as now:
            other.save(*article_of(f"Bài {file}.", file), now)

    with Store.open(path) as store:
        extractor.export.export(store, tmp_path / "out", "package", None, write)
    assert same_files(before, tmp_path / "out")
    with Store.open(path) as store:
        assert store.counts()["articles"] > 20


@pytest.mark.parametrize("name", ["notes.txt", "database/notes.csv", ".hidden"])
def test_other_files_are_not_replaced(name: str, db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = export(db, tmp_path / "out")
    (out / name).write_text("mine")
    capsys.readouterr()
    assert run("export", "--db", db, "--out", out) == 1
    assert capsys.readouterr().err == f"phongtrao: {out} holds other files ({name}): name a new folder\n"
    assert (out / name).read_text() == "mine" and (out / "datapackage.json").exists()


def test_a_file_in_the_way_is_said(db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("mine")
    assert run("export", "--db", db, "--out", tmp_path / "out") == 1
    assert run("export", "--db", db, "--out", tmp_path / "out" / "below") == 1
    assert run("export", "--db", tmp_path / "none.db", "--out", tmp_path / "new") == 1
    first, second, third = capsys.readouterr().err.splitlines()
    assert first.endswith("out is a file: name a folder") and "cannot be written" in second
    assert "none.db does not exist" in third
    assert files(tmp_path) == ["out"]


def test_a_program_of_its_own_writes_the_same(db: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "extractor.cli.main", "export", "--db", str(db), "--out", "records"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("records holds 5 articles: ") and done.stderr == ""
    assert same_files(tmp_path / "records", export(db, tmp_path / "other"))
