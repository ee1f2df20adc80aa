"""One part on its way to a person, in as many calls as the Official Account API needs for it."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

import structlog

from bot.channels import cutting, pictures
from bot.channels.port import Limits, Outgoing, Why
from bot.channels.zalo_oa import composing, failures, uploads
from bot.channels.zalo_oa.failures import CallFailed
from bot.channels.zalo_oa.uploads import Upload, Uploads
from bot.channels.zalo_oa.wire import Wire
from bot.pace import Pacer
from handlers.events import FileKind
from handlers.message import Shown
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from bot.channels.public_files import PublicFiles

log = structlog.get_logger(__name__)

CS: Final = "/v3.0/oa/message/cs"
#: How long buttons are left away after they were refused, in seconds.
WITHOUT_BUTTONS: Final = 3_600.0
REMEMBERED: Final = 2_000
LONGEST_NAME: Final = 80
#: Answers that may mean no more than that this account cannot show the card.
_NO_CARD: Final = frozenset({-209, -212, -221, -224, -235})


class Delivery:
    """Raises `SendFailed`, `Held` or what reading a file raises."""

    def __init__(
        self,
        wire: Wire,
        pacer: Pacer,
        limits: Limits,
        files: "PublicFiles | None",
        read_file: Callable[[str], Awaitable[bytes]],
        card_image: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wire = wire
        self._pacer = pacer
        self._limits = limits
        self._files = files
        self._read_file = read_file
        self._card_image = card_image
        self._clock = clock
        self._uploads = Uploads(wire, clock)
        self._no_buttons_until = float("-inf")
        self._cardless = False
        self._begun: OrderedDict[int, str] = OrderedDict()

    async def deliver(self, outgoing: Outgoing) -> str:
        """The platform's id of the message, of the last one where it needed two."""
        part = outgoing.part
        if part.share_phone:
            return await self._card(outgoing)
        if part.file is None:
            return await self._words(outgoing)
        # A file takes no text, so both go by themselves: the file first, since the text below it may be
        # a question and has to stand last. When the text fails, the file was seen already; the next
        # attempt, which bears the same number, therefore begins with the text.
        if outgoing.id not in self._begun:
            sent, whole = await self._file(outgoing, part.file)
            if whole:
                return sent
            self._begun[outgoing.id] = sent
            while len(self._begun) > REMEMBERED:
                self._begun.popitem(last=False)
        sent = await self._words(outgoing)
        self._begun.pop(outgoing.id, None)
        return sent

    async def _post(self, outgoing: Outgoing, message: dict[str, Any]) -> str:
        await self._pacer.turn(outgoing.address, bulk=outgoing.bulk)
        body = composing.addressed(outgoing.address, message)
        return str((await self._wire.call("POST", CS, json=body)).get("message_id", ""))

    # -- words -------------------------------------------------------------------------------

    async def _words(self, outgoing: Outgoing) -> str:
        part = outgoing.part
        if not part.rows:
            return await self._post(outgoing, composing.words(part.text))
        plain = composing.words(part.plain or part.text)
        if self._clock() < self._no_buttons_until:
            return await self._post(outgoing, plain)
        try:
            return await self._post(outgoing, composing.buttons(part))
        except CallFailed as failed:
            if failed.code not in failures.NO_BUTTONS:
                raise
            code = failed.code
        sent = await self._post(outgoing, plain)
        # Only now it is sure that it was the buttons, and not the recipient, that were refused.
        self._no_buttons_until = self._clock() + WITHOUT_BUTTONS
        log.warning("zalo_oa_buttons_refused", code=code, hint="Set ZALO_OA_BUTTONS=false.")
        return sent

    async def _card(self, outgoing: Outgoing) -> str:
        """The phone can be typed as well: an account that cannot show the card loses nothing."""
        if not self._card_image:
            return ""  # it cannot be shown without a picture
        part = outgoing.part
        try:
            return await self._post(outgoing, composing.card(part.text, part.share_phone, self._card_image))
        except CallFailed as failed:
            if failed.why is not Why.REFUSED and failed.code not in _NO_CARD:
                raise
            if not self._cardless:
                log.warning("zalo_oa_card_refused", code=failed.code)
            self._cardless = True
            return ""

    # -- files -------------------------------------------------------------------------------

    async def _file(self, outgoing: Outgoing, file: Shown) -> tuple[str, bool]:
        """The id of the message with the file, and whether it held the whole part."""
        text = outgoing.part.plain or outgoing.part.text
        # Read every time, also when Zalo has it already: what was erased here is sent to nobody.
        data = await self._read_file(file.key)
        try:
            if file.kind is FileKind.PHOTO:
                return await self._picture(outgoing, file, data, text), True
            if _is_document(file, data):
                return await self._document(outgoing, file, data), not text
        except _NoPicture:
            log.info("zalo_oa_no_picture", key=file.key)
        except CallFailed as refused:
            if refused.why not in (Why.REFUSED, Why.OVER_QUOTA):
                raise
        return await self._link(outgoing, file, text)

    async def _picture(self, outgoing: Outgoing, file: Shown, data: bytes, text: str) -> str:
        async def fitted() -> bytes:
            try:
                return await asyncio.to_thread(pictures.fit, data, uploads.PICTURE_BYTES)
            except ValueError:
                raise _NoPicture from None

        try:
            return await self._uploaded(
                outgoing,
                lambda: self._uploads.picture(file.key, fitted),
                lambda found: composing.picture(text, attachment_id=found.id),
                lambda: self._uploads.forget("image", file.key),
            )
        except CallFailed as refused:
            # The month's uploads may be used up; Zalo also fetches a picture by itself.
            another_way = refused.why in (Why.REFUSED, Why.OVER_QUOTA)
            if not another_way or self._files is None or not self._files.reachable:
                raise
            url = self._files.picture_url(file.key)
        return await self._post(outgoing, composing.picture(text, url=url))

    async def _document(self, outgoing: Outgoing, file: Shown, data: bytes) -> str:
        async def whole() -> bytes:
            return data

        return await self._uploaded(
            outgoing,
            lambda: self._uploads.document(file.key, file.name, whole),
            lambda found: composing.document(found.id),
            lambda: self._uploads.forget("file", file.key),
        )

    async def _uploaded(
        self,
        outgoing: Outgoing,
        upload: Callable[[], Awaitable[Upload]],
        message: Callable[[Upload], dict[str, Any]],
        forget: Callable[[], None],
    ) -> str:
        """An upload that is refused is made again once: it was too old, or good for one message only."""
        found = await upload()
        try:
            return await self._post(outgoing, message(found))
        except CallFailed as failed:
            spent = failed.why is Why.REFUSED and not found.fresh
            if failed.code != failures.EXPIRED and not spent:
                raise
        forget()
        return await self._post(outgoing, message(await upload()))

    async def _link(self, outgoing: Outgoing, file: Shown, text: str) -> tuple[str, bool]:
        """Where the file can be opened, with the text below it if both fit one message."""
        name = cutting.shorten(file.name, LONGEST_NAME) or say(DEFAULT, f"zalo.kind.{file.kind}")
        if self._files is not None and self._files.reachable:
            link = say(DEFAULT, "zalo.file", name=name, url=self._files.file_url(file.key, file.name))
        else:
            link = say(DEFAULT, "zalo.file_only", name=name)
        both = f"{link}\n\n{text}" if text else link
        whole = cutting.units(both) <= self._limits.text
        return await self._post(outgoing, composing.words(both if whole else link)), whole


class _NoPicture(Exception):
    """What was called a picture cannot be shown as one."""


def _is_document(file: Shown, data: bytes) -> bool:
    """Whether Zalo takes it as a file."""
    fits = 0 < len(data) <= uploads.DOCUMENT_BYTES
    return fits and file.kind is FileKind.DOCUMENT and PurePath(file.name).suffix.lower() in uploads.DOCUMENTS
