"""A part of a message as aiogram's call, and aiogram's way onto our wire."""

import json
from collections.abc import AsyncGenerator
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.methods import (
    EditMessageReplyMarkup,
    EditMessageText,
    Response,
    SendDocument,
    SendMessage,
    SendPhoto,
    SendVideo,
    SendVoice,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
)
from aiohttp import FormData

from bot.channels.port import Part, Why
from bot.channels.telegram.failures import CallFailed
from bot.channels.telegram.transport import Wire, add_file
from bot.pace import Pacer
from handlers.events import FileKind
from handlers.message import Button, is_link

PHOTO_BYTES = 10_000_000
"""What Telegram takes as a photo; a larger one travels as a document."""

PACED = (SendMessage, SendPhoto, SendDocument, SendVoice, SendVideo)


def kind_for(part: Part, data: bytes) -> FileKind | None:
    """Which call carries this part's file."""
    if part.file is None:
        return None
    oversized = part.file.kind is FileKind.PHOTO and len(data) > PHOTO_BYTES
    return FileKind.DOCUMENT if oversized else part.file.kind


def file_name(part: Part) -> str:
    """A name for the upload: a file nobody named still needs one to be opened by a tap."""
    if part.file is None or part.file.name:
        return part.file.name if part.file else ""
    endings = {FileKind.PHOTO: "jpg", FileKind.VOICE: "ogg", FileKind.VIDEO: "mp4"}
    return f"{part.file.kind}.{endings.get(part.file.kind, 'bin')}"


def compose(chat_id: int, part: Part, data: bytes = b"") -> TelegramMethod[Message]:
    """Text travels without a parse mode, so that no name or story can break or forge a layout."""
    markup = _markup(part)
    kind = kind_for(part, data)
    if kind is None:
        return SendMessage(
            chat_id=chat_id,
            text=part.text,
            reply_markup=markup,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
    file = BufferedInputFile(data, filename=file_name(part))
    caption = part.text or None
    match kind:
        case FileKind.PHOTO:
            return SendPhoto(chat_id=chat_id, photo=file, caption=caption, reply_markup=markup)
        case FileKind.VOICE:
            return SendVoice(chat_id=chat_id, voice=file, caption=caption, reply_markup=markup)
        case FileKind.VIDEO:
            return SendVideo(chat_id=chat_id, video=file, caption=caption, reply_markup=markup)
        case FileKind.DOCUMENT:
            return SendDocument(chat_id=chat_id, document=file, caption=caption, reply_markup=markup)


def strip(chat_id: int, message_id: int) -> EditMessageReplyMarkup:
    """Takes the buttons off a message."""
    return EditMessageReplyMarkup(
        chat_id=chat_id, message_id=message_id, reply_markup=InlineKeyboardMarkup(inline_keyboard=[])
    )


def change(chat_id: int, message_id: int, part: Part) -> EditMessageText:
    """Puts other words and buttons into a message; without buttons it loses those it had."""
    markup = _markup(part)
    return EditMessageText(
        chat_id=chat_id,
        message_id=message_id,
        text=part.text,
        reply_markup=markup if isinstance(markup, InlineKeyboardMarkup) else None,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


def _markup(part: Part) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    if part.share_phone:
        # One message carries one markup. Choices beside the phone button become keyboard words,
        # which come back as typed text; the keyboard folds away after one use.
        keys = [[KeyboardButton(text=part.share_phone, request_contact=True)]]
        keys += [[KeyboardButton(text=button.label) for button in row] for row in part.rows]
        return ReplyKeyboardMarkup(keyboard=keys, resize_keyboard=True, one_time_keyboard=True)
    if not part.rows:
        return None
    return InlineKeyboardMarkup(inline_keyboard=[[_button(one) for one in row] for row in part.rows])


def _button(one: Button) -> InlineKeyboardButton:
    if is_link(one):
        return InlineKeyboardButton(text=one.label, url=one.data)
    return InlineKeyboardButton(text=one.label, callback_data=one.data)


class WireSession(BaseSession):
    """aiogram's session over `Wire`; raises `CallFailed` where aiogram would raise its own."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's name
    ) -> TelegramType:
        body = await self._wire.call(method.__api_method__, lambda: self._form(bot, method), within=timeout)
        answer = json.loads(body)
        if isinstance(method, PACED):
            # Accepted is accepted: if a newer field in the answer did not parse, calling that a
            # failure would send the message again.
            return cast(TelegramType, Message.model_construct(**answer["result"]))
        if isinstance(method, EditMessageReplyMarkup | EditMessageText):
            return cast(TelegramType, True)
        response = self.check_response(bot=bot, method=method, status_code=200, content=body.decode())
        return cast(TelegramType, response.result)

    def _form(self, bot: Bot, method: TelegramMethod[Any]) -> FormData:
        form = FormData(quote_fields=False)
        files: dict[str, InputFile] = {}
        for name, value in method.model_dump(warnings=False).items():
            if prepared := self.prepare_value(value, bot=bot, files=files):
                form.add_field(name, prepared)
        for name, file in files.items():
            add_file(form, name, cast(BufferedInputFile, file).data, file.filename or name)
        return form

    async def close(self) -> None:
        await self._wire.close()

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 - aiogram's name
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        raise NotImplementedError("files come through Wire.download, which is bounded")
        yield b""


class PacedReplies(BaseRequestMiddleware):
    """aiogram's hook on the pacer: messages wait for their turn, every 429 is reported."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        if isinstance(method, PACED):
            await self._pacer.turn(str(method.chat_id))
        try:
            return await make_request(bot, method)
        except CallFailed as failed:
            if failed.why is Why.THROTTLED and failed.retry_after is not None:
                self._pacer.throttled(failed.retry_after)
            raise
