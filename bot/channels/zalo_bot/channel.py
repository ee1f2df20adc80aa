"""The Zalo Bot Platform behind the port: text and pictures out, everything in."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import aiohttp
import structlog
from pydantic import SecretStr

from bot.attempts import CEILING
from bot.channels import abilities, downloading
from bot.channels.port import House, Limits, Outgoing, Received, SendFailed, Why
from bot.channels.public_files import PublicFiles
from bot.channels.zalo_bot import failures, parsing, polling, webhook
from bot.channels.zalo_bot.attachments import Call, compose
from bot.channels.zalo_bot.failures import CallFailed, TokenRejected
from bot.channels.zalo_bot.standing import Standing
from bot.channels.zalo_bot.wire import API_URL, Wire, account_of
from bot.pace import Held, Pacer
from handlers.events import Event, FileRef

log = structlog.get_logger(__name__)

#: With the pacer's patience still shorter than an outbox lease, or a row would go out twice.
CALL_SECONDS: Final = 30.0
#: Zalo fetches a picture before it answers; others wait 150 seconds, our lease ends sooner.
PHOTO_SECONDS: Final = 150.0
#: Counted from the beginning of an attempt, so that it is we who say how it ended.
MOST_SECONDS: Final = CEILING - 3.0
REPLIES_A_SECOND: Final = 5.0
TYPING_SECONDS: Final = 5.0
TYPING_PATIENCE: Final = 10.0
REMEMBERED: Final = 2_000


class ZaloBotChannel:
    """One bot account; `close` it when the application ends.

    With an `address` Zalo pushes there (mount `webhook.router` with its secret) and `listen` only
    registers it; without one `listen` polls, which only one process may do. Pictures go out only with
    `files` that are reachable. `allow_local` fetches from this machine's network: only for tests.
    """

    name = "zalo_bot"

    def __init__(
        self,
        token: SecretStr,
        *,
        api_url: str = API_URL,
        limits: Limits = abilities.ZALO_BOT,
        address: webhook.Address | None = None,
        files: PublicFiles | None = None,
        pacer: Pacer | None = None,
        timeout: float = CALL_SECONDS,
        photo_timeout: float = PHOTO_SECONDS,
        poll_seconds: int = polling.POLL_SECONDS,
        allow_local: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.account = account_of(token)
        self.limits = limits
        self.wire = Wire(token, api_url, timeout=timeout)
        self.standing = Standing(self.account, clock)
        self._address = address
        self._files = files
        self._pacer = pacer or Pacer(bulk=limits.pace, replies=REPLIES_A_SECOND)
        self._timeout = timeout
        self._photo_timeout = photo_timeout
        self._poll_seconds = poll_seconds
        self._allow_local = allow_local
        self._clock = clock
        self._display_name = ""
        self._downloads: aiohttp.ClientSession | None = None
        self._typing: OrderedDict[str, float] = OrderedDict()
        self._begun: OrderedDict[int, int] = OrderedDict()

    @property
    def display_name(self) -> str:
        """What people find the bot by; "" until Zalo told."""
        return self._display_name

    def __repr__(self) -> str:
        return f"ZaloBotChannel({self.account})"

    def events(self, raw: Any, at: datetime) -> list[Received]:
        received = parsing.read(raw, self.account, at)
        return [] if received is None else [received]

    async def send(self, outgoing: Outgoing) -> str:
        deadline = self._clock() + MOST_SECONDS
        try:
            return await self._deliver(outgoing, deadline)
        except Held as held:
            failed = SendFailed(Why.THROTTLED, retry_after=max(1.0, held.seconds), detail="our own pacing")
        except SendFailed as refused:
            failed = refused
        except OSError as trouble:
            failed = SendFailed(Why.UNREACHABLE, detail=f"file: {type(trouble).__name__}")
        raise failed

    async def _deliver(self, outgoing: Outgoing, deadline: float) -> str:
        if outgoing.part.strip or outgoing.part.edits:
            raise SendFailed(Why.REFUSED, detail="what was sent cannot be changed here")
        if stopped := self.standing.refusal():
            raise stopped
        calls = await compose(outgoing.part, self._files, self.limits.text)
        shown = ""
        # Where an earlier attempt got through with the first of several, it is not said again.
        done = self._begun.get(outgoing.id, 0)
        for number, call in enumerate(calls[done:], done):
            if number:
                self._remember(outgoing.id, number)
            shown = await self._post(outgoing, call, deadline)
        self._begun.pop(outgoing.id, None)
        return shown

    async def _post(self, outgoing: Outgoing, call: Call, deadline: float) -> str:
        await self._pacer.turn(outgoing.address, bulk=outgoing.bulk)
        # Others may have been refused while this one waited for its turn.
        if stopped := self.standing.refusal():
            raise stopped
        patience = self._photo_timeout if call.method == "sendPhoto" else self._timeout
        within = min(patience, max(1.0, deadline - self._clock()))
        try:
            result = await self.wire.call(call.method, {"chat_id": outgoing.address, **call.payload}, within)
        except CallFailed as failed:
            self.standing.note(failed)
            if failed.why is Why.THROTTLED and failed.retry_after is not None:
                self._pacer.throttled(failed.retry_after)
            if stopped := self.standing.refusal():
                failed.retry_after = failed.retry_after or stopped.retry_after
            raise
        self.standing.delivered()
        # Accepted is accepted: if the answer looks different one day, calling that a failure would
        # send the message again.
        return str(result.get("message_id") or "") if isinstance(result, dict) else ""

    def _remember(self, outbox_id: int, done: int) -> None:
        self._begun[outbox_id] = done
        while len(self._begun) > REMEMBERED:
            self._begun.popitem(last=False)

    async def acknowledge(self, event: Event) -> None:
        if not self._may_type(event.conversation):
            return
        payload = {"chat_id": event.conversation.split(":", 2)[2], "action": "typing"}
        try:
            await self.wire.call("sendChatAction", payload, TYPING_PATIENCE)
        except CallFailed as failed:
            log.debug("acknowledgement_failed", account=self.account, error=str(failed)[:80])

    def _may_type(self, conversation: str) -> bool:
        """Once per while for each chat: two hundred messages at once need no two hundred calls."""
        now = self._clock()
        if self._pacer.hold_left() or self.standing.refusal():
            return False
        if now - self._typing.get(conversation, -TYPING_SECONDS) < TYPING_SECONDS:
            return False
        self._typing[conversation] = now
        self._typing.move_to_end(conversation)
        while len(self._typing) > REMEMBERED:
            self._typing.popitem(last=False)
        return True

    async def fetch(self, file: FileRef) -> bytes:
        if self._downloads is None:
            self._downloads = downloading.open_session(allow_local=self._allow_local)
        return await downloading.download(
            file.remote, self.limits.file_in, session=self._downloads, allow_local=self._allow_local
        )

    async def listen(self, house: House) -> None:
        """Bring events in until cancelled. Raises `TokenRejected` or `WebhookRefused`."""
        known = await self.introduce()
        if self._address is not None:
            await webhook.register(self.wire, self._address, known=known)
            await asyncio.Event().wait()
        await polling.poll(self, self.wire, house, self.standing, known=known, seconds=self._poll_seconds)

    async def introduce(self) -> bool:
        """Learn the bot's name, and whether Zalo knows it; doing without the name is fine.

        Raises `TokenRejected`.
        """
        try:
            me = await self.wire.call("getMe", {})
        except CallFailed as failed:
            if failed.code == failures.UNAUTHORIZED:
                raise TokenRejected from None
            log.warning("introduction_failed", account=self.account, why=failed.why)
            return False
        if isinstance(me, dict):
            self._display_name = str(me.get("display_name") or me.get("account_name") or "")
        return True

    async def close(self) -> None:
        await self.wire.close()
        if self._downloads is not None:
            await self._downloads.close()
            self._downloads = None
