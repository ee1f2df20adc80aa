"""Telegram behind the port: aiogram converses, the courier delivers bulk."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError
from aiogram.types import BotCommand
from pydantic import SecretStr

from bot.channels.abilities import TELEGRAM
from bot.channels.port import FileUnavailable, House, Limits, Outgoing, Received, SendFailed, Why
from bot.channels.telegram import calls, failures, polling, webhook
from bot.channels.telegram.courier import Courier
from bot.channels.telegram.parsing import Reader
from bot.channels.telegram.transport import Wire, account_of, stand_in
from bot.pace import Held, Pacer
from handlers.events import Blocked, Event, FileRef, InGroup, Tapped
from messages.catalog import DEFAULT, LANGUAGES, under

log = structlog.get_logger(__name__)

API_URL = "https://api.telegram.org"

CALL_SECONDS = 30.0
"""With the pacer's patience still shorter than an outbox lease, or a row would go out twice."""

TYPING_SECONDS = 4.0
"""Telegram shows the dots for five."""

REMEMBERED = 2_000
SPINNER_SECONDS = 60.0
"""Telegram refuses an answer to an older press anyway."""


class TelegramChannel:
    """One bot account; `close` it when the application ends.

    With an `address` Telegram pushes there (mount `webhook.router` with its secret) and `listen`
    only registers it; without one `listen` polls. `read_file` gives a kept file's bytes by key, for
    a process that sends but does not listen; otherwise the house brings it. Bulk goes out at the pace of
    the `limits`; with `paid` Telegram charges the account for it and takes it faster.
    """

    name = "telegram"
    limits = TELEGRAM

    def __init__(
        self,
        token: SecretStr,
        *,
        api_url: str = API_URL,
        address: webhook.Address | None = None,
        read_file: Callable[[str], Awaitable[bytes]] | None = None,
        limits: Limits = TELEGRAM,
        paid: bool = False,
        pacer: Pacer | None = None,
        timeout: float = CALL_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.account = account_of(token)
        self.wire = Wire(token, api_url, timeout=timeout)
        self._address = address
        self._read_file = read_file
        self.limits = limits
        self._pacer = pacer or Pacer(bulk=limits.pace, apart=paid)
        self._clock = clock
        self._reader = Reader(self.account)
        session = calls.WireSession(self.wire)
        session.middleware.register(calls.PacedReplies(self._pacer))
        self.bot = Bot(stand_in(self.account), session=session)
        self._courier = Courier(self.wire, self._pacer, self.account, paid=paid)
        self._spinners: OrderedDict[Event, tuple[str, float]] = OrderedDict()
        self._typing: OrderedDict[str, float] = OrderedDict()

    @property
    def username(self) -> str:
        """What the bot is called in links; "" until Telegram told."""
        return self._reader.username

    def __repr__(self) -> str:
        return f"TelegramChannel({self.account})"

    def events(self, raw: Any, at: datetime) -> list[Received]:
        event, spinner = self._reader.read(raw, at)
        if event is None:
            return []
        if spinner:
            self._spinners[event] = (spinner, self._clock())
            while len(self._spinners) > REMEMBERED:
                self._spinners.popitem(last=False)
        return [Received(key=str(raw["update_id"]), event=event)]

    async def send(self, outgoing: Outgoing) -> str:
        try:
            return await self._deliver(outgoing)
        except Held as held:
            failed = SendFailed(
                Why.THROTTLED,
                retry_after=max(1.0, held.seconds),
                detail="our own pacing",
                everybody=held.everybody,
            )
        except SendFailed as refused:
            earlier = outgoing.part.strip or outgoing.part.edits
            if earlier and failures.is_settled_strip(refused):
                return earlier
            failed = refused
        except (FileUnavailable, FileNotFoundError, LookupError) as missing:
            failed = SendFailed(Why.REFUSED, detail=f"file: {type(missing).__name__}")
        except OSError as trouble:
            failed = SendFailed(Why.UNREACHABLE, detail=f"file: {type(trouble).__name__}")
        raise failed

    async def _deliver(self, outgoing: Outgoing) -> str:
        part = outgoing.part
        chat_id = _number(outgoing.address, "address")
        if part.strip:
            await self.bot(calls.strip(chat_id, _number(part.strip, "message id")))
            return part.strip
        if part.edits:
            await self.bot(calls.change(chat_id, _number(part.edits, "message id"), part))
            return part.edits
        if outgoing.bulk:
            return await self._courier.deliver(chat_id, part, self._bytes)
        data = await self._bytes(part.file.key) if part.file else b""
        message = await self.bot(calls.compose(chat_id, part, data))
        return str(message.message_id)

    async def _bytes(self, key: str) -> bytes:
        if self._read_file is None:
            raise SendFailed(Why.UNREACHABLE, detail="files are not open yet")
        return await self._read_file(key)

    async def acknowledge(self, event: Event) -> None:
        spinner, seen_at = self._spinners.pop(event, ("", 0.0))
        try:
            if spinner and self._clock() - seen_at < SPINNER_SECONDS:
                await self.bot.answer_callback_query(spinner)
            elif self._may_type(event):
                await self.bot.send_chat_action(event.conversation.split(":", 2)[2], "typing")
        except (SendFailed, ClientDecodeError) as failed:
            log.debug("acknowledgement_failed", account=self.account, error=str(failed)[:80])

    def _may_type(self, event: Event) -> bool:
        """Once per while for each chat: two hundred messages at once need no two hundred calls."""
        now = self._clock()
        if isinstance(event, Tapped | InGroup | Blocked) or self._pacer.hold_left():
            return False
        if now - self._typing.get(event.conversation, -TYPING_SECONDS) < TYPING_SECONDS:
            return False
        self._typing[event.conversation] = now
        while len(self._typing) > REMEMBERED:
            self._typing.popitem(last=False)
        return True

    async def fetch(self, file: FileRef) -> bytes:
        if file.size is not None and file.size > self.limits.file_in:
            raise FileUnavailable("too large")
        try:
            found = await self.bot.get_file(file.remote, request_timeout=10)
        except failures.CallFailed as failed:
            if failed.status != 400:
                raise
            raise FileUnavailable(failed.detail) from None
        except ClientDecodeError:
            raise SendFailed(Why.UNREACHABLE, detail="unreadable answer") from None
        if not found.file_path:
            raise FileUnavailable("no path")
        return await self.wire.download(found.file_path, self.limits.file_in)

    async def listen(self, house: House) -> None:
        """Bring events in until cancelled. Raises `TokenRejected` or `WebhookRefused`."""
        self._read_file = self._read_file or house.read_file
        await self.introduce()
        if self._address is None:
            await polling.poll(self, self.wire, house)
        else:
            await webhook.register(self.wire, self._address)
            await asyncio.Event().wait()

    async def introduce(self) -> None:
        """Learn the bot's username, by which groups call it, and fill its menu; doing without is fine."""
        try:
            self._reader.username = (await self.bot.me()).username or ""
            for language in LANGUAGES:
                menu = [
                    BotCommand(command=name, description=words)
                    for name, words in under(language, "telegram.menu.").items()
                ]
                # The first language is also shown to everybody whose own one we do not speak.
                code = None if language == DEFAULT else language
                await self.bot.set_my_commands(menu, language_code=code)
        except (SendFailed, ClientDecodeError) as failed:
            log.warning("introduction_failed", account=self.account, error=type(failed).__name__)

    async def close(self) -> None:
        await self.wire.close()


def _number(text: str, what: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise SendFailed(Why.REFUSED, detail=f"{what} is not a number") from None
