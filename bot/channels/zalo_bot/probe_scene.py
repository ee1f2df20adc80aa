"""What the questions to Zalo Bot share: the account, the volunteer's chat, and a way to hear from it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import SecretStr

from bot.channels.probing import Guide, Skipped, is_word
from bot.channels.zalo_bot import failures, parsing
from bot.channels.zalo_bot.failures import CallFailed
from bot.channels.zalo_bot.wire import API_URL, Wire

#: The host of now and the one of before (documentation, and the default of a published client).
HOSTS: Final = (API_URL, "https://bot-api.zapps.me")
#: How much longer than Zalo holds a poll we wait for its answer, in seconds.
_MARGIN: Final = 10.0

Update = dict[str, Any]


@dataclass(kw_only=True)
class Scene:
    """`keep` stores what other people happen to write meanwhile. `public_url` is "" where Zalo cannot
    call us. `patience` is how long the volunteer is waited for, `poll` how long Zalo holds a poll, `linger`
    how long late fetches of a picture are waited for, all in seconds. `spent` counts the messages sent.
    """

    token: SecretStr
    api_url: str
    guide: Guide
    keep: Callable[[Any], Awaitable[None]]
    public_url: str = ""
    web_host: str = "127.0.0.1"
    web_port: int = 0
    take_over: bool = False
    hosts: Sequence[str] = HOSTS
    patience: float = 180.0
    poll: int = 5
    linger: float = 20.0
    allow_local: bool = False
    spent: int = field(init=False, default=0)
    me: dict[str, Any] = field(init=False, default_factory=dict)
    chat: str = field(init=False, default="")
    pollable: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.wire = Wire(self.token, self.api_url)

    @property
    def name(self) -> str:
        return str(self.me.get("display_name") or self.me.get("account_name") or "")

    async def move(self, api_url: str) -> None:
        """Ask everything else at this host."""
        await self.wire.close()
        self.api_url, self.wire = api_url, Wire(self.token, api_url)

    async def poll_once(self, seconds: int) -> Any:
        """What a poll brought, in the shape in which it came. Raises `CallFailed`, 408 for nothing."""
        return await self.wire.call("getUpdates", {"timeout": seconds}, within=seconds + _MARGIN)

    def polling(
        self, wanted: Callable[[Update], bool]
    ) -> Callable[[asyncio.Event], Awaitable[Update | None]]:
        """Polls until the volunteer does what is wanted; everything else is kept for the house."""

        async def arriving(over: asyncio.Event) -> Update | None:
            while not over.is_set():
                if (found := await self._sift(wanted)) is not None:
                    return found
            return None

        return arriving

    async def _sift(self, wanted: Callable[[Update], bool]) -> Update | None:
        try:
            told = await self.poll_once(self.poll)
        except CallFailed as failed:
            if failed.code != failures.NOTHING_NEW:
                await asyncio.sleep(min(failed.retry_after or 1.0, 5.0))
            return None
        if not told:
            await asyncio.sleep(0.1)  # should an empty answer come at once, this must not spin
            return None
        found = None
        for raw in told if isinstance(told, list) else [told]:
            update = parsing.unwrapped(raw)
            if found is None and self.is_theirs(update) and wanted(update):
                found = update
            else:
                await self.keep(raw)
        return found

    def is_theirs(self, update: Update) -> bool:
        """Whether the volunteer did this; anybody who talks to the bot alone, as long as none is known."""
        message = update.get("message")
        chat = message.get("chat") if isinstance(message, dict) else None
        if not isinstance(chat, dict) or chat.get("chat_type") == "GROUP" or not chat.get("id"):
            return False
        return not self.chat or str(chat["id"]) == self.chat

    def needs_account(self) -> None:
        if not self.me:
            raise Skipped("no_account")

    def needs_polls(self) -> None:
        if not self.pollable:
            raise Skipped("taken")

    def needs_chat(self) -> None:
        if not self.chat:
            raise Skipped("alone")


def is_written(update: Update) -> bool:
    """Whether it is the volunteer's word."""
    return is_word(update["message"].get("text"))


def is_pictured(update: Update) -> bool:
    return update.get("event_name") == "message.image.received"
