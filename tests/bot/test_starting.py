"""The program as a process of its own: started, spoken to, stopped."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.settings import Settings
from messages.catalog import DEFAULT, say

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nothing is set but where the program stands and that any port will do."""
    known = {name.upper() for name in Settings.model_fields}
    bare = {name: value for name, value in os.environ.items() if name not in known}
    return {**bare, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "WEB_PORT": "0", "LOG_LEVEL": "WARNING"}


@contextmanager
def started(tmp_path: Path, environment: dict[str, str], *words: str) -> Iterator[subprocess.Popen[str]]:
    """The program at work; killed when the test forgets it."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def until(process: subprocess.Popen[str], text_id: str) -> str:
    """What it says up to this line."""
    assert process.stdout is not None
    told = ""
    while say(DEFAULT, text_id) not in told:
        line = process.stdout.readline()
        assert line, told
        told += line
    return told


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_first_run_is_the_demo_and_stops_cleanly(
    tmp_path: Path, environment: dict[str, str], stop: signal.Signals
) -> None:
    with started(tmp_path, environment, "run") as process:
        told = until(process, "admin.run.stop")
        process.send_signal(stop)
        rest, _ = process.communicate(timeout=20)
    assert process.returncode == 0, told + rest
    assert say(DEFAULT, "admin.run.demo", url="http://localhost:") in told
    assert rest.strip() == say(DEFAULT, "admin.run.stopped")
    assert (tmp_path / "data" / "demo.db").exists()


def test_a_real_run_without_units_says_what_to_type_next(tmp_path: Path, environment: dict[str, str]) -> None:
    with started(tmp_path, environment | {"DEMO": "0"}, "run") as process:
        until(process, "admin.run.empty")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert process.returncode == 0
    assert not (tmp_path / "data" / "demo.db").exists()


def test_a_conversation_can_be_piped_in_and_goes_on_the_next_time(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    with started(tmp_path, environment, "console", "--as", "ha") as first:
        told, _ = first.communicate("1\n1\n", timeout=60)
    assert first.returncode == 0, told
    assert say(DEFAULT, "welcome.campaigns.question") in told
    assert say(DEFAULT, "console.bye") in told
    with started(tmp_path, environment, "console", "--as", "ha") as again:
        told, _ = again.communicate("1\n", timeout=60)
    assert say(DEFAULT, "welcome.greeting") not in told
    assert say(DEFAULT, "welcome.name.question") in told
    with started(tmp_path, environment, "console", "--as", "ha", "--new") as stranger:
        told, _ = stranger.communicate("", timeout=60)
    assert say(DEFAULT, "welcome.greeting") in told
