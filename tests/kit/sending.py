"""A sender at work on a real outbox, with a channel that does as it is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine, select

from bot.channels import render
from bot.channels.port import Part
from bot.sender import Sender
from storage.tables import outbox as rows
from storage.tables import receipts as receipt_rows
from storage.traffic import outbox
from storage.traffic.outbox import Row

START = datetime(2026, 5, 4, 5, 0, tzinfo=UTC)


class Watch:
    """The time a test sets."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time


def put(
    engine: Engine, address: str, text: str, *, kind: str = "say", priority: int = 0, **more: object
) -> None:
    body = render.encode(Part(**{"text": text, **more}))  # type: ignore[arg-type]
    lane = "web:main"
    row = Row(
        kind=kind,
        lane=lane,
        conversation=f"{lane}:{address}",
        body=body,
        priority=priority,
        queued_at=START,
        due_at=START,
    )
    with engine.begin() as connection:
        outbox.add(connection, [row])


def states(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return list(connection.execute(select(rows.c.state).order_by(rows.c.id)).scalars())


def whys(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return list(connection.execute(select(receipt_rows.c.why).order_by(receipt_rows.c.id)).scalars())


@asynccontextmanager
async def at_work(*senders: Sender) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        for sender in senders:
            group.create_task(sender.run())
        try:
            yield
        finally:
            for sender in senders:
                sender.stop()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - the database has no event to wait for
            await asyncio.sleep(0.005)
