"""Keeps each page's figures for a moment, so that a hall full of screens costs one query."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from storage.walls.walls import Wall

#: How old what a screen shows may be, beside the seconds between its questions.
FRESH = timedelta(seconds=3)
#: Where reading takes long, figures are read again only after this many times as long.
REST = 10
#: Pages kept at once; the one read longest ago is dropped first.
MOST = 100

Read = Callable[[str], Awaitable[Wall | None]]


@dataclass(slots=True)
class Figures:
    """The figures behind each secret. Whoever asks while they are being read waits for that one reading."""

    read: Read
    now: Callable[[], datetime]
    #: Until when each may be shown.
    _kept: dict[str, tuple[datetime, Wall]] = field(default_factory=dict)
    _reading: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def of(self, secret: str) -> Wall | None:
        """None for a secret that opens no page; that is never kept, so strangers cannot fill the memory."""
        lock = self._reading.setdefault(secret, asyncio.Lock())
        async with lock:
            kept = self._kept.get(secret)
            began = self.now()
            if kept is not None and began < kept[0]:
                return kept[1]
            wall = await self.read(secret)
            self._kept.pop(secret, None)
            if wall is not None:
                took = self.now() - began
                self._kept[secret] = (began + max(FRESH, REST * took), wall)
                if len(self._kept) > MOST:
                    del self._kept[next(iter(self._kept))]
            return wall
