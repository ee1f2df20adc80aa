"""Puts the house together and keeps it running until it is told to stop."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog
from sqlalchemy import Engine

from bot import leader
from bot.backups.nightly import Nightly
from bot.channels import render
from bot.channels.abilities import limits_of, of_broadcasts
from bot.channels.port import Channel, House, Limits, Received
from bot.clock import Clock
from bot.duties import Duties
from bot.employer_page import door as employer_page
from bot.fanout import Fanout
from bot.intakes.desk import IntakeDesk
from bot.intakes.looking import Tools as DeskTools
from bot.library import Library
from bot.pump import Pump, Tools
from bot.routes import routes
from bot.sender import Sender
from bot.settings import Settings
from bot.sinks.runner import SinkRunner
from bot.sinks.tools import Tools as SinkTools
from bot.wall_page import door as wall_page
from bot.workbooks import picture_links
from bot.workbooks.desk import Desk
from handlers.events import Event
from handlers.message import Message
from storage.broadcasts import seen
from storage.database.engine import is_postgres, open_engine
from storage.database.writer import Writer
from storage.library.files import FileStore
from storage.traffic import inbox

log = structlog.get_logger()

#: How many transactions PostgreSQL works on at once; SQLite has one writer.
LANES = 3


def utc_now() -> datetime:
    """The one place that asks the machine what time it is."""
    return datetime.now(UTC)


@dataclass
class App:
    """Everything one process runs; the parts know each other only through the database and `wake`."""

    settings: Settings
    engine: Engine
    now: Callable[[], datetime] = utc_now
    senders: list[Sender] = field(default_factory=list)
    #: Each gives a link people come in by, with "{payload}" where an invite's code goes; "" while unknown.
    doors: list[Callable[[], str]] = field(default_factory=list)
    #: The same by the lane it leads to.
    own_doors: dict[str, Callable[[], str]] = field(default_factory=dict)
    #: Awaited when everything has left, while the database is still there.
    endings: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        lanes = LANES if is_postgres(self.engine) else 1
        self.writer = Writer(self.engine, lanes=lanes)
        store = FileStore(self.settings.data_dir / "files")
        self.library = Library(
            self.engine, self.writer, store, self.now, self._doors, self.settings.time_zone
        )
        tools = Tools(
            render=self.render, can_edit=lambda lane: self._limits(lane).edits, zone=self.settings.time_zone
        )
        table = routes(
            self.settings.time_zone,
            self._doors,
            page=lambda: employer_page.address(self.settings),
            wall=lambda: wall_page.address(self.settings),
            limits=lambda lane: of_broadcasts(self._limits(lane)),
        )
        self.pumps = [
            Pump(self.writer, tools, on_commit=self.wake_senders, routes=table) for _ in range(lanes)
        ]
        self.fanout = Fanout(
            self.writer,
            self.settings.time_zone,
            self.now,
            queued=self.wake_senders,
            limits=self._limits,
            door=self._door,
        )
        self.clock = Clock(
            self.writer,
            self.settings.time_zone,
            self.now,
            fired=self.fanout.wake,
            requeued=self.wake_senders,
            duties=Duties(
                self.render,
                self.settings.time_zone,
                doors=self._doors,
                can_edit=lambda lane: self._limits(lane).edits,
            ),
        )
        self.intakes = IntakeDesk(
            self.engine,
            self.writer,
            store,
            self.now,
            DeskTools(
                zone=self.settings.time_zone,
                render=self.render,
                can_edit=lambda lane: self._limits(lane).edits,
                doors=self._doors,
            ),
            queued=self.wake_senders,
        )
        self._desk = Desk(
            self.engine,
            self.settings.time_zone,
            picture_links.of_settings(self.settings),
        )
        self._nightly = Nightly(self.settings, self.engine, store, self.now)
        self.sinks = SinkRunner(
            SinkTools(
                engine=self.engine,
                writer=self.writer,
                settings=self.settings,
                now=self.now,
                zone=self.settings.time_zone,
                render=self.render,
                queued=self.wake_senders,
            )
        )
        self.house = House(
            store=self._store,
            offset=self._offset,
            now=self.now,
            read_file=self.library.content,
            seen=self._count_seen,
        )
        self._group: asyncio.TaskGroup | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._sending: list[asyncio.Task[None]] = []

    def add(self, channel: Channel) -> None:
        """Serve this channel too; before `start`."""
        self.senders.append(
            Sender(
                channel,
                self.writer,
                self.library.store,
                self.now,
                heard=self.wake_pumps,
                zone=self.settings.time_zone,
                desk=self._desk,
            )
        )

    def start(self, group: asyncio.TaskGroup) -> None:
        """Begin everything. A part that breaks takes the process with it: a restart beats half a bot."""
        self._group = group
        for pump in self.pumps:
            self._tasks.append(group.create_task(pump.run()))
        lock = leader.choose(self.engine, self.writer, "clock", secrets.token_hex(8), self.now)
        self._tasks.append(group.create_task(leader.lead(lock, self._lead)))
        told = leader.choose(self.engine, self.writer, "sinks", secrets.token_hex(8), self.now)
        self._tasks.append(group.create_task(leader.lead(told, self.sinks.run)))
        for sender in self.senders:
            self._sending.append(group.create_task(sender.run()))
            self._tasks.append(group.create_task(self._listen(sender.channel)))
        self.wake_pumps()

    async def stop(self) -> None:
        """Take nothing new, let what is on its way arrive, commit, close."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for sender in self.senders:
            sender.stop()
        await asyncio.gather(*self._sending, return_exceptions=True)
        for end in self.endings:
            await end()
        await asyncio.to_thread(self.writer.close)
        self.engine.dispose()

    def wake_pumps(self) -> None:
        for pump in self.pumps:
            pump.wake()

    def wake_senders(self) -> None:
        for sender in self.senders:
            sender.wake()
        self.sinks.wake()

    def _door(self, lane: str) -> str:
        """Into a lane's own account, or else into the chat on our own pages."""
        own = self.own_doors.get(lane)
        return (own() if own else "") or f"{self.settings.public_url}/chat?start={{payload}}"

    def _doors(self) -> tuple[str, ...]:
        return tuple(link for door in self.doors if (link := door()))

    async def _lead(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.clock.run())
            group.create_task(self.fanout.run())
            group.create_task(self.intakes.run())
            group.create_task(self._nightly.run())

    async def _listen(self, channel: Channel) -> None:
        if not channel.limits.one_listener:
            await channel.listen(self.house)
            return
        role = f"listen:{channel.name}:{channel.account}"
        lock = leader.choose(self.engine, self.writer, role, secrets.token_hex(8), self.now)
        await leader.lead(lock, lambda: channel.listen(self.house))

    async def _store(self, channel: Channel, received: Sequence[Received], position: str | None) -> int:
        pairs = [(one.key, one.event) for one in received]
        new = await asyncio.wrap_future(
            self.writer.submit(
                lambda connection: inbox.store(connection, channel.name, channel.account, pairs, position)
            )
        )
        if new:
            self.wake_pumps()
        if self._group is not None:
            for one in received:
                self._group.create_task(_acknowledge(channel, one.event))
        return new

    async def _count_seen(self, channel: Channel, platform_ids: Sequence[str]) -> None:
        lane, now = f"{channel.name}:{channel.account}", self.now()
        secret = self.settings.secret_key.get_secret_value()
        work = self.writer.submit(lambda c: seen.count(c, lane, platform_ids, secret, now))
        await asyncio.wrap_future(work)

    async def _offset(self, channel: Channel) -> str | None:
        return await asyncio.wrap_future(
            self.writer.submit(lambda connection: inbox.offset(connection, channel.name, channel.account))
        )

    def render(self, lane: str, message: Message, language: str) -> list[str]:
        return [render.encode(part) for part in render.parts(message, self._limits(lane), language)]

    def can_edit(self, lane: str) -> bool:
        """Whether what a lane has shown can be changed."""
        return self._limits(lane).edits

    def _limits(self, lane: str) -> Limits:
        return limits_of(lane, self.settings)


async def _acknowledge(channel: Channel, event: Event) -> None:
    try:
        await channel.acknowledge(event)
    except Exception:
        # The event is safe already; a spinner that turns on is not worth stopping the house for.
        log.exception("acknowledge_failed", channel=channel.name)


def build(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> App:
    """A house on its database, with nobody at the doors yet."""
    return App(settings, open_engine(settings.database_url.get_secret_value()), now)


@asynccontextmanager
async def running(app: App) -> AsyncIterator[App]:
    """The house at work, without its doors to the web."""
    async with asyncio.TaskGroup() as group:
        app.start(group)
        try:
            yield app
        finally:
            await app.stop()
