"""The runner of sinks at work on a database, with a clock that is moved by hand."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fakes.federation import PROVINCE, SEWING, found, hire
from fakes.webhook_receiver import WebhookReceiver
from pydantic import SecretStr
from sqlalchemy import Engine, func, insert, select, update

from bot.channels import render
from bot.channels.port import Limits
from bot.settings import Settings
from bot.sinks import signing, webhooks
from bot.sinks.builders import BUILDERS
from bot.sinks.runner import SinkRunner
from bot.sinks.serving import Build
from bot.sinks.tools import Tools
from handlers.message import Message
from handlers.person import Role
from storage import tables as t
from storage.database.writer import Writer
from storage.sinks import sinks
from storage.sinks.sinks import SinkRow

#: 08:15 in Vietnam.
MORNING = datetime(2026, 5, 4, 1, 15, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass
class Stage:
    """A federation with a sewing factory, its officer (1) and the province's (2), and a clock."""

    engine: Engine
    writer: Writer
    settings: Settings
    clock: datetime = MORNING
    builders: dict[str, Build] = field(default_factory=lambda: dict(BUILDERS))
    runner: SinkRunner | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def now(self) -> datetime:
        return self.clock

    @property
    def tools(self) -> Tools:
        def drawn(lane: str, message: Message, language: str) -> list[str]:
            return [render.encode(part) for part in render.parts(message, Limits(text=4000), language)]

        return Tools(
            engine=self.engine,
            writer=self.writer,
            settings=self.settings,
            now=self.now,
            zone=ZONE,
            render=drawn,
            queued=lambda: None,
        )

    def report(self, *, unit: int = SEWING, count: int = 1) -> list[int]:
        """So many new initiatives, each one change."""
        with self.engine.begin() as connection:
            made = []
            for number in itertools.islice(self._numbers, count):
                values = {
                    "number": number,
                    "code": f"NT-{number:06d}",
                    "author_id": 1,
                    "unit_id": unit,
                    "status": "submitted",
                    "title": f"Bàn gá số {number}",
                    "answers": {},
                    "form_version": 1,
                    "submitted_at": self.clock,
                    "updated_at": self.clock,
                }
                row = insert(t.initiatives).values(values).returning(t.initiatives.c.id)
                made.append(connection.execute(row).scalar_one())
        self.wake()
        return made

    def wake(self) -> None:
        if self.runner is not None:
            self.runner.wake()

    def add(self, name: str, kind: str, config: Mapping[str, Any], **more: Any) -> SinkRow:
        with self.engine.begin() as connection:
            return sinks.add(connection, kind, name, self.clock, config=config, **more)

    def webhook(self, receiver: WebhookReceiver, name: str = "kho", **more: Any) -> SinkRow:
        sealed = webhooks.sealed(self.settings, [receiver.secret])
        return self.add(name, "webhook", {"url": receiver.url}, secret=sealed, **more)

    def sink(self, name: str = "kho") -> SinkRow:
        with self.engine.connect().execution_options(reading=True) as connection:
            row = sinks.named(connection, name)
        assert row is not None
        return row

    def newest(self) -> int:
        """The place of the last change, whether or not it was given one yet."""
        return int(self._rows(select(func.count()).select_from(t.changes))[0][0])

    def told(self, person: int = 2) -> list[str]:
        """What stands in the chat of this person."""
        said = select(t.outbox.c.body).where(t.outbox.c.person_id == person).order_by(t.outbox.c.id)
        return [render.decode(row.body).text for row in self._rows(said)]

    def letters(self) -> list[Any]:
        return self._rows(select(t.dead_letters).order_by(t.dead_letters.c.id))

    def change(self, work: Callable[[Any], Any]) -> Any:
        with self.engine.begin() as connection:
            made = work(connection)
        self.wake()
        return made

    def _rows(self, statement: Any) -> list[Any]:
        with self.engine.connect().execution_options(reading=True) as connection:
            return list(connection.execute(statement).all())

    @asynccontextmanager
    async def running(self) -> AsyncIterator[SinkRunner]:
        self.runner = SinkRunner(self.tools, self.builders, tick=0.05, pause=0.01)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(self.runner.run())
            try:
                yield self.runner
            finally:
                task.cancel()
                self.runner = None

    async def until(self, reached: Callable[[], bool], within: float = 15.0) -> None:
        async with asyncio.timeout(within):
            while not reached():  # noqa: ASYNC110 - the database of a running house
                await asyncio.sleep(0.02)

    async def pass_time(self, span: timedelta, step: timedelta, look: Callable[[], Awaitable[None]]) -> None:
        """The clock goes on by `span` in steps; after each `look` waits until the house has acted."""
        end = self.clock + span
        while self.clock < end:
            self.clock += step
            self.wake()
            await look()


@pytest.fixture
def stage(engine: Engine, writer: Writer, tmp_path: Path) -> Stage:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING)
        hire(connection, 2, PROVINCE)
        post = {"person_id": 2, "unit_id": PROVINCE, "role": Role.PROVINCE.value, "since": MORNING}
        connection.execute(insert(t.officers).values(post))
        connection.execute(update(t.people).values(language="vi"))
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        secret_key=SecretStr("k" * 32),
        database_url=SecretStr(engine.url.render_as_string(hide_password=False)),
        demo=False,
    )
    return Stage(engine, writer, settings)


@pytest.fixture
async def receiver(stage: Stage) -> AsyncIterator[WebhookReceiver]:
    async with WebhookReceiver(signing.make_secret(), stage.now) as opened:
        yield opened
        assert opened.wrong == []
