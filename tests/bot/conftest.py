"""A sender with its channel and its watch."""

from pathlib import Path

import pytest
from fakes.scripted import Scripted
from kit.sending import Watch

from bot.sender import Sender
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
