"""One update of Zalo, in any of the shapes seen, as the event it means."""

import hashlib
import json
from datetime import datetime
from typing import Any, Final

import structlog

from bot.channels.port import Received
from handlers.events import Attached, Event, FileKind, FileRef, Said, SentOther

log = structlog.get_logger(__name__)

#: Longer ids are none of Zalo's and would not fit where keys are kept.
LONGEST_ID: Final = 200
_GROUP: Final = "zgr-"


def read(raw: Any, account: str, at: datetime) -> Received | None:
    """What a person meant to tell us in private; everything else, groups included, is nothing."""
    try:
        update = _storable(unwrapped(raw))
        event = _event(update, account, at)
        return None if event is None else Received(key=key_of(update), event=event)
    except RecursionError:
        log.warning("update_unreadable", account=account, error="RecursionError")
        return None


def unwrapped(raw: Any) -> dict[str, Any]:
    """The documentation wraps an update like an answer; the live service was seen to send it bare."""
    if not isinstance(raw, dict):
        return {}
    inner = raw.get("result")
    return inner if isinstance(inner, dict) else raw


def key_of(update: dict[str, Any]) -> str:
    """Zalo's id of the message, and of what has none a fingerprint: a repeat is known by it."""
    message = update.get("message")
    if isinstance(message, dict) and (told := _id(message.get("message_id"))):
        return told
    written = json.dumps(update, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _event(update: dict[str, Any], account: str, at: datetime) -> Event | None:
    message = update.get("message")
    if not isinstance(message, dict) or not (address := _private_chat(message)):
        return None
    where = f"zalo_bot:{account}:{address}"
    match update.get("event_name"):
        case "message.text.received":
            text = message.get("text")
            return Said(conversation=where, at=at, text=text) if isinstance(text, str) and text else None
        case "message.image.received":
            # The documentation says `photo`, the live service `photo_url`.
            url = _address(message.get("photo_url")) or _address(message.get("photo"))
            return _attached(where, at, update, FileKind.PHOTO, url)
        case "message.voice.received":
            url = _address(message.get("voice_url"))
            return _attached(where, at, update, FileKind.VOICE, url, "audio/aac")
        case "message.sticker.received":
            return SentOther(conversation=where, at=at, what="sticker")
        case "message.unsupported.received":
            return SentOther(conversation=where, at=at, what="unsupported")
    return None


def _private_chat(message: dict[str, Any]) -> str:
    """The chat's id, "" for a group, for what another bot said, and for what names no chat."""
    chat, sender = message.get("chat"), message.get("from")
    if not isinstance(chat, dict) or (isinstance(sender, dict) and sender.get("is_bot") is True):
        return ""
    kind = str(chat.get("chat_type") or "PRIVATE").upper()
    address = _id(chat.get("id"))
    return address if kind == "PRIVATE" and not address.startswith(_GROUP) else ""


def _attached(
    where: str, at: datetime, update: dict[str, Any], kind: FileKind, url: str, media_type: str = ""
) -> Event:
    if not url:
        # Something was sent that we cannot get at: the person is told what to do instead.
        return SentOther(conversation=where, at=at, what="unsupported")
    caption = update["message"].get("caption")
    file = FileRef(key=f"zalo_bot:{key_of(update)}", kind=kind, remote=url, media_type=media_type)
    return Attached(conversation=where, at=at, file=file, caption=caption if isinstance(caption, str) else "")


def _id(value: Any) -> str:
    """Opaque text; a number would be taken for one as well."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    sound = isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isprintable()
    return value if sound else ""


def _address(value: Any) -> str:
    return value if isinstance(value, str) and value.startswith(("https://", "http://")) else ""


def _storable(value: Any) -> Any:
    """Without NUL and half surrogates: no database text can hold them, so storing would fail for ever."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "ignore").decode()
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {str(_storable(key)): _storable(item) for key, item in value.items()}
    return value
