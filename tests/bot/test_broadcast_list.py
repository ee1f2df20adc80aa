"""The sheet of a broadcast's people that an officer asked for arrives in the chat, whole or not at all."""

from io import BytesIO
from pathlib import Path

import pytest
import python_calamine
from fakes.scripted import Scripted
from kit import outgoing
from kit.federation import appoint, found
from kit.house import House
from kit.sending import at_work, until
from sqlalchemy import Engine

from bot.documents import listing
from bot.sender import Sender
from storage import tables as t
from storage.database.writer import Writer
from storage.library.files import FileStore


@pytest.fixture
def house(engine: Engine) -> House:
    """A broadcast to three people was handed over, and an officer asked for its list."""
    found(engine)
    house = House(engine)
    officer = appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    outgoing.crowd(house, 3)
    officer.says("soạn tin").says("1").says("Mời anh/chị kể một cách làm hay nhé.").says("Gửi")
    house.deliver()
    outgoing.spread(house)
    officer.says("xuất danh sách tin 1").sees("Đang lập danh sách")
    return house


def shown(house: House) -> list[str]:
    rows = [one for one in house.rows(t.outbox) if one.conversation.endswith(":nhung")]
    return [one.body for one in rows if one.kind == "say" and "tin-so-1" in one.body]


async def made(house: House, engine: Engine, writer: Writer, folder: Path) -> FileStore:
    store = FileStore(folder)
    channel = Scripted(name="web", account="test")
    async with at_work(Sender(channel, writer, store, lambda: house.now)):
        await until(lambda: all(one.state == "sent" for one in house.rows(t.outbox)))
    return store


@pytest.mark.parametrize(("page", "most", "count"), [(5_000, 100_000, 3), (2, 100_000, 3), (2, 2, 2)])
async def test_it_is_written_page_by_page_and_given_once(
    house: House,
    engine: Engine,
    writer: Writer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    page: int,
    most: int,
    count: int,
) -> None:
    monkeypatch.setattr("storage.broadcasts.listing.PAGE", page)
    monkeypatch.setattr(listing, "MOST", most)
    store = await made(house, engine, writer, tmp_path)
    (body,) = shown(house)
    assert ("chỉ có 2 người đầu" in body) is (count == 2)
    (file,) = house.rows(t.files)
    assert file.name == "tin-so-1.xlsx"
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(store.read(file.sha256)))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == [f"Người {1000 + one}" for one in range(count)]


async def test_whoever_waits_for_one_that_cannot_be_made_is_told(
    house: House, engine: Engine, writer: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr("bot.documents.listing.Writer.add", breaks)
    monkeypatch.setattr("storage.traffic.receipts.ATTEMPTS", 1)
    await_states = {"sent", "failed"}
    channel = Scripted(name="web", account="test")
    async with at_work(Sender(channel, writer, FileStore(tmp_path), lambda: house.now)):
        await until(lambda: {one.state for one in house.rows(t.outbox)} <= await_states)
        await until(lambda: any("Chưa lập được danh sách" in one for one in channel.texts()))
