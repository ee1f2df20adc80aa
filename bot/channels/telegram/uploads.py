"""What Telegram called the files it was given, so that a picture for thousands is uploaded once."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.channels.port import SendFailed
from bot.channels.telegram import failures
from handlers.events import FileKind

#: So many files are remembered for an account.
REMEMBERED = 500
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it stands at Telegram; `kind` is the call that carries it, whatever it was to us."""

    kind: FileKind
    remote: str


class Uploads:
    """One account's files, by our own keys; the names of one account mean nothing to another."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._known: OrderedDict[str, Upload] = OrderedDict()
        self._first: dict[str, asyncio.Lock] = {}

    async def send(
        self,
        key: str,
        again: Callable[[Upload], Awaitable[T]],
        first: Callable[[], Awaitable[tuple[T, Upload | None]]],
    ) -> T:
        """By its name where there is one, else as an upload, while others of the same file wait for its name.

        Raises what `again` and `first` raise, but for a name that Telegram no longer takes.
        """
        if (known := self._get(key)) is not None:
            return await self._by_name(key, known, again, first)
        lock = self._first.setdefault(key, asyncio.Lock())
        async with lock:
            known = self._get(key)
            if known is None:
                try:
                    return await self._upload(key, first)
                finally:
                    if self._first.get(key) is lock:
                        del self._first[key]
        return await self._by_name(key, known, again, first)

    async def _by_name(
        self,
        key: str,
        known: Upload,
        again: Callable[[Upload], Awaitable[T]],
        first: Callable[[], Awaitable[tuple[T, Upload | None]]],
    ) -> T:
        try:
            return await again(known)
        except SendFailed as failed:
            if not failures.is_stale_file(failed):
                raise
            if self._known.get(key) is known:
                del self._known[key]
        return await self._upload(key, first)

    async def _upload(self, key: str, first: Callable[[], Awaitable[tuple[T, Upload | None]]]) -> T:
        sent, upload = await first()
        if upload is not None:
            self._known[key] = upload
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return sent

    def _get(self, key: str) -> Upload | None:
        if key in self._known:
            self._known.move_to_end(key)
        return self._known.get(key)
