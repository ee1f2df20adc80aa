"""People on the other side of the fake Official Account, in the words a journey uses."""

import asyncio
import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.fakes.zalo_oa_spec import Upload

if TYPE_CHECKING:
    from tests.fakes.zalo_oa_api import ZaloOaApi

Event = dict[str, Any]


@dataclass
class Seen:
    """One message of the account as it stands in the person's chat.

    `buttons` are the labels, `image` the bytes of a picture (none when the account only named an
    address the fake cannot reach: see `image_url`), `file` a document, `card` the request for name
    and phone, `template_id` and `template_data` an approved template, `quotes` what is quoted.
    """

    id: str
    text: str = ""
    shown: list[dict[str, Any]] = field(default_factory=list)
    image: bytes | None = None
    image_url: str = ""
    file: Upload | None = None
    card: dict[str, Any] | None = None
    template_id: str = ""
    template_data: dict[str, str] = field(default_factory=dict)
    quotes: str = ""

    @property
    def buttons(self) -> list[str]:
        return [button["title"] for button in self.shown]

    @property
    def words(self) -> str:
        """All one can read of it."""
        card = [self.card["title"], self.card["subtitle"]] if self.card else []
        return "\n".join([self.text, *card, *self.template_data.values()]).strip("\n")


class Person:
    """A chat with one person. Every verb returns the raw event it made, so that a test can send it
    again with `api.push_again(event)`."""

    def __init__(self, api: "ZaloOaApi", id: str, name: str, phone: str = "") -> None:
        self.api, self.id, self.name = api, id, name
        self.phone = phone or "849" + id[-8:]
        self.id_by_app = "5" + id[1:]
        self.is_follower = False
        self.is_out = False
        self.is_sensitive = False
        self.interacted_at: datetime | None = None
        self.shared_info: dict[str, str] = {}
        self.reactions: list[tuple[str, str]] = []
        self.screen: list[Seen] = []
        self._heard = 0

    # -- what a person does ------------------------------------------------------------------

    def follows(self, source: str = "oa_profile") -> Event:
        self.is_follower = True
        self.interacts()
        return self._pushes_follow("follow", source)

    def unfollows(self) -> Event:
        """Leaves: nothing free reaches them from now on, until they write again."""
        self.is_follower, self.is_out = False, True
        return self._pushes_follow("unfollow", "oa_profile")

    def clicks_chatnow(self) -> Event:
        self.interacts()
        head = {"app_id": self.api.app_id, "oa_id": self.api.oa_id, "user_id": self.id}
        return self.api.push({**head, "event_name": "user_click_chatnow", "timestamp": self.api.stamp()})

    def says(self, text: str, quote: "Seen | str" = "") -> Event:
        """Types a text and sends it, perhaps quoting a message."""
        number = quote.id if isinstance(quote, Seen) else quote
        return self._sends("text", text=text, **({"quote_msg_id": number} if number else {}))

    def presses(self, title: str, on: Seen | None = None) -> Event:
        """Presses a button by its words, on the newest message that has it or on the one given;
        it arrives as if the payload had been typed. Buttons that open something tell the bot nothing."""
        for seen in [on] if on else reversed(self.screen):
            for button in seen.shown:
                if button["title"] != title:
                    continue
                if button["type"].startswith("oa.query"):
                    return self.says(button["payload"])
                return {}
        raise AssertionError(f"{self.name} sees no button {title!r}; {self._describe()}")

    def sends_image(self, *contents: bytes, text: str = "") -> Event:
        """Sends a picture, or several in one message."""
        return self._attaches("image", [self._kept(one, "x.jpg", thumbnail=True) for one in contents], text)

    def sends_gif(self, content: bytes = b"GIF89a", text: str = "") -> Event:
        return self._attaches("gif", [self._kept(content, "x.gif", thumbnail=True)], text)

    def sends_file(self, name: str, content: bytes, size: int | None = None) -> Event:
        """Sends a document; `size` makes Zalo state another size than it has."""
        kept = {
            **self._kept(content, name),
            "name": name,
            "size": str(len(content) if size is None else size),
            "type": name.rpartition(".")[2].lower(),
            "checksum": hashlib.sha256(content).hexdigest(),
        }
        return self._attaches("file", [kept])

    def sends_audio(self, content: bytes = b"\xff\xf1audio") -> Event:
        return self._attaches("audio", [self._kept(content, "x.aac")])

    def sends_video(self, content: bytes = b"\x00\x00\x00\x18ftypmp42", description: str = "") -> Event:
        kept = {**self._kept(content, "x.mp4", thumbnail=True), "description": description}
        return self._attaches("video", [kept])

    def sends_location(self, latitude: float = 10.77, longitude: float = 106.69) -> Event:
        place = {"latitude": str(latitude), "longitude": str(longitude)}
        return self._attaches("location", [{"coordinates": place}])

    def sends_sticker(self, id: str = "46986") -> Event:
        return self._attaches("sticker", [{"id": id, **self._kept(b"\x89PNG\r\n\x1a\n", "x.png")}])

    def sends_link(self, url: str = "https://example.vn/bai-viet", text: str = "") -> Event:
        """Passes on a link. How Zalo describes it is not documented for certain."""
        payload = {"url": url, "title": "Bài viết", "description": "", "thumbnail": ""}
        return self._attaches("link", [payload], text)

    def sends_card(self, phone: str = "") -> Event:
        """Passes on a business card, their own unless another phone is given. Its form is uncertain."""
        description = json.dumps({"phone": phone or self.phone, "qrCodeUrl": ""})
        payload = {"thumbnail": "", "description": description, "url": ""}
        return self._attaches("link", [payload], event="business_card")

    def submits_info(self, name: str, phone: str, *, full_address: bool = False) -> Event:
        """Fills in the card that asks for name and phone."""
        info: dict[str, Any] = {"name": name, "phone": phone}
        place = {"address": "1 đường 16/4", "city": "Khánh Hòa", "district": "", "ward": "Phan Rang"}
        nested = {"user_address": place["address"], "user_city": place["city"], "user_ward": place["ward"]}
        info |= {"full_address": nested, "user_dob": "", "gender": ""} if full_address else place
        self.shared_info = {"name": name, "phone": phone, "address": "", "city": "", "district": ""}
        return self.event("user_submit_info", info=info)

    def reacts(self, icon: str = "/-strong", on: Seen | None = None) -> Event:
        seen = on or (self.screen[-1] if self.screen else Seen("0"))
        return self.event("user_reacted_message", message={"react_icon": icon, "msg_id": seen.id})

    def is_answered_by_hand(self, text: str) -> Event:
        """An officer of the union writes to this person in the account's own inbox."""
        number = self.api.next_message_id()
        self.shows(number, text=text)
        head = {
            "app_id": self.api.app_id,
            "sender": {"id": self.api.oa_id, "admin_id": "3000000000000000003"},
        }
        head |= {"recipient": {"id": self.id}, "user_id_by_app": self.id_by_app}
        message = {"text": text, "msg_id": number}
        event = {**head, "event_name": "oa_send_text", "message": message, "timestamp": self.api.stamp()}
        return self.api.push(event)

    def event(self, event_name: str, **content: Any) -> Event:
        """Any event of this person to the account."""
        head = {"app_id": self.api.app_id, "sender": {"id": self.id}, "recipient": {"id": self.api.oa_id}}
        head |= {"user_id_by_app": self.id_by_app, "event_name": event_name}
        return self.api.push({**head, **content, "timestamp": self.api.stamp()})

    def interacts(self) -> None:
        """Whatever opens the window of seven days."""
        self.interacted_at, self.is_out = self.api.now, False

    # -- what a person notices ---------------------------------------------------------------

    def shows(self, id: str, **content: Any) -> None:
        """The server puts a message into this chat."""
        self.screen.append(Seen(id, **content))
        self.api.tell()

    def sees(self) -> list[Seen]:
        """Every message of the account, oldest first."""
        return list(self.screen)

    async def hears(self, words: str = "", within: float = 5.0) -> Seen:
        """Waits for the next message holding these words and returns it; what came before it counts
        as read, so the same message is never heard twice."""
        try:
            async with asyncio.timeout(within):
                while True:
                    for index in range(self._heard, len(self.screen)):
                        if words in self.screen[index].words:
                            self._heard = index + 1
                            return self.screen[index]
                    await self.api.changed()
        except TimeoutError:
            raise AssertionError(f"{self.name} did not hear {words!r}; {self._describe()}") from None

    async def hears_nothing(self, during: float = 0.4) -> None:
        """Nothing arrives for so many seconds."""
        before = len(self.screen)
        await asyncio.sleep(during)
        assert len(self.screen) == before, f"{self.name} heard something; {self._describe()}"

    def _sends(self, kind: str, **content: Any) -> Event:
        self.interacts()
        message = {**content, "msg_id": self.api.next_message_id()}
        return self.event(f"user_send_{kind}", message=message)

    def _attaches(self, kind: str, payloads: list[Event], text: str = "", event: str = "") -> Event:
        attachments = [{"type": kind, "payload": payload} for payload in payloads]
        spoken = {"text": text} if text else {}
        return self._sends(event or kind, attachments=attachments, **spoken)

    def _kept(self, content: bytes, name: str, *, thumbnail: bool = False) -> dict[str, str]:
        url = self.api.keep(content, name)
        return {"url": url, "thumbnail": url} if thumbnail else {"url": url}

    def _pushes_follow(self, event_name: str, source: str) -> Event:
        head: Event = {"oa_id": self.api.oa_id, "follower": {"id": self.id}, "user_id_by_app": self.id_by_app}
        head |= {"event_name": event_name, "source": source, "app_id": self.api.app_id}
        return self.api.push({**head, "timestamp": self.api.stamp()})

    def _describe(self) -> str:
        unread = [f"{seen.words!r} {seen.buttons or ''}" for seen in self.screen[-6:]]
        return "the last messages are:\n  " + "\n  ".join(unread)
