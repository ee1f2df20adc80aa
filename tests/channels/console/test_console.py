"""The chat in a terminal."""

import asyncio
import io
import os
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.console.channel import ConsoleChannel, Typed, refer
from bot.channels.console.keyboard import lines
from bot.channels.console.screen import Screen, open_screen
from bot.channels.port import Channel, FileUnavailable, House, Outgoing, Part, Received, SendFailed, Why
from handlers.events import Attached, Began, Event, FileKind, Said
from handlers.message import Shown

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


class Home:
    """Keeps what it is given and answers each line with `answers` messages."""

    def __init__(self, answers: int = 1) -> None:
        self.kept: list[Event] = []
        self.keys: list[str] = []
        self.answers = answers
        self.out = io.StringIO()

    async def store(self, channel: Channel, received: Sequence[Received], position: str | None) -> int:
        assert position is None
        self.kept += [one.event for one in received]
        self.keys += [one.key for one in received]
        for number in range(self.answers):
            part = Part(text=f"answer {len(self.kept)}.{number}")
            await channel.send(Outgoing(id=number + 1, address="ha", part=part))
        return len(received)

    async def offset(self, channel: Channel) -> str | None:
        raise AssertionError("a terminal has no position")

    async def read_file(self, key: str) -> bytes:
        raise AssertionError("a terminal shows names only")

    def house(self) -> House:
        return House(store=self.store, offset=self.offset, now=lambda: NOW, read_file=self.read_file)

    def channel(self, *typed: str, patient: bool = True) -> ConsoleChannel:
        async def source() -> AsyncIterator[str]:
            for line in typed:
                yield line

        return ConsoleChannel("ha", source(), Screen(self.out, "vi"), patient=patient)

    async def talk(self, *typed: str) -> str:
        channel = self.channel(*typed)
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(channel.listen(self.house()))
            await channel.left.wait()
            listening.cancel()
        return self.out.getvalue()


async def test_a_terminal_conversation_begins_and_every_typed_line_is_kept_in_order() -> None:
    home = Home()
    await home.talk("chào công đoàn", "  1  ", "")
    began, first, second = home.kept
    assert isinstance(began, Began)
    assert began.payload == ""
    assert isinstance(first, Said)
    assert first.text == "chào công đoàn"
    assert isinstance(second, Said)
    assert second.text == "1"
    assert {event.conversation for event in home.kept} == {"console:local:ha"}
    assert len(set(home.keys)) == 3


async def test_piped_lines_read_like_a_conversation() -> None:
    shown = await Home(answers=2).talk("một", "hai")
    places = [shown.index(f"answer {turn}.{part}") for turn in (1, 2, 3) for part in (0, 1)]
    assert places == sorted(places)


async def test_leaving_by_word_stops_reading() -> None:
    home = Home()
    shown = await home.talk("/thoat", "never read")
    assert [event.kind for event in home.kept] == ["began"]
    assert "Hẹn gặp lại" in shown


async def test_an_invite_is_opened_by_its_typed_command() -> None:
    home = Home()
    await home.talk("/start i_secret")
    event = home.kept[1]
    assert isinstance(event, Began)
    assert event.payload == "i_secret"


async def test_a_picture_on_disk_is_sent_and_fetched(tmp_path: Path) -> None:
    picture = tmp_path / "máy dập.png"
    picture.write_bytes(b"\x89PNG")
    home = Home()
    shown = await home.talk(f"/anh {picture}", f"/anh '{picture}'")
    sent, again = home.kept[1], home.kept[2]
    assert isinstance(sent, Attached)
    assert isinstance(again, Attached)
    assert sent.file.kind is FileKind.PHOTO
    assert sent.file.name == "máy dập.png"
    assert sent.file.key == again.file.key
    assert await home.channel().fetch(sent.file) == b"\x89PNG"
    assert "máy dập.png" in shown


async def test_a_missing_file_is_told_and_nothing_is_kept(tmp_path: Path) -> None:
    home = Home()
    shown = await home.talk("/anh", f"/anh {tmp_path / 'none.png'}")
    assert len(home.kept) == 1
    assert "none.png" in shown
    assert "/anh may-dap.png" in shown


async def test_other_files_are_documents_and_what_is_gone_or_too_large_is_unavailable(tmp_path: Path) -> None:
    report = tmp_path / "bao cao.docx"
    report.write_bytes(b"PK")
    file = refer(report)
    assert file.kind is FileKind.DOCUMENT
    assert file.size == 2
    channel = Home().channel()
    os.truncate(report, channel.limits.file_in + 1)
    with pytest.raises(FileUnavailable):
        await channel.fetch(file)
    report.unlink()
    with pytest.raises(FileUnavailable):
        await channel.fetch(file)


async def test_a_message_for_somebody_elsewhere_waits() -> None:
    with pytest.raises(SendFailed) as failed:
        await Home().channel().send(Outgoing(id=1, address="nhung", part=Part(text="x")))
    assert failed.value.why is Why.UNREACHABLE
    assert failed.value.retry_after


async def test_files_are_shown_by_name_and_control_codes_do_nothing() -> None:
    home = Home()
    channel = home.channel()
    photo = Shown("web:1", FileKind.PHOTO)
    part = Part(text="tên \x1b[2Jgiả\x07\nhàng hai", file=photo)
    assert await channel.send(Outgoing(id=7, address="ha", part=part)) == "7"
    assert home.out.getvalue() == "\n[Tệp: ảnh]\ntên [2Jgiả\nhàng hai\n"


def test_what_no_terminal_sends_is_ignored() -> None:
    channel = Home().channel()
    assert channel.events({"update_id": 1}, NOW) == []
    assert channel.events(Typed("k", "   "), NOW) == []


def test_a_terminal_gets_boxes_and_never_reads_markup_in_a_message() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    screen = open_screen(out, "vi")
    screen.message("[bold]Chị Hà[/bold]")
    screen.ask()
    screen.message("xong")
    assert "[bold]Chị Hà[/bold]" in out.getvalue()
    assert "›" in out.getvalue()


async def test_lines_are_read_from_a_pipe_even_when_letters_arrive_in_halves() -> None:
    reading, writing = os.pipe()
    told = "Tự hào\r\ntrí tuệ".encode()
    os.write(writing, told[:3])
    read: list[str] = []

    async def collect() -> None:
        async for line in lines(reading):
            read.append(line)

    async with asyncio.TaskGroup() as group:
        group.create_task(collect())
        await asyncio.sleep(0.05)
        os.write(writing, told[3:])
        os.close(writing)
    os.close(reading)
    assert read == ["Tự hào", "trí tuệ"]
