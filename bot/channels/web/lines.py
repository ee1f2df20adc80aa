"""The pages that are open now, by the address of their conversation."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bot.channels.web import frames

#: A page that lets so many frames pile up is gone; it reads them from the history when it is back.
FULL = 1_000


class Line:
    """What is on its way to one open page.

    Writing never waits, so a phone that fell off the network cannot hold the sender.
    """

    def __init__(self) -> None:
        self.waiting: asyncio.Queue[str] = asyncio.Queue()
        self.overrun = False
        self._held = 0
        self._aside: list[frames.Outbound] = []

    def say(self, frame: frames.Outbound) -> None:
        """Put a frame on the line now."""
        if self.waiting.qsize() >= FULL:
            self.overrun = True
            return
        self.waiting.put_nowait(frames.write(frame))

    def push(self, frame: frames.Outbound) -> None:
        """Put a frame on the line once nothing holds it back."""
        if self._held:
            self._aside.append(frame)
        else:
            self.say(frame)

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep pushed frames back, so that an answer is never seen above what it answers."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
            if not self._held:
                aside, self._aside = self._aside, []
                for frame in aside:
                    self.say(frame)


class Lines:
    """All open pages of this process."""

    def __init__(self) -> None:
        self._open: defaultdict[str, set[Line]] = defaultdict(set)

    @contextmanager
    def open(self, address: str) -> Iterator[Line]:
        line = Line()
        self._open[address].add(line)
        try:
            yield line
        finally:
            self._open[address].discard(line)
            if not self._open[address]:
                del self._open[address]

    def at(self, address: str) -> tuple[Line, ...]:
        return tuple(self._open.get(address, ()))

    @contextmanager
    def hold(self, address: str) -> Iterator[None]:
        with ExitStack() as held:
            for line in self.at(address):
                held.enter_context(line.hold())
            yield

    def push(self, address: str, frame: frames.Outbound) -> int:
        """Tell every open page of an address; how many there were."""
        lines = self.at(address)
        for line in lines:
            line.push(frame)
        return len(lines)
