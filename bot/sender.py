"""Takes what is due out of the outbox to one channel, and writes down what became of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot import attempts
from bot.attempts import Done
from bot.channels.port import NOBODY, Channel, Contact
from bot.purse import Purse
from bot.workbooks.desk import Desk
from storage.database.writer import Writer
from storage.library.files import FileStore
from storage.traffic import contacts, outbox, receipts, usage
from storage.traffic.contacts import ContactRow
from storage.traffic.outbox import Claimed

log = structlog.get_logger(__name__)
T = TypeVar("T")

#: How often the outbox is looked at though nobody said that something is in it, in seconds.
POLL = 1.0
#: How long campaign mail may wait for the pacer once it is in our hands, in seconds.
PACED = 20
#: About how long a message is under way, in seconds: so many seconds of a channel's pace are sent at once.
UNDER_WAY = 0.4
#: Places for campaign mail, however slow or fast a channel is. What is in them when we are killed becomes
#: `unknown`, so there are no more than the pace needs.
LEAST_BULK, MOST_BULK = 16, 400
#: What ends within so many seconds is written down together, unless somebody waits for it.
TOGETHER = 0.02
#: The share of a month's allowance at which the operator is warned.
NEARLY = 0.8
#: How long what is in flight may take to end when we stop, in seconds.
FAREWELL = 5.0


@dataclass(frozen=True, slots=True)
class Turn:
    """What one transaction with the outbox brought; `used` is the month's count where there is one."""

    rows: list[Claimed]
    next_due: datetime | None
    told: bool
    contacts: dict[str, ContactRow] = field(default_factory=dict)
    used: int = 0


