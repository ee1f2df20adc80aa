"""`rehearse` as the administrator uses it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from kit.rehearsing import noon, planned
from sqlalchemy import Engine
from typer.testing import CliRunner

from bot.commands.line import build
from bot.rehearsal.assumptions import Assumptions, told_of
from messages.catalog import DEFAULT, LANGUAGES, say, texts
from storage.database import schema
from storage.database.engine import open_engine

pytestmark = pytest.mark.usefixtures("installation")
Command = Callable[..., Result]
#: Few people and one run, so that a command takes a moment.
SMALL = ("--people", "40", "--runs", "1", "--sample", "0", "--after", "1")


@pytest.fixture
def command() -> Command:
    return lambda *words: CliRunner().invoke(build(), list(words), catch_exceptions=False)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    (tmp_path / "data").mkdir()
    engine = open_engine(f"sqlite:///{tmp_path}/data/union.db")
    schema.upgrade(engine)
    yield engine
    engine.dispose()


def test_it_prints_load_people_cost_figures_and_rules(command: Command, database: Engine) -> None:
    planned(database, noon(0), noon(2))
    ended = command("rehearse", "1", *SMALL)
    assert ended.exit_code == 0
    for title in ("figure.title", "day.title", "fired.title", "lane.title", "person.title"):
        assert say(DEFAULT, f"rehearsal.{title}") in ended.stdout
    assert "Peak Week" in ended.stdout
    assert "04/05" in ended.stdout
    assert say(DEFAULT, "rehearsal.honest") in ended.stdout
    for name in told_of(Assumptions()):
        assert f" {name} " in ended.stdout


def test_strict_ends_with_one_when_a_rule_is_broken_and_with_none_otherwise(
    command: Command, database: Engine
) -> None:
    planned(database, noon(0))
    fair = (*SMALL, "--strict", "--channels", "web=1", "--rate", "alone=0.5")
    assert command("rehearse", "1", *fair).exit_code == 0
    broken = command(
        "rehearse", "1", *SMALL, "--strict", "--channels", "zalo_oa=1", "--rate", "silent_days=90"
    )
    assert broken.exit_code == 1
    assert say(DEFAULT, "rehearsal.findings.title", count=1) in broken.stdout
    assert say(DEFAULT, "rehearsal.rule.window.advice")[:40] in broken.stdout


def test_the_whole_result_is_written_to_a_file(command: Command, database: Engine, tmp_path: Path) -> None:
    planned(database, noon(0))
    path = tmp_path / "result.json"
    assert command("rehearse", "1", *SMALL, "--json", str(path)).exit_code == 0
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["people"] == 40
    assert told["assumptions"]["rise"] == 1.4
    assert told["shown"]["fired"][0]["expected"] == 43
    assert command("rehearse", "1", *SMALL, "--json", str(tmp_path)).exit_code == 2


def test_the_same_words_give_the_same_output(command: Command, database: Engine) -> None:
    planned(database, noon(0))
    words = ("rehearse", "1", *SMALL, "--seed", "5")
    assert command(*words).stdout == command(*words).stdout


def test_an_unknown_campaign_a_wrong_rate_and_wrong_channels_end_with_two(
    command: Command, database: Engine
) -> None:
    planned(database, noon(0))
    unknown = command("rehearse", "9", *SMALL)
    assert (unknown.exit_code, unknown.stderr.strip()) == (2, say(DEFAULT, "rehearsal.command.unknown", id=9))
    wrong = command("rehearse", "1", *SMALL, "--rate", "begin=0.1")
    assert wrong.exit_code == 2
    assert "begins" in wrong.stderr
    for told in ("zalo=1", "web", "web=0", "web=-1"):
        ended = command("rehearse", "1", *SMALL, "--channels", told)
        assert ended.exit_code == 2, told
        assert "zalo_oa" in ended.stderr


def test_words_that_look_like_markup_are_shown_as_they_are(command: Command, database: Engine) -> None:
    planned(database, noon(0), name="[bold]Tuần[/bold] [red]")
    assert "[bold]Tuần[/bold] [red]" in command("rehearse", "1", *SMALL).stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_assumption_rule_and_kind_of_entry_has_its_words(language: str) -> None:
    known = texts(language)
    assert {f"rehearsal.assumption.{name}" for name in told_of(Assumptions())} <= known.keys()
    for kind in ("once", "from_start", "before_close", "daily", "weekly", "shifts"):
        assert f"rehearsal.entry.{kind}" in known
    told = {one.split(".")[2] for one in known if one.startswith("rehearsal.rule.")}
    for rule in told:
        assert {f"rehearsal.rule.{rule}.told", f"rehearsal.rule.{rule}.advice"} <= known.keys()
