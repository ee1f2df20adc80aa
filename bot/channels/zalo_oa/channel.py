"""A Zalo Official Account behind the port."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import structlog
from pydantic import SecretStr

from bot.channels import abilities, downloading
from bot.channels.port import FileUnavailable, House, Limits, Outgoing, Received, SendFailed, Why
from bot.channels.zalo_oa import accounts
from bot.channels.zalo_oa.accounts import OfficialAccount, Quota
from bot.channels.zalo_oa.delivery import Delivery
from bot.channels.zalo_oa.failures import CallFailed
from bot.channels.zalo_oa.parsing import Reader
from bot.channels.zalo_oa.signature import Seal, Signer
from bot.channels.zalo_oa.wire import Wire
from bot.pace import Held, Pacer
from handlers.events import Event, FileRef

if TYPE_CHECKING:
    from bot.channels.public_files import PublicFiles
    from bot.channels.zalo_oa.templates import Templates
    from bot.channels.zalo_oa.tokens import Tokens

log = structlog.get_logger(__name__)

API_URL: Final = "https://openapi.zalo.me"
CALL_SECONDS: Final = 20.0
"""Short enough that an upload and the message with it end within the lease of an outbox row."""

REPLIES: Final = 40.0
"""Per second; with bulk's 20 below the 4,000 calls a minute an app may make."""

FIRST_PAUSE, LONGEST_PAUSE = 15.0, 600.0
ALARM_SECONDS: Final = 600.0
"""How often the same trouble is told to the administrator."""


