"""The same reading of an update over python-telegram-bot's models, as an independent witness."""

import re
import warnings
from datetime import datetime
from typing import Any

from telegram import Message, Update

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

OTHER = {"sticker": "sticker", "venue": "location", "location": "location", "poll": "poll", "dice": "game"}
OTHER |= {"game": "game", "story": "unknown", "paid_media": "unknown", "checklist": "unknown"}


def read(raw: dict[str, Any], at: datetime, account: str, username: str) -> Event | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        update = Update.de_json(raw, None)
    if query := update.callback_query:
        if query.message is None:
            return None
        here: dict[str, Any] = {"conversation": f"telegram:{account}:{query.message.chat.id}", "at": at}
        if query.message.chat.type != "private":
            return InGroup(**here, addressed=True)
        if query.data is None:
            return None
        label = ""
        # An inaccessible message is of the same class here, only emptier.
        if isinstance(query.message, Message) and query.message.reply_markup:
            keys = [key for row in query.message.reply_markup.inline_keyboard for key in row]
            label = next((key.text for key in keys if key.callback_data == query.data), "")
        return Tapped(**here, data=query.data, label=label)
    if change := update.my_chat_member:
        if change.chat.type != "private":
            return None
        gone = change.new_chat_member.status == "kicked"
        return (Blocked if gone else Unblocked)(conversation=f"telegram:{account}:{change.chat.id}", at=at)
    if update.edited_message and update.edited_message.chat.type == "private":
        edited = update.edited_message
        words = edited.text or edited.caption
        return (
            Edited(conversation=f"telegram:{account}:{edited.chat.id}", at=at, text=words) if words else None
        )
    return _message(update.message, at, account, username) if update.message else None


def _message(message: Message, at: datetime, account: str, username: str) -> Event | None:
    here: dict[str, Any] = {"conversation": f"telegram:{account}:{message.chat.id}", "at": at}
    if message.chat.type != "private":
        return InGroup(**here, addressed=_addressed(message, account, username))
    forwarded = message.forward_origin is not None
    if message.text is not None:
        words = message.text.split(maxsplit=1)
        if not forwarded and words and re.fullmatch(r"/start(@\w+)?", words[0]):
            return Began(**here, payload=words[1].strip() if len(words) > 1 else "")
        return Said(**here, text=message.text, forwarded=forwarded)
    if contact := message.contact:
        sender = message.from_user
        own = sender is not None and contact.user_id == sender.id and not forwarded
        return SharedPhone(**here, phone=contact.phone_number, own=own)
    if file := _file(message):
        caption, album = message.caption or "", message.media_group_id or ""
        return Attached(**here, file=file, caption=caption, album=album, forwarded=forwarded)
    what = next((name for kind, name in OTHER.items() if getattr(message, kind, None)), None)
    return SentOther(**here, what=what) if what else None  # type: ignore[arg-type]


def _addressed(message: Message, account: str, username: str) -> bool:
    entities = message.parse_entities() if message.text else {}
    commands = [
        text for entity, text in entities.items() if entity.type == "bot_command" and not entity.offset
    ]
    mentions = [text.lower() for entity, text in entities.items() if entity.type == "mention"]
    reply = message.reply_to_message
    return (
        any("@" not in text or text.lower().endswith(f"@{username}") for text in commands)
        or f"@{username}" in mentions
        or bool(reply and reply.from_user and str(reply.from_user.id) == account)
    )


def _file(message: Message) -> FileRef | None:
    kinds = {
        "photo": (FileKind.PHOTO, "image/jpeg"),
        "voice": (FileKind.VOICE, "audio/ogg"),
        "audio": (FileKind.VOICE, ""),
        "animation": (FileKind.VIDEO, "video/mp4"),
        "video": (FileKind.VIDEO, "video/mp4"),
        "video_note": (FileKind.VIDEO, "video/mp4"),
        "document": (FileKind.DOCUMENT, ""),
    }
    for name, (kind, media_type) in kinds.items():
        file = getattr(message, name)
        if not file:
            continue
        if kind is FileKind.PHOTO:
            file = sorted(file, key=lambda size: size.width)[-1]
        return FileRef(
            key=f"telegram:{file.file_unique_id}",
            kind=kind,
            remote=file.file_id,
            name=getattr(file, "file_name", None) or "",
            media_type=getattr(file, "mime_type", None) or media_type,
            size=file.file_size,
        )
    return None
