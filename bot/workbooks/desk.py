"""Makes the workbook that an officer asked for in the chat, and gives it to the officer."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from bot.channels import render
from bot.channels.port import Limits
from bot.workbooks.file_names import name_of
from bot.workbooks.picture_links import PictureLinks
from handlers.events import FileKind, FileRef
from handlers.form import wording
from handlers.message import Message, Shown
from handlers.registers.exporting import MOST
from messages.catalog import say
from storage import rulings
from storage import units as unit_rows
from storage.apply import telling
from storage.apply.exports import Order
from storage.library import files
from storage.library.files import FileStore
from storage.portal import orders
from storage.posts import officers
from storage.registers import asking, listings, waiting_rows
from storage.registers.listings import Wanted
from storage.results import boards
from storage.traffic import outbox

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Desk:
    """What making one needs; `links` makes those of a moment."""

    engine: Engine
    zone: ZoneInfo
    links: Callable[[datetime], PictureLinks]


async def fulfil(
    order: Order, desk: Desk, store: FileStore, limits: Limits, now: datetime
) -> Callable[[Connection], bool]:
    """What to write down together with the row's receipt."""
    made = await asyncio.to_thread(_make, order, desk, store, now)
    if made is None:
        return excuse(order, limits, now, "gone")
    kept, count = made
    told = say(order.reads, f"export.chat.made.{order.kind}", count=wording.written(order.reads, str(count)))
    message = Message(text=told, files=(Shown(kept.key, FileKind.DOCUMENT, kept.name),))
    return partial(_deliver, order, [kept], message, _bodies(order, message, limits), now)


def excuse(order: Order, limits: Limits, now: datetime, why: str = "failed") -> Callable[[Connection], bool]:
    """The officer hears that there will be none, instead of waiting for it."""
    message = Message(text=say(order.reads, f"export.chat.{why}"))
    return partial(_deliver, order, [], message, _bodies(order, message, limits), now)


def _make(order: Order, desk: Desk, store: FileStore, now: datetime) -> tuple[FileRef, int] | None:
    """The kept file and how many rows it has; None when they may not have it any more."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        # A connection of its own that only reads: nobody who writes waits for a workbook.
        with desk.engine.connect().execution_options(reading=True) as connection:
            written = _write(path, connection, order, desk, now)
        if written is None:
            return None
        code, count = written
        data = path.read_bytes()
    name = name_of(order.reads, order.kind, code, now.astimezone(desk.zone))
    key = f"{order.conversation.split(':', 1)[0]}:{store.keep(data)}"
    kept = FileRef(key=key, kind=FileKind.DOCUMENT, name=name, media_type=_SHEET, size=len(data))
    return kept, count


def _write(
    path: Path, connection: Connection, order: Order, desk: Desk, now: datetime
) -> tuple[str, int] | None:
    # Writers of workbooks are loaded by whoever makes the first one.
    from bot.workbooks import templates
    from bot.workbooks.portal_book import write_portal
    from bot.workbooks.ranking_book import write_ranking
    from bot.workbooks.register_book import write_register
    from bot.workbooks.review_book import Ordered, write_review

    person = rulings.officer(connection, order.person_id, now)
    unit = unit_rows.by_ids(connection, [order.unit_id]).get(order.unit_id)
    if person is None or unit is None:
        return None
    paths = officers.paths_of(connection, {order.unit_id, *(post.unit_id for post in person.posts)})
    reached = paths.get(order.unit_id, "")
    # What they hold may have ended since they asked.
    if not officers.reaches([held for post in person.posts if (held := paths.get(post.unit_id))], reached):
        return None
    form = templates.FORMS.get(order.kind)
    if form is not None:
        today = now.astimezone(desk.zone).date()
        return unit.code, templates.write(path, connection, form, reached, order.reads, today)
    ordered = Ordered(language=order.reads, zone=desk.zone, now=now, unit_code=unit.code, unit_name=unit.name)
    match order.kind:
        case "review":
            ids = waiting_rows.of_officer(connection, person, now, MOST, reached)
            pages = waiting_rows.pages(connection, ids)
            count = write_review(path, connection, pages, ordered, desk.links(now))
        case "register":
            wanted = Wanted(path=reached)
            count = write_register(path, connection, wanted, order.reads, desk.zone, now=now, most=MOST)
        case "portal":
            found = listings.pages(connection, asking.unentered(reached))
            count = write_portal(path, connection, found, ordered, orders.at(connection, order.unit_id))
        case "ranking":
            board = boards.board(connection, order.unit_id, now=now, zone=desk.zone)
            if board is None:
                return None
            count = write_ranking(path, board, order.reads, desk.zone)
    return unit.code, count


def _bodies(order: Order, message: Message, limits: Limits) -> list[str]:
    return [render.encode(part) for part in render.parts(message, limits, order.reads)]


def _deliver(
    order: Order,
    kept: list[FileRef],
    message: Message,
    bodies: list[str],
    now: datetime,
    connection: Connection,
) -> bool:
    """The file is known and the message that carries it is queued, both or neither, and once."""
    files.want(connection, order.conversation, kept, now)
    lane = outbox.lane_of(order.conversation)
    once = f"workbook-made:{order.once}"
    outbox.add(
        connection,
        telling.said(lane, order.conversation, order.person_id, message, bodies, now, once),
    )
    return False
