"""One open page: what it missed is told, what it says is stored and only then acknowledged."""

import asyncio
from contextlib import suppress

from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from bot.channels import render
from bot.channels.port import House
from bot.channels.web import doors, frames
from bot.channels.web.channel import FromPage
from bot.channels.web.lines import Line
from bot.channels.web.site import Site
from messages.catalog import say
from storage.traffic.transcript import Own, Sent

#: Seconds of silence after which the page is told that the line is alive.
BEAT = 25.0
#: A page that sends so many frames nobody understands is not ours.
NONSENSE = 20
#: Close codes: who are you; come again later; this is not for us.
STRANGER, LATER, UNWANTED = 4401, 1013, 1008


def add(router: APIRouter, site: Site) -> None:
    @router.websocket("/ws")
    async def open_line(socket: WebSocket, door: str = "chat") -> None:
        found = site.doors.find(door)
        if found is None or not site.doors.is_own(socket):
            await socket.close(UNWANTED)  # before it is accepted: the browser sees a plain 403
            return
        await socket.accept()
        address = site.doors.address(socket, found)
        house = site.channel.house
        if address is None or house is None:
            await socket.close(STRANGER if address is None else LATER)
            return
        await Dialogue(site, house, socket, address).run()


class Dialogue:
    """The talk over one socket."""

    def __init__(self, site: Site, house: House, socket: WebSocket, address: str) -> None:
        self.site = site
        self.house = house
        self.socket = socket
        self.address = address
        self.conversation = doors.conversation(address)

    async def run(self) -> None:
        with self.site.channel.lines.open(self.address) as line:
            async with asyncio.TaskGroup() as group:
                writer = group.create_task(self._write(line))
                try:
                    await self._read(line)
                finally:
                    writer.cancel()

    async def _write(self, line: Line) -> None:
        while not line.overrun:
            try:
                async with asyncio.timeout(BEAT):
                    frame = await line.waiting.get()
            except TimeoutError:
                frame = frames.write(frames.Beat())
            try:
                await self.socket.send_text(frame)
            except WebSocketDisconnect:
                return  # the reader hears of it too and ends the talk
        await self._hang_up(LATER)

    async def _hang_up(self, code: int) -> None:
        if self.socket.client_state is WebSocketState.CONNECTED:
            with suppress(WebSocketDisconnect):
                await self.socket.close(code)

    async def _read(self, line: Line) -> None:
        nonsense = 0
        while nonsense < NONSENSE:
            received = await self.socket.receive()
            if received["type"] == "websocket.disconnect":
                return
            frame = frames.read(received.get("text") or "")
            if frame is None:
                nonsense += 1
                await self._refuse(line, "web.trouble.not_understood")
            elif isinstance(frame, frames.Hello):
                await self._catch_up(line, frame)
            else:
                await self._store(line, frame)
        await self._hang_up(UNWANTED)

    async def _catch_up(self, line: Line, hello: frames.Hello) -> None:
        with line.hold():
            told = await self.site.transcript(self.conversation, hello.after_in, hello.after_out)
            for entry in told.entries:
                line.say(self._shown(entry))
            line.say(frames.Ready(begun=told.begun))

    async def _store(self, line: Line, frame: frames.Told) -> None:
        at = self.house.now()
        channel = self.site.channel
        received = channel.events(FromPage(self.address, frame), at)
        if not received:
            await self._refuse(line, "web.trouble.file_unknown", key=str(frame.key))
            return
        with channel.lines.hold(self.address):
            new = await self.house.store(channel, received, None)
            mine = channel.mine(str(frame.key), received[0].event, at)
            for open_line in channel.lines.at(self.address):
                open_line.say(mine)
                if new:
                    open_line.say(frames.Typing())

    async def _refuse(self, line: Line, text_id: str, key: str | None = None) -> None:
        language = await self.site.language(self.conversation)
        line.say(frames.Trouble(text=say(language, text_id), key=key))

    def _shown(self, entry: Own | Sent) -> frames.Outbound:
        if isinstance(entry, Own):
            return self.site.channel.mine(entry.key.rpartition(":")[2], entry.event, entry.at, entry.id)
        part = render.decode(entry.body)
        return self.site.channel.frame(entry.id, part, self.address, entry.at)
