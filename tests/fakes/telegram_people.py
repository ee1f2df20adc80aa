"""People (and a group) on the other side of the fake Bot API, in the words a journey uses."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram_spec import Upload

if TYPE_CHECKING:
    from tests.fakes.telegram_api import TelegramApi


@dataclass
class Seen:
    """One message of the bot as it stands on the person's screen now.

    `buttons` are the inline rows as labels, `keyboard` the labels of a reply keyboard;
    `photo` holds the bytes of a picture, `file` of any other file.
    """

    id: int
    text: str
    markup: dict[str, Any] = field(default_factory=dict)
    photo: bytes | None = None
    file: Upload | None = None

    @property
    def buttons(self) -> list[list[str]]:
        return [[b["text"] for b in row] for row in self.markup.get("inline_keyboard", [])]

    @property
    def labels(self) -> list[str]:
        """All inline buttons in reading order."""
        return [label for row in self.buttons for label in row]

    @property
    def keyboard(self) -> list[str]:
        return [key["text"] for row in self.markup.get("keyboard", []) for key in row]

    def key(self, label: str) -> dict[str, Any] | None:
        rows = self.markup.get("keyboard", [])
        return next((key for row in rows for key in row if key["text"] == label), None)

    def data_of(self, label: str) -> str | None:
        rows = self.markup.get("inline_keyboard", [])
        return next((b["callback_data"] for row in rows for b in row if b["text"] == label), None)


class Person:
    """A private chat with one person. Every verb returns the raw update it made, so that a test can
    send it again with `api.push_again(update)`."""

    def __init__(self, api: "TelegramApi", id: int, name: str) -> None:
        self.api, self.id, self.name = api, id, name
        self.has_begun = False
        self.has_blocked = False
        self.screen: list[Seen] = []
        self._heard = 0

    @property
    def user(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": "vi"}

    @property
    def chat(self) -> dict[str, Any]:
        return {"id": self.id, "type": "private", "first_name": self.name}

    # -- what a person does ------------------------------------------------------------------

    def says(self, text: str) -> dict[str, Any]:
        """Types a text and sends it."""
        return self._sends(text=text, **_command_entity(text))

    def starts(self, payload: str = "") -> dict[str, Any]:
        """Presses Start, also behind a deep link or a QR code."""
        return self.says(f"/start {payload}".strip())

    def forwards(self, text: str) -> dict[str, Any]:
        """Passes on a message somebody else wrote."""
        return self._sends(text=text, forward_origin=STRANGER)

    def edits(self, update: dict[str, Any], text: str) -> dict[str, Any]:
        """Changes the text of a message sent before (give the update it made)."""
        message = {**update["message"], "text": text, "edit_date": self.api.date()}
        return self.api.push("edited_message", message)

    def taps(self, label: str, on: Seen | None = None) -> dict[str, Any]:
        """Presses a button by its words: on the newest message that has it, or on the one given,
        which may have lost its buttons since. A key of a reply keyboard is typed instead,
        and the one for the phone number shares the own contact."""
        for seen in [on] if on else reversed(self.screen):
            data = seen.data_of(label)
            if data is not None:
                return self.presses(data, seen)
            if (key := seen.key(label)) is not None:
                return self.shares_contact() if key.get("request_contact") else self.says(label)
        raise AssertionError(f"{self.name} sees no button {label!r}; {self._describe()}")

    def presses(self, data: str, on: Seen | None = None, *, inaccessible: bool = False) -> dict[str, Any]:
        """Sends any button payload, also a forged one; without `on` from the newest message."""
        seen = on or (self.screen[-1] if self.screen else Seen(1, "-"))
        message: dict[str, Any] = {"message_id": seen.id, "chat": self.chat, "date": 0}
        if not inaccessible:
            message |= {"date": self.api.date(), "from": self.api.me, "text": seen.text or "-"}
            if "inline_keyboard" in seen.markup:
                message["reply_markup"] = seen.markup
        query = {"from": self.user, "message": message, "chat_instance": "1", "data": data}
        return self.api.push("callback_query", {"id": self.api.next_query_id(), **query})

    def sends_photo(
        self, content: bytes, *, caption: str = "", album: str | None = None, forwarded: bool = False
    ) -> dict[str, Any]:
        """Sends a picture; pictures with the same `album` arrive as one."""
        large = self.api.keep(content, "photos", "jpg")
        small = {**large, "file_id": large["file_id"] + "s", "file_unique_id": large["file_unique_id"] + "s"}
        sizes = [small | {"width": 90, "height": 60, "file_size": 900}, large | {"width": 900, "height": 600}]
        extra: dict[str, Any] = {"media_group_id": album} if album else {}
        extra |= {"forward_origin": STRANGER} if forwarded else {}
        return self._sends(photo=sizes, **({"caption": caption} if caption else {}), **extra)

    def sends_document(
        self, content: bytes, name: str, media_type: str = "application/pdf", *, size: int | None = None
    ) -> dict[str, Any]:
        """Sends a file; `size` makes Telegram state (and enforce) another size than it has."""
        kept = self.api.keep(content, "documents", name.rpartition(".")[2], size)
        return self._sends(document={**kept, "file_name": name, "mime_type": media_type})

    def sends_voice(self, content: bytes, seconds: int = 5) -> dict[str, Any]:
        """Holds the microphone."""
        kept = self.api.keep(content, "voice", "oga")
        return self._sends(voice={**kept, "duration": seconds, "mime_type": "audio/ogg"})

    def sends_sticker(self) -> dict[str, Any]:
        kept = self.api.keep(b"RIFF", "stickers", "webp")
        kinds = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._sends(sticker={**kept, **kinds})

    def sends_location(self) -> dict[str, Any]:
        return self._sends(location={"latitude": 11.57, "longitude": 108.99})

    def shares_contact(self, *, own: bool = True, phone: str = "84901234567") -> dict[str, Any]:
        """Shares a phone number: their own (as the contact button does) or somebody else's."""
        owner = self.id if own else self.id + 1
        return self._sends(contact={"phone_number": phone, "first_name": self.name, "user_id": owner})

    def blocks(self) -> dict[str, Any]:
        """Shuts the bot out: sending to this person fails with 403 from now on."""
        self.has_blocked = True
        return self._becomes("member", "kicked")

    def unblocks(self) -> dict[str, Any]:
        self.has_blocked = False
        return self._becomes("kicked", "member")

    # -- what a person notices ---------------------------------------------------------------

    def sees(self) -> list[Seen]:
        """Every message of the bot, oldest first, with the buttons it has left."""
        return list(self.screen)

    async def hears(self, words: str = "", within: float = 5.0) -> Seen:
        """Waits for the next message holding these words and returns it; what came before it counts
        as read, so the same message is never heard twice."""
        try:
            async with asyncio.timeout(within):
                while True:
                    for index in range(self._heard, len(self.screen)):
                        if words in self.screen[index].text:
                            self._heard = index + 1
                            return self.screen[index]
                    await self.api.changed()
        except TimeoutError:
            raise AssertionError(f"{self.name} did not hear {words!r}; {self._describe()}") from None

    async def hears_nothing(self, during: float = 0.3) -> None:
        """Nothing arrives for so many seconds."""
        before = len(self.screen)
        await asyncio.sleep(during)
        assert len(self.screen) == before, f"{self.name} heard something; {self._describe()}"

    def _sends(self, **content: Any) -> dict[str, Any]:
        self.has_begun = True
        head = {"message_id": self.api.next_message_id(), "date": self.api.date()}
        return self.api.push("message", {**head, "from": self.user, "chat": self.chat, **content})

    def _becomes(self, old: str, new: str) -> dict[str, Any]:
        change = {"chat": self.chat, "from": self.user, "date": self.api.date()}
        before, after = _membership(self.api.me, old), _membership(self.api.me, new)
        return self.api.push(
            "my_chat_member", {**change, "old_chat_member": before, "new_chat_member": after}
        )

    def _describe(self) -> str:
        unread = [f"{s.text!r} {s.buttons or s.keyboard or ''}" for s in self.screen[-6:]]
        return "the last messages are:\n  " + "\n  ".join(unread)


class Group:
    """A group the bot is a member of."""

    def __init__(self, api: "TelegramApi", id: int, title: str) -> None:
        self.api = api
        self.chat = {"id": id, "type": "supergroup", "title": title}

    def hears(self, person: Person, text: str) -> dict[str, Any]:
        """A member says something in the group."""
        head = {"message_id": self.api.next_message_id(), "date": self.api.date()}
        message = {**head, "from": person.user, "chat": self.chat, "text": text, **_command_entity(text)}
        return self.api.push("message", message)


STRANGER = {"type": "hidden_user", "sender_user_name": "Somebody", "date": 1_790_000_000}


def _command_entity(text: str) -> dict[str, Any]:
    if not text.startswith("/") or text[1:2].isspace() or len(text) < 2:
        return {}
    return {"entities": [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]}


def _membership(user: dict[str, Any], status: str) -> dict[str, Any]:
    return {"user": user, "status": status} | ({"until_date": 0} if status == "kicked" else {})
