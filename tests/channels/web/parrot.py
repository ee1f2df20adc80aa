"""A small house on the real tables that answers every event by repeating it, for the web chat's tests."""

import asyncio
import hashlib
import threading
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import Literal

import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine, select

from bot.channels import render
from bot.channels.port import Channel, House, Outgoing, Part, Received
from bot.channels.web import doors, router
from bot.channels.web.channel import WebChannel
from bot.channels.web.doors import Doors
from bot.channels.web.links import Links
from bot.channels.web.site import Kept, Site
from handlers.events import Attached, Began, Event, FileKind, FileRef, FileTrouble, Said, Tapped
from handlers.message import Button, Shown
from storage.tables import outbox as outbox_rows
from storage.traffic import inbox, outbox, receipts, transcript

SECRET = "a secret of the tests only"
CHOICES = (
    (Button("Cải tiến kỹ thuật", "a:1:kind:technical"),),
    (Button("Cải tiến quản lý, tổ chức sản xuất", "a:1:kind:management"),),
    (Button("Ứng dụng công nghệ mới vào dây chuyền", "a:1:kind:technology"),),
    (Button("Quay lại", "g:1:back"), Button("Bỏ qua", "g:1:skip"), Button("Trợ giúp", "c:help:")),
)


class TwoPeople:
    """The demo's people: one standing address a door, a new one whenever a fresh person is asked for."""

    def __init__(self) -> None:
        self.standing = {"worker": "w" * 22, "officer": "o" * 22}

    async def person(self, door: Literal["worker", "officer"], fresh: bool) -> tuple[str, str]:
        return (doors.new_address() if fresh else self.standing[door]), f"demo_{door}"


