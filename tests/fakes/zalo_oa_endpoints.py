"""What the fake Official Account API does with a call that was found to be in order."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

from tests.fakes import zalo_oa_messages
from tests.fakes.zalo_oa_messages import Parcel
from tests.fakes.zalo_oa_spec import FREE, REACTIONS, WINDOW, Call, Foul, Refused
from tests.fakes.zalo_oa_uploads import check_picture
from tests.fakes.zalo_oa_wire import wants, words

if TYPE_CHECKING:
    from tests.fakes.zalo_oa_api import ZaloOaApi
    from tests.fakes.zalo_oa_people import Person

_BUTTON_CODES = {"refused_201": (-201, "attachment is invalid!"), "refused_233": (-233, "")}


class Endpoints:
    """`billed` lists the users of messages outside the free 48 hours."""

    def __init__(self, api: "ZaloOaApi") -> None:
        self.api = api
        self.billed: list[str] = []

    async def do(self, call: Call) -> Any:
        match call.path:
            case "/v3.0/oa/message/cs":
                return await self._consult(call)
            case "/v3.0/oa/message/template":
                return self.api.book.by_uid(call)
            case "/message/template":
                return self.api.book.by_phone(call)
            case "/v3.0/oa/quota/message":
                return self.api.directory.quota(call)
            case "/v3.0/oa/user/detail":
                return self.api.directory.detail(call)
            case "/v3.0/oa/user/getlist":
                return self.api.directory.people(call)
            case "/v2.0/oa/getoa":
                return self.api.directory.account()
            case "/v2.0/oa/message":
                return self._old_message(call)
            case path if path.startswith("/v2.0/oa/upload/"):
                return self.api.uploads.take(call)
            case _:
                return self.api.book.told(call)

    # -- messages ----------------------------------------------------------------------------

    async def _consult(self, call: Call) -> dict[str, Any]:
        parcel = zalo_oa_messages.parse(call.parameters, self.api.button_title_limit)
        person = self._reachable(parcel.user_id)
        if parcel.buttons and self.api.buttons != "accepted":
            raise Refused(*_BUTTON_CODES[self.api.buttons])
        content = await self._unpacked(parcel)
        number = self.api.next_message_id()
        person.shows(number, text=parcel.text, shown=parcel.buttons, quotes=parcel.quotes, **content)
        answer: dict[str, Any] = {
            "message_id": number,
            "user_id": person.id,
            "sent_time": self.api.sent_time(),
        }
        free = self.api.now - (person.interacted_at or self.api.now) <= FREE
        if not free:
            self.billed.append(person.id)
        if self.api.quota_in_answers:
            paid = {"quota_type": "purchase_quota", "remain": 4_821}
            answer["quota"] = {"quota_type": "reply", "remain": "8", "total": "8"} if free else paid
        self.api.hooks.follow_up(person, number, _echoed(parcel))
        return answer

    def _reachable(self, user_id: str) -> "Person":
        person = self.api.people.get(user_id)
        if person is None:
            raise Refused(-201, "user_id is invalid!")
        if {person.id, person.phone} & self.api.blocked:
            raise Refused(-244)
        if person.is_out:
            raise Refused(-213)
        if person.interacted_at is None or self.api.now - person.interacted_at > WINDOW:
            raise Refused(self.api.window_code)
        return person

    async def _unpacked(self, parcel: Parcel) -> dict[str, Any]:
        if parcel.file_token:
            return {"file": self.api.uploads.find(parcel.file_token, "file")}
        if parcel.card:
            return {"card": parcel.card}
        if parcel.media is None:
            return {}
        if url := parcel.media.get("url"):
            return {"image_url": url, "image": await self._look_at(url)}
        kind = parcel.media["media_type"]
        if kind == "sticker":
            return {"text": f"[{parcel.media['attachment_id']}]"}
        return {"image": self.api.uploads.find(parcel.media["attachment_id"], kind).content}

    async def _look_at(self, url: str) -> bytes | None:
        """The picture behind an address on this machine; the world outside is out of a test's reach."""
        if urlsplit(url).hostname not in ("127.0.0.1", "localhost"):
            return None
        try:
            async with self.api.client.get(url, timeout=aiohttp.ClientTimeout(5)) as answer:
                content = await answer.read()
                if answer.status != 200:
                    raise Refused(-201, "url is invalid!")
        except (aiohttp.ClientError, TimeoutError):
            raise Refused(-201, "url is invalid!") from None
        check_picture(content)
        return content

    def _old_message(self, call: Call) -> dict[str, Any]:
        """Reactions and article broadcasts are all that is left of version 2."""
        recipient = call.parameters.get("recipient")
        if "sender_action" in call.parameters:
            return self._react(call.parameters)
        if not isinstance(recipient, dict) or "target" not in recipient:
            raise Foul(-240)
        return self._broadcast(call.parameters)

    def _react(self, body: dict[str, Any]) -> dict[str, Any]:
        wants(body, "body", {"recipient", "sender_action"})
        user_id = wants(body["recipient"], "recipient", {"user_id"})["user_id"]
        person = self._reachable(words(user_id, "user_id"))
        action = wants(body["sender_action"], "sender_action", {"react_icon", "react_message_id"})
        if action["react_icon"] not in REACTIONS:
            raise Foul(-201, "react_icon is invalid!")
        number = words(action["react_message_id"], "react_message_id")
        person.reactions.append((action["react_icon"], number))
        return {"message_id": number, "user_id": person.id}

    def _broadcast(self, body: dict[str, Any]) -> dict[str, Any]:
        wants(body, "body", {"recipient", "message"})
        wants(body["message"], "message", {"attachment"})
        payload = wants(body["message"]["attachment"], "attachment", {"payload"}, {"type"})["payload"]
        wants(payload, "payload", {"template_type", "elements"})
        elements = payload["elements"]
        if not isinstance(elements, list) or len(elements) != 1:
            raise Foul(-201, "elements is invalid! (exactly one)")
        element = wants(elements[0], "element", {"media_type", "attachment_id"})
        if payload["template_type"] != "media" or element["media_type"] != "article":
            raise Foul(-201, "a broadcast is an article and nothing else")
        if element["attachment_id"] not in self.api.articles:
            raise Refused(-201, "attachment_id is invalid!")
        if self.api.is_night():
            raise Refused(-234)
        return {"message_id": self.api.next_message_id()}


def _echoed(parcel: Parcel) -> str:
    """What the echo of a message is called."""
    if parcel.file_token:
        return "file"
    if parcel.media:
        return str(parcel.media["media_type"])
    return "list" if parcel.card else "text"
