"""A raw update, read by aiogram's models, as the event it means."""

import re
from datetime import datetime
from typing import Any, Literal

import structlog
from aiogram.types import (
    CallbackQuery,
    Chat,
    ChatMemberUpdated,
    InaccessibleMessage,
    InlineKeyboardMarkup,
    Message,
)
from pydantic import ValidationError

from handlers.events import (
    Attached,
    Began,
    Blocked,
    Edited,
    Event,
    FileKind,
    FileRef,
    InGroup,
    Said,
    SentOther,
    SharedPhone,
    Tapped,
    Unblocked,
)

log = structlog.get_logger(__name__)

START = re.compile(r"/start(?:@\w+)?(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
CONNECT = re.compile(r"/noi(?:@\w+)?\s+(\d{4,12})", re.IGNORECASE | re.ASCII)
COMMAND = re.compile(r"/\w+(?:@(\w+))?(?:\s|$)")

OTHERS: dict[str, Literal["sticker", "location", "poll", "game", "unknown"]] = {
    "sticker": "sticker",
    "location": "location",
    "venue": "location",
    "poll": "poll",
    "game": "game",
    "dice": "game",
    "story": "unknown",
    "paid_media": "unknown",
    "checklist": "unknown",
    "rich_message": "unknown",
}
"""Content no question takes but a person meant to send; service notices are not among it."""


class Reader:
    """Reads the updates of one bot; `username` is learned later and only sharpens what a group says."""

    def __init__(self, account: str) -> None:
        self.account = account
        self.username = ""

    def read(self, raw: Any, at: datetime) -> tuple[Event | None, str]:
        """The event, and the id by which a pressed button's spinner can be stopped."""
        if not isinstance(raw, dict) or type(raw.get("update_id")) is not int:
            return self._unreadable("TypeError")
        # Only the part that is spoken to us is read: the whole update costs a sixth more.
        try:
            if (told := raw.get("message")) is not None:
                return self._message(Message.model_validate(_storable(told)), at), ""
            if (pressed := raw.get("callback_query")) is not None:
                query = CallbackQuery.model_validate(_storable(pressed))
                return self._tapped(query, at), query.id
            if (edited := raw.get("edited_message")) is not None:
                return self._edited(Message.model_validate(_storable(edited)), at), ""
            if (member := raw.get("my_chat_member")) is not None:
                return self._membership(ChatMemberUpdated.model_validate(_storable(member)), at), ""
        except (ValidationError, RecursionError) as error:
            return self._unreadable(type(error).__name__)
        return None, ""

    def _unreadable(self, error: str) -> tuple[None, str]:
        log.warning("update_unreadable", account=self.account, error=error)
        return None, ""

    def _conversation(self, chat: Chat) -> str:
        return f"telegram:{self.account}:{chat.id}"

    def _message(self, message: Message, at: datetime) -> Event | None:
        where = self._conversation(message.chat)
        if message.chat.type in ("group", "supergroup"):
            addressed = self._is_addressed(message)
            found = CONNECT.fullmatch((message.text or "").strip()) if addressed else None
            code, title = (found[1], message.chat.title or "") if found else ("", "")
            return InGroup(conversation=where, at=at, addressed=addressed, code=code, title=title)
        if message.chat.type != "private":
            return None
        forwarded = message.forward_origin is not None
        if message.text is not None:
            start = None if forwarded else START.fullmatch(message.text.strip())
            if start:
                return Began(conversation=where, at=at, payload=(start[1] or "").strip())
            return Said(conversation=where, at=at, text=message.text, forwarded=forwarded)
        if message.contact is not None:
            sender = message.from_user.id if message.from_user else None
            own = not forwarded and sender is not None and message.contact.user_id == sender
            return SharedPhone(conversation=where, at=at, phone=message.contact.phone_number, own=own)
        if (file := _file(message)) is not None:
            return Attached(
                conversation=where,
                at=at,
                file=file,
                caption=message.caption or "",
                album=message.media_group_id or "",
                forwarded=forwarded,
            )
        what = OTHERS.get(message.content_type)
        return SentOther(conversation=where, at=at, what=what) if what else None

    def _is_addressed(self, message: Message) -> bool:
        text = message.text or message.caption or ""
        name = self.username.lower()
        if command := COMMAND.match(text):
            return not command[1] or not name or command[1].lower() == name
        answered = message.reply_to_message
        if answered and answered.from_user and str(answered.from_user.id) == self.account:
            return True
        for entity in message.entities or message.caption_entities or ():
            if entity.user is not None and str(entity.user.id) == self.account:
                return True
            if entity.type == "mention" and name and entity.extract_from(text).lower() == f"@{name}":
                return True
        return False

    def _edited(self, message: Message, at: datetime) -> Event | None:
        text = message.text if message.text is not None else message.caption
        if message.chat.type != "private" or text is None:
            return None
        return Edited(conversation=self._conversation(message.chat), at=at, text=text)

    def _tapped(self, query: CallbackQuery, at: datetime) -> Event | None:
        if query.message is None:
            return None
        where = self._conversation(query.message.chat)
        if query.message.chat.type in ("group", "supergroup"):
            return InGroup(conversation=where, at=at, addressed=True)
        if query.data is None:
            return None
        markup = None if isinstance(query.message, InaccessibleMessage) else query.message.reply_markup
        return Tapped(conversation=where, at=at, data=query.data, label=_label(markup, query.data))

    def _membership(self, change: ChatMemberUpdated, at: datetime) -> Event | None:
        if change.chat.type != "private":
            return None
        where = self._conversation(change.chat)
        if change.new_chat_member.status == "kicked":
            return Blocked(conversation=where, at=at)
        return Unblocked(conversation=where, at=at)


def _label(markup: InlineKeyboardMarkup | None, data: str) -> str:
    rows = markup.inline_keyboard if markup else []
    return next((button.text for row in rows for button in row if button.callback_data == data), "")


def _file(message: Message) -> FileRef | None:
    if message.photo:
        largest = max(message.photo, key=lambda size: (size.width * size.height, size.file_size or 0))
        return _ref(largest, FileKind.PHOTO, media_type="image/jpeg")
    if message.voice:
        return _ref(message.voice, FileKind.VOICE, media_type=message.voice.mime_type or "audio/ogg")
    if message.audio:
        audio = message.audio
        return _ref(audio, FileKind.VOICE, audio.file_name or "", audio.mime_type or "")
    # An animation comes with a `document` of the same file beside it, so it is looked for first.
    if clip := message.animation or message.video:
        return _ref(clip, FileKind.VIDEO, clip.file_name or "", clip.mime_type or "video/mp4")
    if message.video_note:
        return _ref(message.video_note, FileKind.VIDEO, media_type="video/mp4")
    if paper := message.document:
        return _ref(paper, FileKind.DOCUMENT, paper.file_name or "", paper.mime_type or "")
    return None


def _ref(file: Any, kind: FileKind, name: str = "", media_type: str = "") -> FileRef:
    return FileRef(
        key=f"telegram:{file.file_unique_id}",
        kind=kind,
        remote=file.file_id,
        name=name,
        media_type=media_type,
        size=file.file_size,
    )


def _storable(value: Any) -> Any:
    """Without NUL and half surrogates: no database text can hold them, so one such message would
    keep the whole batch from being stored, for ever."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "ignore").decode()
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {key: _storable(item) for key, item in value.items()}
    return value
