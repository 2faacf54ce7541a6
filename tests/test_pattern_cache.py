"""Compiled patterns are kept between runs, and nothing else is ever taken from where they are kept."""

import hashlib
import os
import pickle
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.rules import cache
from extractor.rules.compiling import compiled

TEXT = "Sáng 9/11, xã phát động phong trào “Nhà sạch, ngõ đẹp”."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the folder of patterns, not yet made, in a folder of caches of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for known in (cache._folder, cache._made):
        known.cache_clear()
    yield cache._folder()
    for known in (cache._folder, cache._made):
        known.cache_clear()


def explain(tmp_path: Path) -> str:
    command = [sys.executable, "-m", "extractor.cli.main", "explain", TEXT]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_a_second_run_finds_what_the_first_compiled(tmp_path: Path) -> None:
    first = explain(tmp_path)
    kept = {file: file.stat().st_mtime_ns for file in (tmp_path / "phongtrao" / "patterns").iterdir()}
    assert len(kept) > 20
    assert explain(tmp_path) == first
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "phongtrao" / "patterns").iterdir()} == kept


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=20), st.booleans())
def test_what_is_kept_matches_as_what_was_compiled(folder: Path, literal: str, cased: bool) -> None:
    body = rf"(?P<one>{regex.escape(literal)})|(?<=\w )\p{{Lu}}+"
    fresh, kept = compiled(body, cased, "made up"), compiled(body, cased, "made up")
    for text in (literal, literal.upper(), TEXT):
        assert [m.span() for m in fresh.finditer(text)] == [m.span() for m in kept.finditer(text)]
    assert (kept.pattern, kept.flags, dict(kept.groupindex)) == (fresh.pattern, fresh.flags, dict(fresh.groupindex))


def test_only_the_user_may_look_into_the_folder(folder: Path) -> None:
    compiled("a", False, "made up")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def keep(folder: Path, body: str, held: bytes, digest: bytes | None = None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    key = cache.key_of(body, 0, regex.__version__)
    (folder / key).write_bytes((digest or hashlib.sha256(held).digest()) + held)


def test_what_is_damaged_is_made_anew(folder: Path) -> None:
    compiled("ab+", False, "made up")
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    for damaged in (b"", whole[:40], whole[:-1], whole[:-2] + b"x" + whole[-1:]):
        file.write_bytes(damaged)
        assert compiled("ab+", False, "made up").fullmatch("abb")
        assert file.read_bytes() == whole


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(Path(os.environ["XDG_CACHE_HOME"]) / "evil"),)


@pytest.mark.parametrize("held", [pickle.dumps(os.system), pickle.dumps([1]), b"no pickle", b""])
def test_nothing_but_patterns_is_taken(folder: Path, held: bytes) -> None:
    keep(folder, "ab+", held)
    assert compiled("ab+", False, "made up").fullmatch("abb")


def test_no_code_is_run(folder: Path) -> None:
    keep(folder, "ab+", pickle.dumps(Evil()))
    assert compiled("ab+", False, "made up").fullmatch("abb")
    assert not (Path(os.environ["XDG_CACHE_HOME"]) / "evil").exists()


def test_patterns_compile_where_nothing_can_be_kept(folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("no folder")
    assert compiled("ab+", False, "made up").fullmatch("abb")


def test_another_engine_finds_nothing(folder: Path) -> None:
    names = {cache.key_of("a", flags, version) for flags in (0, 2) for version in ("1", "2")}
    assert len(names) == 4


def test_the_older_half_goes_when_there_are_too_many(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_MOST_FILES", 3)
    for number, body in enumerate("abcde"):
        compiled(body, False, "made up")
        os.utime(folder / cache.key_of(body, 0, regex.__version__), (number, number))
    cache._made.cache_clear()
    compiled("f", False, "made up")
    assert {file.name for file in folder.iterdir()} == {cache.key_of(body, 0, regex.__version__) for body in "cdef"}
