"""What the API needs, out of the house."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from bot.api.cursors import Cursors
from bot.api.rates import Rates
from bot.employer_page.gate import Gate
from storage.apply.telling import Render
from storage.database.writer import Writer

T = TypeVar("T")
#: Tokens a minute that open nothing, by one caller.
STRANGERS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """`queued` is called when notices wait to be sent; `longest` is for how many seconds a program may wait
    for a change at most."""

    engine: Engine
    writer: Writer
    now: Callable[[], datetime]
    zone: ZoneInfo
    cursors: Cursors
    render: Render
    can_edit: Callable[[str], bool]
    queued: Callable[[], None]
    longest: float = 25.0
    rates: Rates = field(default_factory=Rates)
    strangers: Gate = field(default_factory=lambda: Gate(STRANGERS))

    async def read(self, work: Callable[[Connection], T]) -> T:
        def look() -> T:
            with self.engine.connect().execution_options(reading=True) as connection:
                return work(connection)

        return await asyncio.to_thread(look)

    async def write(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.wrap_future(self.writer.submit(work))
