"""How a consultation message must be written, from its recipient to its last button."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.zalo_oa_spec import BUTTON_LIMIT, QUERY_LIMIT, TEXT_LIMIT, Foul
from tests.fakes.zalo_oa_wire import wants, words

_PHONE = re.compile(r"\+?\d{3,15}")


@dataclass
class Parcel:
    """A message that was read: at most one of `media`, `file_token` and `card` is filled in."""

    user_id: str
    text: str = ""
    quotes: str = ""
    buttons: list[dict[str, Any]] = field(default_factory=list)
    media: dict[str, Any] | None = None
    file_token: str = ""
    card: dict[str, Any] | None = None


def parse(body: dict[str, Any], title_limit: int) -> Parcel:
    """Raises `Foul` for whatever the documentation does not show."""
    wants(body, "body", {"recipient", "message"})
    recipient = wants(body["recipient"], "recipient", {"user_id"})
    parcel = Parcel(words(recipient["user_id"], "user_id"))
    message = wants(body["message"], "message", set(), {"text", "attachment", "quote_message_id"})
    if "text" in message:
        parcel.text = words(message["text"], "message.text", TEXT_LIMIT)
    if "quote_message_id" in message:
        parcel.quotes = words(message["quote_message_id"], "quote_message_id")
    if "attachment" in message:
        _read_attachment(parcel, message["attachment"], title_limit)
    elif not parcel.text:
        raise Foul(-201, "message is invalid! (neither text nor attachment)")
    return parcel


def _read_attachment(parcel: Parcel, attachment: Any, title_limit: int) -> None:
    wants(attachment, "attachment", {"type", "payload"})
    payload = attachment["payload"]
    match attachment["type"]:
        case "file":
            parcel.file_token = words(wants(payload, "payload", {"token"})["token"], "token")
            _alone(parcel, "a file")
        case "template" if isinstance(payload, dict) and "template_type" not in payload:
            _read_buttons(parcel, wants(payload, "payload", {"buttons"})["buttons"], title_limit)
        case "template":
            _read_elements(parcel, wants(payload, "payload", {"template_type", "elements"}))
        case _:
            raise Foul(-201, "attachment.type is invalid!")


def _alone(parcel: Parcel, what: str) -> None:
    # The documentation shows these without text, so words beside them may get lost.
    if parcel.text or parcel.quotes:
        raise Foul(
            -201, f"message is invalid! ({what} is sent alone, say the words in a message of their own)"
        )


def _read_buttons(parcel: Parcel, buttons: Any, title_limit: int) -> None:
    if not parcel.text:
        raise Foul(-201, "message.text is invalid! (buttons stand under a text)")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= BUTTON_LIMIT:
        raise Foul(-201, f"buttons is invalid! (1 to {BUTTON_LIMIT})")
    for button in buttons:
        wants(button, "button", {"title", "type", "payload"}, {"image_icon"})
        words(button["title"], "button.title", title_limit)
        _check_payload(button["type"], button["payload"])
        if not isinstance(button.get("image_icon", ""), str):
            raise Foul(-201, "button.image_icon is invalid!")
    parcel.buttons = buttons


def _check_payload(kind: Any, payload: Any) -> None:
    match kind:
        case "oa.query.show" | "oa.query.hide":
            words(payload, "button.payload", QUERY_LIMIT)
        case "oa.open.url":
            _check_address(wants(payload, "button.payload", {"url"})["url"], "button.payload.url")
        case "oa.open.phone":
            _check_phone(wants(payload, "button.payload", {"phone_code"}))
        case "oa.open.sms":
            _check_phone(wants(payload, "button.payload", {"content", "phone_code"}))
            words(payload["content"], "button.payload.content")
        case _:
            raise Foul(-201, "button.type is invalid!")


def _check_phone(payload: dict[str, Any]) -> None:
    if not _PHONE.fullmatch(words(payload["phone_code"], "phone_code")):
        raise Foul(-201, "phone_code is invalid!")


def _check_address(url: Any, name: str) -> None:
    parts = urlsplit(words(url, name))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Foul(-201, f"{name} is invalid!")


def _read_elements(parcel: Parcel, payload: dict[str, Any]) -> None:
    elements = payload["elements"]
    if not isinstance(elements, list) or len(elements) != 1:
        raise Foul(-201, "elements is invalid! (exactly one)")
    match payload["template_type"]:
        case "media":
            parcel.media = _checked_media(elements[0])
            if parcel.media["media_type"] == "sticker":
                _alone(parcel, "a sticker")
        case "request_user_info":
            card = wants(elements[0], "element", {"title", "subtitle", "image_url"})
            words(card["title"], "title", 100)
            words(card["subtitle"], "subtitle", 500)
            _check_address(card["image_url"], "image_url")
            _alone(parcel, "a request for information")
            parcel.card = card
        case _:
            raise Foul(-233, "template_type is invalid!")


def _checked_media(element: Any) -> dict[str, Any]:
    kind = element.get("media_type") if isinstance(element, dict) else None
    match kind:
        case "image":
            wants(element, "element", {"media_type"}, {"url", "attachment_id"})
        case "gif":
            wants(element, "element", {"media_type", "width", "height"}, {"url", "attachment_id"})
            if not all(isinstance(element[side], int) and element[side] > 0 for side in ("width", "height")):
                raise Foul(-201, "width and height are invalid!")
        case "sticker":
            wants(element, "element", {"media_type", "attachment_id"})
        case _:
            raise Foul(-201, "media_type is invalid!")
    if ("url" in element) == ("attachment_id" in element):
        raise Foul(-201, "element is invalid! (either url or attachment_id)")
    if "url" in element:
        _check_address(element["url"], "element.url")
    else:
        words(element["attachment_id"], "attachment_id")
    return dict(element)
