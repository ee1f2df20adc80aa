"""What may be sent to Zalo Bot's people and how long, and what their pictures look like."""

import asyncio
from dataclasses import dataclass
from typing import Final

from bot.channels import downloading
from bot.channels.port import FileUnavailable, Why
from bot.channels.probing import Finding, Skipped, wait_for
from bot.channels.zalo_bot.failures import CallFailed
from bot.channels.zalo_bot.probe_scene import Scene, is_pictured

#: Zalo Bot documentation, sendMessage; in which unit is what we want to know.
LONGEST: Final = 2_000
#: Outside of the basic plane: one code point, two UTF-16 units.
_WIDE: Final = "\N{GLOWING STAR}"
_NOBODY: Final = "0" * 20
_LARGEST_PICTURE: Final = 20_000_000


@dataclass
class Messages:
    """One question each; `border` says that the longest text passed and a longer one did not."""

    scene: Scene
    border: bool = False
    picture: str = ""
    since: float = 0.0

    async def ask_action(self) -> Finding:
        self.scene.needs_chat()
        told = await self.scene.wire.call("sendChatAction", {"chat_id": self.scene.chat, "action": "typing"})
        return Finding("bot.action", "bare" if told is None else "result")

    async def ask_longest(self) -> Finding:
        refused = await self._say("a" * LONGEST)
        self.border = refused is None
        return _verdict("bot.longest", refused)

    async def ask_over(self) -> Finding:
        refused = await self._say("b" * (LONGEST + 1))
        self.border = self.border and refused is not None
        return _verdict("bot.over", refused)

    async def ask_unit(self) -> Finding:
        """Half as many characters and one more, each of which takes two units."""
        self.scene.needs_chat()
        if not self.border:
            raise Skipped("no_border")
        refused = await self._say(_WIDE * (LONGEST // 2 + 1))
        return Finding("bot.unit", "points" if refused is None else "units")

    async def ask_stranger(self) -> Finding:
        self.scene.needs_account()
        try:
            await self.scene.wire.call("sendMessage", {"chat_id": _NOBODY, "text": "-"})
        except CallFailed as failed:
            known = "understood" if failed.why is Why.BLOCKED else "strange"
            return Finding("bot.stranger", known, {"told": failed.detail, "code": failed.code or 0})
        return Finding("bot.stranger", "accepted")

    async def ask_picture(self) -> Finding:
        self.scene.needs_polls()
        self.scene.needs_chat()
        arriving = self.scene.polling(is_pictured)
        found = await wait_for(self.scene.guide, "send_picture", self.scene.patience, arriving)
        if found is None:
            return Finding("bot.picture", "nobody")
        message = found["message"]
        named = [name for name in ("photo_url", "photo") if isinstance(message.get(name), str)]
        if not named:
            return Finding("bot.picture", "other", {"keys": ", ".join(sorted(message))})
        self.picture, self.since = message[named[0]], asyncio.get_running_loop().time()
        return Finding("bot.picture", "both" if len(named) > 1 else named[0])

    async def ask_picture_now(self) -> Finding:
        return await self._fetch("bot.picture_now")

    async def ask_picture_later(self) -> Finding:
        return await self._fetch("bot.picture_later")

    async def _fetch(self, question: str) -> Finding:
        if not self.picture:
            raise Skipped("no_picture")
        minutes = round((asyncio.get_running_loop().time() - self.since) / 60)
        local = self.scene.allow_local
        async with downloading.open_session(allow_local=local) as session:
            try:
                got = await downloading.download(
                    self.picture, _LARGEST_PICTURE, session=session, allow_local=local
                )
            except FileUnavailable as gone:
                return Finding(question, "gone", {"minutes": minutes, "told": str(gone)})
        return Finding(question, "there", {"minutes": minutes, "size": len(got) // 1024 + 1})

    async def _say(self, text: str) -> CallFailed | None:
        """What Zalo refused it with; anything but a clear no is raised."""
        self.scene.needs_chat()
        try:
            await self.scene.wire.call("sendMessage", {"chat_id": self.scene.chat, "text": text})
        except CallFailed as failed:
            if failed.why in (Why.REFUSED, Why.BLOCKED):
                return failed
            raise
        self.scene.spent += 1
        return None


def _verdict(question: str, refused: CallFailed | None) -> Finding:
    if refused is None:
        return Finding(question, "accepted")
    return Finding(question, "refused", {"told": refused.detail})
