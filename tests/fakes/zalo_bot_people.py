"""People on the other side of the fake Zalo Bot API, in the words a journey uses."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.zalo_bot_api import ZaloBotApi


@dataclass
class Seen:
    """One message of the bot on a person's screen; `photo` holds the bytes of a picture, and is empty
    where its address had stopped working by the time the phone wanted it."""

    id: str
    text: str
    photo: bytes | None = None


class Person:
    """A chat with one person. Every verb returns the event it made, so that a test can send it again
    with `api.push_again(event)`. Without a `name` events carry no name, as is documented to happen."""

    def __init__(self, api: "ZaloBotApi", id: str, name: str) -> None:
        self.api, self.id, self.name = api, id, name
        self.has_begun = False
        self.has_blocked = False
        self.screen: list[Seen] = []
        self._heard = 0

    # -- what a person does ------------------------------------------------------------------

    def says(self, text: str) -> dict[str, Any]:
        """Types a text and sends it."""
        return self._sends("message.text.received", text=text)

    def sends_photo(self, content: bytes, caption: str = "") -> dict[str, Any]:
        """Sends a picture; it can be fetched until the test takes it out of `api.photos`."""
        shown = {self.api.photo_key: self.api.keep(content, "jpg")}
        return self._sends("message.image.received", **shown, **({"caption": caption} if caption else {}))

    def sends_sticker(self) -> dict[str, Any]:
        url = self.api.keep(b"RIFF", "webp")
        return self._sends("message.sticker.received", sticker="0e078a2fb66a5f34067b", url=url)

    def sends_voice(self, content: bytes = b"\xff\xf1aac") -> dict[str, Any]:
        """Holds the microphone."""
        return self._sends("message.voice.received", voice_url=self.api.keep(content, "aac"))

    def sends_file(self) -> dict[str, Any]:
        """Sends a document, a video or a contact card; of all of these Zalo only tells that there was one."""
        return self._sends("message.unsupported.received")

    def sends_link(self, url: str) -> dict[str, Any]:
        """Shares an address; the event is not documented but seen by others."""
        return self._sends("message.link.received", url=url)

    def says_in_group(self, text: str, group: str = "zgr-f8a7101d77709e2ec761") -> dict[str, Any]:
        """Speaks to the bot in a group; Zalo delivers nothing of a group that does not mention it."""
        mentions = [{"uid": self.api.me["id"]}]
        return self._sends("message.text.received", group, text=f"@Bot {text}", mentions=mentions)

    def blocks(self) -> None:
        """Shuts the bot out: no event tells of it, but sending to this person fails from now on."""
        self.has_blocked = True

    def unblocks(self) -> None:
        self.has_blocked = False

    # -- what a person notices ---------------------------------------------------------------

    def sees(self) -> list[Seen]:
        """Every message of the bot, oldest first."""
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

    async def hears_nothing(self, during: float = 0.4) -> None:
        """Nothing arrives for so many seconds."""
        before = len(self.screen)
        await asyncio.sleep(during)
        assert len(self.screen) == before, f"{self.name} heard something; {self._describe()}"

    def _sends(self, event_name: str, group: str = "", **content: Any) -> dict[str, Any]:
        self.has_begun = True
        sender: dict[str, Any] = {"id": self.id, "is_bot": False}
        if self.name:
            sender["display_name"] = self.name
        chat = {"id": group or self.id, "chat_type": "GROUP" if group else "PRIVATE"}
        head = {"message_id": self.api.new_id(), "date": self.api.now_ms()}
        message = {"from": sender, "chat": chat, **head, **content}
        return self.api.push_event({"event_name": event_name, "message": message})

    def _describe(self) -> str:
        last = [f"{seen.text!r}{' with a picture' if seen.photo else ''}" for seen in self.screen[-6:]]
        return "the last messages are:\n  " + "\n  ".join(last)