class Parrot:
    """`deaf` stores nothing, as a broken database would; `language` is everybody's."""

    def __init__(self, engine: Engine, *, demo: bool = False, public_url: str = "") -> None:
        self.engine = engine
        self.people = TwoPeople() if demo else None
        self.public_url = public_url
        self.files: dict[str, Kept] = {}
        self.language = "vi"
        self.deaf = False

    def app(self) -> FastAPI:
        """A fresh process' worth of everything but the database and the files."""
        channel = WebChannel(Links(SECRET), self.now)
        wake = asyncio.Event()

        async def store(_: Channel, received: Sequence[Received], position: str | None) -> int:
            if self.deaf:
                raise ConnectionError("the database is away")
            with self.engine.begin() as connection:
                pairs = [(one.key, one.event) for one in received]
                new = inbox.store(connection, channel.name, channel.account, pairs, position)
            wake.set()
            return new

        async def offset(_: Channel) -> str | None:
            return None

        async def read_file(key: str) -> bytes:
            return self.files[key].content

        house = House(store=store, offset=offset, now=self.now, read_file=read_file)

        @asynccontextmanager
        async def lifespan(_: FastAPI) -> AsyncIterator[None]:
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(channel.listen(house)),
                    group.create_task(self.pump(channel, wake)),
                ]
                yield
                for task in tasks:
                    task.cancel()

        app = FastAPI(lifespan=lifespan, openapi_url=None)
        app.include_router(router.build(self.site(channel)))
        return app

    def site(self, channel: WebChannel) -> Site:
        return Site(
            channel=channel,
            doors=Doors(SECRET, self.public_url, demo=self.people is not None),
            keep=self.keep,
            kept=self.kept,
            transcript=self.transcript,
            language=self.speaks,
            demo=self.people,
        )

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def keep(self, conversation: str, name: str, content: bytes) -> FileRef | FileTrouble:
        if content.startswith(b"MZ"):
            return FileTrouble.DISGUISED
        media_type = "image/png" if content.startswith(b"\x89PNG") else "application/pdf"
        key = f"web:{hashlib.sha256(content).hexdigest()}"
        self.files[key] = Kept(content, name, media_type)
        kind = FileKind.PHOTO if media_type == "image/png" else FileKind.DOCUMENT
        return FileRef(key=key, kind=kind, name=name, media_type=media_type, size=len(content))

    async def kept(self, key: str) -> Kept | None:
        return self.files.get(key)

    async def transcript(self, conversation: str, after_in: int, after_out: int) -> transcript.Transcript:
        with self.engine.connect().execution_options(reading=True) as connection:
            return transcript.read(connection, conversation, after_in, after_out)

    async def speaks(self, conversation: str) -> str:
        return self.language

    async def pump(self, channel: WebChannel, wake: asyncio.Event) -> None:
        lane = f"{channel.name}:{channel.account}"
        while True:
            with self.engine.begin() as connection:
                taken = inbox.take(connection, 50)
                for one in taken:
                    outbox.add(
                        connection, [self.row(lane, one.event, part) for part in self.answer(one.event)]
                    )
                inbox.finish(connection, [one.id for one in taken])
            while await self.send(channel, lane):
                pass
            if not taken:
                await wake.wait()
                wake.clear()

    def row(self, lane: str, event: Event, part: Part) -> outbox.Row:
        return outbox.Row(
            kind="strip" if part.strip else "edit" if part.edits else "say",
            lane=lane,
            conversation=event.conversation,
            body=render.encode(part),
            queued_at=self.now(),
            due_at=self.now(),
        )

    async def send(self, channel: WebChannel, lane: str) -> bool:
        with self.engine.begin() as connection:
            claimed = outbox.claim(connection, lane, self.now(), 50)
        outcomes = []
        for row in claimed:
            address = row.conversation.split(":", 2)[2]
            outgoing = Outgoing(id=row.id, address=address, part=render.decode(row.body))
            platform_id = await channel.send(outgoing)
            outcomes.append(receipts.Outcome(outbox_id=row.id, result="sent", platform_id=platform_id))
        with self.engine.begin() as connection:
            receipts.settle(connection, outcomes, self.now())
        return bool(claimed)

    def answer(self, event: Event) -> list[Part]:
        match event:
            case Began():
                return [Part(text=f"Chào anh/chị! Mã: {event.payload or 'không có'}", rows=CHOICES)]
            case Said(text="hỏi"):
                return [Part(text="Giải pháp của anh/chị thuộc loại nào?", rows=CHOICES)]
            case Said(text="ảnh"):
                picture = next(key for key, kept in self.files.items() if kept.media_type == "image/png")
                return [Part(text="Ảnh đây ạ.", file=Shown(picture, FileKind.PHOTO, "anh.png"))]
            case Said(text="gỡ nút"):
                return [Part(strip=str(self.last(event.conversation)))]
            case Said(text="đổi lời"):
                return [Part(text="Lời mới", rows=CHOICES, edits=str(self.last(event.conversation)))]
            case Said():
                return [Part(text=f"Đã nhận: {event.text}")]
            case Tapped():
                return [Part(text=f"Đã chọn: {event.label} ({event.data})")]
            case Attached():
                return [Part(text=f"Đã nhận tệp: {event.file.name}. {event.caption}")]
            case _:
                raise TypeError(event.kind)

    def last(self, conversation: str) -> int:
        """The newest message with buttons."""
        query = (
            select(outbox_rows.c.id)
            .where(outbox_rows.c.conversation == conversation, outbox_rows.c.body.contains('"rows"'))
            .order_by(outbox_rows.c.id.desc())
        )
        with self.engine.connect().execution_options(reading=True) as connection:
            return connection.scalars(query).first() or 0


class Server:
    """A real server for a parrot, on a port of its own that it keeps when it starts again."""

    def __init__(self, parrot: Parrot) -> None:
        self.parrot = parrot
        self.port = 0
        self._server: uvicorn.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        config = uvicorn.Config(
            self._make, factory=True, host="127.0.0.1", port=self.port, log_level="warning"
        )
        config.timeout_graceful_shutdown = 1
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]

    def _make(self) -> FastAPI:
        return self.parrot.app()

    def stop(self) -> None:
        if self._server is not None:
            self._server.should_exit = True
            self._thread.join()
            self._server = None


@contextmanager
def serving(parrot: Parrot) -> Iterator[Server]:
    server = Server(parrot)
    server.start()
    try:
        yield server
    finally:
        server.stop()
