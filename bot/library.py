"""Files that people sent, for the channels that take them in and show them."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from bot import drawn, qr_codes
from bot.channels.port import FileUnavailable, SendFailed, Why
from handlers.bulletins import drawn_keys
from handlers.events import FileKind, FileRef, FileTrouble
from handlers.message import CARD, DRAWN
from storage.database.writer import Writer
from storage.library import files
from storage.library.content import examine
from storage.library.files import FileRow, FileStore
from storage.posts.officers import VIETNAM

#: How soon to look again for bytes that are being fetched, in seconds.
COMING = 2.0


class Library:
    """Checks, keeps and gives back files."""

    def __init__(
        self,
        engine: Engine,
        writer: Writer,
        store: FileStore,
        now: Callable[[], datetime],
        doors: Callable[[], tuple[str, ...]] = tuple,
        zone: ZoneInfo = VIETNAM,
    ) -> None:
        """`doors` are the links people come in by, for the codes on pictures; `zone` is whose time stands
        on those of figures."""
        self._engine = engine
        self._writer = writer
        self._now = now
        self._doors = doors
        self._zone = zone
        self.store = store

    async def keep(self, conversation: str, name: str, data: bytes) -> FileRef | FileTrouble:
        """Check and store an upload; what it is called proves nothing, its bytes do."""
        found = await asyncio.to_thread(examine, FileKind.DOCUMENT, name, data)
        if isinstance(found, FileTrouble):
            return found
        content = found.data if found.data is not None else data
        sha256 = await asyncio.to_thread(self.store.keep, content)
        channel = conversation.split(":", 1)[0]
        file = FileRef(
            key=f"{channel}:{sha256}",
            kind=_kind(found.media_type),
            name=name,
            media_type=found.media_type,
            size=len(content),
        )
        now = self._now()
        await asyncio.wrap_future(
            self._writer.submit(lambda connection: files.want(connection, conversation, [file], now))
        )
        return file

    async def find(self, key: str) -> tuple[FileRow, bytes] | None:
        """A kept file with its bytes, or a picture that is drawn; None while they are missing."""
        if key.startswith(drawn_keys.BEGINS):
            found = await asyncio.to_thread(self._figures, key)
            return (found.row, found.data) if found is not None else None
        if key.startswith((DRAWN, CARD)):
            picture = await asyncio.to_thread(self._draw, key)
            return (_drawn(key), picture) if picture is not None else None
        row = await asyncio.to_thread(self._find, key)
        if row is None or row.sha256 is None:
            return None
        return row, await asyncio.to_thread(self.store.read, row.sha256)

    async def content(self, key: str) -> bytes:
        """The bytes of a file, for sending it on. Raises `SendFailed` while they are still being
        fetched, so that it is tried again, and `FileUnavailable` when they never will be here."""
        if key.startswith(drawn_keys.BEGINS):
            found = await asyncio.to_thread(self._figures, key)
            if found is None:
                raise FileUnavailable("no such figures")
            return found.data
        if key.startswith((DRAWN, CARD)):
            picture = await asyncio.to_thread(self._draw, key)
            if picture is None:
                raise FileUnavailable("no such picture")
            return picture
        row = await asyncio.to_thread(self._find, key)
        if row is not None and row.state == "wanted":
            raise SendFailed(Why.UNREACHABLE, retry_after=COMING, detail="its bytes are still on their way")
        if row is None or row.sha256 is None:
            raise FileUnavailable("no bytes")
        return await asyncio.to_thread(self.store.read, row.sha256)

    def _draw(self, key: str) -> bytes | None:
        if key.startswith(DRAWN):
            return qr_codes.draw(key.removeprefix(DRAWN))
        # Typst is not loaded before somebody wants a picture.
        from bot.documents import card_keys, cards

        with self._engine.connect().execution_options(reading=True) as connection:
            card = card_keys.read(connection, key, self._doors())
        return cards.draw(card) if card is not None else None

    def _figures(self, key: str) -> drawn.Drawn | None:
        return drawn.draw(self._engine, key, self._now(), self._zone)

    def _find(self, key: str) -> FileRow | None:
        with self._engine.connect().execution_options(reading=True) as connection:
            return files.find(connection, [key]).get(key)


def _drawn(key: str) -> FileRow:
    """What is shown of a picture that nobody keeps."""
    return FileRow(
        key=key,
        conversation="",
        kind=FileKind.PHOTO,
        name="qr.png" if key.startswith(DRAWN) else "card.png",
        media_type="image/png",
        size=None,
        sha256=None,
        state="kept",
        why="",
    )


def _kind(media_type: str) -> FileKind:
    match media_type.split("/")[0]:
        case "image":
            return FileKind.PHOTO
        case "audio":
            return FileKind.VOICE
        case "video":
            return FileKind.VIDEO
        case _:
            return FileKind.DOCUMENT
