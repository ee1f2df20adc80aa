"""Bulk messages, delivered by python-telegram-bot's client at the pacer's rate."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any, cast

import aiohttp
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
)
from telegram.error import TelegramError
from telegram.ext import BaseRateLimiter, ExtBot
from telegram.request import BaseRequest, RequestData

from bot.channels.port import Part, SendFailed, Why
from bot.channels.telegram import calls
from bot.channels.telegram.failures import CallFailed
from bot.channels.telegram.transport import Wire, add_file, stand_in
from bot.pace import Pacer
from handlers.events import FileKind


class Undelivered(TelegramError):
    """Carries our own failure unharmed through the library, which wraps everything else."""

    def __init__(self, failed: SendFailed) -> None:
        super().__init__(str(failed))
        self.failed = failed


class WireRequest(BaseRequest):
    """python-telegram-bot's transport over `Wire`: its own one fell to half its rate at 64 in flight."""

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
            return 200, await self._wire.call(endpoint, lambda: _form(request_data))
        except CallFailed as failed:
            raise Undelivered(failed) from None


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
    """Delivers one part at a time; knows nothing of conversations."""

    def __init__(self, wire: Wire, pacer: Pacer, account: str) -> None:
        # At DEBUG the library logs the parameters of every call: people's words.
        logging.getLogger("telegram").setLevel(logging.INFO)
        request = WireRequest(wire)
        self._bot = ExtBot(
            stand_in(account),
            request=request,
            get_updates_request=request,
            rate_limiter=PacedBulk(pacer),
        )

    async def deliver(self, chat_id: int, part: Part, data: bytes = b"") -> str:
        """The message's id. Raises `SendFailed` or `Held`."""
        try:
            message = await self._send(chat_id, part, data)
        except Undelivered as undelivered:
            failed = undelivered.failed
        else:
            return str(message.message_id)
        raise failed

    async def _send(self, chat_id: int, part: Part, data: bytes) -> Message:
        markup = _markup(part)
        kind = calls.kind_for(part, data)
        if kind is None:
            return await self._bot.send_message(
                chat_id,
                part.text,
                reply_markup=markup,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        file = InputFile(data, filename=calls.file_name(part))
        caption = part.text or None
        match kind:
            case FileKind.PHOTO:
                return await self._bot.send_photo(chat_id, file, caption, reply_markup=markup)
            case FileKind.VOICE:
                return await self._bot.send_voice(chat_id, file, caption=caption, reply_markup=markup)
            case FileKind.VIDEO:
                return await self._bot.send_video(chat_id, file, caption=caption, reply_markup=markup)
            case FileKind.DOCUMENT:
                return await self._bot.send_document(chat_id, file, caption, reply_markup=markup)


def _markup(part: Part) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    if part.share_phone:
        keys = [[KeyboardButton(part.share_phone, request_contact=True)]]
        keys += [[KeyboardButton(button.label) for button in row] for row in part.rows]
        return ReplyKeyboardMarkup(keys, resize_keyboard=True, one_time_keyboard=True)
    if not part.rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.label, callback_data=b.data) for b in row] for row in part.rows]
    )


def _form(request_data: RequestData | None) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)
    if request_data is None:
        return form
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (file, content, media_type) in request_data.multipart_data.items():
        add_file(form, name, cast(bytes, content), file, media_type)
    return form
