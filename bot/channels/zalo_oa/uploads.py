"""Files put on Zalo's servers before they are sent, each remembered while it is good."""

import asyncio
import io
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final, Literal

import aiohttp

from bot.channels.port import Why
from bot.channels.zalo_oa.failures import CallFailed
from bot.channels.zalo_oa.wire import Wire

PICTURE_BYTES: Final = 1_000_000
DOCUMENT_BYTES: Final = 5_000_000
#: What Zalo takes as a file, by the ending of its name.
DOCUMENTS: Final = {
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".csv": "text/csv",
}
#: Zalo keeps them for seven days; what is in flight should not meet their end.
GOOD_FOR: Final = 6 * 86_400.0
REMEMBERED: Final = 1_000

Kind = Literal["image", "file"]
Read = Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Upload:
    """What Zalo calls a file; `fresh` when it was uploaded for this very message."""

    id: str
    fresh: bool


@dataclass(slots=True)
class _Slot:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    id: str = ""
    until: float = 0.0


class Uploads:
    """Uploads each file once, also when a whole campaign wants it at the same moment: an account may
    upload 5,000 times a month."""

    def __init__(self, wire: Wire, clock: Callable[[], float] = time.monotonic) -> None:
        self._wire = wire
        self._clock = clock
        self._slots: OrderedDict[tuple[Kind, str], _Slot] = OrderedDict()

    async def picture(self, key: str, read: Read) -> Upload:
        """`read` gives a JPEG or PNG of at most `PICTURE_BYTES`; it is called only when it is needed."""
        return await self._bring("image", key, "", read)

    async def document(self, key: str, name: str, read: Read) -> Upload:
        """`name` ends in one of `DOCUMENTS`, `read` gives at most `DOCUMENT_BYTES`."""
        return await self._bring("file", key, name, read)

    def forget(self, kind: Kind, key: str) -> None:
        """It was refused: the next message uploads it again."""
        self._slots.pop((kind, key), None)

    async def _bring(self, kind: Kind, key: str, name: str, read: Read) -> Upload:
        slot = self._slots.setdefault((kind, key), _Slot())
        self._slots.move_to_end((kind, key))
        while len(self._slots) > REMEMBERED:
            self._slots.popitem(last=False)
        async with slot.lock:
            if slot.id and self._clock() < slot.until:
                return Upload(slot.id, fresh=False)
            slot.id = await self._upload(kind, name, await read())
            slot.until = self._clock() + GOOD_FOR
            return Upload(slot.id, fresh=True)

    async def _upload(self, kind: Kind, name: str, data: bytes) -> str:
        def form() -> aiohttp.FormData:
            made = aiohttp.FormData(quote_fields=False)
            media_type = _media_type(kind, name, data)
            file_name = name or f"picture.{media_type.rpartition('/')[2]}"
            # As a stream, since aiohttp would copy plain bytes in one blocking go.
            made.add_field("file", io.BytesIO(data), filename=file_name, content_type=media_type)
            return made

        try:
            answer = await self._wire.call("POST", f"/v2.0/oa/upload/{kind}", data=form)
        except CallFailed as failed:
            if failed.why is not Why.UNCERTAIN:
                raise
            # A lost answer to an upload leaves nothing in anybody's chat.
            raise CallFailed(Why.UNREACHABLE, detail=failed.detail) from None
        found = answer.get("attachment_id" if kind == "image" else "token")
        if not found:
            raise CallFailed(Why.UNREACHABLE, detail="an upload without a name")
        return str(found)


def _media_type(kind: Kind, name: str, data: bytes) -> str:
    if kind == "image":
        return "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
    return DOCUMENTS[PurePath(name).suffix.lower()]
