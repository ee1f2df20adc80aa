"""Makes the list of a broadcast's people that an officer asked for, and gives it to the officer."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from bot.channels import render
from bot.channels.port import Limits
from bot.documents.recipients import Writer
from handlers.broadcasts.composing.preview import number
from handlers.events import FileKind, FileRef
from handlers.message import Message, Shown
from messages.catalog import say
from storage.apply import telling
from storage.apply.broadcasts import Listing
from storage.broadcasts import listing
from storage.library import files
from storage.library.files import FileStore
from storage.traffic import outbox

T = TypeVar("T")
#: How many people a list in the chat has: about five megabytes, which every channel brings.
MOST = 100_000
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Read(Protocol):
    """Reads facts where facts are read."""

    def __call__(self, load: Callable[[Connection], T], /) -> Awaitable[T]: ...


async def fulfil(
    order: Listing, read: Read, store: FileStore, limits: Limits, now: datetime
) -> Callable[[Connection], bool]:
    """What to write down together with the row's receipt. Pages are read one by one, so that neither memory
    nor the database is held for the whole of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        count, whole = await _write(order, read, path)
        data = await asyncio.to_thread(path.read_bytes)
    name = f"{say(order.reads, 'broadcast.export.file', id=order.broadcast_id)}.xlsx"
    key = f"{order.conversation.split(':', 1)[0]}:{await asyncio.to_thread(store.keep, data)}"
    kept = FileRef(key=key, kind=FileKind.DOCUMENT, name=name, media_type=_SHEET, size=len(data))
    told = say(order.reads, "broadcast.export.made", id=order.broadcast_id, count=number(order.reads, count))
    if not whole:
        told += "\n" + say(order.reads, "broadcast.export.cut", count=number(order.reads, count))
    message = Message(text=told, files=(Shown(key, FileKind.DOCUMENT, name),))
    return partial(_deliver, order, [kept], message, _bodies(order, message, limits), now)


def excuse(order: Listing, limits: Limits, now: datetime) -> Callable[[Connection], bool]:
    """The officer hears that there will be no list, instead of waiting for it."""
    message = Message(text=say(order.reads, "broadcast.export.failed"))
    return partial(_deliver, order, [], message, _bodies(order, message, limits), now)


async def _write(order: Listing, read: Read, path: Path) -> tuple[int, bool]:
    writer = Writer(path, order.reads)
    after, whole = 0, False
    while not whole and writer.count < MOST:
        most = min(listing.PAGE, MOST - writer.count)
        page = await read(partial(_page, order.broadcast_id, after, most))
        await asyncio.to_thread(writer.add, page)
        whole = len(page) < most
        after = page[-1].person_id if page else after
    await asyncio.to_thread(writer.close)
    return writer.count, whole


def _page(broadcast_id: int, after: int, most: int, connection: Connection) -> list[listing.Line]:
    return listing.page(connection, broadcast_id, after, most)


def _bodies(order: Listing, message: Message, limits: Limits) -> list[str]:
    return [render.encode(part) for part in render.parts(message, limits, order.reads)]


def _deliver(
    order: Listing,
    kept: list[FileRef],
    message: Message,
    bodies: list[str],
    now: datetime,
    connection: Connection,
) -> bool:
    """The file is known and the message that carries it is queued, both or neither, and once."""
    files.want(connection, order.conversation, kept, now)
    lane = outbox.lane_of(order.conversation)
    once = f"listing-made:{order.once}"
    rows = telling.said(lane, order.conversation, order.person_id, message, bodies, now, once)
    outbox.add(connection, rows)
    return False
