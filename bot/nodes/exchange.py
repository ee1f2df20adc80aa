"""Exchanges everything with the province while there is a line, until both are even."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar
from urllib.parse import quote

from sqlalchemy import Connection

from bot.nodes.line import Line, LineCut, Refused
from storage.database import leases
from storage.feed import feed
from storage.library.files import FileStore
from storage.nodes import files, joined, laying, sending
from storage.nodes.acting import Tools
from storage.nodes.joined import Joined
from storage.nodes.laying import Laid, Stale
from storage.nodes.parcels import Ask, Page, Taken, Wanted
from storage.nodes.pieces import PIECE, Pieces

T = TypeVar("T")
#: How often the same is asked again when the line breaks, and how long is waited between, in seconds.
TRIES: Final = 4
PAUSE: Final = 0.5
#: How often the lease of an exchange is renewed, in seconds; it lasts `leases.LEASE`.
BEAT: Final = 3.0
#: What is done meanwhile is brought at once; so often, before the rest is left for the next time.
_ROUNDS: Final = 5
_ROLE: Final = "sync"


class Busy(Exception):
    """Another process of this instance is exchanging."""


@dataclass(slots=True)
class Carried:
    """What one exchange carried: steps, reports and remarks up, what came down, files, and what clashed."""

    up: int = 0
    people: int = 0
    files_up: int = 0
    files_down: int = 0
    laid: Laid = field(default_factory=Laid)

    def counts(self) -> tuple[tuple[str, int], ...]:
        laid = self.laid
        return (
            ("up", self.up),
            ("files_up", self.files_up),
            ("initiatives", laid.initiatives),
            ("steps", laid.steps),
            ("remarks", laid.remarks),
            ("files_down", self.files_down),
            ("clashes", laid.clashes),
        )


@dataclass(kw_only=True)
class Exchange:
    """One node's. `submit` runs work in a transaction that writes; `progress` is told what is done now and
    how far it is (of how much, 0 while nobody knows)."""

    line: Line
    submit: Callable[[Callable[[Connection], Any]], Awaitable[Any]]
    store: FileStore
    pieces: Pieces
    tools: Tools
    now: Callable[[], datetime]
    holder: str
    progress: Callable[[str, int, int], None] = lambda what, done, of: None
    pause: float = PAUSE
    beat: float = BEAT
    carried: Carried = field(default_factory=Carried)

    async def run(self) -> Carried:
        """Until both are even. Raises `LineCut`, `Refused` and `Busy`; what was done until then stays,
        and the next time goes on from there."""
        self.carried = Carried()
        try:
            async with asyncio.TaskGroup() as group:
                staying = group.create_task(self._stay())
                await self._carry()
                staying.cancel()
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None
        finally:
            await self.submit(lambda c: leases.release(c, _ROLE, self.holder))
        return self.carried

    async def _carry(self) -> None:
        for _ in range(_ROUNDS):
            await self._bring()
            await self._bring_people()
            await self._bring_files()
            await self._fetch()
            await self._fetch_files()
            if await self._write(lambda c: sending.next_batch(c, self.now())) is None:
                break  # nobody did anything meanwhile
        await self._write(self._done)

    async def _stay(self) -> None:
        """An answer may take longer than a lease lasts, and nobody else is to begin meanwhile."""
        while True:
            await asyncio.sleep(self.beat)
            await self._write(lambda connection: None)

    def _done(self, connection: Connection) -> None:
        now = self.now().isoformat()
        counts = self.carried.counts()
        joined.amend(connection, done_at=now, tried_at=now, why="", skew=self.line.skew, counts=counts)

    async def _write(self, work: Callable[[Connection], T]) -> T:
        """In a transaction in which nobody else of this instance exchanges."""

        def held(connection: Connection) -> T:
            if not leases.hold(connection, _ROLE, self.holder, self.now()):
                raise Busy
            return work(connection)

        result: T = await self.submit(held)
        return result

    async def _again(self, work: Callable[[], Awaitable[T]]) -> T:
        """Everything asked on this line may be asked twice, so a cut is answered by asking again."""
        for tries in range(TRIES):
            try:
                return await work()
            except LineCut:
                if tries == TRIES - 1:
                    raise
                await asyncio.sleep(self.pause * 2**tries)
        raise AssertionError

    async def _bring(self) -> None:
        while True:
            newest = await self._write(lambda c: (sending.next_batch(c, self.now()), feed.newest(c)))
            body, last = newest
            if body is None:
                return
            taken = await self._again(lambda body=body: self.line.ask("/up", body, Taken))  # type: ignore[misc]
            whole = await self._write(lambda c, b=body, t=taken: sending.answered(c, b, t))  # type: ignore[misc]
            if whole:
                self.carried.up += len(json.loads(body)["items"])
            self.progress("up", taken.taken, max(last, taken.taken))

    async def _bring_people(self) -> None:
        hashed, rosters = await self._write(sending.rosters)
        for place, roster in enumerate(rosters):
            await self._again(lambda roster=roster: self.line.ask("/people", roster, Taken))  # type: ignore[misc]
            self.progress("people", place + 1, len(rosters))
        if rosters:
            await self._write(lambda c: joined.amend(c, roster=hashed))

    async def _bring_files(self) -> None:
        tried: set[str] = set()
        while True:
            wanted = await self._again(lambda: self.line.ask("/wanted", None, Wanted))
            fresh = [key for key in wanted.keys if key not in tried]
            if not fresh:
                return
            tried.update(fresh)
            ready = await self._write(lambda c, keys=fresh: files.ready(c, keys))  # type: ignore[misc]
            for file in ready:
                if not self.store.has(file.sha256):
                    continue  # the disk lost it; the rest must still come through
                data = await asyncio.to_thread(self.store.read, file.sha256)
                await self._bring_file(file, data)
                self.carried.files_up += 1

    async def _bring_file(self, file: files.Ready, data: bytes) -> None:
        path = f"/files/{file.sha256}?key={quote(file.key, safe='')}&media={quote(file.media_type, safe='')}"
        # The first piece is empty: its answer says how much is there already.
        offset, piece = 0, b""
        while True:
            answer = await self._again(
                lambda piece=piece, offset=offset: self.line.put(path, piece, offset, len(data))  # type: ignore[misc]
            )
            told = json.loads(answer)
            if told["kept"]:
                return
            offset = int(told["offset"])
            piece = data[offset : offset + PIECE]
            self.progress("files_up", offset, len(data))

    async def _fetch(self) -> None:
        while True:
            here = await self._write(_here)
            ask = Ask(after=here.after, walked=here.walked, clash=here.clash, frame=here.frame)
            page = await self._again(lambda ask=ask: self.line.ask("/down", ask, Page))  # type: ignore[misc]
            try:
                _, laid = await self._write(
                    lambda c, page=page: laying.lay(c, page, self.tools, self.now())  # type: ignore[misc]
                )
            except Stale:
                continue
            self._count(laid)
            self.progress("down", page.after, page.after)
            if not page.more:
                return

    def _count(self, laid: Laid) -> None:
        total = self.carried.laid
        for name in ("initiatives", "steps", "remarks", "clashes"):
            setattr(total, name, getattr(total, name) + getattr(laid, name))

    async def _fetch_files(self) -> None:
        for file in await self._write(files.missing):
            if not await self._fetch_file(file):
                continue
            data = await asyncio.to_thread(self.store.read, file.sha256)
            media, size = file.media_type, len(data)
            await self._write(
                lambda c, f=file, m=media, s=size: files.came(c, f, m, s)  # type: ignore[misc]
            )
            self.carried.files_down += 1

    async def _fetch_file(self, file: files.Missing) -> bool:
        """Whether it is here now; the province may not have it itself yet."""
        if self.store.has(file.sha256):
            return True
        while True:
            offset = await asyncio.to_thread(self.pieces.begun, file.sha256)
            path = f"/files/{file.sha256}?number={file.number}&offset={offset}"
            try:
                data, size = await self._again(lambda path=path: self.line.get(path))  # type: ignore[misc]
            except Refused as refused:
                if refused.why != "file":
                    raise
                return False
            following = await asyncio.to_thread(self.pieces.add, file.sha256, offset, data, size)
            if following is None:
                return True
            if not data:
                return False
            self.progress("files_down", following, size)


def _here(connection: Connection) -> Joined:
    here = joined.read(connection)
    if here is None:
        raise ValueError("this instance is no node")
    return here
