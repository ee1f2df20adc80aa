"""A unit's register in a shared folder is as new as its branch, and never half of one."""

import asyncio
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from fakes.federation import PROVINCE, SEWING
from python_calamine import CalamineWorkbook

from bot.sinks import folders
from bot.sinks.folders import FolderSink
from bot.sinks.sink import SinkFailed
from storage.sinks.sinks import State
from tests.bot.sinks.conftest import Stage


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    folder.mkdir()
    folders.prepare(folder)
    return folder


def register(stage: Stage, share: Path, unit_id: int | None = SEWING) -> Path:
    file = share / folders.file_name("U2")
    config = {"path": str(file), "minutes": 10, "kinds": list(folders.KINDS)}
    stage.add("kho", "folder", config, unit_id=unit_id)
    return file


def names(share: Path) -> list[str]:
    return sorted(one.name for one in share.iterdir())


def titles(file: Path) -> list[str]:
    """The initiatives in a workbook, wherever its sheets have them."""
    book = CalamineWorkbook.from_path(str(file))
    cells = [
        cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
    ]
    return sorted(str(cell) for cell in cells if str(cell).startswith("Bàn gá"))


async def test_the_workbook_has_its_branch_and_nothing_else(stage: Stage, share: Path) -> None:
    file = register(stage, share)
    stage.report(unit=SEWING, count=2)
    stage.report(unit=PROVINCE)
    async with stage.running():
        await stage.until(lambda: stage.sink().position == stage.newest())
    assert titles(file) == ["Bàn gá số 1", "Bàn gá số 2"]
    assert names(share) == [folders.MARK, "so-sang-kien-u2.xlsx"]


async def test_it_is_written_at_most_every_ten_minutes_and_then_has_everything(
    stage: Stage, share: Path
) -> None:
    file = register(stage, share)
    stage.report()
    async with stage.running():
        await stage.until(lambda: stage.sink().position == stage.newest())
        first = file.stat().st_mtime_ns
        stage.report(count=250)
        await asyncio.sleep(0.3)
        assert file.stat().st_mtime_ns == first
        assert stage.sink().state is State.ON
        stage.clock += timedelta(minutes=10)
        stage.wake()
        await stage.until(lambda: stage.sink().position == stage.newest())
    assert len(titles(file)) == 251


async def test_a_share_that_is_not_mounted_is_not_written_into(stage: Stage, share: Path) -> None:
    file = register(stage, share)
    (share / folders.MARK).unlink()
    stage.report()
    async with stage.running():
        await stage.until(lambda: stage.sink().state is State.FAILING)
        assert stage.sink().why == "missing"
        assert names(share) == []
        folders.prepare(share)
        stage.clock += timedelta(minutes=1)
        stage.wake()
        await stage.until(lambda: stage.sink().position == stage.newest())
    assert titles(file) == ["Bàn gá số 1"]


async def test_a_share_that_hangs_takes_one_thread_and_no_more(
    stage: Stage, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(stage, share)
    hangs = threading.Event()
    monkeypatch.setattr(FolderSink, "_write", lambda sink: hangs.wait())
    sink = FolderSink(stage.sink(), stage.tools)
    stage.report()
    changes = stage.change(lambda c: _read(stage, c))
    before = threading.active_count()
    for _ in range(5):
        with pytest.raises((TimeoutError, SinkFailed)):
            async with asyncio.timeout(0.05):
                await sink.deliver(changes)
    assert threading.active_count() == before + 1
    hangs.set()


def _read(stage: Stage, connection: object) -> list[folders.Change]:
    from storage.feed import feed

    feed.number(connection, stage.clock)  # type: ignore[arg-type]
    return feed.read(connection, 0, 10)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "why"), [(28, "full"), (16, "busy"), (13, "forbidden"), (2, "missing"), (5, "unreachable")]
)
async def test_what_the_system_says_is_told_in_plain_words(
    stage: Stage, share: Path, monkeypatch: pytest.MonkeyPatch, number: int, why: str
) -> None:
    register(stage, share)

    def broken(sink: FolderSink) -> int:
        raise OSError(number, "told by the system")

    monkeypatch.setattr(FolderSink, "_write", broken)
    stage.report()
    async with stage.running():
        await stage.until(lambda: stage.sink().why == why)


async def test_the_test_of_a_folder_leaves_nothing_behind(stage: Stage, share: Path) -> None:
    register(stage, share)
    await FolderSink(stage.sink(), stage.tools).test()
    assert names(share) == [folders.MARK]
    (share / folders.MARK).unlink()
    with pytest.raises(SinkFailed) as failed:
        await FolderSink(stage.sink(), stage.tools).test()
    assert failed.value.why == "missing"
