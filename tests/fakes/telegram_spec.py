"""What the fake Bot API insists on: parameters, lengths and keyboards, as the real one documents them."""

import json
from dataclasses import dataclass, field
from typing import Any, Literal

SENT = {"chat_id", "reply_markup", "link_preview_options", "allow_paid_broadcast"}
FILE = {"chat_id", "reply_markup", "caption", "allow_paid_broadcast"}
WEBHOOK = {"secret_token", "max_connections", "allowed_updates", "drop_pending_updates"}

REQUIRED: dict[str, set[str]] = {
    "getMe": set(),
    "setMyCommands": {"commands"},
    "getUpdates": set(),
    "setWebhook": {"url"},
    "deleteWebhook": set(),
    "getWebhookInfo": set(),
    "sendMessage": {"chat_id", "text"},
    "sendPhoto": {"chat_id", "photo"},
    "sendDocument": {"chat_id", "document"},
    "sendVoice": {"chat_id", "voice"},
    "sendVideo": {"chat_id", "video"},
    "sendChatAction": {"chat_id", "action"},
    "editMessageReplyMarkup": {"chat_id", "message_id"},
    "editMessageText": {"chat_id", "message_id", "text"},
    "answerCallbackQuery": {"callback_query_id"},
    "getFile": {"file_id"},
}
ALLOWED: dict[str, set[str]] = {
    "getMe": set(),
    "setMyCommands": {"commands", "language_code"},
    "getUpdates": {"offset", "limit", "timeout", "allowed_updates"},
    "setWebhook": {"url"} | WEBHOOK,
    "deleteWebhook": {"drop_pending_updates"},
    "getWebhookInfo": set(),
    "sendMessage": SENT | {"text"},
    "sendPhoto": FILE | {"photo"},
    "sendDocument": FILE | {"document"},
    "sendVoice": FILE | {"voice"},
    "sendVideo": FILE | {"video"},
    "sendChatAction": {"chat_id", "action"},
    "editMessageReplyMarkup": {"chat_id", "message_id", "reply_markup"},
    "editMessageText": {"chat_id", "message_id"} | SENT | {"text"},
    "answerCallbackQuery": {"callback_query_id", "text", "show_alert"},
    "getFile": {"file_id"},
}
JSON_PARAMETERS = {"reply_markup", "link_preview_options", "allowed_updates"}
FILE_PARAMETERS = {
    "sendPhoto": "photo",
    "sendDocument": "document",
    "sendVoice": "voice",
    "sendVideo": "video",
}
UPLOAD_LIMIT = {"sendPhoto": 10_000_000}


@dataclass(frozen=True)
class Upload:
    """A file as it came over the wire."""

    name: str
    content: bytes


@dataclass
class Call:
    """One request, with both libraries' ways of writing it made equal (see `normalised`)."""

    method: str
    parameters: dict[str, Any]
    files: dict[str, Upload] = field(default_factory=dict)

    def normalised(self) -> tuple[str, dict[str, Any], dict[str, Upload]]:
        return self.method, self.parameters, self.files


@dataclass(frozen=True)
class Fault:
    """A way for one call to go wrong; make it with one of the functions below."""

    status: int = 0
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    html: bool = False
    cut: Literal["", "before", "after", "hang"] = ""


def throttled(seconds: int) -> Fault:
    text = f"Too Many Requests: retry after {seconds}"
    return Fault(429, text, {"retry_after": seconds})


def blocked() -> Fault:
    return Fault(403, "Forbidden: bot was blocked by the user")


def chat_not_found() -> Fault:
    return Fault(400, "Bad Request: chat not found")


def migrated(chat_id: int) -> Fault:
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return Fault(400, text, {"migrate_to_chat_id": chat_id})


def broken(status: int = 500) -> Fault:
    return Fault(status, "Internal Server Error")


def gateway_page(status: int = 502) -> Fault:
    return Fault(status, "Bad Gateway", html=True)


def hanging() -> Fault:
    """Takes the request, does nothing, never answers."""
    return Fault(cut="hang")


def cut_before() -> Fault:
    """Cuts the line without doing anything."""
    return Fault(cut="before")


def cut_after() -> Fault:
    """Does what was asked and cuts the line instead of answering."""
    return Fault(cut="after")


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def check(call: Call) -> str:
    """The first thing wrong with a call, "" when it is in order."""
    if call.method not in REQUIRED:
        return f"unknown method {call.method}"
    given = set(call.parameters) | set(call.files)
    if missing := REQUIRED[call.method] - given:
        return f"{call.method} without {sorted(missing)}"
    if unknown := given - ALLOWED[call.method]:
        return f"{call.method} with unknown {sorted(unknown)}"
    text, caption = call.parameters.get("text", "-"), call.parameters.get("caption", "-")
    if not text.strip() or (call.method in ("sendMessage", "editMessageText") and utf16(text) > 4096):
        return "message text is empty or too long"
    if utf16(caption) > 1024:
        return "message caption is too long"
    for name, upload in call.files.items():
        if not upload.content or len(upload.content) > UPLOAD_LIMIT.get(call.method, 50_000_000):
            return f"{call.method} with an empty or too big {name}"
        if not upload.name:
            return f"{call.method} with a nameless {name}"
    return _check_markup(call.parameters.get("reply_markup"))


#: What pressing an inline button may do: one of these.
_ACTIONS: list[set[str]] = [{"callback_data"}, {"url"}]


def _check_markup(markup: Any) -> str:
    if markup is None:
        return ""
    if "inline_keyboard" in markup:
        for button in (b for row in markup["inline_keyboard"] for b in row):
            if not button.get("text", "").strip() or set(button) - {"text"} not in _ACTIONS:
                return f"inline button {sorted(button)}"
            if "url" in button:
                if not button["url"].startswith(("https://", "http://", "tg://")):
                    return "BUTTON_URL_INVALID"
            elif not 1 <= len(button["callback_data"].encode()) <= 64:
                return "BUTTON_DATA_INVALID"
        return "" if set(markup) == {"inline_keyboard"} else "inline keyboard with extras"
    if set(markup) <= {"keyboard", "resize_keyboard", "one_time_keyboard"} and markup.get("keyboard"):
        for key in (k for row in markup["keyboard"] for k in row):
            if not set(key) <= {"text", "request_contact"} or not key["text"].strip():
                return f"key {sorted(key)}"
        return ""
    return "" if markup == {"remove_keyboard": True} else f"unknown markup {sorted(markup)}"


def decoded(name: str, value: str) -> Any:
    return json.loads(value) if name in JSON_PARAMETERS else value