class ZaloOaChannel:
    """One app with its Official Account; `close` it when the application ends.

    Zalo pushes (mount `webhook.router`); `listen` only looks whether the account is in order.
    `secret` is the webhook's. `files` gives what cannot be uploaded a public address. `card_image` is the
    public address of a PNG or JPEG for the card that asks for a phone; without one it is not shown.
    `business_url` is the host for templates by phone; `templates` may be set later, since they use `wire`.
    `read_file` gives a kept file's bytes by key, for a process that sends but does not listen.
    """

    name = "zalo_oa"

    def __init__(
        self,
        app_id: str,
        *,
        tokens: "Tokens",
        secret: SecretStr,
        now: Callable[[], datetime],
        files: "PublicFiles | None",
        templates: "Templates | None" = None,
        api_url: str = API_URL,
        business_url: str = "",
        limits: Limits = abilities.ZALO_OA,
        signed_by: Signer = "app_id",
        card_image: str = "",
        pacer: Pacer | None = None,
        read_file: Callable[[str], Awaitable[bytes]] | None = None,
        timeout: float = CALL_SECONDS,
        allow_local: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.account = app_id
        self.limits = limits
        self.seal = Seal(app_id, secret, signed_by)
        self.known: OfficialAccount | None = None
        self._pacer = pacer or Pacer(bulk=limits.pace, replies=REPLIES)
        self.wire = Wire(tokens, api_url, business_url, timeout, slow_down=self._pacer.throttled)
        self.templates = templates
        self._read_file = read_file
        self._now = now
        self._clock = clock
        self._allow_local = allow_local
        self._downloads: aiohttp.ClientSession | None = None
        self._reader = Reader(app_id)
        self._delivery = Delivery(self.wire, self._pacer, limits, files, self._bytes, card_image, clock)
        self._alarmed: dict[int, float] = {}

    def __repr__(self) -> str:
        return f"ZaloOaChannel({self.account})"

    @property
    def oa_id(self) -> str:
        """The account's own id, by which people find it (``https://zalo.me/<id>``); "" until Zalo told."""
        return self.known.oa_id if self.known else ""

    def events(self, raw: Any, at: datetime) -> list[Received]:
        return self._reader.read(raw, at)

    async def send(self, outgoing: Outgoing) -> str:
        try:
            return await self._deliver(outgoing)
        except Held as held:
            failed = SendFailed(Why.THROTTLED, retry_after=max(1.0, held.seconds), detail="our own pacing")
        except SendFailed as refused:
            self._alarm(refused)
            failed = refused
        except (FileUnavailable, FileNotFoundError, LookupError) as missing:
            failed = SendFailed(Why.REFUSED, detail=f"file: {type(missing).__name__}")
        except OSError as trouble:
            failed = SendFailed(Why.UNREACHABLE, detail=f"file: {type(trouble).__name__}")
        raise failed

    async def _deliver(self, outgoing: Outgoing) -> str:
        if outgoing.part.strip or outgoing.part.edits:
            return outgoing.part.strip or outgoing.part.edits  # nothing that was sent can be changed here
        if self._is_closed(outgoing.contact.interacted_at):
            # Known beforehand, so no call is spent on it.
            closed = SendFailed(Why.OUTSIDE_WINDOW, detail="nothing was heard of them within the window")
        else:
            try:
                return await self._delivery.deliver(outgoing)
            except CallFailed as failed:
                if failed.why is not Why.OUTSIDE_WINDOW:
                    raise
                closed = failed
        return await self._by_template(outgoing, closed)

    def _is_closed(self, interacted_at: datetime | None) -> bool:
        if self.limits.window is None:
            return False
        return interacted_at is None or self._now() - interacted_at > self.limits.window

    async def _by_template(self, outgoing: Outgoing, closed: SendFailed) -> str:
        """The paid way to somebody who may not be written to freely. Raises `closed` where there is none."""
        template = outgoing.part.template
        if template is None or self.templates is None or not self.templates.has(template.purpose):
            raise closed
        await self._pacer.turn(outgoing.address, bulk=outgoing.bulk)
        return await self.templates.send(
            outgoing.address, outgoing.contact.phone, template, key=str(outgoing.id)
        )

    def _alarm(self, failed: SendFailed) -> None:
        if not isinstance(failed, CallFailed) or not failed.hint:
            return
        now = self._clock()
        if now - self._alarmed.get(failed.code, float("-inf")) >= ALARM_SECONDS:
            self._alarmed[failed.code] = now
            log.error("zalo_oa_needs_attention", account=self.account, code=failed.code, hint=failed.hint)

    async def _bytes(self, key: str) -> bytes:
        if self._read_file is None:
            raise SendFailed(Why.UNREACHABLE, detail="files are not open yet")
        return await self._read_file(key)

    async def acknowledge(self, event: Event) -> None:
        """An Official Account can show neither dots nor ticks at no cost."""

    async def fetch(self, file: FileRef) -> bytes:
        if file.size is not None and file.size > self.limits.file_in:
            raise FileUnavailable("too large")
        if self._downloads is None:
            self._downloads = downloading.open_session(allow_local=self._allow_local)
        return await downloading.download(
            file.remote, self.limits.file_in, session=self._downloads, allow_local=self._allow_local
        )

    async def listen(self, house: House) -> None:
        """Zalo pushes; here it is only made sure that the account is in order, and said if it is not."""
        self._read_file = self._read_file or house.read_file
        pause = FIRST_PAUSE
        while True:
            try:
                self.known = await self.official_account()
                break
            except SendFailed as failed:
                hint = failed.hint if isinstance(failed, CallFailed) else ""
                log.error("zalo_oa_not_in_order", account=self.account, why=str(failed), hint=hint)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        accounts.tell(self.account, self.known, self.limits, templates=self.templates is not None)
        await self._look_at_templates()
        await asyncio.Event().wait()

    async def _look_at_templates(self) -> None:
        """A template that cannot be filled in is better found now than by the first person it would go to."""
        for problem in await self.templates.check() if self.templates is not None else ():
            log.error(
                "zalo_template_wrong",
                purpose=problem.purpose,
                template=problem.template_id,
                kind=problem.kind,
                detail=problem.detail,
            )

    async def official_account(self) -> OfficialAccount:
        """Asked anew each time. Raises `SendFailed`."""
        return await accounts.look(self.wire)

    async def quota(self, user_id: str) -> Quota:
        """What Zalo itself says of the window to one person. Raises `SendFailed`."""
        return await accounts.quota(self.wire, user_id)

    async def close(self) -> None:
        await self.wire.close()
        if self._downloads is not None:
            await self._downloads.close()
            self._downloads = None
