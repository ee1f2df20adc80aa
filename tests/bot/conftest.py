"""A sender with its channel and its watch, and an installation for commands."""

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from fakes.scripted import Scripted
from kit.sending import Watch

from bot.sender import Sender
from bot.settings import Settings
from storage.database.writer import Writer
from storage.library.files import FileStore


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def channel() -> Scripted:
    return Scripted()


@pytest.fixture
def sender(channel: Scripted, writer: Writer, watch: Watch, tmp_path: Path) -> Sender:
    return Sender(channel, writer, FileStore(tmp_path / "files"), watch)


@pytest.fixture
def installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """An empty folder with a fresh installation that is no demo; logging as before afterwards."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DEMO", "0")
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    before = (root.handlers[:], root.level, sys.excepthook, threading.excepthook)
    yield tmp_path
    logging.captureWarnings(False)
    structlog.reset_defaults()
    root.handlers[:], root.level, sys.excepthook, threading.excepthook = before
