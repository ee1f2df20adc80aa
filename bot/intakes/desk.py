"""Reads workbooks that officers sent, asks them, and carries out what they agreed to, in small steps."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.intakes import giving, looking
from bot.intakes.looking import Looked, Tools
from bot.workbooks import reading
from bot.workbooks.reading import Sheet
from handlers.events import FileRef
from handlers.intakes import telling
from handlers.intakes.plan import Plan
from handlers.intakes.telling import Subject
from handlers.message import Message
from storage.database.writer import Work, Writer
from storage.intakes import doing, ledger, registry, showing
from storage.intakes.doing import Step
from storage.intakes.kinds import Desk
from storage.intakes.ledger import Kept
from storage.library.files import FileStore

log = structlog.get_logger(__name__)

T = TypeVar("T")
#: How often the ledger is looked at, in seconds: an officer waits for the answer.
POLL = 1.0
#: Rows between two looks at the message that shows how far it is.
SHOWN_EVERY = 100


@dataclass(slots=True)
class IntakeDesk:
    """Runs with the clock, in one process at a time; broken off anywhere it goes on from the last rows that
    were committed."""

    engine: Engine
    writer: Writer
    store: FileStore
    now: Callable[[], datetime]
    tools: Tools
    #: Called after a message was queued.
    queued: Callable[[], None] = lambda: None
    chunk: int = doing.CHUNK
    _plans: dict[int, Plan] = field(init=False, default_factory=dict)

    async def run(self) -> None:
        """Whatever waits, until cancelled."""
        while True:
            try:
                while await self.work():
                    pass
            except DBAPIError:
                log.exception("intakes_interrupted")  # nothing is lost: the ledger moved with its rows
            await asyncio.sleep(POLL)

    async def work(self) -> bool:
        """One workbook read, and a few rows of each that is being applied; whether there was any work."""
        now = self.now()
        await self._submit(lambda connection: ledger.expire(connection, now))
        waiting = await self._read(ledger.unread)
        if waiting is not None:
            await self._look(waiting)
        begun = await self._read(ledger.applying)
        self._plans = {one.id: plan for one in begun if (plan := self._plans.get(one.id))}
        for kept in begun:
            await self._go_on(kept)
        return waiting is not None or bool(begun)

    async def _look(self, kept: Kept) -> None:
        desk = await self._read(partial(self._sit, kept))
        looked, message, copy = await asyncio.to_thread(self._looked, kept, desk)

        def settle(connection: Connection) -> None:
            if ledger.settle(connection, kept, looked.plan, state=looked.state, why=looked.why):
                giving.give(connection, kept, copy, message, desk, "checked")

        await self._submit(settle)
        self.queued()

    def _looked(self, kept: Kept, desk: Desk) -> tuple[Looked, Message, FileRef | None]:
        if self.store.has(kept.sha256):
            looked = looking.look(self.engine, kept, self.store.read(kept.sha256), desk)
        else:
            looked = looking.lost(kept, desk)
        copy = giving.keep(self.store, kept, looked.copy, desk.language)
        if looked.sheet is None:
            return looked, Message(text=looked.text), None
        subject = looking.subject(kept, looked.sheet, desk.language)
        asks = looked.state == "checked"
        return looked, telling.checked(subject, looked.plan, giving.shown(copy), ask=asks), copy

    async def _go_on(self, kept: Kept) -> None:
        if kept.id not in self._plans:
            self._plans[kept.id] = await self._read(lambda connection: ledger.plan_of(connection, kept.id))
        plan, intake = self._plans[kept.id], registry.named(kept.kind)

        def do(connection: Connection) -> Step | None:
            step = doing.do(connection, kept, plan, intake, partial(self._sit, kept), self.chunk)
            if step is not None and (step.is_last or step.done // SHOWN_EVERY > kept.done // SHOWN_EVERY):
                self._show(connection, kept, step)
            return step

        step = await self._submit(do)
        self.queued()
        if step is not None and step.is_last:
            await self._end(kept, plan)

    async def _end(self, kept: Kept, plan: Plan) -> None:
        ended = await self._read(lambda connection: ledger.one(connection, kept.id))
        desk = await self._read(partial(self._sit, kept))
        if ended is None:
            return
        message, copy = await asyncio.to_thread(self._reported, ended, plan, desk)

        def tell(connection: Connection) -> None:
            if doing.over(connection, kept, desk.now):
                giving.give(connection, kept, copy, message, desk, "report")

        await self._submit(tell)
        self._plans.pop(kept.id, None)
        self.queued()

    def _reported(self, kept: Kept, plan: Plan, desk: Desk) -> tuple[Message, FileRef | None]:
        left = doing.result(plan, kept)
        intake = registry.named(kept.kind)
        titles = {key: words[0] for key, words in intake.headings(desk.language).items()}
        subject = Subject(id=kept.id, name=kept.name, language=desk.language, titles=titles)
        copy = None
        if left and self.store.has(kept.sha256):
            data = self.store.read(kept.sha256)
            sheet = reading.read(data, [intake], desk.language)
            marked = looking.mark(data, sheet, left, desk.language) if isinstance(sheet, Sheet) else None
            copy = giving.keep(self.store, kept, marked, desk.language)
        totals = doing.totals(plan, kept)
        return telling.ended(subject, kept.kind, totals, left, giving.shown(copy)), copy

    def _sit(self, kept: Kept, connection: Connection) -> Desk:
        return looking.sit(connection, kept, self.now(), self.tools)

    def _show(self, connection: Connection, kept: Kept, step: Step) -> None:
        desk = self._sit(kept, connection)
        showing.show(connection, kept, step.done, step.total, desk)

    async def _submit(self, work: Work[T]) -> T:
        return await asyncio.wrap_future(self.writer.submit(work))

    async def _read(self, load: Callable[[Connection], T]) -> T:
        return await asyncio.to_thread(self._load, load)

    def _load(self, load: Callable[[Connection], T]) -> T:
        with self.engine.connect().execution_options(reading=True) as connection:
            return load(connection)
