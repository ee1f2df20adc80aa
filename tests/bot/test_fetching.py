"""A file a person sent is kept, or they are told that it was not."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes.scripted import Scripted
from PIL import Image
from sqlalchemy import Engine, select
from test_sender import Watch, at_work, states, until

from bot.channels.port import FileUnavailable, SendFailed, Why
from bot.sender import Sender
from handlers.events import FileKind, FileLost, FileRef, FileTrouble
from storage.database.writer import Writer
from storage.library import files
from storage.library.files import FileStore
from storage.tables import outbox as rows
from storage.traffic import inbox, outbox, receipts

NOW = datetime(2026, 5, 4, 5, 0, tzinfo=UTC)
REF = FileRef(key="web:AgAD", kind=FileKind.PHOTO, remote="remote", size=1000)


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG")
    return out.getvalue()


class Desk:
    """A sender with its channel, its files, and what it said was heard."""

    def __init__(self, writer: Writer, folder: Path) -> None:
        self.channel = Scripted()
        self.store = FileStore(folder / "files")
        self.watch = Watch()
        self.heard: list[bool] = []
        self.sender = Sender(
            self.channel, writer, self.store, self.watch, heard=lambda: self.heard.append(True)
        )


@pytest.fixture
def desk(writer: Writer, tmp_path: Path) -> Desk:
    return Desk(writer, tmp_path)


def send_in(engine: Engine, ref: FileRef = REF) -> None:
    with engine.begin() as connection:
        wanted = files.want(connection, "web:main:a", [ref], NOW)
        outbox.add(connection, [files.fetch_row("web:main:a", one, NOW) for one in wanted])


def told(engine: Engine) -> list[FileTrouble]:
    with engine.begin() as connection:
        taken = inbox.take(connection, 10)
        inbox.finish(connection, [one.id for one in taken])
    events = [one.event for one in taken]
    assert all(event.conversation == "web:main:a" for event in events)
    return [event.why for event in events if isinstance(event, FileLost)]


async def test_a_photo_is_on_disk_and_in_the_table(desk: Desk, engine: Engine) -> None:
    desk.channel.holds["remote"] = jpeg()
    send_in(engine)
    async with at_work(desk.sender):
        await until(lambda: states(engine) == ["sent"])
    with engine.begin() as connection:
        row = files.find(connection, [REF.key])[REF.key]
    assert (row.state, row.media_type, row.size) == ("kept", "image/jpeg", len(jpeg()))
    assert row.sha256 is not None
    assert desk.store.read(row.sha256) == jpeg()
    assert told(engine) == []


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (b"", FileTrouble.UNREADABLE),
        (b"MZ\x90\x00", FileTrouble.UNREADABLE),
        (FileUnavailable(), FileTrouble.GONE),
        (SendFailed(Why.REFUSED), FileTrouble.GONE),
    ],
)
async def test_whoever_sent_a_file_we_cannot_keep_is_told_why(
    desk: Desk, engine: Engine, held: bytes | Exception, why: FileTrouble
) -> None:
    desk.channel.holds["remote"] = held
    send_in(engine)
    async with at_work(desk.sender):
        await until(lambda: states(engine) == ["failed"])
    await until(lambda: desk.heard == [True])
    assert told(engine) == [why]


async def test_a_file_said_to_be_too_large_is_not_even_fetched(desk: Desk, engine: Engine) -> None:
    send_in(engine, FileRef(key="web:big", kind=FileKind.VIDEO, remote="big", size=20_000_001))
    async with at_work(desk.sender):
        await until(lambda: states(engine) == ["failed"])
    assert told(engine) == [FileTrouble.TOO_LARGE]


async def test_a_platform_that_is_away_is_asked_again_before_anybody_is_told(
    desk: Desk, engine: Engine
) -> None:
    desk.channel.holds["remote"] = SendFailed(Why.UNREACHABLE)
    send_in(engine)
    async with at_work(desk.sender):
        await until(lambda: states(engine) == ["queued"])
        assert told(engine) == []
        desk.channel.holds["remote"] = jpeg()
        desk.watch.time += timedelta(seconds=5)
        desk.sender.wake()
        await until(lambda: states(engine) == ["sent"])


async def test_when_every_attempt_failed_the_person_is_told_too(desk: Desk, engine: Engine) -> None:
    desk.channel.holds["remote"] = SendFailed(Why.UNREACHABLE)
    send_in(engine)
    with engine.begin() as connection:
        connection.execute(rows.update().values(attempts=receipts.PATIENCE - 1))
    async with at_work(desk.sender):
        await until(lambda: states(engine) == ["failed"])
    assert told(engine) == [FileTrouble.GONE]


async def test_a_file_lost_twice_is_told_twice(desk: Desk, engine: Engine) -> None:
    desk.channel.holds["remote"] = b""
    for number in (1, 2):
        send_in(engine)
        async with at_work(desk.sender):
            await until(lambda n=number: states(engine) == ["failed"] * n)
        assert told(engine) == [FileTrouble.UNREADABLE]
        desk.sender = Sender(desk.channel, desk.sender.writer, desk.store, desk.watch)


async def test_a_crash_after_the_bytes_were_kept_fetches_again_and_keeps_one_copy(
    desk: Desk, engine: Engine, tmp_path: Path
) -> None:
    desk.channel.holds["remote"] = jpeg()
    desk.store.keep(jpeg())  # what the dead process had done before its commit
    send_in(engine)
    with engine.begin() as connection:
        outbox.claim(connection, "web:main", NOW, 1)
        receipts.recover(connection, NOW + timedelta(seconds=61))
    async with at_work(desk.sender):
        await until(lambda: states(engine) == ["sent"])
    assert len(list(tmp_path.glob("files/*/*/*"))) == 1  # noqa: ASYNC240 - nothing else runs here
    with engine.begin() as connection:
        assert connection.scalar(select(rows.c.attempts)) == 2
