"""Where the time of a batch goes: the stages add up, and nothing is counted where nobody asks."""

import json
import time
from itertools import count
from pathlib import Path

import pytest

from benchmarks.generate import generated
from extractor import profile
from extractor.batch import Options, Tally, ingest
from extractor.cli.main import main
from extractor.extract import extract
from extractor.models import Article
from extractor.profile import STAGES, Profile, each, listening, stage, table
from extractor.rules.book import load
from extractor.sources import items


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    records = [*generated(3), {"id": "gold", "text": "Giá vàng tăng mạnh\n\nVàng tăng 300 nghìn đồng một lượng.\n"}]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each look at the clock find it one second later."""
    seconds = count()
    monkeypatch.setattr("extractor.profile.time.perf_counter", lambda: float(next(seconds)))


def test_every_stage_is_told_and_all_of_them_took_no_longer_than_the_whole(
    inline: None, articles: Path, tmp_path: Path
) -> None:
    tally = Tally(profile=Profile())
    assert tally.profile
    start = time.perf_counter()
    ingest(items([articles]), tmp_path / "a.db", load(), Options(), tally, lambda item, became: None)
    whole = time.perf_counter() - start
    spent = {name: tally.profile.seconds[name] for name in STAGES}
    assert all(seconds > 0 for seconds in spent.values())
    assert sum(spent.values()) <= whole
    passed = {name: tally.profile.articles[name] for name in STAGES}
    assert passed == {name: 4 if name in (*STAGES[:4], profile.WRITING) else 3 for name in STAGES}


def test_the_command_tells_where_time_went_only_if_asked(
    inline: None, articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", str(articles), "--db", str(tmp_path / "a.db"), "--profile"]) == 0
    lines = capsys.readouterr().out.split("\n\n")[1].splitlines()
    assert [line.partition("  ")[0] for line in lines] == ["stage", *STAGES, "all processes", profile.WAITING]
    shares = [float(line.split("%")[0].split()[-1]) for line in lines[1 : 1 + len(STAGES)]]
    assert sum(shares) == pytest.approx(100, abs=1)
    assert main(["ingest", str(articles), "--db", str(tmp_path / "b.db")]) == 0
    assert "\n\n" not in capsys.readouterr().out


def test_workers_tell_their_own(articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["ingest", str(articles), "--db", str(tmp_path / "a.db"), "--workers", "2", "--profile"]
    assert main(command) == 0
    assert profile.MENTIONS in capsys.readouterr().out


def test_what_is_read_is_the_same_with_and_without() -> None:
    book = load()
    article = Article(id="a", origin="a", text=next(generated(1))["text"])
    with listening(Profile()):
        heard = extract(article, book)
    assert heard == extract(article, book)


def test_a_stage_inside_another_counts_for_itself_alone(ticks: None) -> None:
    told = Profile()
    with listening(told), stage("outer"):
        with stage("inner"):
            pass
        assert list(each("made", "ab")) == ["a", "b"]
    # each look at the clock is a second on: what lies between two of them goes to the stage that is open
    assert told.seconds == {"outer": 5, "inner": 1, "made": 3}
    assert told.articles == {"outer": 1, "inner": 1, "made": 2}


def test_a_whole_stage_is_not_split_and_ends_with_an_error(ticks: None) -> None:
    told = Profile()
    with listening(told):
        with pytest.raises(TimeoutError), stage("outer", whole=True), stage("inner"):
            raise TimeoutError
        with stage("next", articles=7):
            pass
    assert told.seconds == {"outer": 1, "next": 1}
    assert (told.articles["outer"], told.articles["next"]) == (1, 7)


def test_nothing_is_counted_where_nobody_listens() -> None:
    told = Profile()
    given = iter("ab")
    with listening(told), listening(None), stage("outer"):
        assert each("made", given) is given
    assert (told.seconds, "0.00" in table(told)) == ({}, True)
