"""The demo federation: when it may be there, and the people behind the two phones."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.channels.web import doors
from bot.channels.web.doors import DemoDoor
from handlers.officers.posts.invites import LASTS, PREFIX
from handlers.person import Role
from storage import demo
from storage.database.writer import Writer
from storage.posts import invites

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def seed(connection: Connection, now: datetime, zone: ZoneInfo = ZONE) -> None:
    """Fill an empty database and mark it as the demo's."""
    demo.seed(connection, now, zone)


def is_seeded(connection: Connection) -> bool:
    return demo.is_marked(connection)


def check(connection: Connection, is_demo: bool) -> str | None:
    """Why this database may not be used for such a start, as a text id; nothing when it may."""
    marked = demo.is_marked(connection)
    if marked and not is_demo:
        return "admin.demo.in_real"
    if is_demo and not marked and not demo.is_empty(connection):
        return "admin.demo.not_empty"
    return None


class DemoDoors:
    """Gives each browser a worker nobody knows yet and the first factory's officer."""

    def __init__(self, writer: Writer, now: Callable[[], datetime]) -> None:
        self._writer = writer
        self._now = now

    async def person(self, door: DemoDoor, fresh: bool) -> tuple[str, str]:
        if door == "worker":
            # The first message makes the person, as everywhere: the greeting is part of the show.
            return f"demo-worker-{doors.new_address()}", ""
        address = f"demo-officer-{doors.new_address()}"
        now = self._now()
        if fresh:
            secret = await asyncio.wrap_future(self._writer.submit(lambda c: _invite(c, now)))
            return address, f"{PREFIX}{secret}"
        talk = doors.conversation(address)
        await asyncio.wrap_future(self._writer.submit(lambda c: demo.seat(c, talk, now)))
        return address, ""


def _invite(connection: Connection, now: datetime) -> str:
    _, unit_id = demo.first_officer(connection)
    return invites.make_invite(connection, unit_id, Role.GRASSROOTS, None, now, now + LASTS)
