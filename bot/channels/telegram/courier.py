"""Bulk messages, delivered by python-telegram-bot's client at the pacer's rate."""

import json
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, cast
from urllib.parse import quote_plus

import aiohttp
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
)
from telegram.error import TelegramError
from telegram.ext import BaseRateLimiter, ExtBot
from telegram.request import BaseRequest, RequestData

from bot.channels.port import Part, SendFailed, Why
from bot.channels.telegram import calls
from bot.channels.telegram.failures import CallFailed
from bot.channels.telegram.transport import Wire, add_file, stand_in
from bot.channels.telegram.uploads import Upload, Uploads
from bot.pace import Pacer
from handlers.events import FileKind
from handlers.message import Button, is_link

#: Telegram's answer to the message that this task has just sent.
_answer: ContextVar[dict[str, Any]] = ContextVar("answer")
_TAKEN = b'{"ok":true,"result":true}'


class Undelivered(TelegramError):
    """Carries our own failure unharmed through the library, which wraps everything else."""

    def __init__(self, failed: SendFailed) -> None:
        super().__init__(str(failed))
        self.failed = failed


class WireRequest(BaseRequest):
    """python-telegram-bot's transport over `Wire`: its own one fell to half its rate at 64 in flight.

    The library is told only that the message was taken, and `_answer` holds what Telegram said of it:
    the tree of objects it would make of every answer costs as much as sending.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """The wire opens at its first call."""

    async def shutdown(self) -> None:
        """The wire belongs to the channel."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        endpoint = url.rpartition("/")[2]
        try:
            body = await self._wire.call(endpoint, lambda: _form(request_data))
        except CallFailed as failed:
            raise Undelivered(failed) from None
        _answer.set(json.loads(body)["result"])
        return 200, _TAKEN


class PacedBulk(BaseRateLimiter[None]):
    """python-telegram-bot's hook on the pacer (its own limiter lets others break a halt, PTB #5338)."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        await self._pacer.turn(str(data["chat_id"]), bulk=True)
        try:
            return await callback(*args, **kwargs)
        except Undelivered as undelivered:
            failed = undelivered.failed
            if failed.why is Why.THROTTLED and failed.retry_after is not None:
                self._pacer.throttled(failed.retry_after)
            raise


class Courier:
    """Delivers one part at a time; knows nothing of conversations. With `paid` Telegram charges for each
    message and takes up to a thousand a second."""

    def __init__(self, wire: Wire, pacer: Pacer, account: str, *, paid: bool = False) -> None:
        # At DEBUG the library logs the parameters of every call: people's words.
        logging.getLogger("telegram").setLevel(logging.INFO)
        request = WireRequest(wire)
        self._bot = ExtBot(
            stand_in(account),
            request=request,
            get_updates_request=request,
            rate_limiter=PacedBulk(pacer),
        )
        #: None is left out of the call.
        self._paid = paid or None
        self._uploads = Uploads()

    async def deliver(self, chat_id: int, part: Part, read: Callable[[str], Awaitable[bytes]]) -> str:
        """The message's id; `read` gives a file's bytes by its key. Raises `SendFailed`, `Held` and what
        `read` raises."""
        if part.file is None:
            return await self._send_text(chat_id, part)

        async def first() -> tuple[str, Upload | None]:
            data = await read(key)
            kind = calls.kind_for(part, data) or FileKind.DOCUMENT
            file = InputFile(data, filename=calls.file_name(part))
            sent = await self._send_file(chat_id, part, kind, file)
            remote = _remote(_answer.get(), kind)
            return sent, Upload(kind, remote) if remote else None

        key = part.file.key
        return await self._uploads.send(
            key, lambda known: self._send_file(chat_id, part, known.kind, known.remote), first
        )

    async def _send_text(self, chat_id: int, part: Part) -> str:
        return await _sent(
            self._bot.send_message(
                chat_id,
                part.text,
                allow_paid_broadcast=self._paid,
                api_kwargs={**_markup(part), "link_preview_options": _NO_PREVIEW},
            )
        )

    async def _send_file(self, chat_id: int, part: Part, kind: FileKind, file: InputFile | str) -> str:
        caption = part.text or None
        more: dict[str, Any] = {"allow_paid_broadcast": self._paid, "api_kwargs": _markup(part)}
        match kind:
            case FileKind.PHOTO:
                return await _sent(self._bot.send_photo(chat_id, file, caption, **more))
            case FileKind.VOICE:
                return await _sent(self._bot.send_voice(chat_id, file, caption=caption, **more))
            case FileKind.VIDEO:
                return await _sent(self._bot.send_video(chat_id, file, caption=caption, **more))
            case FileKind.DOCUMENT:
                return await _sent(self._bot.send_document(chat_id, file, caption, **more))


_NO_PREVIEW = LinkPreviewOptions(is_disabled=True).to_json()


async def _sent(call: Awaitable[object]) -> str:
    """The message's id, or our own failure as it was before it went through the library."""
    try:
        await call
        return str(_answer.get()["message_id"])
    except Undelivered as undelivered:
        failed = undelivered.failed
    raise failed


def _remote(message: dict[str, Any], kind: FileKind) -> str:
    """What Telegram calls the file of this message; "" if its answer does not say."""
    found = message.get(kind.value)
    if isinstance(found, list):
        found = found[-1] if found else None  # of a photo, the largest
    remote = found.get("file_id") if isinstance(found, dict) else None
    return remote if isinstance(remote, str) else ""


@lru_cache(maxsize=512)
def _markup(part: Part) -> dict[str, str]:
    """The parameter for what is below the message: as text, or the library would write it anew each time."""
    markup = _keyboard(part)
    return {} if markup is None else {"reply_markup": markup.to_json()}


def _keyboard(part: Part) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    if part.share_phone:
        keys = [[KeyboardButton(part.share_phone, request_contact=True)]]
        keys += [[KeyboardButton(button.label) for button in row] for row in part.rows]
        return ReplyKeyboardMarkup(keys, resize_keyboard=True, one_time_keyboard=True)
    if not part.rows:
        return None
    return InlineKeyboardMarkup([[_button(one) for one in row] for row in part.rows])


def _button(one: Button) -> InlineKeyboardButton:
    if is_link(one):
        return InlineKeyboardButton(one.label, url=one.data)
    return InlineKeyboardButton(one.label, callback_data=one.data)


def _form(request_data: RequestData | None) -> aiohttp.FormData | aiohttp.Payload:
    if request_data is None or not request_data.contains_files:
        fields = request_data.json_parameters if request_data else {}
        body = "&".join([f"{name}={_quoted(value)}" for name, value in fields.items()])
        return aiohttp.BytesPayload(body.encode(), content_type="application/x-www-form-urlencoded")
    form = aiohttp.FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (file, content, media_type) in request_data.multipart_data.items():
        add_file(form, name, cast(bytes, content), file, media_type)
    return form


# The words and buttons of a broadcast are the same for thousands, and escaping a page of Vietnamese takes
# as long as sending it.
@lru_cache(maxsize=512)
def _quoted(value: str) -> str:
    return quote_plus(value)
