"""Brings the bytes of a file a person sent, and sees to it that they hear when it cannot be kept."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.channels.port import Channel, FileUnavailable
from handlers.events import FileLost, FileRef, FileTrouble
from storage.library import files
from storage.library.content import LARGEST, examine
from storage.library.files import FileStore
from storage.traffic import inbox


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that are on disk."""

    sha256: str
    media_type: str
    size: int


async def fetch(channel: Channel, ref: FileRef, store: FileStore) -> Kept | FileTrouble:
    """The file on disk, or why it will never be. Raises `SendFailed` when trying again may help."""
    if ref.size is not None and ref.size > min(LARGEST, channel.limits.file_in):
        return FileTrouble.TOO_LARGE
    try:
        data = await channel.fetch(ref)
    except FileUnavailable:
        return FileTrouble.GONE
    # Looking at a picture and flushing it to disk take tens of milliseconds, which the loop has not.
    return await asyncio.to_thread(_keep, ref, data, store)


def _keep(ref: FileRef, data: bytes, store: FileStore) -> Kept | FileTrouble:
    found = examine(ref.kind, ref.name, data)
    if isinstance(found, FileTrouble):
        return found
    sound = data if found.data is None else found.data
    return Kept(store.keep(sound), found.media_type, len(sound))


def record(
    ref: FileRef, found: Kept | FileTrouble, row_id: int, lane: str, now: datetime
) -> Callable[[Connection], bool]:
    """What to write down together with the row's receipt; it answers whether somebody has to be told.

    Being told is an event of its own, stored in the same transaction: a crash cannot come between.
    """

    def write(connection: Connection) -> bool:
        if isinstance(found, Kept):
            files.kept(connection, ref.key, found.sha256, found.media_type, found.size)
            return False
        conversation = files.lost(connection, ref.key, found)
        if conversation is None:
            return False
        channel, account = lane.split(":", 1)
        told = FileLost(conversation=conversation, at=now, key=ref.key, why=found)
        # The row's id is part of the key: the same picture may be sent, and be lost, again.
        return inbox.store(connection, channel, account, [(f"lost:{ref.key}:{row_id}", told)]) > 0

    return write
