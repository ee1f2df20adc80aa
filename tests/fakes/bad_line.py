"""A line that drops, repeats, reorders and cuts: a proxy that does what it is told, byte by byte."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Self


@dataclass(frozen=True)
class Fault:
    """What happens to one exchange. `up` and `down` are the bytes after which that direction is cut (None:
    never); `drop` takes the question before the province hears it; `mute` lets it hear and answer, and loses
    the answer; `twice` asks it a second time; `late` asks it again after the next ones; `stray` answers it
    with the answer to an earlier one."""

    up: int | None = None
    down: int | None = None
    drop: bool = False
    mute: bool = False
    twice: bool = False
    late: bool = False
    stray: bool = False


CLEAN = Fault()


def faults(seed: int, share: float = 0.5) -> Callable[[int], Fault]:
    """The same faults for the same seed, whoever runs it."""
    random = Random(seed)  # noqa: S311 - nothing secret

    def one(place: int) -> Fault:
        if random.random() > share:
            return Fault(twice=random.random() < 0.3, late=random.random() < 0.3)
        match random.randrange(5):
            case 0:
                return Fault(drop=True)
            case 1:
                return Fault(mute=True, late=random.random() < 0.5)
            case 2:
                return Fault(up=random.randrange(1, 900))
            case 3:
                return Fault(down=random.randrange(0, 900))
            case _:
                return Fault(stray=True)

    return one


@dataclass
class BadLine:
    """One request and one answer for each connection; `plan` says by its number what happens to it."""

    port: int
    plan: Callable[[int], Fault] = lambda place: CLEAN
    asked: int = 0
    sizes: list[tuple[int, int]] = field(default_factory=list)
    _late: list[bytes] = field(default_factory=list)
    _answers: list[bytes] = field(default_factory=list)
    _server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *gone: object) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def reset(self, plan: Callable[[int], Fault]) -> None:
        self.plan, self.asked = plan, 0
        self.sizes.clear()

    async def settle(self) -> None:
        """What was kept back arrives now, out of its time."""
        for question in self._late:
            await self._ask(question)
        self._late.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            question = await self._question(reader)
            if question:
                fault = self.plan(self.asked)
                self.asked += 1
                await self._carry(question, fault, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            with suppress(OSError):
                writer.close()
                await writer.wait_closed()

    async def _question(self, reader: asyncio.StreamReader) -> bytes:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return b""
        length = 0
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        body = await reader.readexactly(length)
        # One question for each connection: the answer ends where the province closes it.
        return head[:-4] + b"\r\nConnection: close\r\n\r\n" + body

    async def _carry(self, question: bytes, fault: Fault, writer: asyncio.StreamWriter) -> None:
        if fault.drop:
            return
        if fault.up is not None and fault.up < len(question):
            await self._ask(question[: fault.up], whole=False)
            return
        answer = await self._ask(question)
        if fault.twice:
            answer = await self._ask(question)
        if fault.late:
            self._late.append(question)
        elif self._late and len(self._late) > 3:
            await self._ask(self._late.pop(0))
        if fault.mute:
            return
        self.sizes.append((len(question), len(answer)))
        self._answers.append(answer)
        shown = self._answers[0] if fault.stray else answer
        writer.write(shown[: fault.down] if fault.down is not None else shown)
        await writer.drain()

    async def _ask(self, question: bytes, *, whole: bool = True) -> bytes:
        """What the province says; of a question that is cut off it hears no more and is hung up on."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(question)
            await writer.drain()
            return await asyncio.wait_for(reader.read(), 20) if whole else b""
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
