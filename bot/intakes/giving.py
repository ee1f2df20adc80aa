"""Gives the sender of a workbook what is said of it, with the marked copy, in the same transaction."""

from pathlib import PurePath

from sqlalchemy import Connection

from handlers.events import FileKind, FileRef
from handlers.message import Message, Shown
from messages.catalog import say
from storage.apply import telling
from storage.intakes.kinds import Desk
from storage.intakes.ledger import Kept
from storage.library import files
from storage.library.files import FileStore
from storage.traffic import outbox

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def keep(store: FileStore, kept: Kept, data: bytes | None, language: str) -> FileRef | None:
    """The copy on the disk, under a name that says what it is."""
    if data is None:
        return None
    channel = kept.conversation.split(":", 1)[0] or "machine"
    name = f"{say(language, 'intake.copy.file', name=PurePath(kept.name).stem)}.xlsx"
    key = f"{channel}:{store.keep(data)}"
    return FileRef(key=key, kind=FileKind.DOCUMENT, name=name, media_type=_SHEET, size=len(data))


def shown(copy: FileRef | None) -> Shown | None:
    return Shown(copy.key, copy.kind, copy.name) if copy is not None else None


def give(
    connection: Connection,
    kept: Kept,
    copy: FileRef | None,
    message: Message,
    desk: Desk,
    once: str,
) -> None:
    """The copy is known and the message that carries it is queued, both or neither, and once. Nobody is
    told of what was sent at the machine."""
    if not kept.conversation:
        return
    if copy is not None:
        files.want(connection, kept.conversation, [copy], desk.now)
    lane = outbox.lane_of(kept.conversation)
    # It comes when it is ready, maybe below another screen whose numbers still count.
    told = telling.unnumbered(message)
    bodies = desk.render(lane, told, desk.language)
    key = f"intake:{kept.id}:{once}"
    outbox.add(
        connection,
        telling.said(lane, kept.conversation, kept.person_id, told, bodies, desk.now, key),
    )
