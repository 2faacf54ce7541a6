"""The interface's words: each is in the catalogue, and the compiled catalogue is the one that stands beside it."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from extractor.desk import words
from extractor.desk.fields import FIELDS
from extractor.review.overlay import State
from extractor.store.queue import DOUBTS

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "extractor" / "desk" / "locale"
VI = LOCALE / "vi" / "LC_MESSAGES" / "phongtrao.po"


def test_every_word_is_translated_and_compiled(tmp_path: Path) -> None:
    pot = tmp_path / "phongtrao.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "pyproject.toml", "-k", "N_"]
    folders = ["extractor/desk", "extractor/cli/terminal", "extractor/markup", "extractor/report", "extractor/web"]
    subprocess.run([*command, "--no-location", "--omit-header", "-o", str(pot), *folders], cwd=ROOT, check=True)
    wanted = {m.id for m in read_po(io.BytesIO(pot.read_bytes())) if m.id}
    catalogue = read_po(io.BytesIO(VI.read_bytes()), locale="vi")
    found = {m.id: m for m in catalogue if m.id}
    assert set(found) == wanted and all(m.string and not m.fuzzy for m in found.values()), "run make catalogues"
    for message in found.values():
        assert not list(message.check(catalogue))
        assert str(message.id).count("{") == str(message.string).count("{")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    assert VI.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run make catalogues"


def test_names_of_other_layers_are_words() -> None:
    names = {*FIELDS, *(field.name for fields in FIELDS.values() for field in fields), *DOUBTS, *State.__args__}
    assert names <= set(words.NAMES)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi_VN", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LC_MESSAGES": "vi"}, "vi"),
        ({"LANG": "fr_FR"}, "en"),
    ],
)
def test_the_locale_tells_the_language(environment: dict[str, str], language: str) -> None:
    assert words.from_locale(environment) == language


def test_a_conflict_is_said_in_the_chosen_language() -> None:
    said = "count: 12 was decided, nothing is read now; form: a; b was decided, c is read now"
    assert words.conflict_said(said) == said
    words.choose("vi")
    try:
        translated = words.conflict_said(said)
        assert "was decided" not in translated and "12" in translated and "a; b" in translated
        assert words.conflict_said("no rule reads it any more") != "no rule reads it any more"
    finally:
        words.choose("en")
