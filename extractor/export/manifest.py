"""datapackage.json read back: what of it an export is known by."""

from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from extractor.export.errors import ExportError, readable

DESCRIPTOR = "datapackage.json"
DATABASE = "database"
"""The folder of the files from which a database is made again."""


class File(BaseModel):
    """A file of the export, its size and its digest (`sha256:…`)."""

    name: str
    path: str
    bytes: int
    hash: str


class Provenance(BaseModel):
    """Which program wrote the export in which format, from a database with the schema of which migration."""

    format: str
    version: str
    step: str = Field(alias="schema")


class Manifest(BaseModel):
    """What is said of an export beside what is for people."""

    phongtrao: Provenance
    resources: list[File]

    def database(self) -> dict[str, File]:
        """Return the files from which a database is made again by the names of their tables."""
        return {file.name: file for file in self.resources if file.path == f"{DATABASE}/{file.name}.csv"}


def manifest(folder: Path) -> Manifest:
    """Return what the folder's datapackage.json says; raises ExportError if it is no export of ours."""
    with readable(folder):
        if not folder.is_dir():
            raise ExportError(f"{folder} is no folder: name the one that phongtrao export wrote")
        if not (folder / DESCRIPTOR).is_file():
            raise ExportError(f"{folder} is no export of phongtrao: it has no {DESCRIPTOR}")
        content = (folder / DESCRIPTOR).read_bytes()
    try:
        return Manifest.model_validate_json(content)
    except ValidationError as error:
        raise ExportError(f"{folder} is no export of phongtrao, or its {DESCRIPTOR} is damaged") from error
