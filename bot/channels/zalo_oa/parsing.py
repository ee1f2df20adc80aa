"""A webhook body of the Official Account as the events it means."""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, Literal

import structlog

from bot.channels.port import Received
from bot.channels.zalo_oa.composing import PRESSED
from handlers.events import (
    Attached,
    Blocked,
    Event,
    FileKind,
    FileRef,
    Opened,
    Said,
    SentOther,
    SharedPhone,
    Tapped,
)

log = structlog.get_logger(__name__)

_LONGEST_ID: Final = 128
_ID: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")
_FILES: Final = {
    "user_send_image": FileKind.PHOTO,
    "user_send_gif": FileKind.PHOTO,
    "user_send_file": FileKind.DOCUMENT,
    "user_send_audio": FileKind.VOICE,
    "user_send_video": FileKind.VIDEO,
}
_OTHERS: Final[dict[str, Literal["sticker", "location", "unsupported", "unknown"]]] = {
    "user_send_location": "location",
    "user_send_sticker": "sticker",
    "user_send_business_card": "unsupported",
}
#: News for the administrator, with the part of the body that tells it.
_NEWS: Final = {
    "change_oa_daily_quota": ("quota",),
    "change_template_status": ("template_id", "status", "reason"),
}


class Reader:
    """Reads the webhook bodies of one account, whoever wrote them."""

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id

    def read(self, raw: Any, at: datetime) -> list[Received]:
        """Nothing for receipts, echoes of our own messages and whatever else no person said."""
        if not isinstance(raw, dict) or not isinstance(raw.get("event_name"), str):
            return []
        body = _storable(raw)
        name = body["event_name"]
        if name in _NEWS:
            told = {field: str(body.get(field, ""))[:200] for field in _NEWS[name]}
            log.info("zalo_oa_news", account=self._app_id, news=name, **told)
            return []
        read = _READERS.get(name)
        user = _user(body)
        if read is None or not user:
            return []
        where = f"zalo_oa:{self._app_id}:{user}"
        key = _key(body, user)
        events = read(name, body, key, where, at)
        return [
            Received(key=_numbered(key, number), event=event) for number, event in enumerate(events, start=1)
        ]


def seen_in(raw: dict[str, Any]) -> list[str]:
    """The numbers of our messages that a body tells of having been read; none for every other body."""
    if raw.get("event_name") != "user_seen_message":
        return []
    numbers = _message(raw).get("msg_ids")
    return [one for one in numbers if isinstance(one, str)] if isinstance(numbers, list) else []


def _text(name: str, body: dict[str, Any], key: str, where: str, at: datetime) -> list[Event]:
    text = _message(body).get("text")
    if not isinstance(text, str) or not text.strip():
        return []
    # A press on a button comes as the words we gave it, and anybody can type them: who handles it
    # checks what it carries, as with every button.
    if text.strip().startswith(PRESSED):
        return [Tapped(conversation=where, at=at, data=text.strip().removeprefix(PRESSED))]
    return [Said(conversation=where, at=at, text=text)]


def _files(name: str, body: dict[str, Any], key: str, where: str, at: datetime) -> list[Event]:
    message = _message(body)
    payloads = [one for one in _payloads(message) if _address(one)]
    # What was written below a film stands in its payload.
    caption = message.get("text") or next((one.get("description") for one in payloads), None)
    album = key if len(payloads) > 1 else ""
    events: list[Event] = []
    for number, payload in enumerate(payloads, start=1):
        file = FileRef(
            key=f"zalo_oa:{_numbered(key, number)}",
            kind=_FILES[name],
            remote=_address(payload),
            name=_words(payload.get("name")),
            size=_size(payload.get("size")),
        )
        words = caption if isinstance(caption, str) and number == 1 else ""
        events.append(Attached(conversation=where, at=at, file=file, caption=words, album=album))
    return events or [SentOther(conversation=where, at=at, what="unknown")]


def _other(name: str, body: dict[str, Any], key: str, where: str, at: datetime) -> list[Event]:
    return [SentOther(conversation=where, at=at, what=_OTHERS[name])]


def _link(name: str, body: dict[str, Any], key: str, where: str, at: datetime) -> list[Event]:
    """What it holds is not documented: an answer with an address in it must not be lost."""
    return _text(name, body, key, where, at) or [SentOther(conversation=where, at=at, what="unknown")]


def _opened(name: str, body: dict[str, Any], key: str, where: str, at: datetime) -> list[Event]:
    return [Opened(conversation=where, at=at)]


def _left(name: str, body: dict[str, Any], key: str, where: str, at: datetime) -> list[Event]:
    return [Blocked(conversation=where, at=at)]


def _info(name: str, body: dict[str, Any], key: str, where: str, at: datetime) -> list[Event]:
    """The card that was filled in: `own`, because Zalo lets nobody else answer it."""
    info = body.get("info")
    phone = _words(info.get("phone")) if isinstance(info, dict) else ""
    return [SharedPhone(conversation=where, at=at, phone=phone, own=True)] if phone else []


_Read = Callable[[str, dict[str, Any], str, str, datetime], list[Event]]
_READERS: Final[dict[str, _Read]] = {
    "user_send_text": _text,
    **dict.fromkeys(_FILES, _files),
    **dict.fromkeys(_OTHERS, _other),
    "user_send_link": _link,
    "follow": _opened,
    "user_click_chatnow": _opened,
    "unfollow": _left,
    "user_submit_info": _info,
}


def _user(body: dict[str, Any]) -> str:
    """By the shape of the event: whoever sent it, follows, or stands there plainly; "" for nobody."""
    for party in (body.get("sender"), body.get("follower")):
        if isinstance(party, dict) and (found := _id(party.get("id"))):
            return found
    return _id(body.get("user_id"))


def _key(body: dict[str, Any], user: str) -> str:
    message_id = _words(_message(body).get("msg_id"))
    if message_id.isprintable() and 0 < len(message_id) <= _LONGEST_ID:
        return message_id
    told = "\n".join((body["event_name"], str(body.get("timestamp", "")), user))
    return hashlib.sha256(told.encode()).hexdigest()


def _numbered(key: str, number: int) -> str:
    return key if number == 1 else f"{key}#{number}"


def _id(value: object) -> str:
    """Documented as strings; a number is read as well. Nothing that could forge a conversation's name."""
    text = str(value) if isinstance(value, str | int) else ""
    return text if _ID.fullmatch(text) else ""


def _message(body: dict[str, Any]) -> dict[str, Any]:
    message = body.get("message")
    return message if isinstance(message, dict) else {}


def _payloads(message: dict[str, Any]) -> list[dict[str, Any]]:
    attachments = message.get("attachments")
    if not isinstance(attachments, list):
        return []
    found = [one.get("payload") for one in attachments if isinstance(one, dict)]
    return [payload for payload in found if isinstance(payload, dict)]


def _address(payload: dict[str, Any]) -> str:
    url = payload.get("url")
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else ""


def _size(value: object) -> int | None:
    """A string, as documented, or a number."""
    text = str(value) if isinstance(value, str | int) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _words(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) else ""


def _storable(value: Any) -> Any:
    """Without NUL and half surrogates: no database text can hold them, so one such message could
    never be stored, however often it came."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "ignore").decode()
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {key: _storable(item) for key, item in value.items()}
    return value