@dataclass(slots=True)
class Sender:
    """The outbox's way to one channel.

    Each channel has its own, so one that is slow holds up nobody else. Replies and bulk have
    their own places in flight: campaign mail waiting for the pacer leaves room for an answer. There are
    as many for `bulk` as the channel's pace needs, where nobody says how many. An account that was told to
    rest claims nothing, and begins with its replies.
    """

    channel: Channel
    writer: Writer
    files: FileStore
    now: Callable[[], datetime]
    #: Called after an event was put into the inbox (a file was lost).
    heard: Callable[[], None] = lambda: None
    #: Whose calendar a month of the platform's allowance is counted by.
    zone: tzinfo = UTC
    #: Makes the workbooks that officers ask for; without it they are told that there is none.
    desk: Desk | None = None
    replies: int = 16
    bulk: int = 0
    _woken: asyncio.Event = field(init=False, default_factory=asyncio.Event)
    _stopping: bool = field(init=False, default=False)
    _in_flight: dict[asyncio.Task[None], bool] = field(init=False, default_factory=dict)
    _done: list[Done] = field(init=False, default_factory=list)
    _warned: str = field(init=False, default="")
    _soon: asyncio.TimerHandle | None = field(init=False, default=None)
    _rests: datetime | None = field(init=False, default=None)
    _tools: attempts.Tools = field(init=False)

    def __post_init__(self) -> None:
        needed = round(self.channel.limits.pace * UNDER_WAY)
        self.bulk = self.bulk or min(MOST_BULK, max(LEAST_BULK, needed))
        self._tools = attempts.Tools(self.channel, self.files, self.now, self._shown, self._read, self.desk)

    @property
    def lane(self) -> str:
        return f"{self.channel.name}:{self.channel.account}"

    def wake(self) -> None:
        """Something may be due: look now."""
        self._woken.set()

    def stop(self) -> None:
        """Claim nothing more; `run` ends when what is in flight has, or after `FAREWELL`."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Send until `stop`. Cancelling it leaves what is in flight to the lease."""
        async with asyncio.TaskGroup() as group:
            while not self._stopping:
                self._woken.clear()
                turn = await self._turn()
                for row in turn.rows:
                    known = turn.contacts.get(row.conversation)
                    contact = (
                        Contact(interacted_at=known.interacted_at, phone=known.phone) if known else NOBODY
                    )
                    task = group.create_task(self._send(row, contact))
                    self._in_flight[task] = row.priority >= outbox.BULK
                # A full hand may have left something behind, but not before a place is free again.
                await self._wait(turn.next_due)
            await self._leave()
            if self._soon is not None:
                self._soon.cancel()

    async def _send(self, row: Claimed, contact: Contact) -> None:
        task = asyncio.current_task()
        try:
            # In two steps: the list is exchanged for a new one at each turn, also while we wait here.
            done = await attempts.attempt(row, self._tools, contact)
            self._done.append(done)
            if done.rest is not None:
                self._rests = max(self._rests or done.rest, done.rest)
        finally:
            if task is not None:
                self._in_flight.pop(task, None)
            if row.priority >= outbox.BULK:
                self._look_soon()
            else:
                self._woken.set()

    def _look_soon(self) -> None:
        """At a thousand a second a look for each would be all we do."""
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(TOGETHER, self._look)

    def _look(self) -> None:
        self._soon = None
        self._woken.set()

    def _most_bulk(self) -> int:
        """So few that the last of them is not kept by the pacer until its lease is nearly over."""
        return min(self.bulk, max(1, int(self.channel.limits.pace * PACED)))

    async def _shown(self, outbox_id: int) -> str:
        return await asyncio.wrap_future(self.writer.submit(lambda c: outbox.platform_id(c, outbox_id)))

    async def _read(self, load: Callable[[Connection], T]) -> T:
        return await asyncio.wrap_future(self.writer.submit(load))

    async def _turn(self) -> Turn:
        """Settle what ended and claim what is due, in one transaction."""
        done, self._done = self._done, []
        busy = sum(self._in_flight.values())
        places = self.replies + self.bulk - len(self._in_flight)
        idle = self._stopping or self._resting() is not None
        work = self._work(done, 0 if idle else places, self._most_bulk() - busy)
        try:
            turn = await asyncio.wrap_future(self.writer.submit(work))
        except DBAPIError:
            # The database is away, or another sender of this lane was quicker: what ended is kept for
            # the next look, and what was not written down is still in flight there.
            log.exception("outbox_unavailable", lane=self.lane)
            self._done = done + self._done
            await asyncio.sleep(POLL)
            return Turn([], None, False)
        if turn.told:
            self.heard()
        self._warn(turn.used)
        return turn

    def _work(self, done: list[Done], places: int, bulk: int) -> Callable[[Connection], Turn]:
        now = self.now()
        lane, limits = self.lane, self.channel.limits
        purse = Purse(lane, limits, usage.month_of(now, self.zone)) if limits.monthly is not None else None

        def work(connection: Connection) -> Turn:
            told = [one.also(connection) for one in done if one.also is not None]
            receipts.settle(connection, [one.outcome for one in done], now)
            if purse:
                purse.give_back(connection, sum(not one.spent for one in done))
            rows: list[Claimed] = []
            if places > 0:
                rows = outbox.claim(connection, lane, now, places, least_urgent=outbox.REPLY)
            room = min(places - len(rows), bulk)
            if room > 0:
                rows += outbox.claim(connection, lane, now, room)
            if purse:
                rows = purse.pay(connection, rows, now)
            due = None if rows or places <= 0 else outbox.next_due(connection, [lane], now)
            known = contacts.read(connection, [row.conversation for row in rows]) if limits.window else {}
            return Turn(rows, due, any(told), known, purse.used if purse else 0)

        return work

    def _warn(self, used: int) -> None:
        """Say once a month that most of the allowance is gone."""
        most, month = self.channel.limits.monthly, usage.month_of(self.now(), self.zone)
        if most is not None and used >= most * NEARLY and self._warned != month:
            self._warned = month
            log.warning("allowance_nearly_used", lane=self.lane, sent=used, of=most, month=month)

    def _resting(self) -> datetime | None:
        """Until when the account may send nothing, while that lies ahead."""
        if self._rests is not None and self._rests <= self.now():
            self._rests = None
        return self._rests

    async def _wait(self, due: datetime | None) -> None:
        pause = POLL
        due = min(filter(None, (due, self._resting())), default=None)
        if due is not None:
            pause = min(pause, max(0.0, (due - self.now()).total_seconds()))
        try:
            async with asyncio.timeout(pause):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _leave(self) -> None:
        if self._in_flight:
            await asyncio.wait(set(self._in_flight), timeout=FAREWELL)
        if self._done:
            await self._turn()
        for task in list(self._in_flight):
            task.cancel()
