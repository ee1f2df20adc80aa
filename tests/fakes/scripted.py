"""A channel that does what the test says, and nothing that was not said."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.channels.port import House, Limits, Outgoing, Received
from handlers.events import Event, FileRef

Answer = str | Exception | asyncio.Event


@dataclass
class Scripted:
    """`says` are the ends of the next sends to an address: an id, an error, or an event to wait for
    first; without any a send succeeds. `holds` are the bytes behind each file's `remote`."""

    name: str = "web"
    account: str = "main"
    limits: Limits = field(default_factory=lambda: Limits(text=4096, edits=True))
    sent: list[Outgoing] = field(default_factory=list)
    says: defaultdict[str, deque[Answer]] = field(default_factory=lambda: defaultdict(deque))
    holds: dict[str, bytes | Exception] = field(default_factory=dict)
    most_at_once: int = 0
    _now: int = 0

    def script(self, address: str, *answers: Answer) -> None:
        self.says[address].extend(answers)

    def texts(self, address: str | None = None) -> list[str]:
        return [one.part.text for one in self.sent if address in (None, one.address)]

    async def send(self, outgoing: Outgoing) -> str:
        self.sent.append(outgoing)
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            await asyncio.sleep(0)
            answers = self.says[outgoing.address]
            answer: Answer = answers.popleft() if answers else f"id-{outgoing.id}"
            if isinstance(answer, asyncio.Event):
                await answer.wait()
                return f"id-{outgoing.id}"
            if isinstance(answer, Exception):
                raise answer
            return answer
        finally:
            self._now -= 1

    async def fetch(self, file: FileRef) -> bytes:
        held = self.holds[file.remote]
        if isinstance(held, Exception):
            raise held
        return held

    def events(self, raw: Any, at: datetime) -> list[Received]:
        raise AssertionError("nothing comes in here")

    async def acknowledge(self, event: Event) -> None:
        raise AssertionError("nothing comes in here")

    async def listen(self, house: House) -> None:
        raise AssertionError("nothing comes in here")
