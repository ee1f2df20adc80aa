"""The bodies of consultation messages, as the Official Account API wants them."""

from typing import Any, Final

from bot.channels import cutting
from bot.channels.port import Part

PRESSED: Final = "#sk:"
"""What our buttons begin with: a press comes back as a text message of the person."""

TITLE, SUBTITLE = 100, 500
"""How long the title and the line beneath it may be on the card that asks for a phone."""

LABEL: Final = 35
"""The strictest limit found for a button's title."""


def words(text: str) -> dict[str, Any]:
    return {"text": text}


def buttons(part: Part) -> dict[str, Any]:
    """The text with its buttons, one beneath the other; a press is not shown in the chat."""
    made = [
        {
            "title": cutting.shorten(button.label, LABEL),
            "type": "oa.query.hide",
            "payload": PRESSED + button.data,
        }
        for row in part.rows
        for button in row
    ]
    # Unlike every other template this one has no template_type.
    return {"text": part.text, "attachment": {"type": "template", "payload": {"buttons": made}}}


def card(title: str, subtitle: str, image_url: str) -> dict[str, Any]:
    """The card by which a person gives their name and phone with one tap."""
    element = {
        "title": cutting.shorten(title, TITLE),
        "subtitle": cutting.shorten(subtitle, SUBTITLE),
        "image_url": image_url,
    }
    return _template("request_user_info", element)


def picture(text: str, *, attachment_id: str = "", url: str = "") -> dict[str, Any]:
    """A picture that was uploaded, or one at a public address."""
    where = {"attachment_id": attachment_id} if attachment_id else {"url": url}
    return {**(words(text) if text else {}), **_template("media", {"media_type": "image", **where})}


def document(token: str) -> dict[str, Any]:
    """A file that was uploaded; it takes no text."""
    return {"attachment": {"type": "file", "payload": {"token": token}}}


def addressed(user_id: str, message: dict[str, Any]) -> dict[str, Any]:
    return {"recipient": {"user_id": user_id}, "message": message}


def _template(kind: str, element: dict[str, Any]) -> dict[str, Any]:
    return {"attachment": {"type": "template", "payload": {"template_type": kind, "elements": [element]}}}
